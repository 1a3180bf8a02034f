# SPDX-License-Identifier: Apache-2.0
"""Checkpoints of a run that is being recorded, or that was interrupted.

Beside ``run.h5.partial``, the file of rows, stands ``run.h5.checkpoint``, and the one before it as
``run.h5.checkpoint.previous``. Together they make a record of what happened until then.
"""
import bisect
import contextlib
import io
import itertools
import os

import h5py
import numpy as np

from worldline.column import Description, text
from worldline.errors import RecordError
from worldline.zones import Zones


def files_of(path):
    """Partial file, checkpoint, and the checkpoint before it, of a record."""
    return f"{path}.partial", f"{path}.checkpoint", f"{path}.checkpoint.previous"


def load(path):
    """The last checkpoint of a record that can be read.

    Raises
    ------
    RecordError
        There is none; says what is wrong with each.
    """
    faults = []
    for file in files_of(path)[1:]:
        try:
            return Checkpoint(file)
        except FileNotFoundError:
            faults.append(f"there is no {file}")
        except RecordError as error:
            faults.append(str(error))
    raise RecordError(f"{path}: this record is unfinished, and no checkpoint of it can be read: "
                      f"{'; '.join(faults)}")


class Checkpoint:
    """How far a run was when it last wrote down where it is.

    Parameters
    ----------
    path : path-like
    whole : bool
        Read also what is needed to open the record.

    Attributes
    ----------
    path : str
    scenario : str
    time, until : float, unit s
        Coordinate time: every event before `time` has been handled; the run is to end at `until`.
    resolution : float, unit s
        Length of a tick.
    events, windows : int
    seconds : float, unit s
        Of wall clock that the run has taken.
    digest : str
        Of the run so far.
    held_up : float, unit s
        For how long the recorder has kept the run waiting.
    chunks, unpacked : int
        Chunks of rows written, and those of them that were left uncompressed.
    verdicts : ndarray, shape (n_agents, 5), dtype uint64
        Assessments so far, by assessor and verdict (undecided, kept, not_kept, broken,
        invalidated); agents after the last assessor are left out.
    trust : ndarray, shape (10,), dtype uint64
        Changes of trust so far, by tenths of the expectation afterwards.

    Raises
    ------
    FileNotFoundError
    RecordError
        It cannot be read.
    """

    def __init__(self, path, whole=True):
        self.path = os.fspath(path)
        try:
            # Opened once, so that it stays what it is when the next one takes its name.
            with open(self.path, "rb") as bytes_, h5py.File(bytes_, "r") as file:
                self._read(file)
                if whole:
                    self.tables, self.zones = _tables(file), _zones(file)
                    self._pieces = _pieces(file)
        except FileNotFoundError:
            raise
        except (OSError, KeyError, ValueError, TypeError, RuntimeError, IndexError) as error:
            raise RecordError(f"{self.path} is no checkpoint that can be read ({error})") from error

    def _read(self, file):
        attributes = file.attrs
        if text(attributes["filetype"]) != "worldline checkpoint":
            raise ValueError("it is another file")
        if [int(number) for number in attributes["version"]][0] != 1:
            raise ValueError("its format is newer than this package")
        self.scenario = text(attributes["scenario"])
        self.resolution = int(attributes["resolution"]) / 1e18
        self.time = int(attributes["time"]) * self.resolution
        self.until = int(attributes["until"]) * self.resolution
        self.events, self.windows = int(attributes["events"]), int(attributes["windows"])
        self.seconds, self.held_up = float(attributes["seconds"]), float(attributes["held_up"])
        self.chunks, self.unpacked = int(attributes["chunks"]), int(attributes["unpacked"])
        self.digest = "".join(f"{int(attributes[half]):016x}"
                              for half in ("run_digest_high", "run_digest_low"))
        self.verdicts = file["tally/verdicts"][:].reshape(-1, 5)
        self.trust = file["tally/trust"][:]

    def laid_over(self, partial):
        """The file of rows as it was at this checkpoint, to be read.

        Returns
        -------
        io.RawIOBase
        """
        return _LaidOver(partial, *self._pieces)

    def __repr__(self):
        return (f"<Checkpoint of {self.scenario}: t = {self.time:g} s of {self.until:g} s, "
                f"{self.events:,} events, {self.seconds:.1f} s>")


