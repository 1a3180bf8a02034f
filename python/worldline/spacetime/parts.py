# SPDX-License-Identifier: Apache-2.0
"""Motions, metrics and clocks by name, as in a scenario: ``worldline.describe("motion")`` lists
them with their parameters. Parameters are numbers in the unit of that list, or texts with a unit.
"""
import numpy as np
from numpy.typing import ArrayLike

from worldline.spacetime.arrays import core, seconds_of


class _Part:
    """What motions, metrics and clocks have in common."""

    def __init__(self, kind: str, part):
        self.kind = kind
        self._part = part

    def describe(self) -> str:
        """One phrase: what it is, with its numbers."""
        return self._part.describe()

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} {self.describe()}>"


class Motion(_Part):
    """How something moves. Made by `motion`."""

    def position(self, t: ArrayLike | str) -> np.ndarray:
        """Place at coordinate time t [s]. Shape (...) to (..., 3) [m]."""
        return self._states(t)[..., :3]

    def velocity(self, t: ArrayLike | str) -> np.ndarray:
        """Velocity at coordinate time t [s]. Shape (...) to (..., 3) [m/s]."""
        return self._states(t)[..., 3:]

    def rate(self, t: ArrayLike | str, metric: "Metric | None" = None):
        """Rate dτ/dt − 1 of an ideal clock that moves so; by default in flat space."""
        return _metric(metric).rate(self, t)

    def offset(self, t: ArrayLike | str, metric: "Metric | None" = None):
        """Proper less coordinate time since t = 0 [s]: sharper than `proper_time`, which is of
        the size of t."""
        return _metric(metric).offset(self, t)

    def proper_time(self, t: ArrayLike | str, metric: "Metric | None" = None):
        """Proper time since t = 0 [s]."""
        return seconds_of(t)[()] + self.offset(t, metric)

    @property
    def bounds(self) -> dict[str, float]:
        """What it never exceeds: speeds [m/s], acceleration [m/s²], radii [m]."""
        return self._part.bounds()

    def _states(self, t) -> np.ndarray:
        times = seconds_of(t)
        return self._part.states(times.ravel()).reshape(times.shape + (6,))


class Metric(_Part):
    """What time and distance mean. Made by `metric`."""

    def rate(self, motion: Motion, t: ArrayLike | str):
        """Rate dτ/dt − 1 of an ideal clock on a motion at t [s].

        Raises
        ------
        ValueError
            Nothing can move so in this world.
        """
        return _of_each(lambda times: self._part.rate(motion._part, times), t)

    def offset(self, motion: Motion, t: ArrayLike | str):
        """Proper less coordinate time since t = 0 [s]. As `rate`."""
        return _of_each(lambda times: self._part.offset(motion._part, times), t)


class Clock(_Part):
    """An instrument on a motion, in a metric. Made by `clock`."""

    def read(self, t: ArrayLike | str):
        """What it shows at coordinate time t [s], as sharp as a number of seconds is. [s]"""
        return _of_each(self._part.read, t)

    def offset(self, t: ArrayLike | str):
        """What it shows less t [s]: sharper than `read`."""
        return _of_each(self._part.offset, t)

    def when(self, reading: ArrayLike | str):
        """Coordinate time [s] when it first shows a reading [s], within a tick; inf: never."""
        return seconds_of(reading)[()] + self.offset_at(reading)

    def offset_at(self, reading: ArrayLike | str):
        """That time less the reading [s]: sharper than `when`."""
        return _of_each(self._part.offset_at_reading, reading)


def motion(kind: str, *, resolution: str = "1 ns", seed: int = 0, agent: int = 0,
           **parameters) -> Motion:
    """A motion by its name.

    Parameters
    ----------
    kind : str
        ``worldline.describe("motion")`` lists them.
    resolution : str
        Of a run: how long a tick is. For parameters that are counted in ticks.
    seed, agent : int
        What chance depends on, where there is any.
    parameters
        Numbers in the unit of the list, or texts with a unit; lists of dicts for rows.

    Raises
    ------
    ValueError
        There is no such motion or parameter, or a value is out of range.

    Examples
    --------
    >>> motion("circular_orbit", altitude="20000 km").bounds["speed_max"]
    3887.3...
    """
    setting = core().Setting(resolution, seed, agent)
    return Motion(kind, core().Motion(kind, setting, parameters))


