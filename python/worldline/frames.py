# SPDX-License-Identifier: Apache-2.0
"""What happened, as an observer who moves uniformly has it. Read-side only: no new run."""
import collections
import difflib

import numpy as np

from worldline import resolved
from worldline.conditions import some
from worldline.events import events_of, message_ends, motion_of, straight
from worldline.extras import need

C = 299_792_458.0

#: One event in the scenario's frame: who did it, as which of its transitions, when [s], where [m].
Event = collections.namedtuple("Event", "agent interior_time time position")

#: What `Frame.order` answers: which is first (``"a"``, ``"b"``, ``"neither"``), how much later b is
#: than a in this frame [s], (c dt)^2 - dx^2 [m2], and whether every frame says the same.
Order = collections.namedtuple("Order", "first later interval_squared is_absolute")

#: What `Frame.simultaneous` answers: coordinate time [s], the agent's place in the scenario's frame
#: [m], and its clock [s]; NaN where the record does not tell.
Simultaneous = collections.namedtuple("Simultaneous", "time position reading")


class Frame:
    """An inertial frame: ``record.frame("train")``.

    Times and places in it follow from those of the record,

        t' = gamma (t - v.x / c2),   x' = x + ((gamma - 1) (v.x) / v2 - gamma t) v,

    with x from its origin. In a Galilean world t' = t and x' = x - v t. It is the apparatus view of
    somebody who has gathered all reports, not what reaches anybody's eyes.

    Attributes
    ----------
    name : str
    velocity : ndarray, shape (3,), unit m/s
        Through the scenario's frame.
    origin : ndarray, shape (3,), unit m
        Where its origin is at t = 0.
    gamma : float
    """

    def __init__(self, record, name, velocity=(0, 0, 0), origin=(0, 0, 0)):
        self._record, self.name = record, name
        self.velocity = np.array([*velocity, 0.0, 0.0, 0.0][:3], float)
        self.origin = np.array([*origin, 0.0, 0.0, 0.0][:3], float)
        self._is_galilean = metric_of(record) == "galilean"
        beta_squared = float(self.velocity @ self.velocity) / C**2
        if not beta_squared < 1 and not self._is_galilean:
            raise ValueError("velocity must be below the speed of light: nobody moves with such a "
                             "frame")
        self.gamma = 1.0 if self._is_galilean else 1 / np.sqrt(1 - beta_squared)

    def __repr__(self):
        x, y, z = self.velocity
        return f"<Frame {self.name}, moves at ({x:g}, {y:g}, {z:g}) m/s>"

    # Times and places.

    def boost(self, time, position):
        """Events of the scenario's frame, as this one has them.

        Parameters
        ----------
        time : array_like, shape (...), unit s
        position : array_like, shape (..., 3), unit m

        Returns
        -------
        (ndarray of shape (...), ndarray of shape (..., 3))
        """
        return self._boosted(time, np.asarray(position, float) - self.origin, self.velocity)

    def inverse(self, time, position):
        """Back to the scenario's frame; as `boost`."""
        time, position = self._boosted(time, position, -self.velocity)
        return time, position + self.origin

    def _boosted(self, time, position, v):
        time, position = np.asarray(time, float), np.asarray(position, float)
        if self._is_galilean or not v.any():
            return time + 0.0, position - time[..., None] * v
        along = position @ v
        # (gamma - 1) / v2, in the form that does not cancel
        stretch = self.gamma**2 / (1 + self.gamma) / C**2
        shift = stretch * along - self.gamma * time
        return self.gamma * (time - along / C**2), position + shift[..., None] * v

    def velocity_of(self, velocity):
        """A velocity of the scenario's frame in this one: ndarray, shape (3,), unit m/s."""
        u, v = np.asarray(velocity, float), self.velocity
        if self._is_galilean or not v.any():
            return u - v
        along = (u @ v) / C**2
        stretch = self.gamma / (1 + self.gamma)
        return (u / self.gamma - v + stretch * along * v) / (1 - along)

    # Questions.

    def events(self, agents=None):
        """All transitions whose positions were recorded.

        Parameters
        ----------
        agents : list of str, optional
            Default: all.

        Returns
        -------
        pandas.DataFrame
            agent, interior_time, time (of the scenario's frame) [s], t, x, y, z (in this one)
            [s, m]; in the order of t.
        """
        numbers = None if agents is None else [self._record.agent(name) for name in agents]
        found = events_of(self._record, numbers)
        t, position = self.boost(found.time, found.position)
        names = np.asarray(self._record.agent_names, object)[found.agent]
        frame = need("pandas").DataFrame(
            {"agent": names, "interior_time": found.interior_time, "time": found.time, "t": t,
             **dict(zip("xyz", position.T))})
        return frame.sort_values("t", kind="stable", ignore_index=True)

    def event(self, what):
        """One event.

        Parameters
        ----------
        what : str or tuple or Event
            The name of a promise: when it was kept (first). (agent, interior_time): a transition.
            (t, x, y, z) in s and m: an event of the scenario's frame.

        Returns
        -------
        Event

        Raises
        ------
        ValueError
            There is no such event in the record.
        """
        if isinstance(what, Event):
            return what
        if not isinstance(what, str) and not isinstance(what[0], str):
            return Event(None, None, float(what[0]), np.array([*what[1:], 0., 0., 0.][:3], float))
        agent, count = self._kept(what) if isinstance(what, str) else \
            (self._record.agent(what[0]), int(what[1]))
        found = events_of(self._record, [agent])
        row = found.at(np.array([agent]), np.array([count]))[0]
        name = self._record.agent_names[agent]
        if row < 0:
            raise ValueError(f"the record has no position of {name}'s transition {count}")
        return Event(name, count, float(found.time[row]), found.position[row])

    def _kept(self, promise):
        record, known = self._record, self._record.promises_named()
        if promise not in known:
            raise ValueError(_unknown(promise, known, "promise"))
        table = record.incidences
        roles = {"role": "keeps", "kind": "promise", "node": known[promise]}
        rows = table.rows(roles)[:1]
        if not len(rows):
            raise ValueError(f"{promise} was not kept")
        return int(table["agent"].take(rows)[0]), int(table["interior_time"].take(rows)[0])

    def when(self, what):
        """When an event (as of `event`) was, in this frame: float, unit s."""
        event = self.event(what)
        return float(self.boost(event.time, event.position)[0])

    def order(self, a, b):
        """Which of two events came first here.

        Parameters
        ----------
        a, b
            As of `event`.

        Returns
        -------
        Order
            ``is_absolute`` where they lie apart like time or light: one can be the other's cause,
            and every frame has them in this order.
        """
        a, b = self.event(a), self.event(b)
        later = float(self.boost(b.time, b.position)[0] - self.boost(a.time, a.position)[0])
        span, distance = C * (b.time - a.time), float(np.linalg.norm(b.position - a.position))
        interval = (abs(span) - distance) * (abs(span) + distance)
        first = "neither" if later == 0 else "a" if later > 0 else "b"
        return Order(first, later, interval, self._is_galilean or (interval >= 0 and span != 0))

    def simultaneous(self, what, agent):
        """Where an agent is, and what its clock shows, when an event happens, by this frame.

        Parameters
        ----------
        what
            As of `event`.
        agent : str

        Returns
        -------
        Simultaneous

        Notes
        -----
        Exact where the agent moves uniformly; else on straight lines between 400 places of its
        motion. NaN before its first transition, and after the last where the record does not tell
        how it moves. Clocks go evenly between transitions.
        """
        record, number = self._record, self._record.agent(agent)
        line = world_line(record, number)
        t, _ = self.boost(line.time, line.position)
        now = self.when(what)
        if not t[0] <= now <= t[-1]:
            return Simultaneous(np.nan, np.full(3, np.nan), np.nan)
        time = float(np.interp(now, t, line.time))
        place = np.array([np.interp(now, t, line.position[:, axis]) for axis in range(3)])
        known = np.isfinite(line.reading)
        reading = _extended(time, line.time[known], line.reading[known])
        return Simultaneous(time, place, reading)

    def doppler(self, sender, receiver):
        """By which factor frequencies change on the way, for each message between two agents.

        Parameters
        ----------
        sender, receiver : str
            They move uniformly.

        Returns
        -------
        pandas.DataFrame
            sent, received (in this frame) [s]; ``factor``, received over sent frequency, the same
            in every frame, and its two parts, which are not: ``dilation``, how clocks run, and
            ``motion``, how the way changes.
        """
        record = self._record
        ends = [record.agent(name) for name in (sender, receiver)]
        motions = [straight(record, number) for number in ends]
        for name, motion in zip((sender, receiver), motions):
            if motion is None:
                raise ValueError(f"{name} does not move uniformly, so its velocity is not known")
        beta = [self.velocity_of(motion[1]) / C for motion in motions]
        found = events_of(record, sorted(set(ends)))
        told = message_ends(record, None, found)
        mine = (told["sender"] == ends[0]) & (told["receiver"] == ends[1])
        t, place = self.boost(found.time, found.position)
        sent, received = told["said"][mine], told["heard"][mine]
        way = place[received] - place[sent]
        with np.errstate(invalid="ignore"):
            towards = way / np.linalg.norm(way, axis=1)[:, None]
        motion = (1 - towards @ beta[1]) / (1 - towards @ beta[0])
        dilation = 1.0 if self._is_galilean else np.sqrt(
            (1 - beta[0] @ beta[0]) / (1 - beta[1] @ beta[1]))
        return need("pandas").DataFrame(
            {"sent": t[sent], "received": t[received], "factor": dilation * motion,
             "dilation": np.full(len(sent), dilation), "motion": motion})

    def verdicts(self, promise=None):
        """Which promises were kept in time, by this frame's calendar.

        Parameters
        ----------
        promise : str, optional
            Its name. Default: all that are written in the scenario, have a due time and are no
            schedules.

        Returns
        -------
        pandas.DataFrame
            promise, promiser, t (when it was kept, at the promiser) [s], due [s], margin [s],
            verdict: kept, broken, or undecided if it was not kept in the run.
        """
        record, out = self._record, []
        table, known = record.promises, record.promises_named()
        if promise is not None and promise not in known:
            raise ValueError(_unknown(promise, known, "promise"))
        columns = (table[name][:].tolist() for name in ("promiser", "count", "due", "period"))
        for promiser, count, due, period in zip(*columns):
            name = record.names_of_promises.get(promiser << 32 | count)
            if name is None or promise not in (None, name) or period > 0 or \
                    due == np.iinfo(np.int64).min:
                continue
            try:
                t = self.when(name)
            except ValueError:
                t = np.nan
            margin = due * record.resolution - t
            word = "undecided" if np.isnan(margin) else "kept" if margin >= 0 else "broken"
            out.append((name, record.agent_names[promiser], t, due * record.resolution, margin,
                        word))
        names = ["promise", "promiser", "t", "due", "margin", "verdict"]
        return need("pandas").DataFrame(out, columns=names)


