# SPDX-License-Identifier: Apache-2.0
"""Two-line elements, and where SGP4 puts the satellites that they are of.

SGP4 itself is the package ``sgp4`` [Vallado2006]: ``pip install
'worldline[orbits]'``. Its frame, TEME, turns by less than 0.02 degrees a year and is taken for
inertial.
"""
import datetime
import math

import numpy as np

from worldline.extras import need
from worldline.orbits import fields
from worldline.orbits.elements import turned
from worldline.orbits.fields import FileError

#: (what, line of the pair, first and last column from 0) of the numbers that must be there.
_NUMBERS = (("the day of the year", 0, 20, 32), ("the mean motion's derivative", 0, 33, 43),
            ("inclination", 1, 8, 16), ("right ascension of the ascending node", 1, 17, 25),
            ("eccentricity", 1, 26, 33), ("argument of perigee", 1, 34, 42),
            ("mean anomaly", 1, 43, 51), ("mean motion", 1, 52, 63))


class TwoLineElements:
    """One satellite.

    Attributes
    ----------
    name : str
        The line before, or the catalogue number.
    number : int
        In the catalogue.
    epoch : str
        Of the elements (ISO 8601), UTC.
    lines : (str, str)
        As they stood in the file.
    """

    def __init__(self, name, first, second):
        self._satellite = need("sgp4.api").Satrec.twoline2rv(first, second)
        self.name, self.lines = name or first[2:7].strip(), (first, second)
        self.number = self._satellite.satnum
        self._start = _epoch_of(first)
        self.epoch = fields.iso(self._start)

    def __repr__(self):
        return f"<TwoLineElements of {self.name}, epoch {self.epoch}>"

    def states(self, t, epoch=None):
        """Where the satellite is and how it moves, in TEME.

        Parameters
        ----------
        t : array_like, shape (n,), unit s
        epoch : str, optional
            From when `t` counts (ISO 8601, UTC). Default: the epoch of the elements.

        Returns
        -------
        position, velocity : ndarray, shape (n, 3), unit m and m/s

        Raises
        ------
        ValueError
            SGP4 has no answer, for one because the satellite has come down.
        """
        start = self._start if epoch is None else fields.parse_instant(epoch)
        seconds = np.asarray(t, float) + fields.seconds_between(self._start, start)
        out = []
        for at, elapsed in enumerate(np.atleast_1d(seconds)):
            error, position, velocity = self._satellite.sgp4_tsince(elapsed / 60.0)
            if error:
                raise ValueError(f"t: SGP4 has no place for {self.name} {elapsed:g} s after its "
                                 f"epoch (row {at}): {need('sgp4.api').SGP4_ERRORS[error]}")
            out.append((position, velocity))
        found = np.array(out).reshape(-1, 2, 3) * 1e3
        return found[:, 0], found[:, 1]

    def position(self, t, epoch=None):
        """Positions in the frame of a scenario that starts at `epoch`.

        The prime meridian is on the x axis at t = 0: TEME turned back by Greenwich mean sidereal
        time. Parameters, errors and shape are those of `states`.
        """
        start = self._start if epoch is None else fields.parse_instant(epoch)
        return turned(self.states(t, epoch)[0], -sidereal_time(start))

    def write(self, path, start, until, step):
        """Writes a table ``t,x,y,z`` [s, m], t from `start`, both ends included.

        Parameters
        ----------
        start, until : str
            ISO 8601, UTC.
        step : float, unit s
        """
        span = fields.seconds_between(fields.parse_instant(start), fields.parse_instant(until))
        if not 0 < step <= span:
            raise ValueError(f"step must be greater than 0 s and fit in the {span:g} s from start "
                             f"to until; it is {step:g} s")
        t = step * np.arange(math.floor(span / step + 1e-9) + 1)
        fields.write_table(path, t, self.position(t, start))


