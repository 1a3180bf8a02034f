# SPDX-License-Identifier: Apache-2.0
"""Pictures of a record. Colours are told apart by everybody, and shapes say the same again."""
import numpy as np

from worldline import verdicts as _verdicts
from worldline.extras import need
from worldline.hypergraph import pack

#: Okabe and Ito's palette: for normal, red-blind, green-blind and blue-blind eyes.
COLOURS = ("#0072B2", "#E69F00", "#CC79A7", "#56B4E9", "#009E73", "#D55E00", "#B8A900", "#000000")

#: Verdict -> (colour, marker, whether filled).
VERDICTS = {
    "kept": ("#009E73", "o", True),
    "broken": ("#D55E00", "X", True),
    "not_kept": ("#E69F00", "^", True),
    "undecided": ("#666666", "s", False),
    "invalidated": ("#CC79A7", "D", True),
}

#: Units in which people say how long something takes [s].
_UNITS = (("d", 86_400.0), ("h", 3600.0), ("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9))


class Plots:
    """The pictures that a record can draw of itself: ``record.plot``.

    Every method draws on the Axes it is given, or on new ones, and returns them. Only what is
    drawn is read; where there is too much to see, the title says what is left out.
    """

    def __init__(self, record):
        self._record = record

    def __repr__(self):
        return "<Plots: spacetime(), clocks(), trust(), verdicts()>"

    def spacetime(self, ax=None, agents=None, messages_max=2_000):
        """Who told whom what, and when: agents across, time up, messages as slanted lines.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        agents : list of str, optional
            Whom to draw, from left to right. Default: the first 24.
        messages_max : int
            Draw only the first so many messages.

        Returns
        -------
        matplotlib.axes.Axes
        """
        record = self._record
        names = record.agent_names
        chosen = list(range(min(24, len(names)))) if agents is None else \
            [record.agent(name) for name in agents]
        place = np.full(len(names), -1)
        place[chosen] = np.arange(len(chosen))
        sent = _sent(record, messages_max, place)
        is_cut = len(record.messages) > messages_max
        last = sent["received"].max() if is_cut and len(sent["received"]) else np.inf
        found = _found(record, place, last)
        unit, scale = _unit_of(max([0.0, *sent["received"], *found["time"]]))
        ax = _axes(ax, (1.6 + 1.15 * len(chosen), 5.2))
        ax.vlines(range(len(chosen)), 0, 1, transform=ax.get_xaxis_transform(), color="#BBBBBB",
                  linewidth=1.2, zorder=1)
        _draw_messages(ax, record, sent, scale)
        _draw_due(ax, record, scale)
        _draw_verdicts(ax, record, found, scale)
        ax.set_xticks(range(len(chosen)), [names[at] for at in chosen],
                      rotation=45 if len(chosen) > 10 else 0)
        ax.set_xlim(-0.5, max(len(chosen) - 0.5, 0.5))
        ax.set_ylabel(f"{_time_word(record)} [{unit}]")
        cut = f", first {messages_max:,} messages" if is_cut else ""
        ax.set_title(f"{record.scenario}: who heard what, and what each found{cut}", loc="left")
        if len(sent["kind"]) or len(found["time"]):
            ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
        return _plain(ax)

    def clocks(self, ax=None, relative_to=None, agents=None):
        """How far each clock is off, in microseconds, and how fast it drifts per day.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        relative_to : str, optional
            Compare with this agent's clock instead of coordinate time.
        agents : list of str, optional
            Default: all that have readings.

        Returns
        -------
        matplotlib.axes.Axes
        """
        record = self._record
        offsets = clock_offsets(record)
        if agents is not None:
            offsets = {name: offsets[name] for name in agents}
        against = "coordinate time"
        if relative_to is not None:
            time, reference = clock_offsets(record)[relative_to]
            offsets = {name: (t, offset - np.interp(t, time, reference))
                       for name, (t, offset) in offsets.items() if name != relative_to}
            against = f"{relative_to}'s clock"
        ax = _axes(ax, (7.5, 4.5))
        unit, scale = _unit_of(record.until)
        for number, (name, (t, offset)) in enumerate(offsets.items()):
            some = _spread(t, 40)
            rate = round(rate_per_day(t, offset) * 1e6, 3) + 0.0  # no negative zero
            ax.plot(t[some] / scale, offset[some] * 1e6, color=COLOURS[number % len(COLOURS)],
                    marker="osD^v<>p"[number % 8], markersize=11 - 2.2 * (number % 4),
                    markerfacecolor="none", linewidth=1.3,
                    label=name if np.isnan(rate) else f"{name}: {rate:+.3f} us/d")
        ax.axhline(0, color="#BBBBBB", linewidth=1, zorder=0)
        ax.set_xlabel(f"{_time_word(record)} [{unit}]")
        ax.set_ylabel(f"reading less {against} [us]")
        ax.set_title(f"{record.scenario}: how far each clock is off", loc="left")
        if offsets:
            ax.legend(frameon=False)
        return _plain(ax)

    def trust(self, ax=None, by=None, in_=None, pairs_max=16):
        """How each observer's trust in each promiser went.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        by, in_ : str or list of str, optional
            Observers and promisers. Default: all, as far as `pairs_max` goes.
        pairs_max : int
            Draw the pairs with most changes.

        Returns
        -------
        matplotlib.axes.Axes
        """
        record = self._record
        pairs = trust_pairs(record, by, in_)
        ax = _axes(ax, (8.5, 5))
        unit, scale = _unit_of(record.until)
        observers = sorted({pair[0] for pair in pairs[:pairs_max]})
        promisers = sorted({pair[1] for pair in pairs[:pairs_max]})
        times, trusts = record.assessments["time"], record.assessments["trust"]
        end = (record.until if np.isnan(record.ended) else record.ended) / scale
        ends, names = [], record.agent_names
        for number, (observer, promiser, rows) in enumerate(pairs[:pairs_max]):
            some = rows[_thinned(len(rows), 400)]
            time = np.append(times.take(some) * record.resolution / scale, end)
            trust = trusts.take(some)
            trust = np.append(trust, trust[-1])  # it stays as it is to the end
            colour = COLOURS[(promisers.index(promiser) if len(promisers) > 1 else number)
                             % len(COLOURS)]
            marker = "o" if len(rows) < 40 else None
            ax.step(time, trust, where="post", color=colour, marker=marker, markersize=4,
                    markevery=slice(None, -1), linewidth=1.4,
                    linestyle=("-", "--", ":", "-.")[observers.index(observer) % 4])
            who = f"{names[observer]} in {names[promiser]}" if len(observers) > 1 \
                else names[promiser]
            ends.append((time[-1], trust[-1], who, colour))
        ax.set_ylim(0, 1)
        ax.margins(x=0.01)
        _label_ends(ax, ends)
        ax.set_xlabel(f"{_time_word(record)} [{unit}]")
        ax.set_ylabel("expected share of kept promises")
        whose = f", as {record.agent_names[observers[0]]} sees it" if len(observers) == 1 else ""
        cut = f" ({pairs_max} of {len(pairs)} pairs)" if len(pairs) > pairs_max else ""
        ax.set_title(f"{record.scenario}: trust{whose}{cut}", loc="left")
        return _plain(ax)

    def verdicts(self, ax=None, by="observer", promise=None, observer=None):
        """Who found how many promises kept, broken, and so on.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        by : str
            ``"observer"`` or ``"promiser"``: stacked bars of counts. ``"occurrence"``: one mark
            for each observer and occurrence of a schedule.
        promise : str, optional
            Only this promise, or promises of this type.
        observer : str, optional
            Only what this agent found.

        Returns
        -------
        matplotlib.axes.Axes
        """
        if by == "occurrence":
            return self._verdict_strip(ax, promise, observer)
        record = self._record
        keys, table = _verdicts.counts(record, [by], **record._asked(promise, observer))
        names = [record.agent_names[at] for at in keys[0]] if by != "type" else \
            [record.names("types")[at] for at in keys[0]]
        ax = _axes(ax, (8, 1.4 + 0.36 * max(len(names), 2)))
        left = np.zeros(len(names))
        for verdict, (colour, _, _) in VERDICTS.items():
            values = table[:, record.labels("verdict").index(verdict)]
            if values.sum() == 0:
                continue
            bars = ax.barh(names, values, left=left, color=colour, edgecolor="white",
                           hatch=_HATCHES[verdict], label=verdict.replace("_", " "))
            wide = table.sum(axis=1).max() * 0.06
            ax.bar_label(bars, [f"{n:,}" if n > wide else "" for n in values],
                         label_type="center", fontsize=9, color="white",
                         bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.2})
            left += values
        ax.invert_yaxis()
        ax.set_xlabel("number of promises judged")
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.xaxis.set_major_formatter("{x:,.0f}")
        whose = f"what {observer} found" if observer else "last verdicts"
        ax.set_title(f"{record.scenario}: {whose}{', by' if by != 'observer' else ' of each'} {by}",
                     loc="left")
        if len(names):
            ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        return _plain(ax)

    def _verdict_strip(self, ax, promise, observer):
        record = self._record
        found = _verdicts.last(record, **record._asked(promise, observer))
        both = np.stack([found["promise"], found["assessor"].astype(np.uint64)])
        lines, line = np.unique(both, axis=1, return_inverse=True)
        line, n_lines = line.reshape(-1), lines.shape[1]
        ax = _axes(ax, (8, 1.3 + 0.5 * max(n_lines, 1)))
        labels = record.labels("verdict")
        for verdict in VERDICTS:
            chosen = found["verdict"] == labels.index(verdict)
            if chosen.any():
                ax.scatter(found["occurrence"][chosen], line[chosen], zorder=3,
                           label=verdict.replace("_", " "), **_marks(verdict),
                           s=45 if len(line) < 60 * n_lines else 12)
        names = [record.agent_names[int(at)] for at in lines[1]]
        if len(np.unique(lines[0])) > 1:
            known = record.names_of_promises
            names = [f"{name}: {known.get(int(at), int(at) & 0xffffffff)}"
                     for name, at in zip(names, lines[0])]
        ax.set_yticks(range(n_lines), names)
        ax.set_ylim(n_lines - 0.5, -0.5)
        ax.xaxis.get_major_locator().set_params(integer=True)
        if len(found["occurrence"]) and found["occurrence"].max() == 0:
            ax.set_xticks([0], ["whole"])
        ax.set_xlabel("occurrence of the promise")
        what = f" of {promise}" if promise else ""
        ax.set_title(f"{record.scenario}: each observer's verdict on each occurrence{what}",
                     loc="left")
        if n_lines:
            ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        return _plain(ax)


_HATCHES = {"kept": "", "broken": "xx", "not_kept": "//", "undecided": "..", "invalidated": "\\\\"}


def clock_offsets(record):
    """How far each clock is off coordinate time, wherever its reading was recorded.

    Returns
    -------
    dict of str to (ndarray, ndarray), each of shape (n,), dtype float64, unit s
        By agent: coordinate time, and reading less coordinate time (from whole ticks, so that
        nothing is lost to rounding). Empty where no readings were recorded.
    """
    table = record.readings
    agent = table["agent"][:]
    time, known = _times_of(record, agent, table["interior_time"][:])
    difference = (table["reading"][:] - time).astype(float) + table["reading_fraction"][:]
    offsets = {}
    for number in np.unique(agent[known]):
        mine = known & (agent == number)
        offsets[record.agent_names[number]] = (time[mine] * record.resolution,
                                               difference[mine] * record.resolution)
    return offsets


def rate_per_day(time, offset):
    """Slope of `offset` [s] over `time` [s], in seconds a day, from the first and last value."""
    span = time[-1] - time[0] if len(time) > 1 else 0.0
    return (offset[-1] - offset[0]) / span * 86_400.0 if span > 0 else np.nan


def _times_of(record, agent, interior_time):
    """Coordinate times of transitions, shape (n,) int64 [tick], and which of them were found."""
    wanted = pack(agent, interior_time)
    times, known = np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    for owner, count, time in record.transitions.blocks("agent", "interior_time", "time"):
        identity = pack(owner, count)
        order = np.argsort(identity)
        at = np.searchsorted(identity, wanted, sorter=order)
        at = order[np.minimum(at, len(order) - 1)]
        is_here = identity[at] == wanted
        times[is_here], known[is_here] = time[at[is_here]], True
        if known.all():
            break
    return times, known


def _sent(record, messages_max, place):
    """The first messages between agents that have a place: where and when they start and end."""
    table = record.messages
    columns = {name: table[name][:messages_max] for name in
               ("sender", "receiver", "kind", "received", "interior_time")}
    time, known = _times_of(record, columns["sender"], columns["interior_time"])
    columns["x"], columns["sent"] = place[columns["sender"]], time * record.resolution
    columns["x_received"] = place[columns["receiver"]]
    arrives = columns["received"] != np.iinfo(np.int64).min  # else no way leads there
    columns["received"] = columns["received"] * record.resolution
    drawn = known & arrives & (columns["x"] >= 0) & (columns["x_received"] >= 0)
    return {name: values[drawn] for name, values in columns.items()}


def _draw_messages(ax, record, sent, scale):
    from matplotlib.collections import LineCollection
    kinds = record.names("message_kinds")
    for number, kind in enumerate(np.unique(sent["kind"])):
        chosen = sent["kind"] == kind
        ends = np.stack([np.column_stack([sent["x"], sent["sent"] / scale]),
                         np.column_stack([sent["x_received"], sent["received"] / scale])], axis=1)
        ax.add_collection(LineCollection(
            ends[chosen], colors=COLOURS[number % len(COLOURS)], linewidths=1.6, zorder=2,
            linestyles=("-", "--", ":", "-.")[number % 4], label=kinds[kind]))
    ax.autoscale_view()


def _found(record, place, last):
    """Verdicts of agents that have a place, until `last` [s]: where, when, and which."""
    for assessor, verdict, time in record.assessments.blocks("assessor", "verdict", "time"):
        time = time * record.resolution
        seen = (place[assessor] >= 0) & (time <= last)
        return {"x": place[assessor[seen]], "time": time[seen], "verdict": verdict[seen]}
    return {"x": np.empty(0), "time": np.empty(0), "verdict": np.empty(0, int)}


def _draw_verdicts(ax, record, found, scale):
    labels = record.labels("verdict")
    for name in VERDICTS:
        chosen = found["verdict"] == labels.index(name)
        if chosen.any():
            ax.scatter(found["x"][chosen], found["time"][chosen] / scale, s=70, zorder=4,
                       label=name.replace("_", " "), **_marks(name))


def _draw_due(ax, record, scale):
    """When the promises written in the scenario are due, if they are few and not schedules."""
    table, names = record.promises, record.names_of_promises
    if len(table) > 5:
        return
    for promiser, count, due, period in zip(*(table[name][:] for name in
                                              ("promiser", "count", "due", "period"))):
        name = names.get(int(promiser) << 32 | int(count))
        if name is None or due == np.iinfo(np.int64).min or period > 0:
            continue
        y = due * record.resolution / scale
        ax.axhline(y, color="#888888", linewidth=1, linestyle=(0, (1, 3)), zorder=1)
        ax.text(-0.45, y, f"{name} due", va="bottom", fontsize=8, color="#555555")


def trust_pairs(record, by=None, in_=None):
    """(observer, promiser, rows) for each pair of agents, those with most changes first."""
    wanted = [None if names is None else
              [record.agent(name) for name in ([names] if isinstance(names, str) else names)]
              for names in (by, in_)]
    codes, rows, start = [], [], 0
    for assessor, promise, trust in record.assessments.blocks("assessor", "promise", "trust"):
        promiser = (promise >> np.uint64(32)).astype(np.uint32)
        chosen = ~np.isnan(trust)
        for values, allowed in ((assessor, wanted[0]), (promiser, wanted[1])):
            if allowed is not None:
                chosen &= np.isin(values, allowed)
        at = np.flatnonzero(chosen)
        codes.append(pack(assessor[at], promiser[at]))
        rows.append(start + at)
        start += len(assessor)
    if not codes:
        return []
    codes, rows = np.concatenate(codes), np.concatenate(rows)
    order = np.argsort(codes, kind="stable")
    pairs, first = np.unique(codes[order], return_index=True)
    parts = np.split(rows[order], first[1:])
    found = [(int(pair) >> 32, int(pair) & 0xffffffff, part) for pair, part in zip(pairs, parts)]
    return sorted(found, key=lambda pair: (-len(pair[2]), pair[0], pair[1]))


def _label_ends(ax, ends):
    """Names at the right, beside the lines they belong to, pushed apart where they would meet."""
    ends = sorted(ends, key=lambda end: end[1])
    places = _apart([end[1] for end in ends], 0.042)
    too_high = max(0.0, places[-1] - 0.99) if places else 0.0
    places = [place - too_high for place in places]
    for (x, y, name, colour), at in zip(ends, places):
        ax.annotate(f"{name} {y:.2f}", (x, y), (1.03, at), textcoords="axes fraction",
                    color=colour, fontsize=8, va="center",
                    arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5,
                                "shrinkA": 1, "shrinkB": 0, "relpos": (0, 0.5)})


