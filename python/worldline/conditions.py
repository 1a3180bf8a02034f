# SPDX-License-Identifier: Apache-2.0
"""Which rows are wanted: conditions on columns, tried on ranges of blocks before on values."""
import numpy as np

from worldline.column import BLOCK_ROWS

#: Tables whose rows have a name of their own.
NAMED = ("agents", "types", "message_kinds", "timelines", "axes", "judges")


def conditions(record, table, where):
    """The conditions of ``where``, those first that leave out most blocks.

    Raises
    ------
    KeyError
        No such column, or no such name in it.
    """
    found = [condition(record, table[name], wanted) for name, wanted in (where or {}).items()]
    return sorted(found, key=lambda one: one.blocks.mean() if len(one.blocks) else 1.0)


def condition(record, column, wanted):
    """What `Table.rows` says of one column."""
    if isinstance(wanted, slice):
        if wanted.step is not None:
            raise ValueError(f"{column.name}: a range has no step")
        return Within(column, wanted.start, wanted.stop)
    is_many = isinstance(wanted, (list, set, frozenset, np.ndarray, range))
    numbers = [number_of(record, column, one) for one in (wanted if is_many else [wanted])]
    return OneOf(column, numbers)


def number_of(record, column, word):
    """The value that stands for a word (a name, a label, a text) or a pair; a number is its own."""
    kind, _, table = column.refers_to.partition(":")
    if isinstance(word, tuple) and kind == "id":
        maker, count = word
        return record.agent(maker) << 32 | int(count)
    if not isinstance(word, str):
        return word
    if column.enum:
        words = record.labels(column.enum)
    elif kind == "row" and table == "agents":
        return record.agent(word)
    elif kind == "id" and table == "promises":
        known = record.promises_named()
        if word in known:
            return known[word]
        words = list(known)
    elif kind == "row" and (table in NAMED or table == "strings"):
        words = record.texts if table == "strings" else record.names(table)
    else:
        raise TypeError(f"{column.name} holds numbers, so {word!r} cannot be looked for in it")
    if word not in words:
        raise KeyError(f"there is no {word} in {column.name}; {some(words)}")
    return words.index(word)


def some(names):
    """"there are a, b and 7 more" """
    shown = ", ".join(names[:8])
    return f"there are {shown}" + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _everywhere(column):
    return np.ones(-(-len(column) // BLOCK_ROWS), bool)


class Within:
    """start <= value < stop; None: no limit on that side.

    Attributes
    ----------
    blocks, whole : ndarray of bool, one for each block
        Whether some of its values may fit; whether all of them do.
    """

    def __init__(self, column, start, stop):
        self.column, self._start, self._stop = column, start, stop
        self.blocks, self.whole = _everywhere(column), ~_everywhere(column)
        if column.ranges is None:
            return
        self.whole = _everywhere(column)
        least, most = column.ranges
        if start is not None:
            self.blocks &= most >= start
            self.whole &= least >= start
        if stop is not None:
            self.blocks &= least < stop
            self.whole &= most < stop

    def holds(self, values):
        """For which values it holds: ndarray of bool."""
        chosen = np.ones(len(values), bool)
        if self._start is not None:
            chosen &= values >= self._start
        if self._stop is not None:
            chosen &= values < self._stop
        return chosen


class OneOf:
    """The value is one of some; attributes as of `Within`."""

    def __init__(self, column, wanted):
        self.column = column
        limits = np.iinfo(column.dtype) if column.dtype.kind in "iu" else np.finfo(column.dtype)
        self._wanted = np.unique(np.array([one for one in wanted
                                           if limits.min <= one <= limits.max], column.dtype))
        self.blocks, self.whole = _everywhere(column), ~_everywhere(column)
        if column.ranges is not None:
            least, most = column.ranges
            first = np.searchsorted(self._wanted, least)
            self.blocks = first < np.searchsorted(self._wanted, most, side="right")
            self.whole = self.blocks & (least == most)

    def holds(self, values):
        """For which values it holds: ndarray of bool."""
        if len(self._wanted) == 1:
            return values == self._wanted[0]
        return np.isin(values, self._wanted)