WorldLine = collections.namedtuple("WorldLine", "time position reading")


def world_line(record, agent, end=None, n=400):
    """Corners of an agent's world line in the scenario's frame.

    Parameters
    ----------
    agent : int
    end : float, optional, unit s
        Coordinate time up to which it is wanted. Default: the end of the run.
    n : int
        Of those who do not move uniformly, so many places between transitions are computed from
        the motion that the scenario gives them.

    Returns
    -------
    WorldLine
        time [s], shape (n,); position [m], shape (n, 3); reading [s], NaN where not recorded. Of
        an agent whose motion is not known any more it ends with the last transition.
    """
    found = events_of(record, [agent])
    keep = np.append(np.diff(found.time) > 0, True)  # of several at one moment the last
    time, position = found.time[keep], found.position[keep]
    reading = _readings(record, agent, found)[keep]
    if end is None:
        end = record.until if np.isnan(record.ended) else record.ended
    shown = max(int((time <= end).sum()), 1)
    time, position, reading = time[:shown], position[:shown], reading[:shown]
    motion = straight(record, agent)
    if motion is not None:
        more = np.array([end] if time[-1] < end else [])
        places = motion[0] + more[:, None] * motion[1]
    else:
        motion = motion_of(record, agent)
        more = np.array([]) if motion is None else \
            np.setdiff1d(np.linspace(time[0], end, n + 1), time)
        places = motion.position(more) if len(more) else np.empty((0, 3))
    order = np.argsort(np.concatenate([time, more]), kind="stable")
    return WorldLine(*(np.concatenate(parts)[order] for parts in (
        (time, more), (position, places), (reading, np.full(len(more), np.nan)))))