def _apart(places, least):
    """Ascending places moved as little as may be, so that neighbours are `least` apart."""
    groups = []  # of places that touch: [centre, number], from below
    for place in places:
        groups.append([place, 1])
        while len(groups) > 1 and (groups[-1][0] - groups[-2][0]
                                   < least * (groups[-1][1] + groups[-2][1]) / 2):
            (above, n_above), (below, n_below) = groups.pop(), groups.pop()
            n = n_above + n_below
            groups.append([(above * n_above + below * n_below) / n, n])
    return [centre + least * (i - (n - 1) / 2) for centre, n in groups for i in range(n)]


def _marks(verdict):
    colour, marker, is_filled = VERDICTS[verdict]
    return {"marker": marker, "edgecolors": colour, "linewidths": 0.8 if is_filled else 1.6,
            "facecolors": colour if is_filled else "none"}


def _axes(ax, size):
    if ax is not None:
        return ax
    need("matplotlib")
    from matplotlib import pyplot
    return pyplot.figure(figsize=size, layout="constrained").add_subplot()


def _plain(ax):
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _thinned(n, n_max):
    """Places of at most `n_max` of n values, evenly spread, the first and the last among them."""
    return np.arange(n) if n <= n_max else np.unique(np.linspace(0, n - 1, n_max).astype(int))


def _spread(time, n_max):
    """Places of at most about `n_max` of the ascending times, evenly spread over the time."""
    if len(time) <= n_max:
        return np.arange(len(time))
    bins = ((time - time[0]) / max(time[-1] - time[0], 1e-300) * n_max).astype(int)
    return np.unique([*np.unique(bins, return_index=True)[1], len(time) - 1])


def _unit_of(seconds):
    """The largest unit of which `seconds` holds at least two: its name, and its length [s]."""
    return next(((name, scale) for name, scale in _UNITS if seconds >= 2 * scale), _UNITS[-1])


def _time_word(record):
    return f"time since {record.epoch}" if record.epoch else "coordinate time"
