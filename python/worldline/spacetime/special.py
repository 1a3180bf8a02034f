# SPDX-License-Identifier: Apache-2.0
"""Special relativity. Speeds below that of light, receding and along x positive."""
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from worldline.spacetime.arrays import by_row, core, each, numbers_of, of_each, one


def gamma(speed: ArrayLike):
    """Lorentz factor 1/√(1 − v²/c²).

    Parameters
    ----------
    speed : array_like [m/s]

    Raises
    ------
    ValueError
        As fast as light, or faster.
    """
    return of_each("gamma", speed=speed)


def dilation(speed: ArrayLike):
    """Rate y = 1/γ − 1 of a clock that moves, exact for slow ones too: −β²/(1 + √(1 − β²)).

    Parameters
    ----------
    speed : array_like [m/s]
    """
    return of_each("dilation", speed=speed)


def speed_of_gamma(factor: ArrayLike):
    """Speed [m/s] with this Lorentz factor, which is at least 1."""
    return of_each("speed_of_gamma", factor=factor)


def boost(event: ArrayLike, velocity: ArrayLike) -> np.ndarray:
    """An event as another frame sees it, which moves and agrees in the origin at t = 0.

    t′ = γ(t − v·x/c²),  x′ = x + ((γ − 1)(v·x)/v² − γt) v

    Parameters
    ----------
    event : array_like, shape (..., 4) or (..., 2) [s, m, m, m]
        t, x, y, z; or t and x alone, with a velocity that is one number.
    velocity : array_like, shape (..., 3), or one number: along x [m/s]
        Of the other frame, in this one. The opposite velocity undoes it.

    Returns
    -------
    ndarray, of the shape of the events [s, m, m, m]

    Raises
    ------
    ValueError
        As fast as light, or faster.
    """
    events, is_line = _events(event, "event")
    if is_line and np.ndim(velocity) > 0:
        raise ValueError("velocity must be one number, along x, for events of t and x")
    moved = by_row(core().boost, 4, (events, 4, "event"),
                   (_along_x(velocity, "velocity"), 3, "velocity"))
    return moved[..., :2] if is_line else moved


def interval(a: ArrayLike, b: ArrayLike):
    """s² = c²Δt² − Δx² [m²] of two events, alike in every frame.

    Positive: their order is absolute, and one may be the cause of the other. Negative: the order
    depends on the frame. 0: light connects them.

    Parameters
    ----------
    a, b : array_like, shape (..., 4) or (..., 2) [s, m, m, m]
    """
    return one(by_row(core().interval, 1, (_events(a, "a")[0], 4, "a"),
                      (_events(b, "b")[0], 4, "b")))


def desynchronisation(separation: ArrayLike, speed: ArrayLike):
    """By how much two clocks that agree in a frame are apart in one that moves: −γvL/c² [s].

    Parameters
    ----------
    separation : array_like [m]
        From the first to the second clock, along the motion.
    speed : array_like [m/s]
        Of the other frame.

    Returns
    -------
    number or ndarray [s]
        Time of the second event less that of the first, of two that are simultaneous here.
    """
    return of_each("desynchronisation", separation=separation, speed=speed)


def add_velocities(velocity: ArrayLike, frame_velocity: ArrayLike) -> np.ndarray:
    """Velocity in this frame of what moves with `velocity` in a frame that moves itself.

    Parameters
    ----------
    velocity, frame_velocity : array_like, shape (..., 3), or one number: along x [m/s]

    Returns
    -------
    ndarray, shape (..., 3) [m/s]
    """
    return by_row(core().add_velocities, 3, (_along_x(velocity, "velocity"), 3, "velocity"),
                  (_along_x(frame_velocity, "frame_velocity"), 3, "frame_velocity"))


def doppler(speed: ArrayLike):
    """k = √((1 − β)/(1 + β)): received over sent frequency, straight away from each other.

    A negative speed approaches. A period grows by 1/k, an echo's by 1/k².

    Parameters
    ----------
    speed : array_like [m/s]
    """
    return of_each("doppler", speed=speed)


def doppler_ratio(direction: ArrayLike, emitter_velocity: ArrayLike, receiver_velocity: ArrayLike,
                  emitter_rate: ArrayLike | None = None, receiver_rate: ArrayLike | None = None):
    """Received over sent frequency for any velocities: γ_r(1 − n·β_r)/(γ_e(1 − n·β_e)).

    Parameters
    ----------
    direction : array_like, shape (..., 3)
        Along the ray, from the emitter where it sent to the receiver where it receives.
    emitter_velocity, receiver_velocity : array_like, shape (..., 3) [m/s]
    emitter_rate, receiver_rate : array_like, optional
        Rates dτ/dt − 1 of both clocks, for gravity and speed together; both or neither. Default:
        those of their speeds.
    """
    columns = [(direction, 3, "direction"), (emitter_velocity, 3, "emitter_velocity"),
               (receiver_velocity, 3, "receiver_velocity")]
    if emitter_rate is None and receiver_rate is None:
        return one(by_row(core().doppler_ratio, 1, *columns))
    if emitter_rate is None or receiver_rate is None:
        raise ValueError("emitter_rate and receiver_rate are given together or not at all")
    return one(by_row(core().doppler_ratio_of_rates, 1, *columns,
                      (emitter_rate, 1, "emitter_rate"), (receiver_rate, 1, "receiver_rate")))