def _readings(record, agent, found):
    out = np.full(len(found), np.nan)
    if "readings" in record.tables:
        table = record.readings
        rows = table.rows({"agent": agent})
        count = table["interior_time"].take(rows)
        at = found.at(np.full(len(rows), agent), count)
        value = (table["reading"].take(rows) + table["reading_fraction"].take(rows)) \
            * record.resolution
        out[at[at >= 0]] = value[at >= 0]
    return out


def _extended(at, x, y):
    """y at a place, on straight lines through the points, the last two also beyond."""
    if len(x) < 2:
        return float(y[0]) if len(x) and at == x[0] else np.nan
    if at > x[-1]:
        return float(y[-1] + (at - x[-1]) * (y[-1] - y[-2]) / (x[-1] - x[-2]))
    return float(np.interp(at, x, y)) if at >= x[0] else np.nan


def places(record, agent, interior_time, frame):
    """When and where transitions of an agent were in a frame: dict of ``t``, ``x``, ``y``, ``z``.

    Parameters
    ----------
    agent : int
    interior_time : ndarray, shape (n,)
    frame
        As of `Record.frame`.
    """
    found = events_of(record, [agent])
    row = found.at(np.full(len(interior_time), agent), interior_time)
    t, position = frame_of(record, frame).boost(found.time, found.position)
    whole = np.column_stack([t, position])[row]
    whole[row < 0] = np.nan
    return dict(zip("txyz", whole.T))


