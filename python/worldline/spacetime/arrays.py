# SPDX-License-Identifier: Apache-2.0
"""How arrays go into the compiled part and come out again; units; numbers that lose nothing."""
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from worldline.running import extension


def core():
    """The compiled functions, loaded when they are first needed."""
    return extension().spacetime


def default(value: ArrayLike | None, name: str) -> ArrayLike:
    """`value`, or the constant of this name."""
    return getattr(core(), name) if value is None else value


def numbers_of(value: ArrayLike, name: str = "an argument") -> np.ndarray:
    """An array of floats. What is no number raises `ValueError`, and so does None, of which NumPy
    would make NaN."""
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as fault:
        raise ValueError(f"{name} must be numbers, and not {value!r}") from fault
    if value is None:
        raise ValueError(f"{name} must be given: it is None")
    return array


def of_each(function: str, **arguments: ArrayLike) -> Any:
    """Calls a compiled function of numbers, by its name, on arrays that broadcast."""
    arrays = {name: numbers_of(value, name) for name, value in arguments.items()}
    _common_shape({name: array.shape for name, array in arrays.items()})
    return getattr(core(), function)(*arrays.values())


def _common_shape(shapes: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError as fault:
        told = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"{next(iter(shapes))} and others do not broadcast against each other; "
                         f"the shapes are {told}") from fault


def by_row(function, n_out: int, *columns: tuple[ArrayLike, int, str]) -> np.ndarray:
    """Calls a function of rows with columns that broadcast against each other.

    Parameters
    ----------
    function : callable, (n, n_in) -> (n, n_out)
    n_out : int
    columns : tuples of array_like, int and str
        Each of shape (...) for a width of 1 and (..., width) for more, and what it is called.

    Returns
    -------
    ndarray, shape (..., n_out)
    """
    arrays = [_with_width(*column) for column in columns]
    shape = _common_shape({name: array.shape[:-1]
                           for array, (_, _, name) in zip(arrays, columns)})
    stacked = np.concatenate([np.broadcast_to(array, shape + array.shape[-1:])
                              for array in arrays], axis=-1)
    result = function(stacked.reshape(-1, stacked.shape[-1]))
    return result.reshape(shape + (n_out,))


def _with_width(value: ArrayLike, width: int, name: str) -> np.ndarray:
    array = numbers_of(value, name)
    if width == 1:
        return array[..., np.newaxis]
    if array.ndim == 0 or array.shape[-1] != width:
        raise ValueError(f"{name} has {width} numbers along its last axis; "
                         f"the shape is {array.shape}")
    return array


def one(rows: np.ndarray) -> Any:
    """The only column of what `by_row` gives: a number where there is but one."""
    return rows[..., 0][()]


def each(rows: np.ndarray) -> tuple:
    """Every column of what `by_row` gives."""
    return tuple(np.moveaxis(rows, -1, 0)[k][()] for k in range(rows.shape[-1]))


def seconds_of(value: ArrayLike | str) -> np.ndarray:
    """Times: numbers of seconds, or a text with a unit ("1 d")."""
    return numbers_of(quantity(value, "s") if isinstance(value, str) else value, "t")


def quantity(text: str, unit: str) -> float:
    """The number that a text states, in a unit: ``quantity("20000 km", "m")`` is 2e7.

    Parameters
    ----------
    text : str
        A number and a unit, or several that are added ("3 d 1 min"). UDUNITS-2's units, with yr =
        365.25 d, c, ly, pc, au, deg and as (attosecond).
    unit : str
        Any unit of the same dimension; "1" for a plain number.

    Raises
    ------
    ValueError
        There is no number, no such unit, or another dimension.
    """
    return core().quantity(text, unit)


def exact_sum(a: float, b: float) -> tuple[float, float]:
    """a + b without error, in two numbers: the sum as a float, and what that leaves out.

    Ten years and a picosecond do not fit into one float of seconds; into two they do.

    References
    ----------
    Knuth, The Art of Computer Programming 2, 4.2.2.
    """
    return core().exact_sum(a, b)


def time_range(resolution: str) -> float:
    """How much time the ticks of a run can count at a resolution [s]: 2**63 of them."""
    return 2.0**63 * quantity(resolution, "s")
