# SPDX-License-Identifier: Apache-2.0
"""Velocities of tabulated positions, and what follows from place and velocity."""
import numpy as np

#: GM of the Earth [m3/s2] (IERS Conventions 2010, TCG-compatible).
GM_EARTH = 3.986004418e14

#: Rotation of the Earth [rad/s] (WGS 84, IERS Conventions 2010).
EARTH_ROTATION = 7.292115e-5


def turned(position, angle):
    """Positions turned about z.

    Parameters
    ----------
    position : array_like, shape (n, 3)
    angle : array_like, shape (n,) or (), unit rad
        East is positive: Earth-fixed positions and rotation times time give inertial ones.
    """
    x, y, z = np.asarray(position, float).T
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.stack([cosine * x - sine * y, sine * x + cosine * y, z], axis=-1)


def velocities(t, position, points=11):
    """Velocity at each row of a table, from the polynomial through the rows next to it.

    Parameters
    ----------
    t : array_like, shape (n,), unit s
        Ascending; steps may differ.
    position : array_like, shape (n, 3), unit m
        In an inertial frame.
    points : int
        The degree of the polynomial is one less. At both ends of the table the rows next to a
        point stand on one side of it, so the velocity is less exact there.

    Returns
    -------
    ndarray, shape (n, 3), unit m/s
    """
    t, position = np.asarray(t, float), np.asarray(position, float)
    n = len(t)
    if n < points:
        raise ValueError(f"position has {n} rows, and velocities need at least {points}")
    velocity = np.empty_like(position)
    for row in range(n):
        start = min(max(row - points // 2, 0), n - points)
        rows = slice(start, start + points)
        velocity[row] = _derivative_weights(t[rows], row - start) @ position[rows]
    return velocity


def _derivative_weights(nodes, at):
    """Of the derivative at a node of the polynomial through all, by the barycentric formula."""
    scaled = (nodes - nodes[at]) / (nodes[-1] - nodes[0])  # so that no product is too large
    differences = scaled[:, None] - scaled[None, :]
    np.fill_diagonal(differences, 1.0)
    barycentric = 1.0 / differences.prod(axis=1)
    weights = np.zeros(len(nodes))
    others = np.arange(len(nodes)) != at
    weights[others] = barycentric[others] / barycentric[at] / (scaled[at] - scaled[others])
    weights[at] = -weights.sum()
    return weights / (nodes[-1] - nodes[0])


def osculating_elements(position, velocity, gm=GM_EARTH):
    """The Kepler orbit on which each state would go on if nothing but the centre attracted it.

    As `worldline.spacetime.orbit_elements`, named as the parameters of the motion `kepler_orbit`.

    Parameters
    ----------
    position, velocity : array_like, shape (..., 3), unit m and m/s
        In an inertial frame.
    gm : float, unit m3/s2

    Returns
    -------
    dict of str to ndarray, each of shape (...)
        semi_major_axis [m], eccentricity, inclination in [0, pi], and in [0, 2 pi) ascending_node,
        argument_of_perigee, mean_anomaly [rad].

    Raises
    ------
    ValueError
        A state that is not bound.
    """
    from worldline import spacetime
    found = spacetime.orbit_elements(position, velocity, gm)
    names = ("semi_major_axis", "eccentricity", "inclination", "ascending_node",
             "argument_of_perigee", "mean_anomaly")
    values = dict(zip(names, found, strict=True))
    return values | {name: values[name] % (2 * np.pi) for name in names[3:]}


def mean_elements(t, position, gm=GM_EARTH):
    """Semi-major axis [m] and eccentricity of a table in the mean: dict of float.

    Parameters
    ----------
    t, position
        As of `velocities`.
    """
    found = osculating_elements(position, velocities(t, position), gm)
    return {name: float(found[name].mean()) for name in ("semi_major_axis", "eccentricity")}


def eccentricity_effect(position, velocity):
    """The periodic part of a satellite clock's offset: -2 r.v/c2.

    It holds at every instant of any Kepler orbit; published satellite clocks have it removed.

    Parameters
    ----------
    position, velocity : array_like, shape (..., 3), unit m and m/s
        In an inertial frame.

    Returns
    -------
    ndarray, shape (...), unit s

    References
    ----------
    N. Ashby, Living Reviews in Relativity 6 (2003) 1.
    """
    from worldline import spacetime
    return spacetime.periodic_offset_of_state(position, velocity)
