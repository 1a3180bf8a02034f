# SPDX-License-Identifier: Apache-2.0
"""Clocks and light near masses. Rates are y = dτ/dt − 1 unless another reference is named."""
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from worldline.spacetime.arrays import by_row, core, default, each, of_each, one


def orbit_rate(semi_major_axis: ArrayLike, gm: ArrayLike | None = None,
               geoid_rate: ArrayLike | None = None):
    """Mean rate of an orbiting clock against one on the geoid: L_G − 3GM/(2ac²).

    Parameters
    ----------
    semi_major_axis : array_like [m]
        From the centre of the Earth; not a height.
    gm : array_like, optional [m³/s²]
        Default: the Earth's, 3.986004418e14.
    geoid_rate : array_like, optional
        What the reference is slow by; default L_G. 0: against coordinate time (TCG).

    References
    ----------
    Ashby, Living Reviews in Relativity 6 (2003) 1, section 5.
    """
    return of_each("orbit_rate", semi_major_axis=semi_major_axis, gm=default(gm, "earth_gm"),
                   geoid_rate=default(geoid_rate, "geoid_rate"))


def weak_rate(radius: ArrayLike, speed: ArrayLike, gm: ArrayLike | None = None):
    """Rate −(GM/r + v²/2)/c² of any clock in a weak field; leaves out about (GM/(rc²))².

    Parameters
    ----------
    radius : array_like [m]
    speed : array_like [m/s]
    gm : array_like, optional [m³/s²]
        Default: the Earth's.
    """
    return of_each("weak_rate", radius=radius, speed=speed, gm=default(gm, "earth_gm"))


def oblate_rate(position: ArrayLike, velocity: ArrayLike, gm: ArrayLike | None = None,
                equatorial_radius: ArrayLike | None = None, oblateness: ArrayLike | None = None):
    """`weak_rate` with the bulge: U = GM/r − GM J2 a²(3 sin²φ − 1)/(2r³).

    Parameters
    ----------
    position, velocity : array_like, shape (..., 3) [m], [m/s]
        z along the axis of the body.
    gm, equatorial_radius, oblateness : array_like, optional [m³/s²], [m], J2
        Default: the Earth's.
    """
    return one(by_row(core().oblate_rate, 1, (position, 3, "position"), (velocity, 3, "velocity"),
                      *_body(gm, equatorial_radius, oblateness, None)))


def oblateness_amplitudes(semi_major_axis: ArrayLike, inclination: ArrayLike,
                          gm: ArrayLike | None = None, equatorial_radius: ArrayLike | None = None,
                          oblateness: ArrayLike | None = None) -> tuple:
    """Amplitudes, at twice the argument of latitude, that the bulge gives a clock in orbit.

    GM J2 a_E²/(a³c²) sin²i, and that over 2n; for nearly circular orbits, with what the bulge
    does to the orbit itself.

    Parameters
    ----------
    semi_major_axis : array_like [m]
    inclination : array_like [rad]

    Returns
    -------
    tuple of (rate, clock [s])

    References
    ----------
    Ashby, PTTI 2001; Kouba, GPS Solutions 8 (2004) 170.
    """
    return each(by_row(core().oblateness_amplitudes, 2, (semi_major_axis, 1, "semi_major_axis"),
                       (inclination, 1, "inclination"),
                       *_body(gm, equatorial_radius, oblateness, None)))


def factory_frequency(frequency: ArrayLike, rate: ArrayLike):
    """What to set a transmitter of this rate to, so that `frequency` is received: f/(1 + y)."""
    return of_each("factory_frequency", frequency=frequency, rate=rate)


def eccentricity_constant(gm: ArrayLike | None = None):
    """F = −2√GM/c² [s/√m] of the term F e √a sin E.

    References
    ----------
    IS-GPS-200, 20.3.3.3.3.1, where GM is 3.986005e14 by decree.
    """
    return of_each("eccentricity_constant", gm=default(gm, "earth_gm"))


