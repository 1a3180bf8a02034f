# SPDX-License-Identifier: Apache-2.0
"""Promises of a record, each by its name or its identity."""
import numpy as np

from worldline.conditions import some
from worldline.table import Table
from worldline.words import frame_of


class Promises(Table):
    """The table ``promises``; also a promise by its name, its (promiser, count) or its identity.

    ``record.promises["parcel"]``, ``record.promises["alice", 0]``. Where a promise is named as a
    column is, the column is meant.
    """

    def __getitem__(self, key):
        """A column, a data frame of rows, or a `Promise`.

        Raises
        ------
        KeyError
            There is none of that name or identity.
        """
        if isinstance(key, slice) or (isinstance(key, str) and key in self):
            return super().__getitem__(key)
        return Promise(self._record, self._identity(key))

    def _identity(self, key):
        known = self._record.promises_named()
        if isinstance(key, tuple) and len(key) == 2:
            return self._record.agent(key[0]) << 32 | int(key[1])
        if isinstance(key, (int, np.integer)):
            return int(key)
        if isinstance(key, str) and key in known:
            return known[key]
        raise KeyError(f"there is no column or promise {key}; columns: {', '.join(self.columns)}; "
                       f"of promises {some(list(known)) if known else 'none has a name'}")


class Promise:
    """One promise of a record.

    Attributes
    ----------
    identity : int
        Promiser in the upper 32 bits, its own count of promises in the lower.
    name : str
        As in the scenario; of others ``promiser#count``.
    promiser : str
    count : int
    row : int
        Of the table ``promises``.
    """

    def __init__(self, record, identity):
        self._record, self.identity = record, identity
        promiser, self.count = identity >> 32, identity & 0xffffffff
        names = record.agent_names
        rows = record.promises.rows({"promiser": promiser, "count": self.count})
        if len(rows) == 0 or promiser >= len(names):
            raise KeyError(f"the record has no promise {self.count} of agent "
                           f"{names[promiser] if promiser < len(names) else promiser}")
        self.row, self.promiser = int(rows[0]), names[promiser]
        self.name = record.names_of_promises.get(identity, f"{self.promiser}#{self.count}")

    def to_pandas(self, seconds=True):
        """What is promised: pandas.Series by column, times in seconds."""
        table = self._record.promises
        values = {column: table[column].take([self.row]) for column in table.columns}
        return frame_of(self._record, table, values, seconds).iloc[0].rename(self.name)

    def verdicts(self, by=None, before=None):
        """The last verdict of each assessor on it: as `Record.verdicts`."""
        return self._record.verdicts(self.identity, by, before)

    @property
    def assessments(self):
        """All that was found about it, in order: pandas.DataFrame, times in seconds."""
        return self._record.assessments.to_pandas(where={"promise": self.identity}, seconds=True)

    def __repr__(self):
        said = self.to_pandas()
        due = f", due at {said.due:g} s" if said.due == said.due else ""
        return f"<Promise {self.name}: {said.body} to {said.promisees or 'nobody'}{due}>"


def constraint_in_words(body, members=()):
    """What a row of `bodies` admits, with its rows of `body_members`: str."""
    if body.constraint == "event":
        return ""
    if body.constraint == "amount":
        return f" of at most {body.upper:g}"
    if body.constraint == "exactly":
        return f" of exactly {body.lower:g}"
    if body.constraint == "range":
        return f" of {body.lower:g} to {body.upper:g}"
    members = list(members)
    if body.constraint == "vector":
        pairs = zip(members[::2], members[1::2])
        members = [low if low == high else f"{low} to {high}" for low, high in pairs]
        return f" of ({', '.join(members)})"
    shown = ", ".join(members[:8]) + (f" and {len(members) - 8} more" if len(members) > 8 else "")
    if body.constraint == "text":
        return f" of {shown}"
    return f" of one of {shown}" if members else " of nothing"


def bodies_in_words(record, rows):
    """Rows of `bodies` with what other tables say of them: list of str."""
    members = of_bodies(record, "body_members", "member", rows, record.texts)
    names = of_bodies(record, "body_names", "agent", rows, record.agent_names)
    return [_body_in_words(body, members.get(row, ()), names.get(row, ()))
            for row, body in zip(rows.tolist(), record.bodies.frame(rows).itertuples())]


def of_bodies(record, table, column, rows, words):
    """What a table lists of some bodies, as words: dict of row of `bodies` to list of str."""
    found = {}
    if table not in record.tables:  # of a program that did not have it yet
        return found
    for values in record.table(table).batches(("body", column)):
        chosen = np.isin(values["body"], rows)
        for body, at in zip(values["body"][chosen].tolist(), values[column][chosen].tolist()):
            found.setdefault(body, []).append(words[at])
    return found


def _body_in_words(body, members, names):
    text = f"{body.polarity} {body.type}{constraint_in_words(body, members)}"
    if body.places:
        text += f", {body.places} places"
    if body.all_or_nothing:
        text += ", all or nothing"
    if body.impositions:
        text += ", impositions"
    return text + (f", about {', '.join(names)}" if names else "")
