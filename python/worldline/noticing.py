# SPDX-License-Identifier: Apache-2.0
"""Who has noticed which promises when: apparatus view."""
import numpy as np

from worldline.conditions import some
from worldline.errors import RecordError
from worldline.hypergraph import pack
from worldline.promises import of_bodies

_NONE = np.iinfo(np.uint64).max


class Known:
    """Promises of a record, and who has noticed which of them when."""

    def __init__(self, record):
        self.record = record
        promises = record.promises
        self.identity = pack(promises["promiser"][:], promises["count"][:])
        self._order = np.argsort(self.identity, kind="stable")
        self._sorted = self.identity[self._order]
        self.domains = record.types["domain"][:].tolist()
        written = record.named_promises
        named, announced = written["promise"][:], written["announced"][:]
        self.is_written = np.isin(self.identity, named)
        self.is_from_start = np.isin(self.identity, named[announced == 0])
        self._links = self._bodies = None

    def place(self, identity):
        """Row of `promises` that has this identity."""
        at = np.searchsorted(self._sorted, np.uint64(identity))
        if at == len(self._sorted) or self._sorted[at] != identity:
            raise KeyError(f"the record has no promise {self.name(identity)}")
        return int(self._order[at])

    def name(self, identity):
        names = self.record.agent_names
        maker = identity >> 32
        who = names[maker] if maker < len(names) else maker
        return self.record.names_of_promises.get(identity) or f"{who}#{identity & 0xffffffff}"

    def type_of(self, at):
        return int(self.record.bodies["type"][int(self.record.promises["body"][at])])

    def observers_of(self, about):
        """All in the scope of a promise of its type, and their promisers: ascending."""
        record = self.record
        types = record.bodies["type"][:][record.promises["body"][:]]
        same = np.flatnonzero(types == self.type_of(about))
        found = set(record.promises["promiser"].take(same).tolist())
        for group in np.unique(record.promises["scope"].take(same)).tolist():
            found.update(self._members(group))
        return sorted(found)

    def _members(self, group):
        starts, members = self.record.groups["start"], self.record.group_members["agent"]
        if group >= len(starts):
            return []
        end = int(starts[group + 1]) if group + 1 < len(starts) else len(members)
        return members[int(starts[group]):end].tolist()

    def _is_in_scope(self, observer):
        """For each promise whether the observer is in its scope: ndarray of bool."""
        starts = self.record.groups["start"][:]
        at = self.record.group_members.rows({"agent": observer})
        groups = np.searchsorted(starts, at.astype(starts.dtype), side="right") - 1
        return np.isin(self.record.promises["scope"][:], groups)

    def noticed(self, observer, before):
        """Promises that one has noticed and that it has not heard to be taken back.

        Returns
        -------
        list of (row of `promises`, coordinate time in ticks), in the order of noticing; of those
        noticed at once, in the order of the record
        """
        record = self.record
        stop = np.iinfo(np.int64).max if before is None else record.ticks(before)
        own = record.promises["promiser"][:] == observer
        in_scope = self._is_in_scope(observer)
        times = {int(at): 0 for at in np.flatnonzero((self.is_from_start & in_scope)
                                                     | (self.is_written & own))}
        for at in np.flatnonzero(own & ~self.is_written).tolist():
            times[at] = int(record.promises["made"][at])
        is_told = in_scope & ~own & ~self.is_from_start
        taken_back = {}
        if is_told.any() or record.record_level == "full":
            self._check_messages(is_told)
            for kind, identity, time in self._heard(observer):
                if kind == "promise" and identity in self:
                    times.setdefault(self.place(identity), time)
                elif kind == "withdrawal" and identity in self:
                    taken_back[self.place(identity)] = time
        rows = [(at, time) for at, time in times.items()
                if time < stop and taken_back.get(at, stop) >= stop]
        return sorted(rows, key=lambda row: (row[1], row[0]))

    def __contains__(self, identity):
        at = np.searchsorted(self._sorted, np.uint64(identity))
        return at < len(self._sorted) and self._sorted[at] == identity

    def _check_messages(self, is_told):
        record = self.record
        if is_told.any() and (record.record_level != "full" or record.is_selected):
            names = [self.name(int(one)) for one in self.identity[is_told][:9]]
            raise RecordError(f"{record.path}: who has noticed what is in messages, which this "
                              f"record does not hold in full; {some(names)} that were told")

    def _heard(self, observer):
        """What makes promises known, and takes them back, as it was heard and said.

        Yields
        ------
        (kind, identity of the promise, coordinate time in ticks)
        """
        record = self.record
        kinds = record.names("message_kinds")
        wanted = [kind for kind in ("promise", "withdrawal") if kind in kinds]
        if not wanted:
            return
        numbers = [kinds.index(kind) for kind in wanted]
        mine = record.transitions.windows(("interior_time", "time", "cause"),
                                          where={"agent": observer})
        when_heard, when_said = {}, {}
        for _, rows in mine:
            when_said.update(zip(rows["interior_time"].tolist(), rows["time"].tolist()))
            when_heard.update((cause, time) for cause, time in
                              zip(rows["cause"].tolist(), rows["time"].tolist()) if cause != _NONE)
        columns = ("sender", "sequence", "kind", "interior_time", "promise")
        for side in ("receiver", "sender"):
            where = {side: observer, "kind": numbers}
            for _, rows in record.messages.windows(columns, where=where):
                identity = pack(rows["sender"], rows["sequence"]).tolist()
                for at, message in enumerate(identity):
                    time = when_heard.get(message) if side == "receiver" else \
                        when_said.get(int(rows["interior_time"][at]))
                    kind = kinds[int(rows["kind"][at])]
                    if time is None or (side == "sender" and kind == "promise"):
                        continue
                    yield kind, int(rows["promise"][at]), time

    def row(self, at, time):
        """A promise as the compiled part wants it."""
        record = self.record
        table = record.promises
        identity = int(self.identity[at])
        return {"promise": identity, "body": self._body(int(table["body"][at])), "time": time,
                "promisees": self._members(int(table["promisees"][at])),
                "rests_on": self._rests_on(identity)}

    def _rests_on(self, identity):
        if self._links is None:
            self._links, table = {}, self.record.builds_on
            for start, onto, link in zip(table["from"][:].tolist(), table["onto"][:].tolist(),
                                         table["link"][:].tolist()):
                self._links.setdefault(start, []).append((onto, link))
        return self._links.get(identity, [])

    def _body(self, row):
        if self._bodies is None:
            self._bodies = {}
        if row not in self._bodies:
            table, names = self.record.bodies, self.record.labels("domain")
            body = {name: table[name][row].item() for name in table.columns}
            members = of_bodies(self.record, "body_members", "member", [row],
                                self.record.texts).get(row, [])
            is_text = names[self.domains[body["type"]]] in ("text", "set")
            body["members"] = members if is_text else []
            body["numbers"] = [] if is_text else [float(one) for one in members]
            self._bodies[row] = body
        return self._bodies[row]
