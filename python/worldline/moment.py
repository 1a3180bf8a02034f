# SPDX-License-Identifier: Apache-2.0
"""The world of a record at one moment of coordinate time."""
import bisect
import functools

import numpy as np

from worldline.column import BLOCK_ROWS
from worldline.conditions import Within
from worldline.hypergraph import pack
from worldline.table import MANY_ROWS


class Moment:
    """What had happened when every event before a time was handled: ``record.at(0.1)``.

    It is the apparatus view: no agent of the run could know it. Each part is found when it is first
    asked for, in the blocks of rows that may hold some of it.

    Attributes
    ----------
    record : Record
    time : float, unit s
        Coordinate time; what happened at it is not part of it.
    tick : int
    """

    def __init__(self, record, tick):
        self.record, self.tick = record, tick
        self.time = tick * record.resolution

    # Numbers of rows.

    @functools.cached_property
    def transition_rows(self):
        """Rows of `transitions`, the last of each agent: ndarray of int64, by agent.

        Notes
        -----
        Goes backwards until all agents are found; of those that never did anything it knows only
        where the blocks' ranges leave them out, or at the beginning.
        """
        late, table = self._late, self.record.transitions
        is_too_late = table["time"].take(late) >= self.tick
        earlier = last_rows(self.record, self.tick, table["agent"].take(late[is_too_late]))
        rows = np.concatenate([late[~is_too_late], earlier])
        return rows[np.argsort(table["agent"].take(rows), kind="stable")]

    @functools.cached_property
    def message_rows(self):
        """Rows of `messages`, those sent before and not yet received: ndarray of int64.

        Notes
        -----
        Where only selected rows were recorded, a message counts as sent when the record has a
        transition of its sender, that one or a later one, before the time.
        """
        return _joined([rows[values["interior_time"] <= self._counts[values["sender"]]]
                        for rows, values in self._told("messages", "sender", {
                            "received": slice(self.tick, None)})])

    @functools.cached_property
    def promise_rows(self):
        """Rows of `promises`, those that are open: ndarray of int64.

        A promise is open when it has been made, and nobody has found yet, by whatever verdict but
        undecided, what became of it as a whole or of its last occurrence.

        Notes
        -----
        Reads what was promised and found until then. Where a record has no incidences, which tell
        in which transition a promise was made, it counts as made when its promiser's clock says so.
        """
        record, (rows, identities, last_occurrence) = self.record, self._made()
        if len(rows) == 0:
            return rows
        order, is_open = np.argsort(identities, kind="stable"), np.ones(len(rows), bool)
        identities, last_occurrence = identities[order], last_occurrence[order]
        undecided = record.labels("verdict").index("undecided")
        names = ("promise", "verdict", "occurrence")
        for values in record.assessments.batches(names, where={"time": slice(None, self.tick)}):
            at = np.minimum(np.searchsorted(identities, values["promise"]), len(rows) - 1)
            occurrence = values["occurrence"]
            ends = (identities[at] == values["promise"]) & (values["verdict"] != undecided)
            ends &= (occurrence == 0) | (occurrence >= last_occurrence[at])
            is_open[order[at[ends]]] = False
        return rows[is_open]

    # Tables.

    @functools.cached_property
    def transitions(self):
        """The last transition of each agent that had one: pandas.DataFrame, times in seconds."""
        return self.record.transitions.frame(self.transition_rows, seconds=True)

    @functools.cached_property
    def messages(self):
        """Messages on their way: pandas.DataFrame, times in seconds. Lost ones are left out."""
        return self.record.messages.frame(self.message_rows, seconds=True)

    @functools.cached_property
    def promises(self):
        """Open promises, see `promise_rows`: pandas.DataFrame, times in seconds."""
        return self.record.promises.frame(self.promise_rows, seconds=True)

    @property
    def assessments(self):
        """The last verdicts on everything judged until then: see `verdicts`."""
        return self.verdicts()

    def verdicts(self, promise=None, by=None):
        """The last verdict of each assessor so far; all as in `Record.verdicts`."""
        return self.record.verdicts(promise, by, before=self.time)

    def verdict_counts(self, by="observer", promise=None):
        """How many last verdicts there are of each kind; all as in `Record.verdict_counts`."""
        return self.record.verdict_counts(by, promise, before=self.time)

    # Where to look.

    @functools.cached_property
    def _late(self):
        """Rows of the last transitions before the end of the bin that the time lies in.

        Rows stand in order of bins, so what comes after them all is later.
        """
        width = self.record.bin_width
        return last_rows(self.record, (self.tick // width + 1) * width)

    @functools.cached_property
    def _counts(self):
        """Interior time of each agent, shape (n_agents,), dtype int64; 0 before its first."""
        return self._interior_times(self.transition_rows)

    def _interior_times(self, rows):
        table = self.record.transitions
        counts = np.zeros(len(self.record.agents), np.int64)
        counts[table["agent"].take(rows)] = table["interior_time"].take(rows)
        return counts

    def _told(self, name, owner, where):
        """Owners and interior times of the rows that fit, of those written until the bin's end."""
        table = self.record.table(name)
        counts = self._interior_times(self._late)
        return table.windows((owner, "interior_time"), where=where,
                             stop=self._end(table[owner], table["interior_time"], counts))

    def _end(self, owner, count, counts):
        """A row from which on all rows of a table are of later bins; found by halving.

        Parameters
        ----------
        owner, count : Column
            Whose row it is, and its own count of such rows.
        counts : array, shape (n_agents,)
            The last ones before the end of the bin.
        """
        if self.record.is_selected:  # the transitions that the rows belong to may be missing
            return len(owner)
        firsts = range(0, len(owner), BLOCK_ROWS)
        return BLOCK_ROWS * bisect.bisect_left(
            firsts, True, key=lambda row: bool(count[row] > counts[owner[row]]))

    def _made(self):
        """Promises made until then: their rows, identities and last occurrences."""
        record, table = self.record, self.record.promises
        names = ("promiser", "count", "occurrences")
        if len(record.incidences) == 0:
            found = [(rows, pack(values["promiser"], values["count"]), values["occurrences"])
                     for rows, values in table.windows(names, MANY_ROWS,
                                                       {"made": slice(None, self.tick)})]
            return tuple(_joined(parts) for parts in zip(*found)) or (np.empty(0, np.int64),) * 3
        by_time, by_end = self._n_promises()
        found = []
        stop = self._end(table["promiser"], table["count"], by_end - 1)
        for rows, values in table.windows(names, MANY_ROWS, stop=stop):
            chosen = values["count"] < by_time[values["promiser"]]
            found.append((rows[chosen], pack(values["promiser"], values["count"])[chosen],
                          values["occurrences"][chosen]))
        return tuple(_joined(parts) for parts in zip(*found)) or (np.empty(0, np.int64),) * 3

    def _n_promises(self):
        """How many promises each agent has made until the time, and until the end of its bin.

        Those written in the scenario are there from the beginning; of others an incidence tells.
        """
        by_time, by_end = np.zeros((2, len(self.record.agents)), np.int64)
        role = self.record.labels("role").index("promise")
        written = self.record.named_promises["promise"][:]
        for counts in (by_time, by_end):
            _count(counts, written)
        for rows, values in self._told("incidences", "agent", {"role": role}):
            identity = self.record.incidences["node"].take(rows)
            _count(by_end, identity)
            _count(by_time, identity[values["interior_time"] <= self._counts[values["agent"]]])
        return by_time, by_end


def _count(counts, identity):
    """Raises the counts of makers to those of the identities."""
    maker, count = identity >> np.uint64(32), identity & np.uint64(0xffffffff)
    np.maximum.at(counts, maker.astype(np.int64), count.astype(np.int64) + 1)


def last_rows(record, tick, agents=None):
    """The last transition of each agent before a tick.

    Parameters
    ----------
    agents : array of int, optional
        Default: all.

    Returns
    -------
    ndarray of int64
        Rows of `transitions`, by agent; agents that had none are left out.
    """
    table, n_agents = record.transitions, len(record.agents)
    before, owner = Within(table["time"], None, tick), table["agent"]
    rows, is_missing = np.full(n_agents, -1), np.ones(n_agents, bool)
    if agents is not None:
        is_missing[:] = False
        is_missing[agents] = True
    for block in np.flatnonzero(before.blocks)[::-1].tolist():
        if owner.ranges is not None:
            least, most = (int(ends[block]) for ends in owner.ranges)
            if not is_missing[least:most + 1].any():
                continue
        some = slice(block * BLOCK_ROWS, min((block + 1) * BLOCK_ROWS, len(table)))
        owners = owner[some]
        chosen = is_missing[owners]
        if not before.whole[block]:
            chosen &= table["time"][some] < tick
        at = np.flatnonzero(chosen)
        rows[owners[at]] = some.start + at  # of several rows of one agent the last one stays
        is_missing[owners[at]] = False
        if not is_missing.any():
            break
    return rows[rows >= 0]


def _joined(parts):
    return np.concatenate(parts) if parts else np.empty(0, np.int64)
