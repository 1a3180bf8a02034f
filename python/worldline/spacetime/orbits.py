# SPDX-License-Identifier: Apache-2.0
"""Ellipses round a point mass, and the proper time along them in a weak field.

The elements, in the order in which functions take them:

=====================  =====  ============  ===============================
name                   unit   default       meaning
=====================  =====  ============  ===============================
semi_major_axis        m                    from the centre; not a height
eccentricity           1      0             below 1
inclination            rad    0             against the plane of x and y
ascending_node         rad    0             from the x axis
argument_of_periapsis  rad    0             from the node
mean_anomaly           rad    0             at t = 0
gm                     m3/s2  the Earth's
=====================  =====  ============  ===============================
"""
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from worldline.spacetime.arrays import by_row, core, default, each, one


class Kepler(NamedTuple):
    """The solution of Kepler's equation."""

    eccentric_anomaly: float  #: E [rad], in the turn of the mean anomaly
    sine: float
    cosine: float


def kepler(mean_anomaly: ArrayLike, eccentricity: ArrayLike) -> Kepler:
    """E with E − e sin E = M, to the last digits of a float, for any M.

    Parameters
    ----------
    mean_anomaly : array_like [rad]
    eccentricity : array_like, 0 to 1, 1 excluded

    References
    ----------
    Vallado, Fundamentals of Astrodynamics and Applications, 2.2.
    """
    return Kepler(*each(by_row(core().kepler, 3, (mean_anomaly, 1, "mean_anomaly"),
                               (eccentricity, 1, "eccentricity"))))


class Elements(NamedTuple):
    """The ellipse that touches a state, in the order in which functions here take it."""

    semi_major_axis: float        #: [m]
    eccentricity: float
    inclination: float            #: [rad]
    ascending_node: float         #: [rad]
    argument_of_periapsis: float  #: [rad]
    mean_anomaly: float           #: [rad]


def mean_motion(semi_major_axis: ArrayLike, gm: ArrayLike | None = None):
    """n = √(GM/a³) [rad/s]."""
    return _speeds(semi_major_axis, 0.0, gm)[0]


def speed_range(semi_major_axis: ArrayLike, eccentricity: ArrayLike = 0.0,
                gm: ArrayLike | None = None) -> tuple:
    """Least and greatest speed on an ellipse [m/s]: at apoapsis and at periapsis."""
    largest = _speeds(semi_major_axis, eccentricity, gm)[1]
    e = np.asarray(eccentricity, dtype=np.float64)
    return (largest * ((1.0 - e) / (1.0 + e))[()], largest)


def orbit_state(time: ArrayLike, semi_major_axis: ArrayLike, eccentricity: ArrayLike = 0.0,
                inclination: ArrayLike = 0.0, ascending_node: ArrayLike = 0.0,
                argument_of_periapsis: ArrayLike = 0.0, mean_anomaly: ArrayLike = 0.0,
                gm: ArrayLike | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Place and velocity on an ellipse.

    Parameters
    ----------
    time : array_like [s]
    others
        As above.

    Returns
    -------
    tuple of ndarray, shape (..., 3) [m] and [m/s]
    """
    rows = by_row(core().orbit_state, 6, *_columns(
        semi_major_axis, eccentricity, inclination, ascending_node, argument_of_periapsis,
        mean_anomaly, gm), (time, 1, "time"))
    return rows[..., :3], rows[..., 3:]


def orbit_elements(position: ArrayLike, velocity: ArrayLike,
                   gm: ArrayLike | None = None) -> Elements:
    """The ellipse that a moving point is on (osculating elements).

    A circle has no periapsis and an equatorial orbit no node: these angles are 0 then.

    Parameters
    ----------
    position, velocity : array_like, shape (..., 3) [m], [m/s]
        In axes that do not turn.

    Raises
    ------
    ValueError
        It escapes, or falls straight to the centre.
    """
    return Elements(*each(by_row(core().orbit_elements, 6, (position, 3, "position"),
                                 (velocity, 3, "velocity"),
                                 (default(gm, "earth_gm"), 1, "gm"))))


def orbit_offset(time: ArrayLike, semi_major_axis: ArrayLike, eccentricity: ArrayLike = 0.0,
                 mean_anomaly: ArrayLike = 0.0, gm: ArrayLike | None = None):
    """Proper less coordinate time [s] on an ellipse, since t = 0.

    −(3GM/(2ac²)) t − (2√(GMa)/c²) e (sin E − sin E₀)

    Parameters
    ----------
    time : array_like [s]
        Coordinate time.

    References
    ----------
    Ashby, Living Reviews in Relativity 6 (2003) 1, section 5.
    """
    return _offsets(time, semi_major_axis, eccentricity, mean_anomaly, gm)[0]


def periodic_offset(time: ArrayLike, semi_major_axis: ArrayLike, eccentricity: ArrayLike,
                    mean_anomaly: ArrayLike = 0.0, gm: ArrayLike | None = None):
    """The part of `orbit_offset` that comes and goes, 0 at periapsis: −(2√(GMa)/c²) e sin E."""
    return _offsets(time, semi_major_axis, eccentricity, mean_anomaly, gm)[1]


def orbit_offset_at_reading(proper_time: ArrayLike, semi_major_axis: ArrayLike,
                            eccentricity: ArrayLike = 0.0, mean_anomaly: ArrayLike = 0.0,
                            gm: ArrayLike | None = None):
    """The inverse: coordinate less proper time [s] when the clock has counted `proper_time`."""
    return _offsets(proper_time, semi_major_axis, eccentricity, mean_anomaly, gm)[2]


def periodic_offset_of_state(position: ArrayLike, velocity: ArrayLike):
    """`periodic_offset` from place and velocity alone, for any ellipse: −2 r·v/c² [s].

    Parameters
    ----------
    position, velocity : array_like, shape (..., 3) [m], [m/s]

    References
    ----------
    IS-GPS-200, 20.3.3.3.3.1.
    """
    return one(by_row(core().periodic_offset, 1, (position, 3, "position"),
                      (velocity, 3, "velocity")))


def _columns(semi_major_axis, eccentricity, inclination, ascending_node, argument_of_periapsis,
             mean_anomaly, gm) -> list:
    return [(semi_major_axis, 1, "semi_major_axis"), (eccentricity, 1, "eccentricity"),
            (inclination, 1, "inclination"), (ascending_node, 1, "ascending_node"),
            (argument_of_periapsis, 1, "argument_of_periapsis"),
            (mean_anomaly, 1, "mean_anomaly"), (default(gm, "earth_gm"), 1, "gm")]


def _offsets(time, semi_major_axis, eccentricity, mean_anomaly, gm) -> tuple:
    columns = _columns(semi_major_axis, eccentricity, 0.0, 0.0, 0.0, mean_anomaly, gm)
    return each(by_row(core().orbit_offset, 3, *columns, (time, 1, "time")))


def _speeds(semi_major_axis, eccentricity, gm) -> tuple:
    return each(by_row(core().orbit_speeds, 2, (semi_major_axis, 1, "semi_major_axis"),
                       (eccentricity, 1, "eccentricity"),
                       (default(gm, "earth_gm"), 1, "gm")))