def metric_of(record):
    """Kind of the scenario's metric: str."""
    return resolved.entry(record.source(resolved=True), "space", "metric") or "graph"


def declared(record):
    """Frames that the scenario declares: dict of name to (velocity [m/s], origin [m])."""
    frames = resolved.entry(record.source(resolved=True), "space", "frames")
    return {name: ([resolved.speed(keys.get(f"velocity_{axis}", "0 m/s")) for axis in "xyz"],
                   [resolved.length(keys.get(axis, "0 m")) for axis in "xyz"])
            for name, keys in (frames or {}).items()}


def frame_of(record, what=None):
    """The frame that is meant: see `Record.frame`."""
    if isinstance(what, Frame):
        return what
    if what is None:
        return Frame(record, "the scenario")
    metric = metric_of(record)
    if metric not in ("flat", "galilean"):
        raise ValueError(f"frame: in the metric `{metric}` frames of observers do not cover the "
                         "world; they do in `flat` and `galilean`")
    if not isinstance(what, str):
        velocity = np.atleast_1d(np.asarray(what, float))
        shown = ", ".join(f"{v:g}" for v in velocity)
        return Frame(record, f"({shown}) m/s", velocity)
    frames = declared(record)
    if what in frames:
        return Frame(record, what, *frames[what])
    if what not in record.agent_names:
        raise ValueError(_unknown(what, [*frames, *record.agent_names], "frame"))
    motion = straight(record, record.agent_names.index(what))
    if motion is None:
        raise ValueError(f"frame: {what} does not keep to a straight line at constant speed, so it "
                         "has no inertial frame of its own")
    return Frame(record, what, motion[1], motion[0])


def _unknown(word, known, what):
    near = difflib.get_close_matches(word, list(known), 2, 0.5)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"there is no {what} {word}{meant}; {some(list(known))}"