def metric(kind: str, *, resolution: str = "1 ns", seed: int = 0, agent: int = 0,
           **parameters) -> Metric:
    """A metric by its name: ``worldline.describe("metric")``. As `motion`."""
    setting = core().Setting(resolution, seed, agent)
    return Metric(kind, core().Metric(kind, setting, parameters))


def clock(kind: str, *, motion: Motion | None = None, metric: Metric | None = None,
          resolution: str = "1 ns", seed: int = 0, agent: int = 0, until: str | float | None = None,
          **parameters) -> Clock:
    """A clock by its name, carried by a motion in a metric; by default at rest in flat space.

    Parameters
    ----------
    kind : str
        ``worldline.describe("clock")`` lists them.
    motion : Motion, optional
    metric : Metric, optional
    resolution : str
        How long a tick is. 63 bits of ticks are all the time there is: 292 yr at 1 ns, 106 d at
        1 ps.
    seed, agent : int
        What the noise of the clock depends on: the same clock for the same both.
    until : str or float, optional [s]
        How long it will be asked. Only where proper time has no closed form its integral ends
        there, and noise and ageing are held to keep the clock running as long. Default: a day, or
        what ticks can count.
    parameters
        As `motion`.

    Examples
    --------
    >>> clock("drift", drift="20 ppm").when(3600.0)
    3599.928...
    """
    setting = core().Setting(resolution, seed, agent)
    at = motion if motion is not None else globals()["motion"]("fixed")
    end = until if until is None or isinstance(until, str) else f"{float(until)!r} s"
    made = core().make_clock(kind, at._part, _metric(metric)._part, setting, end, parameters)
    return Clock(kind, made)


def proper_time(motion: Motion, t: ArrayLike | str, metric: Metric | None = None):
    """Proper time [s] along a motion since t = 0, by default in flat space."""
    return motion.proper_time(t, metric)


def light_time(emitter: Motion, receiver: Motion, emission: ArrayLike | str = 0.0,
               speed: float | None = None):
    """How long a signal sent at `emission` is under way [s]; inf: it never arrives.

    Solves ``w Δ = |x_r(t + Δ) − x_e(t)|``.

    Parameters
    ----------
    emitter, receiver : Motion
    emission : array_like [s], coordinate time
    speed : float, optional [m/s]
        Of the signal; default that of light.
    """
    w = core().light_speed if speed is None else speed
    return _of_each(lambda times: core().light_time(emitter._part, receiver._part, times, w),
                    emission)


def light_time_back(emitter: Motion, receiver: Motion, reception: ArrayLike | str = 0.0,
                    speed: float | None = None):
    """How old [s] is what the receiver sees of the emitter at `reception`? As `light_time`."""
    w = core().light_speed if speed is None else speed
    return _of_each(lambda times: core().light_time_back(emitter._part, receiver._part, times, w),
                    reception)


def light_time_errors(emitter: Motion, receiver: Motion, emission: float = 0.0,
                      n_steps: int = 3) -> np.ndarray:
    """By how much [s] steps of ``Δ ← |x_r(t + Δ) − x_e(t)|/c`` miss the light time.

    Returns
    -------
    ndarray, shape (n_steps + 1,) [s]
        The first: the receiver held where it is at emission.
    """
    return np.array(core().light_time_errors(emitter._part, receiver._part, emission, n_steps))


def least_light_time(a: Motion, b: Motion, speed: float | None = None) -> float:
    """A time [s] that no signal between two motions undercuts, ever; what lookahead is made of."""
    return core().least_light_time(a._part, b._part, core().light_speed if speed is None else speed)


def _metric(given: Metric | None) -> Metric:
    return metric("flat") if given is None else given


def _of_each(question, values):
    numbers = seconds_of(values)
    return question(numbers.ravel()).reshape(numbers.shape)[()]
