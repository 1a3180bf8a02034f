# SPDX-License-Identifier: Apache-2.0
"""Time scales, calendars, the shape of the Earth, and where Moon and planets are: ERFA.

A Julian date is two numbers [day], of shape (..., 2), or one: whole days and the rest, so that
picoseconds stay. Scales are "utc", "tai", "tt", "tcg", "tdb", "tcb" and "gps" (TAI − 19 s).

Sources: SOFA Time Scale and Calendar Tools; IAU 2000 B1.9 and 2006 B3; Fairhead and Bretagnon,
Astronomy and Astrophysics 229 (1990) 240.
"""
import numpy as np
from numpy.typing import ArrayLike

from worldline.spacetime.arrays import by_row, core, numbers_of, one


def julian_date(year: int, month: int = 1, day: int = 1, hour: int = 0, minute: int = 0,
                second: float = 0.0, scale: str = "tt") -> np.ndarray:
    """Julian date, in the same scale, of a date and a time of day.

    Returns
    -------
    ndarray, shape (2,) [day]

    Raises
    ------
    ValueError
        There is no such day or time. 23:59:60 is one of UTC where there was a leap second.
    """
    return np.array(core().julian_date(year, month, day, hour, minute, second, scale))


def calendar(date: ArrayLike, scale: str = "tt") -> tuple[int, int, int, int, int, float]:
    """Year, month, day, hour, minute and second of a Julian date, to the nanosecond."""
    dates = _dates(date)
    if dates.shape != (2,):
        raise ValueError(f"date must be one Julian date; the shape is {dates.shape}")
    day, fraction = dates
    return core().calendar(float(day), float(fraction), scale)


def convert(date: ArrayLike, of: str, to: str) -> np.ndarray:
    """The same instant, at the centre of the Earth, in another scale.

    Parameters
    ----------
    date : array_like, shape (..., 2), or one number [day]
    of, to : str
        Scales.

    Returns
    -------
    ndarray, shape (..., 2) [day]
    """
    return by_row(lambda rows: core().convert(rows, of, to), 2, (_dates(date), 2, "date"))


def scale_difference(date: ArrayLike, scale: str, of: str):
    """By how much a scale is ahead of another [s]: ``scale_difference(date, "tcg", "tt")``.

    Parameters
    ----------
    date : array_like, shape (..., 2), or one number [day]
        In the second scale, as in TCG − TT at a date of TT.
    scale, of : str
        TDB and TCB are those of the centre of the Earth. Not "utc": it has leap seconds.

    Returns
    -------
    number or ndarray [s]
    """
    return -one(by_row(lambda rows: core().scale_difference(rows, of, scale), 1,
                       (_dates(date), 2, "date")))


def leap_seconds(year: int, month: int = 1, day: int = 1) -> float:
    """TAI − UTC [s] on a day of UTC."""
    return core().leap_seconds(year, month, day)


def geodetic_to_cartesian(latitude: ArrayLike, longitude: ArrayLike = 0.0,
                          height: ArrayLike = 0.0) -> np.ndarray:
    """Place [m] in axes that turn with the Earth; WGS 84.

    Parameters
    ----------
    latitude, longitude : array_like [rad]
    height : array_like [m]

    Returns
    -------
    ndarray, shape (..., 3) [m]
    """
    return by_row(core().geodetic_to_cartesian, 3, (latitude, 1, "latitude"),
                  (longitude, 1, "longitude"), (height, 1, "height"))


def cartesian_to_geodetic(position: ArrayLike) -> np.ndarray:
    """Latitude [rad], longitude [rad] and height [m] of a place. Shape (..., 3) to (..., 3)."""
    return by_row(core().cartesian_to_geodetic, 3, (position, 3, "position"))


def moon_state(date: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The Moon from the centre of the Earth at a date of TT, to some km (Meeus 1998).

    Returns
    -------
    tuple of ndarray, shape (..., 3) [m] and [m/s]
        Equatorial axes of date.
    """
    return _state(core().moon_state, date)


def earth_state(date: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The Earth from the Sun at a date of TDB, to some km; axes of the ICRS. As `moon_state`."""
    return _state(core().earth_state, date)


def earth_barycentric_state(date: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The Earth from the barycentre of Sun and planets. As `earth_state`."""
    return _state(core().earth_barycentric_state, date)


PLANETS = ("mercury", "venus", "earth_moon", "mars", "jupiter", "saturn", "uranus", "neptune")


def planet_state(planet: str, date: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """A planet from the Sun at a date of TDB, to some 10³ to 10⁵ km (Simon et al. 1994).

    Parameters
    ----------
    planet : str
        mercury, venus, earth_moon, mars, jupiter, saturn, uranus or neptune.
    date : array_like, shape (..., 2), or one number [day]

    Returns
    -------
    tuple of ndarray, shape (..., 3) [m] and [m/s]
        Mean equator and equinox of J2000.
    """
    if planet not in PLANETS:
        raise ValueError(f"planet {planet} is not known; there are {', '.join(PLANETS)}")
    number = PLANETS.index(planet) + 1
    return _state(lambda rows: core().planet_state(number, rows), date)


def _dates(date: ArrayLike) -> np.ndarray:
    array = numbers_of(date, "date")
    return np.array([array, 0.0]) if array.ndim == 0 else array


def _state(function, date) -> tuple[np.ndarray, np.ndarray]:
    rows = by_row(function, 6, (_dates(date), 2, "date"))
    return rows[..., :3], rows[..., 3:]