def read_tle(path):
    """Reads two-line elements; a line before a pair may hold a name, `#` begins a comment.

    Returns
    -------
    list of TwoLineElements

    Raises
    ------
    FileError
        A ValueError that names file and line: a line cut short, a checksum that does not fit, a
        field that is no number, an epoch that is none, a second line of another satellite.
    ModuleNotFoundError
        The package sgp4 is not installed.
    """
    found, name, first = [], "", None
    for number, line in enumerate(fields.lines_of(path), 1):
        line = line.rstrip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("1 ") and first is None:
            first = number, _checked(path, number, line)
        elif line.startswith("2 ") and first is not None:
            pair = first[1], _checked(path, number, line)
            _check_pair(path, first[0], number, pair)
            found.append(TwoLineElements(name, *pair))
            name, first = "", None
        elif first is not None:
            raise FileError(path, number, "here the second line of the elements should stand, "
                            "which begins with `2 `")
        elif line.startswith("2 "):
            raise FileError(path, number, "a second line of elements without a first")
        else:
            name = line.removeprefix("0 ").strip()
    if first is not None:
        raise FileError(path, first[0], "the second line of these elements is missing")
    if not found:
        raise FileError(path, 0, "there are no two-line elements in this file")
    return found


def checksum(line):
    """Of the first 68 columns: digits count their value, minus signs 1, modulo 10."""
    return sum(int(sign) if sign.isdecimal() else sign == "-" for sign in line[:68]) % 10


def _checked(path, number, line):
    if len(line) < 69:
        raise FileError(path, number, f"a line of elements has 69 columns, and this one "
                        f"{len(line)}")
    if line[68] != str(checksum(line)):
        raise FileError(path, number, f"the checksum is `{line[68]}` and should be "
                        f"{checksum(line)}", "the line was altered, or its columns have shifted")
    return line


def _check_pair(path, n_first, n_second, pair):
    if pair[0][2:7] != pair[1][2:7]:
        raise FileError(path, n_second, f"this second line is of satellite {pair[1][2:7].strip()}, "
                        f"the first of {pair[0][2:7].strip()}")
    for what, at, start, end in _NUMBERS:
        text = pair[at][start:end].strip()
        line = n_second if at else n_first
        value = fields.number(path, line, text.replace(" ", "_"), what)
        if what == "eccentricity" and not text.isdecimal():
            raise FileError(path, line, f"eccentricity must be digits, and is `{text}`")
        if what == "mean motion" and value <= 0:
            raise FileError(path, line, f"mean motion must be greater than 0, and is {text}")
    try:
        _epoch_of(pair[0])
    except ValueError as error:
        raise FileError(path, n_first, f"the epoch `{pair[0][18:32]}` is no instant: {error}") \
            from error


def _epoch_of(first):
    """Years from 57 on are of the last century."""
    year, day = int(first[18:20]), float(first[20:32])
    year += 1900 if year >= 57 else 2000
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1 <= day < 366 + leap + 1e-9 - (1e-9 if leap else 0):
        raise ValueError(f"the year {year} has no day {day:g}")
    whole, rest = divmod((day - math.floor(day)) * 86_400.0, 1.0)
    start = datetime.datetime(year, 1, 1) + datetime.timedelta(days=math.floor(day) - 1,
                                                               seconds=whole)
    return start, rest


def sidereal_time(start):
    """Greenwich mean sidereal time (Aoki and others, 1982), UTC taken for UT1: float, unit rad.

    Parameters
    ----------
    start : (datetime.datetime, float)
        As of `worldline.orbits.fields.instant`.
    """
    noon = datetime.datetime(2000, 1, 1, 12), 0.0
    elapsed = fields.seconds_between(noon, start)
    century = elapsed / 86_400.0 / 36_525.0
    seconds = (67_310.54841 + 8_640_184.812866 * century + 0.093104 * century**2
               - 6.2e-6 * century**3 + elapsed)  # from noon on the Earth turns once a day more
    return math.radians(seconds % 86_400.0 / 240.0)
