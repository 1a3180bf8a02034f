# SPDX-License-Identifier: Apache-2.0
"""How stable a clock is: Allan's deviation and its relatives.

All take phase x [s] at equal steps (clock less reference), or fractional frequency y with
``data="frequency"``, and give one deviation for each averaging factor m, at τ = m · step.

Sources: Riley, Handbook of Frequency Stability Analysis, NIST SP 1065 (2008); IEEE 1139.
"""
import numpy as np
from numpy.typing import ArrayLike

from worldline.spacetime.arrays import core, numbers_of


def allan_deviation(values: ArrayLike, step: float = 1.0, factors: ArrayLike | None = None,
                    data: str = "phase"):
    """Allan deviation from differences side by side; `overlapping_deviation` uses all.

    Parameters
    ----------
    values : array_like, shape (n,)
        Phase [s], or fractional frequency [1].
    step : float [s]
        τ0, between two values.
    factors : int or array_like of int, optional
        Averaging factors m. Default: powers of two, as many as there is data for.
    data : {"phase", "frequency"}

    Returns
    -------
    number or ndarray, of the shape of `factors` [1]

    Raises
    ------
    ValueError
        A factor is 0 or needs more values; the step is not positive; `data` is neither.
    """
    return _deviation("allan", values, step, factors, data)


def overlapping_deviation(values: ArrayLike, step: float = 1.0,
                          factors: ArrayLike | None = None, data: str = "phase"):
    """Allan deviation from all differences, overlapping. As `allan_deviation`."""
    return _deviation("overlapping", values, step, factors, data)


def modified_deviation(values: ArrayLike, step: float = 1.0, factors: ArrayLike | None = None,
                       data: str = "phase"):
    """Modified Allan deviation, which tells white from flicker phase. As `allan_deviation`."""
    return _deviation("modified", values, step, factors, data)


def time_deviation(values: ArrayLike, step: float = 1.0, factors: ArrayLike | None = None,
                   data: str = "phase"):
    """Time deviation [s]: τ/√3 of the modified deviation. As `allan_deviation`."""
    return _deviation("time", values, step, factors, data)


def hadamard_deviation(values: ArrayLike, step: float = 1.0, factors: ArrayLike | None = None,
                       data: str = "phase"):
    """Hadamard deviation, blind to a steady drift. As `allan_deviation`."""
    return _deviation("hadamard", values, step, factors, data)


def phase_of_frequency(frequency: ArrayLike, step: float = 1.0) -> np.ndarray:
    """Phase [s], one value more, from fractional frequencies at equal steps [s].

    Parameters
    ----------
    frequency : array_like, shape (n,)

    Returns
    -------
    ndarray, shape (n + 1,) [s]
    """
    return core().phase_of_frequency(_series(frequency, "frequency"),
                                     _one_number(step, "step"))


def expected_deviation(noise: str, level: float, step: float = 1.0, factors: ArrayLike = 1):
    """Allan deviation that a simulated noise has on average, exact at every factor.

    Parameters
    ----------
    noise : {"white_phase", "white_frequency", "random_walk_frequency", "drift"}
        √3 σ/τ, σ/√m, σ√((2m² + 1)/(6m)), Dτ/√2.
    level : float
        σ of a phase [s], of a frequency [1], of a step of frequency [1]; D [1/s].
    step : float [s]
    factors : int or array_like of int

    Returns
    -------
    number or ndarray, of the shape of `factors` [1]
    """
    kind = _member(core().NoiseProcess, noise, "noise")
    return _for_each(factors, lambda m: core().expected_deviation(kind, level, step, m))


def _deviation(kind, values, step, factors, data):
    numbers = _series(values, "values")
    step = _one_number(step, "step")
    if not isinstance(data, str) or data not in ("phase", "frequency"):
        raise ValueError(f"data is phase or frequency, and not {data}")
    phase = numbers if data == "phase" else phase_of_frequency(numbers, step)
    stability = getattr(core().Stability, kind)
    if factors is None:
        factors = _octaves(stability, len(phase))
    return _for_each(factors, lambda m: core().deviation(stability, phase, step, m))


def _series(values, name) -> np.ndarray:
    numbers = numbers_of(values, name)
    if numbers.ndim != 1:
        raise ValueError(f"{name} must be an array of one dimension, and not of {numbers.ndim}")
    return numbers


def _one_number(value, name) -> float:
    number = numbers_of(value, name)
    if number.ndim:
        raise ValueError(f"{name} must be one number, and not of the shape {number.shape}")
    return float(number)


def _octaves(stability, n_values) -> list[int]:
    factors = []
    m = 1
    while core().least_values(stability, m) <= n_values:
        factors.append(m)
        m *= 2
    return factors


def _for_each(factors, question):
    array = np.asarray(factors)
    if array.size and (array.dtype.kind not in "iu" or array.min() < 1):
        raise ValueError(f"factors are whole numbers from 1 on, and not {factors}")
    found = np.array([question(int(m)) for m in array.ravel()], dtype=np.float64)
    return found.reshape(array.shape)[()]


def _member(enumeration, name, what):
    members = enumeration.__members__
    if name not in members:
        raise ValueError(f"{what} {name} is not known; there are {', '.join(members)}")
    return members[name]
