# SPDX-License-Identifier: Apache-2.0
"""What the readers of orbit files share: lines, fields, calendar, and how a fault is told."""
import datetime
import difflib
import gzip
import math
import os
import re
import zlib

UNITS = {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}


class FileError(ValueError):
    """A file that cannot be understood: ``path:line: what is wrong``.

    Attributes
    ----------
    path : str
    line : int
        From 1; 0 where the fault is of the file as a whole.
    hint : str
        What to do about it; may be empty.
    """

    def __init__(self, path, line, fault, hint=""):
        self.path, self.line, self.hint = os.fspath(path), line, hint
        place = f"{self.path}:{line}" if line else self.path
        super().__init__(f"{place}: {fault}" + (f"\n  hint: {hint}" if hint else ""))


def lines_of(path):
    """Lines of a text file, plain or gzip (known by its first bytes): list of str.

    Raises
    ------
    FileError
        The compressed file is cut short or damaged, or the text is none.
    OSError
        It cannot be read.
    """
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileError(path, 0, f"this gzip file is cut short or damaged ({error})",
                            "fetch it again") from error
    if b"\0" in data[:4096]:
        raise FileError(path, 0, "this is no text")
    return data.decode("latin-1").splitlines()


def number(path, line, text, what):
    """A finite decimal number in a field; Fortran's D for the exponent is understood."""
    try:
        value = float(text.strip().replace("D", "E").replace("d", "e"))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise FileError(path, line, f"{what} must be a number, and is `{text.strip()}`")
    return value


def instant(path, line, fields, what="the epoch"):
    """An instant from texts or numbers of year, month, day, hour, minute, second.

    Returns
    -------
    (datetime.datetime, float)
        The whole second, without a zone, and the rest of it [s].
    """
    try:
        year, month, day, hour, minute = (int(field) for field in fields[:5])
        second = float(fields[5])
        start = datetime.datetime(year, month, day, hour, minute)
        if not 0 <= second < 61:
            raise ValueError("second must be in 0..60")
    except (ValueError, IndexError, OverflowError) as error:
        said = " ".join(str(field).strip() for field in fields)
        raise FileError(path, line, f"{what} `{said}` is no instant: {error}") from error
    whole = math.floor(second)
    return start + datetime.timedelta(seconds=whole), second - whole


def seconds_between(start, end):
    """Seconds from one instant of `instant` to another: float, unit s."""
    difference = end[0] - start[0]
    return difference.days * 86_400.0 + difference.seconds + (end[1] - start[1])


def parse_instant(text):
    """An instant as people write it, ``2020-06-24T00:00:00``: as of `instant`.

    Raises
    ------
    ValueError
    """
    fields = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d*)?))?Z?)?",
                          text.strip())
    if fields is None:
        raise ValueError(f"`{text}` is no instant; write 2020-06-24T00:00:00")
    return instant("instant", 0, [field or "0" for field in fields.groups()], "instant")


def iso(when):
    """The instant in ISO 8601, to the nanosecond if it is no whole second."""
    rest = f"{when[1]:.9f}"[1:].rstrip("0").rstrip(".")
    return when[0].isoformat() + rest


def parse_duration(text):
    """A time with its unit, ``60 s``: float, unit s."""
    fields = re.fullmatch(r"\s*([0-9.eE+-]+)\s*(\w+)?\s*", text)
    if fields is None or (fields[2] or "s") not in UNITS:
        raise ValueError(f"`{text}` is no duration; write 60 s, 5 min or 2 h")
    return float(fields[1]) * UNITS[fields[2] or "s"]


def unknown(word, known, what):
    """Sentence for a name that is not there, with those that look like it."""
    near = difflib.get_close_matches(word, known, 3, 0.5) or difflib.get_close_matches(
        word.upper(), known, 3, 0.5)
    listed = ", ".join(known[:12]) + (f" and {len(known) - 12} more" if len(known) > 12 else "")
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"there is no {what} {word}{meant}; there are {listed}"


def write_table(path, t, position):
    """Writes a table for a motion of kind `table`: header ``t,x,y,z``, units s and m.

    Parameters
    ----------
    path : path-like
    t : array_like, shape (n,), unit s
    position : array_like, shape (n, 3), unit m
        Written to the micrometre. Nothing is left at `path` if writing fails.
    """
    part = f"{os.fspath(path)}.part"
    with open(part, "w", encoding="ascii", newline="\n") as file:
        file.write("t,x,y,z\n")
        file.writelines(f"{float(when)!r},{x:.6f},{y:.6f},{z:.6f}\n"
                        for when, (x, y, z) in zip(t, position))
    os.replace(part, path)