class Twins(NamedTuple):
    """What becomes of two who part and meet again: times [s], and pulses counted by light."""

    home_elapsed: float
    traveller_elapsed: float
    doppler_receding: float
    received_outbound: float  #: pulses of home that reach the traveller before the turn
    received_inbound: float   #: and after it
    received_at_home: float   #: pulses of the traveller that reach home
    turnaround_seen: float    #: [s] when home sees the turn


def twins(speed: ArrayLike, distance: ArrayLike, pulse_period: ArrayLike = 1.0) -> Twins:
    """One stays, one leaves and comes back at the same speed; both send pulses.

    Parameters
    ----------
    speed : array_like [m/s]
    distance : array_like [m]
        One way, in the frame of home.
    pulse_period : array_like [s]
        Each by its own clock.
    """
    return Twins(*each(by_row(core().twins, 7, (speed, 1, "speed"), (distance, 1, "distance"),
                              (pulse_period, 1, "pulse_period"))))


class Accelerated(NamedTuple):
    """A ship under constant proper acceleration, from rest."""

    coordinate_time: float  #: t [s] of the frame in which it started
    proper_time: float      #: τ [s] on board
    distance: float         #: x [m]
    speed: float            #: [m/s]
    gamma: float


def accelerate(acceleration: ArrayLike, *, proper_time: ArrayLike | None = None,
               coordinate_time: ArrayLike | None = None,
               distance: ArrayLike | None = None) -> Accelerated:
    """Hyperbolic motion from rest, for one of its numbers.

    t = (c/a) sinh(aτ/c),  x = (c²/a)(cosh(aτ/c) − 1),  v = c tanh(aτ/c),  γ = cosh(aτ/c)

    Parameters
    ----------
    acceleration : array_like [m/s²]
    proper_time, coordinate_time : array_like [s]
    distance : array_like [m]

    References
    ----------
    Misner, Thorne and Wheeler, Gravitation (1973), 6.2.
    """
    given = {"proper_time": ("accelerated_for_proper_time", proper_time),
             "coordinate_time": ("accelerated_for_time", coordinate_time),
             "distance": ("accelerated_over_distance", distance)}
    chosen = [(name, *way) for name, way in given.items() if way[1] is not None]
    if len(chosen) != 1:
        raise ValueError("proper_time, coordinate_time or distance: one of them is wanted")
    name, function, value = chosen[0]
    return Accelerated(*each(by_row(getattr(core(), function), 5, (acceleration, 1, "acceleration"),
                                    (value, 1, name))))


def flip_and_burn(acceleration: ArrayLike, distance: ArrayLike) -> Accelerated:
    """Half the way faster, half the way slower. Speed and γ are those in the middle.

    t = 2√((d/2c)² + d/a),  τ = (2c/a) acosh(1 + ad/2c²)

    Parameters
    ----------
    acceleration : array_like [m/s²]
    distance : array_like [m]
    """
    return Accelerated(*each(by_row(core().flip_and_burn, 5, (acceleration, 1, "acceleration"),
                                    (distance, 1, "distance"))))


def horizon_distance(acceleration: ArrayLike):
    """c²/a [m]: a signal from further behind the start of a ship never reaches it."""
    return of_each("horizon_distance", acceleration=acceleration)


class StorageRing(NamedTuple):
    """Unstable particles on a circle."""

    life: float   #: mean life in the laboratory [s]
    beta: float   #: v/c
    turns: float  #: in one such life


def storage_ring(factor: ArrayLike, proper_life: ArrayLike, radius: ArrayLike) -> StorageRing:
    """How long particles with a Lorentz factor live on a ring. Their acceleration does nothing.

    Parameters
    ----------
    factor : array_like, at least 1
    proper_life : array_like [s]
    radius : array_like [m]

    References
    ----------
    Bailey et al., Nature 268 (1977) 301.
    """
    return StorageRing(*each(by_row(core().storage_ring, 3, (factor, 1, "factor"),
                                    (proper_life, 1, "proper_life"),
                                    (radius, 1, "radius"))))


def light_time_to(separation: ArrayLike, velocity: ArrayLike = 0.0):
    """Light time [s] to a point that keeps its velocity, in closed form.

    Parameters
    ----------
    separation : array_like, shape (..., 3), or one number: along x [m]
        From the emitter to the receiver, at emission.
    velocity : array_like, shape (..., 3), or one number: along x [m/s]
        Of the receiver; that of the emitter does not matter.
    """
    return one(by_row(core().light_time_to, 1,
                      (_along_x(separation, "separation"), 3, "separation"),
                      (_along_x(velocity, "velocity"), 3, "velocity")))


def least_delay(gap: ArrayLike, receiver_speed: ArrayLike = 0.0):
    """A bound [s] that no light time between two undercuts, ever: gap/(c + v).

    The gap over c alone is no bound: the receiver comes nearer while the light is under way.

    Parameters
    ----------
    gap : array_like [m]
        Between the distances that both keep from one centre.
    receiver_speed : array_like [m/s]
        Its largest.
    """
    return of_each("least_delay", gap=gap, receiver_speed=receiver_speed)


def _along_x(value: ArrayLike, name: str) -> np.ndarray:
    array = numbers_of(value, name)
    return np.array([float(array), 0.0, 0.0]) if array.ndim == 0 else array


def _events(value: ArrayLike, name: str) -> tuple[np.ndarray, bool]:
    array = numbers_of(value, name)
    if array.ndim and array.shape[-1] == 2:
        return np.concatenate([array, np.zeros_like(array)], axis=-1), True
    return array, False