def eccentricity_amplitude(semi_major_axis: ArrayLike, eccentricity: ArrayLike,
                           gm: ArrayLike | None = None):
    """Half the swing [s] of a clock on an ellipse: 2√(GMa) e/c².

    Parameters
    ----------
    semi_major_axis : array_like [m]
    eccentricity : array_like, 0 to 1, 1 excluded
    gm : array_like, optional [m³/s²]
        Default: the Earth's.
    """
    return of_each("eccentricity_amplitude", semi_major_axis=semi_major_axis,
                   eccentricity=eccentricity, gm=default(gm, "earth_gm"))


class GeoidDeficit(NamedTuple):
    """By how much a clock on the geoid is slow against coordinate time: parts and sum."""

    monopole: float    #: GM/(ac²)
    oblateness: float  #: GM J2/(2ac²)
    rotation: float    #: (ωa)²/(2c²)
    total: float


def geoid_deficit(gm: ArrayLike | None = None, equatorial_radius: ArrayLike | None = None,
                  oblateness: ArrayLike | None = None,
                  rotation: ArrayLike | None = None) -> GeoidDeficit:
    """How slow the geoid is, from the shape of the body; alike at every latitude.

    Parameters
    ----------
    gm, equatorial_radius, oblateness, rotation : array_like, optional
        [m³/s²], [m], J2, [rad/s]. Default: the Earth's.

    References
    ----------
    Ashby, Living Reviews in Relativity 6 (2003) 1, section 3. Ends after J2: 7e-16 from L_G.
    """
    return GeoidDeficit(*each(by_row(core().geoid_deficit, 4,
                                     *_body(gm, equatorial_radius, oblateness, rotation))))


def potential_rate(potential: ArrayLike):
    """W/c² of a potential [m²/s²]: of W0 it is L_G."""
    return of_each("potential_rate", potential=potential)


def height_rate(height: ArrayLike, gravity: ArrayLike = 9.80665):
    """Rate of a clock against one that is lower: gh/c².

    Parameters
    ----------
    height : array_like [m]
    gravity : array_like [m/s²]
    """
    return of_each("height_rate", height=height, gravity=gravity)


def normal_gravity(latitude: ArrayLike):
    """Gravity on the WGS 84 ellipsoid [m/s²] at a latitude [rad]: Somigliana's formula."""
    return of_each("normal_gravity", latitude=latitude)


class Flight(NamedTuple):
    """Airborne less ground clock [s]."""

    gravitational: float
    kinematic: float
    total: float


def flight(height: ArrayLike, ground_speed: ArrayLike, duration: ArrayLike,
           gravity: ArrayLike = 9.80665, radius: ArrayLike | None = None,
           rotation: ArrayLike | None = None) -> Flight:
    """A clock flown along the equator: [gh/c² − (2RΩv + v²)/(2c²)] T.

    Parameters
    ----------
    height : array_like [m]
    ground_speed : array_like [m/s]
        East positive.
    duration : array_like [s]
    gravity : array_like [m/s²]
    radius : array_like, optional [m]
    rotation : array_like, optional [rad/s]
        Default: the Earth's.

    References
    ----------
    Hafele and Keating, Science 177 (1972) 166.
    """
    return Flight(*each(by_row(core().flight, 3, (height, 1, "height"),
                               (ground_speed, 1, "ground_speed"), (duration, 1, "duration"),
                               (gravity, 1, "gravity"),
                               (default(radius, "earth_equatorial_radius"), 1, "radius"),
                               (default(rotation, "earth_rotation"), 1, "rotation"))))


def static_rate(radius: ArrayLike, gm: ArrayLike | None = None):
    """Exact rate at rest near a point mass: √(1 − 2GM/(rc²)) − 1.

    Raises
    ------
    ValueError
        The radius is not outside of the horizon.
    """
    return of_each("static_rate", radius=radius, gm=default(gm, "earth_gm"))


def circular_rate(radius: ArrayLike, gm: ArrayLike | None = None):
    """Exact rate on a circular orbit: √(1 − 3GM/(rc²)) − 1."""
    return of_each("circular_rate", radius=radius, gm=default(gm, "earth_gm"))


