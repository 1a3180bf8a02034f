# SPDX-License-Identifier: Apache-2.0
"""Tables of a record: columns that stay in the file until they are asked for."""
import numpy as np

from worldline.extras import need

#: Rows that are read at once where a whole table is gone through.
BLOCK_ROWS = 1 << 20

#: Tables whose rows have a name of their own.
_NAMED = ("agents", "types", "message_kinds", "timelines", "axes", "judges")


def missing_value(dtype):
    """What stands for "none" in a column of this dtype; None where nothing does."""
    dtype = np.dtype(dtype)
    if dtype.kind == "u" and dtype.itemsize > 1:
        return np.iinfo(dtype).max
    if dtype == np.int64:
        return np.iinfo(dtype).min
    return np.nan if dtype.kind == "f" else None


class Column:
    """One column of a table. Slicing reads just those rows.

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

    def __init__(self, name, dataset, n_rows):
        self.name, self._dataset, self._n_rows = name, dataset, n_rows
        self.dtype = np.dtype(float) if dataset is None else dataset.dtype
        for key, attribute in (("unit", "units"), ("meaning", "meaning"),
                               ("refers_to", "refers_to"), ("enum", "enum")):
            setattr(self, key, "" if dataset is None else text(dataset.attrs.get(attribute, "")))

    def __len__(self):
        return self._n_rows

    @property
    def shape(self):
        return (self._n_rows,)

    def __getitem__(self, rows):
        """Values of some rows: ndarray, or one value for a whole number."""
        if self._dataset is None or self._n_rows == 0:
            return np.empty(0, self.dtype)[rows]
        if isinstance(rows, slice):
            start, stop, step = rows.indices(self._n_rows)
            if step > 0:
                return self._dataset[start:max(start, stop):step]
            return self._dataset[:self._n_rows][rows]
        if rows is Ellipsis:
            return self._dataset[:self._n_rows]
        if np.isscalar(rows):
            row = rows + self._n_rows if rows < 0 else rows
            if not 0 <= row < self._n_rows:
                raise IndexError(f"row {rows} of {self._n_rows}")
            return self._dataset[row]
        return self._dataset[:self._n_rows][np.asarray(rows)]

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self[:], dtype=dtype)

    def __repr__(self):
        unit = "" if self.unit in ("", "1") else f" [{self.unit}]"
        return f"<Column {self.name}{unit}: {self._n_rows:,} rows of {self.dtype}>"


class Table:
    """A table of a record, column by column: ``table["time"][:100]`` or ``table.time[:100]``.

    Nothing is read before it is asked for; a whole table only by `to_pandas`.
    """

    def __init__(self, record, name):
        group = record._file[name]
        self.table_name, self._record = name, record
        self.meaning = text(group.attrs.get("meaning", ""))
        self.columns = tuple(text(group.attrs["columns"]).split(","))
        datasets = [group.get(column) for column in self.columns]
        # While a run lasts its columns may differ in length: rows count when they are whole.
        self._n_rows = min((0 if d is None else d.shape[0]) for d in datasets)
        self._by_name = {column: Column(column, dataset, self._n_rows)
                         for column, dataset in zip(self.columns, datasets)}

    def __len__(self):
        return self._n_rows

    def __iter__(self):
        return iter(self.columns)

    def __contains__(self, column):
        return column in self._by_name

    def __getitem__(self, column):
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

    def blocks(self, *columns, rows=BLOCK_ROWS):
        """Goes through some columns, a block of rows at a time.

        Yields
        ------
        tuple of ndarray, one for each column, shape (n,) with n at most `rows`
        """
        for start in range(0, self._n_rows, rows):
            yield tuple(self[column][start:start + rows] for column in columns)

    def to_pandas(self, start=0, stop=None, seconds=False):
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

        Returns
        -------
        pandas.DataFrame, one row for each row of the table
        """
        pandas = need("pandas")
        rows = slice(start, stop)
        data = {column: readable(self._record, self[column], self[column][rows])
                for column in self.columns}
        frame = pandas.DataFrame(data)
        return in_seconds(self._record, self, frame, rows) if seconds else frame

    def __repr__(self):
        return f"<Table {self.table_name}: {self._n_rows:,} rows; {', '.join(self.columns)}>"

    def _repr_html_(self):
        cells = "".join(f"<tr><td><code>{c.name}</code></td><td>{c.dtype}</td><td>{c.unit}</td>"
                        f"<td>{c.meaning or 'label of ' + c.enum}</td></tr>"
                        for c in self._by_name.values())
        head = "".join(f"<th>{word}</th>" for word in ("column", "type", "unit", "meaning"))
        return (f"<b>{self.table_name}</b>: {self.meaning}, {self._n_rows:,} rows"
                f"<table><tr>{head}</tr>{cells}</table>")


def text(value):
    """An attribute's text, whichever way it was stored."""
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def readable(record, column, values):
    """Values of a column as pandas should show them."""
    pandas = need("pandas")
    if column.enum:
        labels = record.labels(column.enum)
        return pandas.Categorical.from_codes(values.astype(np.int64), labels)
    kind, _, table = column.refers_to.partition(":")
    if kind == "id" and table in ("promises", "messages", "transitions"):
        return _identities(record, values, table == "promises")
    if kind == "row" and table == "strings":
        return _numbered(values, record.texts)
    if kind == "row" and table in _NAMED:
        return _numbered(values, record.names(table))
    if kind == "row" and table in ("bodies", "groups"):
        return _numbered(values, record.describe_rows(table))
    none = missing_value(values.dtype)
    if values.dtype.kind in "iu" and none is not None:
        is_none = values == none
        if is_none.any():
            return pandas.arrays.IntegerArray(np.where(is_none, 0, values), is_none)
    return values


def in_seconds(record, table, frame, rows):
    """`frame` with ticks turned into seconds and the fractions of readings added to them."""
    for name in [column for column in table.columns if table[column].unit == "tick"]:
        if name.endswith("_fraction") or name not in frame:
            continue
        ticks = table[name][rows]
        values = ticks.astype(float)
        if name + "_fraction" in frame:
            values += table[name + "_fraction"][rows]
            frame = frame.drop(columns=name + "_fraction")
        if ticks.dtype == np.int64:
            values[ticks == np.iinfo(np.int64).min] = np.nan
        frame[name] = values * record.resolution
    return frame


def _numbered(values, labels):
    """Values that number `labels`, as a categorical if the labels differ from one another."""
    pandas = need("pandas")
    is_none = values >= len(labels)
    used = np.unique(values[~is_none])
    words = [labels[at] for at in used]
    codes = np.where(is_none, -1, np.searchsorted(used, values)) if len(used) else \
        np.full(len(values), -1)
    if len(set(words)) < len(words):
        return pandas.array([None if code < 0 else words[code] for code in codes], dtype=object)
    return pandas.Categorical.from_codes(codes.astype(np.int64), words)


def _identities(record, values, are_promises):
    used, codes = np.unique(values, return_inverse=True)
    none = np.iinfo(np.uint64).max
    known = record.names_of_promises if are_promises else {}
    agents = record.agent_names
    words = [known.get(int(one)) or f"{agents[int(one) >> 32]}#{int(one) & 0xffffffff}"
             for one in used if one != none]
    codes = np.where(values == none, -1, codes)  # "none" is the largest, so it comes last
    return need("pandas").Categorical.from_codes(codes.astype(np.int64), words)
