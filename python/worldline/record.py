# SPDX-License-Identifier: Apache-2.0
"""A run, as it was written down. Reads the file with h5py alone, and only what is asked for."""
import functools
import html
import os
import re
import warnings

import h5py
import numpy as np

from worldline import trust as _trust
from worldline import verdicts as _verdicts
from worldline.column import text
from worldline.conditions import number_of, some
from worldline.errors import RecordError
from worldline.expecting import bindings, expectation
from worldline.extras import need
from worldline.hypergraph import Hypergraph, pack
from worldline.moment import Moment
from worldline.opening import open_record
from worldline.outcomes import outcomes
from worldline.promises import Promises, bodies_in_words
from worldline.rejudging import rejudge
from worldline.table import MANY_ROWS, Table
from worldline.words import in_seconds, readable
from worldline.zones import Zones

__all__ = ["Record", "RecordError"]

_NONE = np.iinfo(np.uint32).max

_GENERATIONS_MAX = 100

#: What `Record.worldline` tells of the message that was heard: column of `messages`.
_HEARD = {"heard": "kind", "sender": "sender"}


class Record:
    """The record of one run.

    Each table of the file is an attribute: ``record.promises``, ``assessments``, ``messages``,
    ``transitions``, ``incidences``, ``readings``, ``positions``, ``agents`` and so on; ``tables``
    lists them. Columns are read when they are sliced.

    Parameters
    ----------
    path : path-like
        File written by ``worldline run`` or `worldline.run`. Where a run is still being recorded,
        or was interrupted, it is opened as its last checkpoint tells; ``run.h5.partial`` means that
        one where there is a record of an earlier run, too.

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
    checkpoint : Checkpoint or None
        How far the run of an unfinished record was; None of a finished one.
    bin_width : int, unit tick
        Rows stand in order of bins of this width, then of agents.
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
        self._file, self.checkpoint = open_record(self.path)
        self._names, self._labels, self._n_children = {}, {}, 0
        self.outcome = None
        try:
            self._read_attributes()
        except (KeyError, ValueError, TypeError, RuntimeError) as error:
            self.close()
            raise RecordError(f"{self.path}: this record is damaged: {error}") from error
        if not self.complete:
            warnings.warn(f"{self.path}: {self._state()}; the record holds what happened until "
                          "then", stacklevel=3)

    def _read_attributes(self):
        attributes, checkpoint = self._file.attrs, self.checkpoint
        self.scenario = text(attributes["scenario"])
        self.seed = int(attributes["seed"])
        self.resolution = int(attributes["resolution"]) / 1e18
        self.until = int(attributes["until"]) * self.resolution
        self.ended = checkpoint.time if checkpoint else \
            int(attributes["ended"]) * self.resolution if "ended" in attributes else np.nan
        self.complete = bool(attributes["complete"])
        self.events = checkpoint.events if checkpoint else int(attributes.get("events", 0))
        self.bin_width = int(attributes["bin_width"])
        self.epoch = text(attributes.get("epoch", ""))
        self.digest = text(attributes.get("run_digest", ""))
        self.content_digest = text(attributes.get("content_digest", ""))
        self.writer_version = ".".join(str(n) for n in attributes.get("writer_version", ()))
        self.record_level = text(attributes.get("record_level", "full"))
        self.tables = tuple(name for name, group in self._file.items()
                            if isinstance(group, h5py.Group) and "columns" in group.attrs)

    def _state(self):
        """How far its run got, if it is not complete."""
        if self.checkpoint:
            return (f"this record is unfinished; its run was last written down at "
                    f"{self.ended:g} s, of {self.until:g} s")
        where = "before it was closed" if np.isnan(self.ended) else f"at {self.ended:g} s"
        return f"this run was stopped {where}, of {self.until:g} s"

    @functools.cached_property
    def zones(self):
        """Ranges of blocks of rows: see `Column.ranges`."""
        return self.checkpoint.zones if self.checkpoint else Zones.of_file(self._file)

    @functools.cached_property
    def is_selected(self):
        """Whether the scenario had only some rows written down, beyond what the level says."""
        entry = re.search(r"^record:(.*(?:\n .*)*)", self.source(resolved=True), re.M)
        return bool(entry) and bool(re.search(r"\b(?!level\b)\w+:", entry[1]))

    def _saved(self, table):
        """Rows of a table that only the checkpoint has; None of a finished record."""
        if not self.checkpoint:
            return None
        saved = self.checkpoint.tables.get(table)
        columns = text(self._file[table].attrs["columns"]).split(",")
        if saved is None or list(saved.descriptions) != columns:
            raise RecordError(f"{self.path}: the checkpoint does not know the columns of {table}")
        return saved

    @functools.cached_property
    def parent(self):
        """Of a fork: the record that has its past; None of others.

        Raises
        ------
        RecordError
            It is not where the fork says, or has changed since.
        """
        if "parent" not in self._file.attrs:
            return None
        place = os.path.normpath(os.path.join(os.path.dirname(self.path),
                                              text(self._file.attrs["parent"])))
        if self._n_children == _GENERATIONS_MAX:
            raise RecordError(f"{self.path} has more than {_GENERATIONS_MAX} ancestors, or is its "
                              "own")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = Record(place)
        except FileNotFoundError as error:
            raise RecordError(f"{self.path} is a fork of {place}, which is not there") from error
        if found.content_digest != text(self._file.attrs.get("parent_digest", "")):
            raise RecordError(f"{self.path} is a fork of {place}, which is no longer the record "
                              "that it was")
        found._n_children = self._n_children + 1
        return found

    def table(self, name):
        """The table of this name, as the attribute of the same name."""
        if name not in self.tables:
            raise KeyError(f"there is no table {name}; {some(self.tables)}")
        return getattr(self, name)

    def __getattr__(self, name):
        if not name.startswith("_") and name in self.__dict__.get("tables", ()):
            kind = Promises if name == "promises" else Table
            table = self.__dict__[name] = kind(self, name)
            return table
        raise AttributeError(f"a record has no attribute or table {name}")

    def __dir__(self):
        return [*super().__dir__(), *self.tables]

    def close(self):
        """Closes the file. What has been read stays."""
        self._file.close()
        if self.__dict__.get("parent"):
            self.parent.close()

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
            raise KeyError(f"there is no agent {name}; {some(self.agent_names)}") from None

    def promises_named(self):
        """Promises written in the scenario: dict of name to identity (int)."""
        return {name: identity for identity, name in self.names_of_promises.items()}

    @functools.cached_property
    def names_of_promises(self):
        """The same the other way round: dict of identity to name."""
        table, texts = self.named_promises, self.texts
        return {identity: texts[at] for identity, at in
                zip(table["promise"][:].tolist(), table["name"][:].tolist()) if texts[at]}

    def describe_rows(self, table, rows=None):
        """Rows of `bodies` or `groups` in words: list of str. Default: all."""
        if table == "bodies":
            rows = np.arange(len(self.bodies)) if rows is None else np.asarray(rows)
            return bodies_in_words(self, rows)
        return self._groups_in_words(np.arange(len(self.groups)) if rows is None else rows)

    def _groups_in_words(self, rows):
        names, is_last = self.agent_names, rows + 1 >= len(self.groups)
        starts = self.groups["start"].take(rows).astype(np.int64)
        ends = self.groups["start"].take(np.where(is_last, rows, rows + 1)).astype(np.int64)
        n_members = np.where(is_last, len(self.group_members), ends) - starts
        n_shown = np.minimum(n_members, 8)
        first = np.cumsum(n_shown) - n_shown
        members = self.group_members["agent"].take(
            np.arange(n_shown.sum()) + np.repeat(starts - first, n_shown)).tolist()
        return [", ".join(names[at] for at in members[at:at + shown])
                + (f" and {n - shown} more" if n > shown else "")
                for at, shown, n in zip(first.tolist(), n_shown.tolist(), n_members.tolist())]

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

    def ticks(self, seconds):
        """A time in ticks: int, the nearest one."""
        return round(seconds / self.resolution)

    def at(self, time):
        """The world at a moment: what had happened when every event before it was handled.

        Parameters
        ----------
        time : float, unit s
            Coordinate time (apparatus view), from 0 to `ended`.

        Returns
        -------
        Moment
            Its parts are found when they are asked for.
        """
        last = self.until if np.isnan(self.ended) else self.ended
        tick = self.ticks(time) if np.isfinite(time) else -1
        if not 0 <= tick <= self.ticks(last):
            raise ValueError(f"{time:g} s is no time of this record; it goes from 0 to {last:g} s")
        return Moment(self, tick)

    def _asked(self, promise=None, by=None, before=None):
        """What `verdicts` and its kind are asked for, as `where` and `keep` of `verdicts.last`."""
        where, keep = {}, None
        if before is not None:
            where["time"] = slice(None, self.ticks(before))
        if by is not None:
            where["assessor"] = [self.agent(name) for name in _listed(by)]
        if promise is None:
            return {"where": where, "keep": None}
        known = self.promises_named()
        if not isinstance(promise, str):
            where["promise"] = number_of(self, self.assessments["promise"], promise)
        elif promise in known:
            where["promise"] = known[promise]
        elif promise in self.names("types"):
            number = self.names("types").index(promise)
            def keep(_, identity):
                return self.types_of(identity) == number
        else:
            raise KeyError(f"there is no promise or type {promise}; "
                           f"{some([*known, *self.names('types')])}")
        return {"where": where, "keep": keep}

    def verdicts(self, promise=None, by=None, before=None, frame=None):
        """The last verdict of each assessor on each promise and occurrence.

        What an assessor was told is kept apart: one row for each teller (``learnt_from``), beside
        its own finding if it has one.

        Parameters
        ----------
        promise : str or int, optional
            Name of a promise, or of a type (all promises of that type), or an identity, which may
            be given as (promiser, count).
        by : str or list of str, optional
            Assessors. ``by="observer"`` instead sets them side by side, one column each; an
            own finding goes before what was told.
        before : float, optional, unit s
            Only what was found before this coordinate time.
        frame : str or array_like, optional
            As of `frame`: nobody's verdict, but whether promises were kept in time by the calendar
            of such a frame; see `worldline.frames.Frame.verdicts`.

        Returns
        -------
        pandas.DataFrame
            assessor, promise, occurrence, verdict, reason, degree, margin [s], reading [s],
            learnt_from, trust, judge; in the order of the record.
        """
        if frame is not None:
            if by is not None or before is not None:
                raise ValueError("frame: `by` and `before` are of agents' verdicts; a frame has "
                                 "none of either")
            return self.frame(frame).verdicts(promise)
        side_by_side = by == "observer" and "observer" not in self.agent_names
        found = _verdicts.last(self, each_teller=not side_by_side,
                               **self._asked(promise, None if side_by_side else by, before))
        table, rows = self.assessments, found["row"]
        names = ("assessor", "promise", "occurrence", "verdict", "reason", "degree", "margin",
                 "learnt_from", "trust", "judge")
        data = {name: readable(self, table[name], found[name] if name in found
                               else table[name].take(rows)) for name in names}
        data["reading"] = in_seconds(self, table["reading"].take(rows),
                                     table["reading_fraction"].take(rows))
        frame = need("pandas").DataFrame(data)
        if side_by_side:
            return frame.pivot(index=["promise", "occurrence"], columns="assessor",
                               values="verdict")
        return frame

    def verdict_counts(self, by="observer", promise=None, before=None):
        """How many last verdicts there are of each kind.

        Parameters
        ----------
        by : str or list of str
            observer, promiser, type, promise, occurrence, or several of them.
        promise, before
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
        keys, table = _verdicts.counts(self, by, **self._asked(promise, before=before))
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

    projected = _verdicts.projected

    def trust_rows(self, by, in_, type=None):
        """Rows of `assessments` in which `by` changed its trust in `in_`: ndarray of int64."""
        promiser, found = self.agent(in_), []
        asked = self._asked(type, by)
        for rows, values in self.assessments.windows(("assessor", "promise", "trust"), MANY_ROWS,
                                                     asked["where"]):
            identity = values["promise"]
            chosen = (identity >> np.uint64(32) == promiser) & ~np.isnan(values["trust"])
            if asked["keep"]:
                chosen[chosen] = asked["keep"](values["assessor"][chosen], identity[chosen])
            found.append(rows[chosen])
        return np.concatenate(found) if found else np.empty(0, np.int64)

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
        rows = self.trust_rows(by, in_, type)
        names = ("reading", "time", "promise", "occurrence", "verdict", "trust")
        return self.assessments.frame(rows, names, seconds=True)

    def trust_matrix(self, type=None, before=None):
        """Each observer's trust in each promiser (apparatus view): see `worldline.trust.matrix`."""
        return _trust.matrix(self, type, before)

    def community_trust(self, type=None, before=None):
        """Whom those trust who are trusted: see `worldline.trust.community_of`."""
        return _trust.community_of(self, type, before)

    eigen_trust = _trust.eigen_of
    transitive_trust = _trust.transitive_of
    claim_weight = _trust.claim_weight_of
    rejudge = rejudge
    bindings = bindings
    expectation = expectation
    outcomes = outcomes

    def frame(self, name=None):
        """An inertial frame, to see what happened as somebody has it who moves so.

        Parameters
        ----------
        name : str or array_like, optional
            One of the scenario's `space: {frames: ...}`; an agent that moves uniformly; or a
            velocity [m/s] through the scenario's frame, 1 to 3 numbers. Default: the scenario's.

        Returns
        -------
        worldline.frames.Frame

        Raises
        ------
        ValueError
            An unknown frame, one as fast as light, an agent that does not move uniformly, or a
            metric in which there are no such frames.
        """
        from worldline.frames import frame_of
        return frame_of(self, name)

    def worldline(self, agent, start=None, stop=None, columns=None, frame=None):
        """The transitions of one agent, in order.

        Parameters
        ----------
        agent : str or int
        start, stop : float, optional, unit s
            Only those at coordinate times of [start, stop).
        columns : sequence of str, optional
            Only these are read; ``heard`` and ``sender`` are found among all `messages`. Default:
            all.
        frame : str or array_like, optional
            As of `frame`: where and when they were for somebody who moves so. Positions must have
            been recorded.

        Returns
        -------
        pandas.DataFrame
            As `transitions`, times in seconds, with the kind of the message that caused it
            (``heard``) and its sender (``sender``), NA for its own alarms and plans. With a
            ``frame``, four more columns, its ``t`` [s], ``x``, ``y`` and ``z`` [m]; NaN where no
            position was recorded.

        Notes
        -----
        Reads the agent of each row where the ranges of blocks do not leave it out, and whole blocks
        of 65,536 rows in which it has some.
        """
        table, number = self.transitions, self.agent(agent)
        columns = [*table.columns, *_HEARD] if columns is None else list(columns)
        where = {"agent": number}
        if start is not None or stop is not None:
            where["time"] = slice(*(end if end is None else self.ticks(end)
                                    for end in (start, stop)))
        rows = table.rows(where)
        out = table.frame(rows, [name for name in columns if name not in _HEARD], seconds=True)
        wanted = [name for name in columns if name in _HEARD]
        if wanted:
            found = self._heard(table["cause"].take(rows), number)
            for name in wanted:
                column = self.messages[_HEARD[name]]
                out[name] = readable(self, column, found[_HEARD[name]])
        out = out[columns]
        if frame is not None:
            from worldline.frames import places
            for name, values in places(self, number, table["interior_time"].take(rows),
                                       frame).items():
                out[name] = values
        return out

    def _heard(self, causes, receiver):
        """Kind and sender of the messages with these identities, which this agent received."""
        found = {"kind": np.full(len(causes), np.iinfo(np.uint16).max, np.uint16),
                 "sender": np.full(len(causes), _NONE, np.uint32)}
        wanted, place = np.unique(causes, return_inverse=True)
        wanted = wanted[wanted != np.iinfo(np.uint64).max]
        if len(wanted) == 0:
            return found
        known = {name: np.full(len(wanted) + 1, none[0], none.dtype)
                 for name, none in ((name, values[:1]) for name, values in found.items())}
        sequence = wanted & np.uint64(0xffffffff)
        where = {"receiver": receiver, "sender": np.unique(wanted >> np.uint64(32)),
                 "sequence": slice(int(sequence.min()), int(sequence.max()) + 1)}
        for values in self.messages.batches(("sender", "sequence", "kind"), where=where):
            identity = pack(values["sender"], values["sequence"])
            at = np.minimum(np.searchsorted(wanted, identity), len(wanted) - 1)
            is_wanted = wanted[at] == identity
            for name in known:
                known[name][at[is_wanted]] = values[name][is_wanted]
        return {name: values[np.minimum(place, len(wanted))] for name, values in known.items()}

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
        """Pictures: ``record.plot.spacetime()``, ``clocks()``, ``allan()`` ...."""
        from worldline.plot import Plots
        return Plots(self)

    def __repr__(self):
        state = "" if self.complete else ", unfinished" if self.checkpoint else ", stopped"
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


def _listed(names):
    return [names] if isinstance(names, (str, int, np.integer)) else list(names)
