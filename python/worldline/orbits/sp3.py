# SPDX-License-Identifier: Apache-2.0
"""Precise orbits and clocks: SP3, versions a to d [Hilla2016]."""
import os
import re

import numpy as np

from worldline.orbits import fields
from worldline.orbits.elements import EARTH_ROTATION, turned
from worldline.orbits.fields import FileError

#: What stands for a clock that is not known [us].
_NO_CLOCK = 999_999.0


class Ephemeris:
    """Positions and clocks of satellites at common instants, as published.

    Attributes
    ----------
    satellites : tuple of str
        Their names, sorted: ``E14`` is Galileo, ``G11`` GPS, ``R01`` GLONASS.
    epoch : str
        The first instant (ISO 8601), in `time_system`.
    time_system : str
        ``GPS``, ``GAL``, ``UTC`` and others. In UTC a leap second within the file is not counted.
    t : ndarray, shape (n,), unit s
        From the epoch.
    """

    def __init__(self, start, time_system, t, positions, clocks):
        self._start, self.time_system, self.t = start, time_system, t
        self._positions, self._clocks = positions, clocks
        self.epoch = fields.iso(start)
        self.satellites = tuple(sorted(positions))

    def __repr__(self):
        return (f"<Ephemeris of {len(self.satellites)} satellites: {len(self.t)} instants from "
                f"{self.epoch} {self.time_system}, {self.t[-1]:g} s>")

    def since(self, epoch=None):
        """Times of the rows: ndarray of shape (n,), unit s, from an instant (ISO 8601)."""
        if epoch is None:
            return self.t
        return self.t + fields.seconds_between(fields.parse_instant(epoch), self._start)

    def _of(self, what, satellite):
        if satellite not in what:
            raise ValueError(fields.unknown(satellite, self.satellites, "satellite"))
        return what[satellite]

    def position(self, satellite, frame="inertial", epoch=None):
        """Where a satellite was.

        Parameters
        ----------
        satellite : str
        frame : str
            ``earth_fixed``, as published, or ``inertial``: turned by 7.292115e-5 rad/s times the
            seconds from the epoch.
        epoch : str, optional
            When both frames agree (ISO 8601). Default: the first instant.

        Returns
        -------
        ndarray, shape (n, 3), unit m
            NaN where the file has none.

        Raises
        ------
        ValueError
            An unknown satellite or frame.
        """
        position = self._of(self._positions, satellite)
        if frame == "earth_fixed":
            return position
        if frame != "inertial":
            raise ValueError(fields.unknown(frame, ("inertial", "earth_fixed"), "frame"))
        return turned(position, EARTH_ROTATION * self.since(epoch))

    def clock(self, satellite):
        """Clock of a satellite less the time of the file, without the term -2 r.v/c2.

        Returns
        -------
        ndarray, shape (n,), unit s
            NaN where the file has none (999999.999999 us).
        """
        return self._of(self._clocks, satellite)

    def clock_residual(self, satellite):
        """What is left of the clock after one straight line: ndarray, shape (n,), unit s."""
        clock = self.clock(satellite)
        known = np.isfinite(clock)
        if known.sum() < 2:
            return np.full(len(clock), np.nan)
        line = np.polynomial.Polynomial.fit(self.t[known], clock[known], 1)
        return clock - line(self.t)

    def write(self, satellite, path, epoch=None):
        """Writes the inertial positions as a table ``t,x,y,z`` [s, m]; rows without are left out.

        Raises
        ------
        ValueError
            An unknown satellite, or fewer than two positions of it.
        """
        position, t = self.position(satellite, epoch=epoch), self.since(epoch)
        known = np.isfinite(position).all(axis=1)
        if known.sum() < 2:
            raise ValueError(f"{satellite} has {known.sum()} positions; a table needs two")
        fields.write_table(path, t[known], position[known])


