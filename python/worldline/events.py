# SPDX-License-Identifier: Apache-2.0
"""Where and when the transitions of a record happened, as its `positions` tell."""
import dataclasses
import re

import numpy as np

from worldline import resolved
from worldline.hypergraph import pack

_NUMBER = r"([-+0-9.eEinfa]+)"
_POINT = rf"\({_NUMBER}, {_NUMBER}, {_NUMBER}\)"


@dataclasses.dataclass(frozen=True)
class Events:
    """Transitions of some agents in the scenario's frame, by agent and then in their order.

    Attributes
    ----------
    agent, interior_time : ndarray, shape (n,), dtype uint32
    time : ndarray, shape (n,), unit s
        Coordinate time.
    position : ndarray, shape (n, 3), unit m
    """
    agent: np.ndarray
    interior_time: np.ndarray
    time: np.ndarray
    position: np.ndarray

    def __len__(self):
        return len(self.agent)

    def of(self, agent):
        """Those of one agent (by number)."""
        mine = slice(*np.searchsorted(self.agent, [agent, agent + 1]))
        return Events(self.agent[mine], self.interior_time[mine], self.time[mine],
                      self.position[mine])

    def at(self, agent, interior_time):
        """Rows of transitions, shape (m,) int64; -1: not there, or its position is not recorded."""
        identity, wanted = pack(self.agent, self.interior_time), pack(agent, interior_time)
        if not len(identity):
            return np.full(len(wanted), -1)
        row = np.minimum(np.searchsorted(identity, wanted), len(identity) - 1)
        return np.where(identity[row] == wanted, row, -1)


def has_places(record):
    """Whether some positions were recorded."""
    return "positions" in record.tables and len(record.positions) > 0


def events_of(record, agents=None):
    """The transitions whose positions were recorded.

    Parameters
    ----------
    record : Record
    agents : sequence of int, optional
        Their numbers. Default: all.

    Returns
    -------
    Events

    Raises
    ------
    ValueError
        No positions of these agents were recorded.
    """
    where = None if agents is None else {"agent": list(agents)}
    columns = ("agent", "interior_time", "axis", "position")
    parts = {name: [] for name in columns}
    if has_places(record):
        for values in record.positions.batches(columns, where=where):
            for name in columns:
                parts[name].append(values[name])
    if not parts["agent"] or not sum(map(len, parts["agent"])):
        who = "" if agents is None else " of " + ", ".join(
            record.agent_names[at] for at in list(agents)[:3])
        raise ValueError(f"positions{who} were not recorded; a scenario asks for them with "
                         "`record: {positions: all}`")
    table = {name: np.concatenate(parts[name]) for name in columns}
    identity, row = np.unique(pack(table["agent"], table["interior_time"]), return_inverse=True)
    position = np.zeros((len(identity), 3))
    names = record.names("axes")
    for place, axis in enumerate("xyz"):
        if axis in names:
            mine = table["axis"] == names.index(axis)
            position[row[mine], place] = table["position"][mine]
    time = np.full(len(identity), np.nan)
    for agent, count, when in record.transitions.blocks("agent", "interior_time", "time"):
        here = pack(agent, count)
        at = np.minimum(np.searchsorted(identity, here), len(identity) - 1)
        mine = identity[at] == here
        time[at[mine]] = when[mine] * record.resolution
    return Events((identity >> np.uint64(32)).astype(np.uint32),
                  (identity & np.uint64(0xffffffff)).astype(np.uint32), time, position)


def straight(record, agent):
    """Place at the start [m] and velocity [m/s] of an agent that moves uniformly, or None.

    Parameters
    ----------
    agent : int
        Its number.

    Returns
    -------
    (ndarray of shape (3,), ndarray of shape (3,)) or None
        None: its motion is of another kind, or it turned away from it during the run.
    """
    motion = record.texts[record.agents["motion"].take(np.array([agent]))[0]]
    fixed = re.match(rf"fixed at {_POINT} m", motion)
    moving = re.match(rf"inertial from {_POINT} m at {_POINT} m/s", motion)
    if not fixed and not moving:
        return None
    numbers = [float(text) for text in (fixed or moving).groups()]
    start, velocity = np.array(numbers[:3]), np.array(numbers[3:] or [0.0] * 3)
    if has_places(record):
        rows = record.positions.rows({"agent": agent})
        if len(rows):
            mine = events_of(record, [agent])
            ideal = start + mine.time[:, None] * velocity
            if np.abs(mine.position - ideal).max() > 1e-3 + 1e-9 * np.abs(ideal).max():
                return None
    return start, velocity


def motion_of(record, agent):
    """The motion that the scenario gives an agent, or None.

    Returns
    -------
    worldline.spacetime.Motion or None
        None: it has none of its own, this package lacks its compiled part, or the agent left that
        motion during the run.
    """
    keys = resolved.entry(record.source(resolved=True), "agents", record.agent_names[agent],
                          "motion")
    keys = {"kind": keys} if isinstance(keys, str) else dict(keys or {})
    try:
        from worldline import spacetime
        motion = spacetime.motion(keys.pop("kind"), **_flags(keys))
    except (ImportError, KeyError, ValueError, TypeError, OSError):
        return None  # then recorded positions are all there is
    mine = events_of(record, [agent])
    ideal = motion.position(mine.time)
    is_there = np.abs(mine.position - ideal).max() <= 1e-3 + 1e-9 * np.abs(ideal).max()
    return motion if is_there else None


def _flags(keys):
    words = {"true": 1.0, "false": 0.0}
    return {name: words.get(value, value) if isinstance(value, str) else value
            for name, value in keys.items()}


def message_ends(record, messages_max, events):
    """Rows of `events` at which messages were said and heard.

    Returns
    -------
    dict of str to ndarray, each of shape (n,)
        ``said``, ``heard`` (rows), ``sender``, ``receiver``, ``kind``; only messages of which both
        ends have a place.
    """
    table = record.messages
    columns = {name: table[name][:messages_max] for name in
               ("sender", "sequence", "receiver", "kind", "interior_time")}
    said = events.at(columns["sender"], columns["interior_time"])
    identity = pack(columns["sender"], columns["sequence"])
    heard = np.full(len(identity), -1)
    order = np.argsort(identity, kind="stable")
    for agent, count, cause in record.transitions.blocks("agent", "interior_time", "cause"):
        if not len(identity):
            break
        at = order[np.minimum(np.searchsorted(identity, cause, sorter=order), len(order) - 1)]
        mine = identity[at] == cause
        heard[at[mine]] = events.at(agent[mine], count[mine])
    known = (said >= 0) & (heard >= 0)
    return {"said": said[known], "heard": heard[known],
            **{name: columns[name][known] for name in ("sender", "receiver", "kind")}}
