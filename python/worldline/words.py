# SPDX-License-Identifier: Apache-2.0
"""Values of columns as people read them: names, labels, texts, seconds."""
import numpy as np

from worldline.column import missing_value
from worldline.conditions import NAMED
from worldline.extras import need


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
        return numbered(values, record.texts)
    if kind == "row" and table in NAMED:
        return numbered(values, record.names(table))
    if kind == "row" and table in ("bodies", "groups"):
        return _described(record, table, values)
    none = missing_value(values.dtype)
    if values.dtype.kind in "iu" and none is not None:
        is_none = values == none
        if is_none.any():
            return pandas.arrays.IntegerArray(np.where(is_none, 0, values), is_none)
    return values


def frame_of(record, table, values, seconds=False):
    """A data frame of columns of one table.

    Parameters
    ----------
    values : dict of str to ndarray, each of shape (n,)
        As they are stored. The fraction of a reading goes into the reading, if seconds are wanted.
    seconds : bool
        Give ticks in seconds (float64).
    """
    data = {}
    for name, column in values.items():
        is_ticks = seconds and table[name].unit == "tick"
        if is_ticks and name.endswith("_fraction") and name[:-len("_fraction")] in values:
            continue
        data[name] = in_seconds(record, column, values.get(name + "_fraction")) if is_ticks \
            else readable(record, table[name], column)
    return need("pandas").DataFrame(data)


def in_seconds(record, ticks, fraction=None):
    """Ticks and their fractions in seconds: float64, NaN for none."""
    values = ticks.astype(float)
    if ticks.dtype == np.int64:
        values[ticks == missing_value(np.int64)] = np.nan
    if fraction is not None:
        values += fraction
    return values * record.resolution


def numbered(values, labels):
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


def _described(record, table, values):
    """Rows of bodies or groups in words; only those that are there are read."""
    used, codes = np.unique(values, return_inverse=True)
    n_used = np.searchsorted(used, len(getattr(record, table)))
    words = record.describe_rows(table, used[:n_used])
    return numbered(np.where(codes < n_used, codes, len(words)), words)


def _identities(record, values, are_promises):
    used, codes = np.unique(values, return_inverse=True)
    none = np.iinfo(np.uint64).max
    known = record.names_of_promises if are_promises else {}
    agents = record.agent_names
    words = [known.get(int(one)) or f"{agents[int(one) >> 32]}#{int(one) & 0xffffffff}"
             for one in used if one != none]
    codes = np.where(values == none, -1, codes)  # "none" is the largest, so it comes last
    return need("pandas").Categorical.from_codes(codes.astype(np.int64), words)