def read_sp3(paths):
    """Reads SP3 files, plain or gzip, and puts them together.

    Parameters
    ----------
    paths : path-like or sequence of path-like
        In any order. Of an instant that stands in two files the one of the earlier file is taken.

    Returns
    -------
    Ephemeris

    Raises
    ------
    FileError
        A ValueError that names file and line.
    OSError
    """
    paths = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    if not paths:
        raise ValueError("paths must name at least one file")
    files = sorted((_File(path) for path in paths), key=lambda file: file.epochs[0])
    systems = {file.time_system: file.path for file in files}
    if len(systems) > 1:
        raise FileError(files[-1].path, 0, f"time systems differ: {', '.join(sorted(systems))}")
    start, t, kept = files[0].epochs[0], [], []
    for file in files:
        times = [fields.seconds_between(start, epoch) for epoch in file.epochs]
        rows = [row for row, time in enumerate(times) if not t or time > t[-1]]
        t += [times[row] for row in rows]
        kept.append(rows)
    positions, clocks = {}, {}
    for satellite in {name for file in files for name in file.rows}:
        parts = [file.of(satellite)[rows] for file, rows in zip(files, kept)]
        whole = np.concatenate(parts)
        positions[satellite], clocks[satellite] = whole[:, :3], whole[:, 3]
    return Ephemeris(start, files[0].time_system, np.array(t), positions, clocks)


class _File:
    """One SP3 file: its epochs, and by satellite rows of x, y, z [m] and clock [s]."""

    def __init__(self, path):
        self.path, self.epochs, self.rows, self.time_system = os.fspath(path), [], {}, "GPS"
        lines = fields.lines_of(path)
        self._read_head(lines)
        seen_end = False
        for number, line in enumerate(lines[1:], 2):
            if line.startswith("EOF"):
                seen_end = True
                break
            if line.startswith("%c") and self.time_system == "GPS" and len(line) > 11:
                self.time_system = line[9:12].strip().replace("ccc", "") or "GPS"
            elif line.startswith("*"):
                self._read_epoch(number, line)
            elif line.startswith("P"):
                self._read_position(number, line)
        if not self.epochs:
            raise FileError(path, len(lines), "this SP3 file has no epochs (lines that begin "
                            "with *)")
        if not seen_end:
            raise FileError(path, len(lines), "the file ends without EOF, so it is cut short",
                            "fetch it again")

    def _read_head(self, lines):
        if not lines or not lines[0].startswith("#"):
            raise FileError(self.path, 1, "an SP3 file begins with `#`, its version, and P or V",
                            "is this another format?")
        if lines[0][1:2] not in ("a", "b", "c", "d"):
            raise FileError(self.path, 1, f"SP3 version `{lines[0][1:2]}` is not known; there are "
                            "a, b, c and d")
        if lines[0][2:3] not in ("P", "V"):
            raise FileError(self.path, 1, f"the kind of file must be P or V, and is "
                            f"`{lines[0][2:3]}`")

    def _read_epoch(self, number, line):
        epoch = fields.instant(self.path, number, line[1:].split())
        if self.epochs and epoch <= self.epochs[-1]:
            raise FileError(self.path, number, f"epochs must ascend, and {fields.iso(epoch)} comes "
                            f"after {fields.iso(self.epochs[-1])}")
        self.epochs.append(epoch)

    def _read_position(self, number, line):
        name = _satellite(line[1:4])
        if name is None:
            raise FileError(self.path, number, f"`{line[1:4]}` is no satellite; G11 would be one")
        if not self.epochs:
            raise FileError(self.path, number, "a position before the first epoch")
        texts = [line[4 + 14 * at:18 + 14 * at] for at in range(4)]
        values = [fields.number(self.path, number, text, f"{what} of {name}")
                  for text, what in zip(texts, "xyz")]
        clock = (fields.number(self.path, number, texts[3], f"clock of {name}")
                 if texts[3].strip() else _NO_CLOCK)
        rows = self.rows.setdefault(name, {})
        if len(self.epochs) - 1 in rows:
            raise FileError(self.path, number, f"{name} stands twice under one epoch")
        is_known = any(value != 0.0 for value in values)
        place = [value * 1e3 if is_known else np.nan for value in values]
        rows[len(self.epochs) - 1] = [*place, clock * 1e-6 if abs(clock) < _NO_CLOCK else np.nan]

    def of(self, satellite):
        """Its rows: ndarray, shape (n_epochs, 4), NaN where there is nothing."""
        whole = np.full((len(self.epochs), 4), np.nan)
        for at, values in self.rows.get(satellite, {}).items():
            whole[at] = values
        return whole


def _satellite(text):
    """Name of a satellite: a letter and two digits; none is GPS in version a."""
    found = re.fullmatch(r"([A-Z ])([ \d]\d)", text)
    return f"{found[1].strip() or 'G'}{int(found[2]):02}" if found else None
