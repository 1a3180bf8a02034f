# SPDX-License-Identifier: Apache-2.0
"""A run, as it was written down. Reads the file with h5py alone, and only what is asked for."""
import functools
import html
import os
import warnings

import h5py
import numpy as np

from worldline import verdicts as _verdicts
from worldline.extras import need
from worldline.hypergraph import Hypergraph, pack
from worldline.table import Table, in_seconds, readable, text

_NONE = np.iinfo(np.uint32).max


class RecordError(OSError):
    """A file that is not a record, or not a whole one."""


class Record:
    """The record of one run.

    Each table of the file is an attribute: ``record.promises``, ``assessments``, ``messages``,
    ``transitions``, ``incidences``, ``readings``, ``positions``, ``agents`` and so on; ``tables``
    lists them. Columns are read when they are sliced.

    Parameters
    ----------
    path : path-like
        File written by ``worldline run`` or `worldline.run`.

    Attributes
    ----------
    path : str
    scenario : str
        Name of the scenario.
    seed : int
    resolution : float, unit s
        Length of a tick.
    until : float, unit s
        Coordinate time at which the run was to end; it is not part of it.
    ended : float, unit s
        Coordinate time before which every event was handled; NaN if it was never written.
    epoch : str
        The instant at t = 0 (ISO 8601); empty where a scenario has none.
    complete : bool
        Whether the run reached `until`.
    events : int
    digest : str
        Of the run: equal for any number of threads, and for every record level.
    content_digest : str
        Of what stands in the file.
    outcome : dict or None
        What `worldline.run` had to tell: events, seconds, expectations; None for an opened file.
    """

    def __init__(self, path):
        self.path = os.fspath(path)
        self._file = _open(self.path)
        attributes = self._file.attrs
        self.scenario = text(attributes["scenario"])
        self.seed = int(attributes["seed"])
        self.resolution = int(attributes["resolution"]) * 1e-18
        self.until = int(attributes["until"]) * self.resolution
        self.ended = int(attributes["ended"]) * self.resolution if "ended" in attributes else np.nan
        self.complete = bool(attributes["complete"])
        self.events = int(attributes.get("events", 0))
        self.epoch = text(attributes.get("epoch", ""))
        self.digest = text(attributes.get("run_digest", ""))
        self.content_digest = text(attributes.get("content_digest", ""))
        self.writer_version = ".".join(str(n) for n in attributes.get("writer_version", ()))
        self.record_level = text(attributes.get("record_level", "full"))
        self._names, self._labels = {}, {}
        self.outcome = None
        self.tables = tuple(name for name, group in self._file.items()
                            if isinstance(group, h5py.Group) and "columns" in group.attrs)
        if not self.complete:
            where = "before it was closed" if np.isnan(self.ended) else f"at {self.ended:g} s"
            warnings.warn(f"{self.path}: this run was stopped {where}, of {self.until:g} s; "
                          "the record holds what happened until then", stacklevel=3)

    def __getattr__(self, name):
        if not name.startswith("_") and name in self.__dict__.get("tables", ()):
            table = self.__dict__[name] = Table(self, name)
            return table
        raise AttributeError(f"a record has no attribute or table {name}")

    def __dir__(self):
        return [*super().__dir__(), *self.tables]

    def close(self):
        """Closes the file. What has been read stays."""
        self._file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # Texts and names.

    @functools.cached_property
    def texts(self):
        """All texts of the record: list of str."""
        starts = Table(self, "strings")["start"][:]
        data = Table(self, "string_bytes")["byte"][:].tobytes()
        ends = [*starts[1:].tolist(), len(data)]
        return [data[start:end].decode("utf-8") for start, end in zip(starts.tolist(), ends)]

    @functools.cached_property
    def agent_names(self):
        """Names of the agents, by number: list of str."""
        return self.names("agents")

    def names(self, table):
        """Names of the rows of a table (agents, types, judges, ...): list of str."""
        if table not in self._names:
            texts = self.texts
            self._names[table] = [texts[at] for at in Table(self, table)["name"][:].tolist()]
        return self._names[table]

    def labels(self, enum):
        """Labels of a column's numbers: ``labels("verdict")`` is ("undecided", "kept", ...)."""
        if enum not in self._labels:
            rows = self._file["enums"][enum][:].tolist()
            self._labels[enum] = tuple(self.texts[at] for at in rows)
        return self._labels[enum]

    def agent(self, name):
        """Number of the agent with this name; a number is its own."""
        if isinstance(name, (int, np.integer)):
            return int(name)
        try:
            return self.agent_names.index(name)
        except ValueError:
            raise KeyError(f"there is no agent {name}; {_some(self.agent_names)}") from None

    def promises_named(self):
        """Promises written in the scenario: dict of name to identity (int)."""
        return {name: identity for identity, name in self.names_of_promises.items()}

    @functools.cached_property
    def names_of_promises(self):
        """The same the other way round: dict of identity to name."""
        table, texts = self.named_promises, self.texts
        return {identity: texts[at] for identity, at in
                zip(table["promise"][:].tolist(), table["name"][:].tolist()) if texts[at]}

    def describe_rows(self, table):
        """Rows of `bodies` or `groups` in words: list of str."""
        if table == "bodies":
            body = self.bodies.to_pandas()
            return [f"{row.polarity} {row.type}{_constraint(row)}" for row in body.itertuples()]
        members = self.group_members["agent"][:]
        starts = [*self.groups["start"][:].tolist(), len(members)]
        names = self.agent_names
        return [", ".join(names[at] for at in members[start:end][:8])
                + (f" and {end - start - 8} more" if end - start > 8 else "")
                for start, end in zip(starts, starts[1:])]

    def types_of(self, promise):
        """Number of the type of each promise, shape (n,), dtype uint32; largest value: unknown."""
        identity, order, types = self._promise_types
        if not len(identity):
            return np.full(len(promise), _NONE, np.uint32)
        at = order[np.minimum(np.searchsorted(identity, promise, sorter=order), len(order) - 1)]
        return np.where(identity[at] == promise, types[at], _NONE).astype(np.uint32)

    @functools.cached_property
    def _promise_types(self):
        promises = self.promises
        identity = pack(promises["promiser"][:], promises["count"][:])
        types = np.append(self.bodies["type"][:], np.uint32(_NONE))
        body = np.minimum(promises["body"][:], len(types) - 1)
        return identity, np.argsort(identity, kind="stable"), types[body]

    # Questions.

    def _chosen(self, promise, by):
        """(assessor, promise) -> which rows count, for `verdicts`; None: all."""
        if promise is None and by is None:
            return None
        observers = None if by is None else [self.agent(name) for name in _listed(by)]
        is_wanted = self._is_promise(promise)

        def keep(assessor, identity):
            chosen = is_wanted(identity)
            return chosen if observers is None else chosen & np.isin(assessor, observers)
        return keep

    def _is_promise(self, promise):
        """Identities -> which of them are the promise (or of the type) of this name."""
        if promise is None:
            return lambda identity: np.ones(len(identity), bool)
        if isinstance(promise, (int, np.integer)):
            return lambda identity: identity == np.uint64(promise)
        if promise in self.promises_named():
            return lambda identity: identity == np.uint64(self.promises_named()[promise])
        if promise in self.names("types"):
            number = self.names("types").index(promise)
            return lambda identity: self.types_of(identity) == number
        known = [*self.promises_named(), *self.names("types")]
        raise KeyError(f"there is no promise or type {promise}; {_some(known)}")

    def verdicts(self, promise=None, by=None):
        """The last verdict of each assessor on each promise and occurrence.

        What an assessor was told is kept apart: one row for each teller (``learnt_from``), beside
        its own finding if it has one.

        Parameters
        ----------
        promise : str or int, optional
            Name of a promise, or of a type (all promises of that type), or an identity.
        by : str or list of str, optional
            Assessors. ``by="observer"`` instead sets them side by side, one column each; an
            own finding goes before what was told.

        Returns
        -------
        pandas.DataFrame
            assessor, promise, occurrence, verdict, reason, degree, margin [s], reading [s],
            learnt_from, trust, judge; in the order of the record.
        """
        side_by_side = by == "observer" and "observer" not in self.agent_names
        found = _verdicts.last(self, self._chosen(promise, None if side_by_side else by),
                                each_teller=not side_by_side)
        table, rows = self.assessments, found["row"]
        names = ("assessor", "promise", "occurrence", "verdict", "reason", "degree", "margin",
                 "learnt_from", "trust", "judge")
        data = {}
        for name in names:
            values = found[name] if name in found else table[name][:][rows]
            data[name] = readable(self, table[name], values)
        ticks = table["reading"][:][rows] + table["reading_fraction"][:][rows]
        data["reading"] = ticks * self.resolution
        frame = need("pandas").DataFrame(data)
        if side_by_side:
            return frame.pivot(index=["promise", "occurrence"], columns="assessor",
                               values="verdict")
        return frame

    def verdict_counts(self, by="observer", promise=None):
        """How many last verdicts there are of each kind.

        Parameters
        ----------
        by : str or list of str
            observer, promiser, type, promise, occurrence, or several of them.
        promise : str or int, optional
            As in `verdicts`.

        Returns
        -------
        pandas.DataFrame, dtype int64
            One row a group; columns undecided, kept, not_kept, broken, invalidated.

        Notes
        -----
        O(n log n) in the number of assessments, which are read in blocks.
        """
        pandas = need("pandas")
        by = _listed(by)
        keys, table = _verdicts.counts(self, by, self._chosen(promise, None))
        columns = pandas.Index(self.labels("verdict"), name="verdict")
        words = [np.asarray(self._group_names(name, key)) for name, key in zip(by, keys)]
        index = (pandas.Index(words[0], name=by[0]) if len(by) == 1
                 else pandas.MultiIndex.from_arrays(words, names=by))
        return pandas.DataFrame(table, index=index, columns=columns)

    def _group_names(self, group, numbers):
        if group == "occurrence":
            return numbers
        if group == "promise":
            return list(readable(self, self.assessments["promise"], numbers))
        names = self.names("types") if group == "type" else self.agent_names
        return [names[at] if at < len(names) else "?" for at in numbers]

    def trust_rows(self, by, in_, type=None):
        """Rows of `assessments` in which `by` changed its trust in `in_`: ndarray of int64."""
        observer, promiser, rows, start = self.agent(by), self.agent(in_), [], 0
        is_wanted = self._is_promise(type)
        for assessor, identity, trust in self.assessments.blocks("assessor", "promise", "trust"):
            chosen = (assessor == observer) & (identity >> np.uint64(32) == promiser)
            chosen &= ~np.isnan(trust)
            at = np.flatnonzero(chosen)
            rows.append(start + at[is_wanted(identity[at])])
            start += len(assessor)
        return np.concatenate(rows) if rows else np.empty(0, np.int64)

    def trust(self, by, in_, type=None):
        """How one agent's trust in another went.

        Parameters
        ----------
        by, in_ : str
            Observer and promiser.
        type : str, optional
            Only promises of this type. Trust is kept apart by type, so give it where the promiser
            makes promises of several.

        Returns
        -------
        pandas.DataFrame
            reading (observer's clock) [s], time (apparatus view) [s], promise, occurrence,
            verdict, trust (expected share of kept promises after it).
        """
        table, rows = self.assessments, self.trust_rows(by, in_, type)
        ticks = table["reading"][:][rows] + table["reading_fraction"][:][rows]
        data = {"reading": ticks * self.resolution,
                "time": table["time"][:][rows] * self.resolution}
        for name in ("promise", "occurrence", "verdict", "trust"):
            data[name] = readable(self, table[name], table[name][:][rows])
        return need("pandas").DataFrame(data)

    def worldline(self, agent):
        """The transitions of one agent, in order.

        Returns
        -------
        pandas.DataFrame
            As `transitions`, times in seconds, with the kind of the message that caused it
            (``heard``) and its sender (``sender``), NA for its own alarms and plans.
        """
        pandas = need("pandas")
        table, number = self.transitions, self.agent(agent)
        rows, start = [], 0
        for (owner,) in table.blocks("agent"):
            rows.append(start + np.flatnonzero(owner == number))
            start += len(owner)
        rows = np.concatenate(rows) if rows else np.empty(0, np.int64)
        rows = rows[np.argsort(table["interior_time"][:][rows], kind="stable")]
        frame = pandas.DataFrame({name: readable(self, table[name], table[name][:][rows])
                                  for name in table.columns})
        causes = table["cause"][:][rows]
        kinds, senders = self._heard(causes)
        frame["heard"] = readable(self, self.messages["kind"], kinds)
        frame["sender"] = readable(self, self.messages["sender"], senders)
        return in_seconds(self, table, frame, rows)

    def _heard(self, causes):
        """Kind and sender of the messages with these identities."""
        kinds = np.full(len(causes), np.iinfo(np.uint16).max, np.uint16)
        senders = np.full(len(causes), _NONE, np.uint32)
        for sender, sequence, kind in self.messages.blocks("sender", "sequence", "kind"):
            identity = pack(sender, sequence)
            order = np.argsort(identity)
            at = order[np.minimum(np.searchsorted(identity, causes, sorter=order), len(order) - 1)]
            is_here = identity[at] == causes
            kinds[is_here], senders[is_here] = kind[at[is_here]], sender[at[is_here]]
        return kinds, senders

    def hypergraph(self):
        """The world-line hypergraph as incidence arrays. Reads four tables whole."""
        return Hypergraph(self)

    def source(self, resolved=False):
        """The scenario: as given, or with all defaults filled in (YAML text)."""
        group = self._file["scenario"]
        return group["resolved" if resolved else "source"][:].tobytes().decode("utf-8")

    @property
    def runtime(self):
        """Facts about how the run went, which no digest covers: dict."""
        return {key: float(value) for key, value in self._file["runtime"].attrs.items()}

    @functools.cached_property
    def plot(self):
        """Pictures: ``record.plot.spacetime()``, ``clocks()``, ``trust()``, ``verdicts()``."""
        from worldline.plot import Plots
        return Plots(self)

    def __repr__(self):
        state = "" if self.complete else ", stopped"
        counts = ", ".join(f"{len(getattr(self, name)):,} {name}" for name in
                           ("agents", "promises", "assessments", "messages", "transitions")
                           if name in self.tables)
        return (f"<Record of {self.scenario}, seed {self.seed}, [0, {self.until:g}) s{state}: "
                f"{counts}; digest {self.digest[:12]}>")

    def _repr_html_(self):
        rows = "".join(f"<tr><td><code>{name}</code></td><td style='text-align:right'>"
                       f"{len(getattr(self, name)):,}</td><td>{getattr(self, name).meaning}</td>"
                       "</tr>" for name in self.tables if len(getattr(self, name)))
        state = "complete" if self.complete else "stopped before its end"
        return (f"<b>{html.escape(self.scenario)}</b>, seed {self.seed}, [0, {self.until:g}) s, "
                f"{state}<br>digest <code>{self.digest}</code><table><tr><th>table</th><th>rows"
                f"</th><th>meaning</th></tr>{rows}</table>")


def _open(path):
    if not os.path.exists(path):
        raise FileNotFoundError(f"{path}: there is no such file")
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise RecordError(f"{path}: this is no record, or one that was never closed "
                          f"({error})") from error
    if text(file.attrs.get("filetype", "")) != "worldline":
        file.close()
        raise RecordError(f"{path}: this HDF5 file is not a record of worldline")
    version = [int(number) for number in file.attrs["version"]]
    if version[0] != 1:
        file.close()
        raise RecordError(f"{path}: format {version[0]}.{version[1]} is newer than this package")
    return file


def _listed(names):
    return [names] if isinstance(names, (str, int, np.integer)) else list(names)


def _some(names):
    shown = ", ".join(names[:8])
    return f"there are {shown}" + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _constraint(body):
    if body.constraint == "event":
        return ""
    if body.constraint == "amount":
        return f" of at most {body.upper:g}"
    if body.constraint == "exactly":
        return f" of exactly {body.lower:g}"
    if body.constraint == "range":
        return f" of {body.lower:g} to {body.upper:g}"
    return f" ({body.constraint})"
