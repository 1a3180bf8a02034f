# SPDX-License-Identifier: Apache-2.0
"""Tables of a record: columns that stay in the file until they are asked for."""
import functools

import numpy as np

from worldline.column import BLOCK_ROWS, Column, Description, missing_value, text
from worldline.conditions import conditions
from worldline.errors import RecordError
from worldline.words import frame_of, readable

__all__ = ["BLOCK_ROWS", "Column", "Table", "missing_value", "readable"]

#: Rows that are read at once where a whole table is gone through.
MANY_ROWS = 1 << 20


class Table:
    """A table of a record, column by column: ``table["time"][:100]`` or ``table.time[:100]``.

    Nothing is read before it is asked for; a whole table only by `to_pandas` or `to_arrow`.
    ``table[100:200]`` is the data frame of these rows.

    Where rows are chosen by ``where``, it is a dict: for each column a value, a list of values, or
    a ``slice(least, stop)`` that stop is not part of. Times are in ticks there, see `Record.ticks`.
    Agents, types, labels and named promises go by their names, identities also as a pair (maker,
    count)::

        record.transitions.rows({"agent": "carol", "time": slice(0, record.ticks(0.1))})

    A record knows the range of each 65,536 rows of its columns, and only where a wanted value
    may be is read.
    """

    def __init__(self, record, name):
        group, saved = record._file[name], record._saved(name)
        self.table_name, self._record = name, record
        self.meaning = text(group.attrs.get("meaning", ""))
        self.columns = tuple(text(group.attrs["columns"]).split(","))
        datasets = {column: group.get(column) for column in self.columns}
        n_past = saved.n_past if saved else int(group.attrs.get("first_row", 0))
        # Rows count as far as all columns have them: their lengths may differ in a damaged file.
        n_own = min(0 if dataset is None else dataset.shape[0] for dataset in datasets.values())
        n_own = saved.n_own(name, n_own) if saved else n_own
        past = self._past(n_past) if n_past else {}
        self._by_name = {}
        for column, dataset in datasets.items():
            parts = [(past[column], n_past)] if n_past else []
            parts += [(dataset, n_own), *saved.rest_of(column)] if saved else [(dataset, n_own)]
            self._by_name[column] = Column(
                saved.descriptions[column] if saved else Description.of(column, dataset, past),
                parts, lambda column: record.zones.of(name, column))
        self._n_rows = len(self._by_name[self.columns[0]])

    def _past(self, n_rows):
        """Of a fork: the table that has its first rows."""
        record = self._record
        past = record.parent.table(self.table_name) if record.parent else ()
        if len(past) < n_rows:
            raise RecordError(f"{record.path} is damaged: its past has more rows of "
                              f"{self.table_name} than its parent")
        return past

    def __len__(self):
        return self._n_rows

    def __iter__(self):
        return iter(self.columns)

    def __contains__(self, column):
        return column in self._by_name

    def __getitem__(self, column):
        """A column by its name, or a data frame of rows by their slice."""
        if isinstance(column, slice):
            if column.step not in (None, 1):
                raise ValueError("rows of a table are taken without a step")
            return self.to_pandas(*column.indices(self._n_rows)[:2])
        if column not in self._by_name:
            raise KeyError(f"{self.table_name} has no column {column}; "
                           f"it has {', '.join(self.columns)}")
        return self._by_name[column]

    def __getattr__(self, column):
        if column.startswith("_") or column not in self.__dict__.get("_by_name", {}):
            raise AttributeError(f"this table has no column {column}")
        return self._by_name[column]

    def __dir__(self):
        return [*super().__dir__(), *self.columns]

    # A block at a time.

    def blocks(self, *columns, rows=MANY_ROWS):
        """Goes through some columns, a block of rows at a time.

        Yields
        ------
        tuple of ndarray, one for each column, shape (n,) with n at most `rows`
        """
        for values in self.batches(columns, rows):
            yield tuple(values[name] for name in columns)

    def batches(self, columns=None, rows=BLOCK_ROWS, where=None):
        """Goes through the table in bounded memory.

        Parameters
        ----------
        columns : sequence of str, optional
            Default: all.
        rows : int
            At most so many at a time.
        where : dict, optional
            Only these rows, see `Table`; batches then have fewer, and empty ones are left out.

        Yields
        ------
        dict of str to ndarray, each of shape (n,), as they are stored
        """
        for _, values in self.windows(columns, rows, where):
            yield values

    def windows(self, columns=None, rows=BLOCK_ROWS, where=None, stop=None):
        """As `batches`, each with the numbers of its rows; only those before the row `stop`.

        Yields
        ------
        rows : ndarray, shape (n,), dtype int64, ascending
        values : dict of str to ndarray, each of shape (n,)
        """
        if rows < 1:
            raise ValueError(f"batches have one row at least, not {rows}")
        columns = [self[name] for name in (self.columns if columns is None else columns)]
        wanted = conditions(self._record, self, where)
        n_rows = self._n_rows if stop is None else min(stop, self._n_rows)
        for start in range(0, n_rows, rows):
            stop = min(start + rows, n_rows)
            if not wanted:
                yield np.arange(start, stop), {one.name: one[start:stop] for one in columns}
                continue
            found = _found(wanted, start, stop)
            if len(found):
                yield found, {one.name: one.take(found) for one in columns}

    def rows(self, where=None):
        """Numbers of the rows that fit, see `Table`: ndarray of int64, ascending."""
        if not where:
            return np.arange(self._n_rows)
        found = [rows for rows, _ in self.windows((), where=where)]
        return np.concatenate(found) if found else np.empty(0, np.int64)

    # Whole, or in other forms.

    def to_pandas(self, start=0, stop=None, seconds=False, *, columns=None, where=None):
        """The table, or rows [start, stop) of it, as people read it.

        Agents, types, judges and kinds appear by name, verdicts and other labels as words (both
        as categoricals), promises by name or as ``promiser#count``, and "none" as NA.

        Parameters
        ----------
        start, stop : int
            First row, and the one after the last. Default: all.
        seconds : bool
            Give times and readings in seconds (float64, with their fractions) instead of whole
            ticks.
        columns : sequence of str, optional
            Only these are read. Default: all.
        where : dict, optional
            Only rows that fit, see `Table`, instead of `start` and `stop`.

        Returns
        -------
        pandas.DataFrame, one row for each row of the table
        """
        if where is None:
            return self.frame(slice(start, stop), columns, seconds)
        if (start, stop) != (0, None):
            raise ValueError("rows are chosen by start and stop or by where, not by both")
        return self.frame(self.rows(where), columns, seconds)

    def frame(self, rows, columns=None, seconds=False):
        """A data frame of the rows of these numbers, or of a slice: see `to_pandas`."""
        columns = self.columns if columns is None else list(columns)
        values = {name: self[name][rows] for name in columns}
        if seconds:  # a reading is not whole without its fraction
            values.update((name + "_fraction", self[name + "_fraction"][rows]) for name in columns
                          if name + "_fraction" in self and name + "_fraction" not in values)
        return frame_of(self._record, self, values, seconds)

    def arrow_batches(self, columns=None, rows=BLOCK_ROWS, where=None):
        """The table as a stream for Arrow, in bounded memory; parameters as in `batches`.

        Labels are dictionaries of words, "none" is null, all else stands as it is stored; unit,
        meaning and what a column refers to are metadata of its field.

        Returns
        -------
        pyarrow.RecordBatchReader
        """
        from worldline.arrow import reader
        return reader(self._record, self, columns, rows, where)

    def to_arrow(self, columns=None, where=None):
        """The whole of `arrow_batches`: pyarrow.Table."""
        return self.arrow_batches(columns, MANY_ROWS, where).read_all()

    def to_parquet(self, path, columns=None, rows=2 * BLOCK_ROWS, where=None):
        """Writes the table as `arrow_batches` gives it, in bounded memory.

        Parameters
        ----------
        path : path-like
        columns, where
            As in `batches`.
        rows : int
            Of one row group, at most.

        Returns
        -------
        int
            Rows that were written.
        """
        from worldline.arrow import write_parquet
        return write_parquet(self.arrow_batches(columns, rows, where), path)

    def __repr__(self):
        return f"<Table {self.table_name}: {self._n_rows:,} rows; {', '.join(self.columns)}>"

    def _repr_html_(self):
        cells = "".join(f"<tr><td><code>{c.name}</code></td><td>{c.dtype}</td><td>{c.unit}</td>"
                        f"<td>{c.meaning or 'label of ' + c.enum}</td></tr>"
                        for c in self._by_name.values())
        head = "".join(f"<th>{word}</th>" for word in ("column", "type", "unit", "meaning"))
        return (f"<b>{self.table_name}</b>: {self.meaning}, {self._n_rows:,} rows"
                f"<table><tr>{head}</tr>{cells}</table>")


def _found(wanted, start, stop):
    """Numbers of the rows of [start, stop) that fit; reads block by block what may hold some."""
    may = functools.reduce(np.logical_and, (one.blocks for one in wanted))
    found = []
    for block in range(start // BLOCK_ROWS, -(-stop // BLOCK_ROWS)):
        if not may[block]:
            continue
        first = max(start, block * BLOCK_ROWS)
        rows = slice(first, min(stop, (block + 1) * BLOCK_ROWS))
        chosen = np.ones(rows.stop - first, bool)
        for one in wanted:
            if not one.whole[block]:
                chosen &= one.holds(one.column[rows])
            if not chosen.any():
                break
        found.append(first + np.flatnonzero(chosen))
    return np.concatenate(found) if found else np.empty(0, np.int64)