def schwarzschild_rate(radius: ArrayLike, radial_speed: ArrayLike, transverse_speed: ArrayLike,
                       gm: ArrayLike | None = None):
    """Exact rate of any motion near a point mass.

    √((1 − 2m/r) − ṙ²/(c²(1 − 2m/r)) − (rφ̇)²/c²) − 1,  m = GM/c²

    Parameters
    ----------
    radius : array_like [m]
        Schwarzschild's: a circle round the mass is 2πr long.
    radial_speed, transverse_speed : array_like [m/s]
        dr/dt and r dφ/dt.
    """
    return of_each("schwarzschild_rate", radius=radius, radial_speed=radial_speed,
                   transverse_speed=transverse_speed, gm=default(gm, "earth_gm"))


def sagnac_loop(area: ArrayLike, rotation: ArrayLike | None = None):
    """By how much synchronising once round a loop fails to close: 2ωA/c² [s].

    Parameters
    ----------
    area : array_like [m²]
        Swept in the plane of the equator, eastward positive.
    rotation : array_like, optional [rad/s]
        Default: the Earth's.
    """
    return of_each("sagnac_loop", area=area, rotation=default(rotation, "earth_rotation"))


def sagnac_link(emitter: ArrayLike, receiver: ArrayLike, rotation: ArrayLike | None = None):
    """What the receiver's turning on adds to a light time: (ω/c²)(x_e y_r − y_e x_r) [s].

    Parameters
    ----------
    emitter, receiver : array_like, shape (..., 3) [m]
        At emission, z along the axis of rotation.

    References
    ----------
    Ashby, Living Reviews in Relativity 6 (2003) 1, section 2.
    """
    return one(by_row(core().sagnac_link, 1, (emitter, 3, "emitter"), (receiver, 3, "receiver"),
                      (default(rotation, "earth_rotation"), 1, "rotation")))


def sagnac_horizon(ground_radius: ArrayLike, orbit_radius: ArrayLike,
                   rotation: ArrayLike | None = None):
    """The largest `sagnac_link` for these radii [m], with the ray along the horizon. [s]"""
    return of_each("sagnac_horizon", ground_radius=ground_radius, orbit_radius=orbit_radius,
                   rotation=default(rotation, "earth_rotation"))


def shapiro_delay(emitter: ArrayLike, receiver: ArrayLike, gm: ArrayLike | None = None):
    """What a mass in the origin adds to a light time [s].

    (2GM/c³) ln[(r₁ + r₂ + R)/(r₁ + r₂ − R)]

    Parameters
    ----------
    emitter, receiver : array_like, shape (..., 3) [m]
    gm : array_like, optional [m³/s²]
        Default: the Earth's.

    References
    ----------
    Shapiro, Physical Review Letters 13 (1964) 789.
    """
    return one(by_row(core().shapiro_delay, 1, (emitter, 3, "emitter"), (receiver, 3, "receiver"),
                      (default(gm, "earth_gm"), 1, "gm")))


def shapiro_passing(emitter_distance: ArrayLike, receiver_distance: ArrayLike,
                    impact_parameter: ArrayLike, gm: ArrayLike | None = None):
    """`shapiro_delay` [s] of a ray that passes a mass, from both distances and the nearest. [m]"""
    return each(_passing(emitter_distance, receiver_distance, impact_parameter, gm))[0]


def shapiro_approximate(emitter_distance: ArrayLike, receiver_distance: ArrayLike,
                        impact_parameter: ArrayLike, gm: ArrayLike | None = None):
    """The usual approximation of `shapiro_passing`: (2GM/c³) ln(4r₁r₂/b²) [s]."""
    return each(_passing(emitter_distance, receiver_distance, impact_parameter, gm))[1]


def _passing(emitter_distance, receiver_distance, impact_parameter, gm) -> np.ndarray:
    return by_row(core().shapiro_passing, 2, (emitter_distance, 1, "emitter_distance"),
                  (receiver_distance, 1, "receiver_distance"),
                  (impact_parameter, 1, "impact_parameter"), (default(gm, "earth_gm"), 1, "gm"))


def _body(gm, equatorial_radius, oblateness, rotation) -> list:
    return [(default(gm, "earth_gm"), 1, "gm"),
            (default(equatorial_radius, "earth_equatorial_radius"), 1, "equatorial_radius"),
            (default(oblateness, "earth_oblateness"), 1, "oblateness"),
            (default(rotation, "earth_rotation"), 1, "rotation")]