class SavedTable:
    """Rows of one table that fill no chunk yet.

    Attributes
    ----------
    descriptions : dict of str to Description
    n_past : int
        Rows of a fork that stand in its parent.
    """

    def __init__(self, descriptions, whole_rows, rest_rows, n_past, rest):
        if len(rest) != rest_rows * sum(one.dtype.itemsize for one in descriptions.values()):
            raise ValueError("last rows of another length")
        if n_past > whole_rows:
            raise ValueError("more rows of the past than there are")
        self.descriptions, self._rest, start = descriptions, {}, 0
        self.n_past, self._n_own, self._n_rest = n_past, whole_rows - n_past, rest_rows
        for name, one in descriptions.items():
            stop = start + rest_rows * one.dtype.itemsize
            self._rest[name] = rest[start:stop].view(one.dtype)
            start = stop

    def rest_of(self, column):
        """Its last rows, as parts of a `Column`."""
        return [(self._rest[column], self._n_rest)]

    def n_own(self, table, n_there):
        """Rows that the file has to have, of those that are there."""
        if n_there < self._n_own:
            raise RecordError(f"the file of rows lacks some of {table}: it has {n_there:,}, and "
                              f"its checkpoint tells of {self._n_own:,}")
        return self._n_own


def _descriptions(file):
    """{table: {column: Description}}, from one line for each column."""
    tables = {}
    for line in file["tables/columns"][:].tobytes().decode("utf-8").splitlines():
        table, name, dtype, unit, meaning = line.split("\t")
        is_reference, is_enum = unit.startswith(("row:", "id:")), meaning.startswith("enum:")
        tables.setdefault(table, {})[name] = Description(
            name, np.dtype(dtype), "1" if is_reference else unit, "" if is_enum else meaning,
            unit if is_reference else "", meaning[5:] if is_enum else "")
    return tables


def _tables(file):
    """{table: SavedTable}"""
    descriptions = _descriptions(file)
    counts = [file["tables"][name][:].tolist()
              for name in ("whole_rows", "rest_rows", "inherited_rows")]
    if any(len(numbers) != len(descriptions) for numbers in counts):
        raise ValueError("it counts the rows of other tables")
    rest = file["rest"]
    return {table: SavedTable(columns, whole, more, n_past,
                              rest[table][:] if more else np.empty(0, np.uint8))
            for (table, columns), whole, more, n_past in zip(descriptions.items(), *counts)}


def _zones(file):
    paths = [f"{table}/{name}" for table, columns in _descriptions(file).items()
             for name in columns]
    return Zones(paths, *(file["chunks"][name][:] for name in ("column", "least", "most")))


def _pieces(file):
    """Addresses and bytes of what lies over the file of rows."""
    start, size = (file["overlay"][name][:] for name in ("start", "size"))
    data = file["overlay/bytes"][:].tobytes()
    ends = list(itertools.accumulate(size.tolist(), initial=0))
    if len(start) != len(size) or ends[-1] != len(data):
        raise ValueError("pieces of another length")
    return start.tolist(), [data[a:b] for a, b in itertools.pairwise(ends)]


class _LaidOver(io.RawIOBase):
    """A file with pieces of bytes over it; behind its end there are zeros."""

    def __init__(self, file, starts, pieces):
        super().__init__()
        self._file, self._starts, self._pieces, self._at = file, starts, pieces, 0
        last = starts[-1] + len(pieces[-1]) if starts else 0
        self._end = max(os.fstat(file.fileno()).st_size, last)

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self._at

    def seek(self, offset, whence=os.SEEK_SET):
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._end}[whence]
        return self._at

    def readinto(self, into):
        into = memoryview(into).cast("B")
        n, at = max(0, min(len(into), self._end - self._at)), self._at
        done = 0
        while done < n and (some := os.preadv(self._file.fileno(), [into[done:n]], at + done)) > 0:
            done += some
        into[done:n] = bytes(n - done)
        number = max(0, bisect.bisect_right(self._starts, at) - 1)
        while number < len(self._starts) and (start := self._starts[number]) < at + n:
            piece = self._pieces[number]
            first, last = max(start, at), min(start + len(piece), at + n)
            if first < last:
                into[first - at:last - at] = piece[first - start:last - start]
            number += 1
        self._at += n
        return n

    def close(self):
        if not self.closed:
            self._file.close()
        super().close()


@contextlib.contextmanager
def closing_on_error(file):
    """Closes `file` where the block fails."""
    try:
        yield file
    except BaseException:
        file.close()
        raise
