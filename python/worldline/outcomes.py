# SPDX-License-Identifier: Apache-2.0
"""How promises ended, as their promisers said it to others."""
import numpy as np

from worldline.extras import need
from worldline.hypergraph import pack
from worldline.words import in_seconds, readable

#: Contents of a message of the kind `outcome`; `agents/protocol.hpp` has the same in C++.
_OUTCOME = np.dtype([("promise", "<u8"), ("name", "<u4"), ("occurrence", "<u4"), ("outcome", "u1"),
                     ("value", "<f8"), ("ticks", "<i8"), ("fraction", "<f8")])

_WORDS = ("happened", "contrary_act", "unobserved")


def outcomes(self, promise=None, to=None):
    """Outcomes as they were told: what travelled, whoever heard it or not.

    Parameters
    ----------
    promise : str, int or (str, int), optional
        Of this promise alone. Default: of all.
    to : str, optional
        Told to this agent alone. Default: to all.

    Returns
    -------
    pandas.DataFrame
        One row for each message, in the order of the record: sender, receiver, promise,
        occurrence, outcome (happened, contrary_act, unobserved), value, stated (when it happened,
        by the sender's clock) [s], received (apparatus view) [s]. A value is what the domain of the
        promise's type says: a number (float), a text (str) or a vector (tuple of float); None where
        the outcome has none.

    Notes
    -----
    Reads contents of messages, which full records hold.
    """
    messages, kinds = self.messages, self.names("message_kinds")
    where = {"kind": kinds.index("outcome") if "outcome" in kinds else len(kinds)}
    if promise is not None:
        where["promise"] = self.promises[promise].identity
    if to is not None:
        where["receiver"] = self.agent(to)
    rows = messages.rows(where)
    names = ("sender", "sequence", "receiver", "received")
    values = {name: messages[name].take(rows) for name in names}
    found, said = _contents(self, pack(values.pop("sender"), values.pop("sequence")))
    rows = rows[found]
    columns = {name: readable(self, messages[name], messages[name].take(rows))
               for name in ("sender", "receiver", "promise")}
    columns["occurrence"] = said["occurrence"]
    columns["outcome"] = [_WORDS[at] if at < len(_WORDS) else "?" for at in said["outcome"]]
    columns["value"] = _values(self, said)
    columns["stated"] = in_seconds(self, said["ticks"], said["fraction"])
    columns["received"] = in_seconds(self, messages["received"].take(rows))
    return need("pandas").DataFrame(columns)


def _contents(record, identity):
    """Those of some messages that have contents, by their place, and what these say."""
    contents = record.contents
    order = np.argsort(identity, kind="stable")
    places, starts = [], []
    for _, values in contents.windows(("message", "start", "size")):
        wanted = values["size"] == _OUTCOME.itemsize
        message, start = values["message"][wanted], values["start"][wanted]
        at = np.minimum(np.searchsorted(identity, message, sorter=order), len(order) - 1) \
            if len(order) else np.zeros(0, np.int64)
        chosen = identity[order[at]] == message if len(order) else np.zeros(0, bool)
        places.append(order[at[chosen]] if len(order) else at)
        starts.append(start[:len(chosen)][chosen])
    places = np.concatenate(places) if places else np.empty(0, np.int64)
    starts = np.concatenate(starts) if starts else np.empty(0, np.uint64)
    by_place = np.argsort(places, kind="stable")
    places, starts = places[by_place], starts[by_place].astype(np.int64)
    at = starts[:, None] + np.arange(_OUTCOME.itemsize)
    data = record.contents_bytes["byte"].take(at) if len(places) else np.empty(at.shape, np.uint8)
    return places, np.ascontiguousarray(data).view(_OUTCOME).reshape(len(places))


def _values(record, said):
    """Outcomes as the domain of each promise's type says: list."""
    types = np.append(record.types["domain"][:], 0)
    numbers = np.minimum(record.types_of(said["promise"]), len(types) - 1)
    domains = [record.labels("domain")[at] for at in types[numbers].tolist()]
    return [_value(record, domain, value) for domain, value in zip(domains, said["value"].tolist())]


def _value(record, domain, value):
    if value != value or domain == "event":
        return None
    if domain in ("text", "set"):
        texts = record.outcome_texts["text"]
        return record.texts[int(texts[int(value)])] if 0 <= value < len(texts) else None
    if domain == "vector":
        starts, components = record.outcome_vectors["start"], record.outcome_components["component"]
        if not 0 <= value < len(starts):
            return None
        at = int(value)
        end = int(starts[at + 1]) if at + 1 < len(starts) else len(components)
        return tuple(components[int(starts[at]):end].tolist())
    return value
