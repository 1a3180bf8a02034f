# SPDX-License-Identifier: Apache-2.0
"""Columns of a table: they stay in the file until rows of them are asked for."""
import dataclasses
import functools

import numpy as np

from worldline.errors import RecordError

#: Rows of one block: what a record stores, and knows the range of, together.
BLOCK_ROWS = 65_536


def missing_value(dtype):
    """What stands for "none" in a column of this dtype; None where nothing does."""
    dtype = np.dtype(dtype)
    if dtype.kind == "u" and dtype.itemsize > 1:
        return np.iinfo(dtype).max
    if dtype == np.int64:
        return np.iinfo(dtype).min
    return np.nan if dtype.kind == "f" else None


def text(value):
    """An attribute's text, whichever way it was stored."""
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


@dataclasses.dataclass(frozen=True)
class Description:
    """What is said of a column: the attributes of `Column` with the same names."""

    name: str
    dtype: np.dtype
    unit: str = ""
    meaning: str = ""
    refers_to: str = ""
    enum: str = ""

    @classmethod
    def of(cls, name, dataset, past):
        """As it stands in the file, else in the past of a fork; else an empty one of float64."""
        if dataset is None and name in past:
            return cls(*(getattr(past[name], field.name) for field in dataclasses.fields(cls)))
        if dataset is None:
            return cls(name, np.dtype(float))
        words = [text(dataset.attrs.get(attribute, ""))
                 for attribute in ("units", "meaning", "refers_to", "enum")]
        return cls(name, dataset.dtype, *words)


class Column:
    """One column of a table. Slicing reads just those rows, `take` just the blocks they are in.

    Attributes
    ----------
    name : str
    dtype : numpy.dtype
    unit : str
        Unit of the values; "tick" is ``record.resolution`` seconds, "1" is none.
    meaning : str
    refers_to : str
        ``row:X`` or ``id:X`` where the values name rows of table X; else "".
    enum : str
        Name of the list of labels that the values number; else "".
    """

    def __init__(self, description, parts, ranges=lambda column: None):
        """`parts`: what has its rows, one after the other, and how many each."""
        for field in dataclasses.fields(description):
            setattr(self, field.name, getattr(description, field.name))
        self._parts, start = [], 0
        for values, n_rows in parts:
            if n_rows:
                self._parts.append((start, start + n_rows, values))
                start += n_rows
        self._n_rows, self._ranges = start, ranges

    def __len__(self):
        return self._n_rows

    @property
    def shape(self):
        return (self._n_rows,)

    @functools.cached_property
    def ranges(self):
        """(least, most) of each block of 65,536 rows: two ndarrays of shape (n_blocks,).

        What stands for "none" takes part. None where the record does not tell.
        """
        return self._ranges(self)

    def __getitem__(self, rows):
        """Values of some rows: ndarray, or one value for a whole number.

        Parameters
        ----------
        rows : slice, int, or array of int or bool
        """
        if rows is Ellipsis:
            rows = slice(None)
        if isinstance(rows, slice):
            start, stop, step = rows.indices(self._n_rows)
            if step > 0:
                return self._read(start, max(start, stop))[::step]
            return self._read(0, self._n_rows)[rows]
        if np.ndim(rows) == 0:
            row = rows + self._n_rows if rows < 0 else rows
            if not 0 <= row < self._n_rows:
                raise IndexError(f"row {rows} of {self._n_rows}")
            return self._read(row, row + 1)[0]
        return self.take(rows)

    def take(self, rows):
        """Values of rows in any order, in the shape of `rows`; reads the blocks they are in.

        Parameters
        ----------
        rows : array of int, or of bool with one for each row
        """
        rows = np.asarray(rows)
        if rows.dtype == bool:
            if rows.shape != self.shape:
                raise IndexError(f"{len(rows)} truth values for {self._n_rows} rows")
            rows = np.flatnonzero(rows)
        rows = np.where(rows < 0, rows + self._n_rows, rows).astype(np.int64)
        if rows.size and not (0 <= rows.min() and rows.max() < self._n_rows):
            raise IndexError(f"rows {rows.min()} to {rows.max()} of {self._n_rows}")
        flat = rows.ravel()
        is_sorted = bool(np.all(flat[1:] >= flat[:-1]))
        order = slice(None) if is_sorted else np.argsort(flat, kind="stable")
        flat = flat[order]
        values = np.empty(len(flat), self.dtype)
        blocks, starts = np.unique(flat // BLOCK_ROWS, return_index=True)
        for start, stop in zip(starts, [*starts[1:], len(flat)]):
            first = flat[start]
            values[start:stop] = self._read(first, flat[stop - 1] + 1)[flat[start:stop] - first]
        if not is_sorted:
            values[order] = values.copy()
        return values.reshape(rows.shape)

    def _read(self, start, stop):
        """Rows [start, stop), out of all parts that have some."""
        found = []
        for first, last, values in self._parts:
            if max(start, first) < min(stop, last):
                found.append(self._read_part(values, max(start, first) - first,
                                             min(stop, last) - first))
        return np.concatenate(found or [np.empty(0, self.dtype)]) if len(found) != 1 else found[0]

    def _read_part(self, values, start, stop):
        try:
            some = values[start:stop]
        except RecordError:
            raise  # the parent's
        except (OSError, RuntimeError) as error:
            raise RecordError(f"{values.file.filename}: the rows {start:,} to {stop:,} of "
                              f"{values.name} are damaged ({error})") from error
        return some.copy() if isinstance(values, np.ndarray) else some

    @property
    def rest(self):
        """Rows behind those that stand in files, of a record that is unfinished: ndarray."""
        last = self._parts[-1][2] if self._parts else None
        return last if isinstance(last, np.ndarray) else np.empty(0, self.dtype)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self[:], dtype=dtype)

    def __repr__(self):
        unit = "" if self.unit in ("", "1") else f" [{self.unit}]"
        return f"<Column {self.name}{unit}: {self._n_rows:,} rows of {self.dtype}>"
