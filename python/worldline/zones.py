# SPDX-License-Identifier: Apache-2.0
"""The least and the greatest value of each block of each column, so that blocks can be skipped."""
import numpy as np

from worldline.column import BLOCK_ROWS, text

_HALF = np.uint64(1 << 63)


class Zones:
    """Ranges of all columns of a record, from its table ``blocks`` or from its checkpoint.

    Parameters
    ----------
    paths : list of str
        ``table/column`` by number.
    column, least, most : array, shape (n,)
        One entry a block; the blocks of a column stand together and in order.
    """

    def __init__(self, paths, column, least, most):
        starts = np.flatnonzero(np.diff(column.astype(np.int64), prepend=-1))
        stops = [*starts[1:], len(column)]
        numbers = column[starts].tolist()
        self._ranges = {paths[number]: (least[start:stop], most[start:stop])
                        for number, start, stop in zip(numbers, starts, stops)
                        if number < len(paths) and numbers.count(number) == 1}

    @classmethod
    def of_file(cls, file):
        """From the table ``blocks`` of a finished record; older ones have none."""
        group = file.get("blocks", {})
        names = ("column", "least", "most")
        if any(name not in group for name in names) or "paths" not in group.attrs:
            return cls([], *([np.empty(0, np.uint64)] * 3))
        columns = [group[name][:] for name in names]
        n_rows = min(len(values) for values in columns)
        return cls(text(group.attrs["paths"]).split(","), *(values[:n_rows] for values in columns))

    def of(self, table, column):
        """(least, most) of each block of a column, in its own type; None where they are not told.

        Parameters
        ----------
        table : str
        column : Column
        """
        stored, rest = self._ranges.get(f"{table}/{column.name}"), column.rest
        n_blocks = -(-(len(column) - len(rest)) // BLOCK_ROWS)
        if column.dtype.kind == "f" or column.dtype == np.int8:
            return None
        if stored is None or len(stored[0]) != n_blocks:
            if n_blocks:
                return None
            stored = (np.empty(0, np.uint64),) * 2
        if column.dtype == np.int64:
            least, most = ((ends - _HALF).view(np.int64) for ends in stored)
        else:
            least, most = (ends.astype(column.dtype) for ends in stored)
        if len(rest):
            least, most = np.append(least, rest.min()), np.append(most, rest.max())
        return least, most
