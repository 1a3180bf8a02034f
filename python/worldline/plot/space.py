# SPDX-License-Identifier: Apache-2.0
"""World lines in space and time: where agents were, light cones, ticks of proper time."""
import numpy as np

from worldline.events import events_of, has_places, message_ends
from worldline.frames import C, world_line
from worldline.plot.style import COLOURS, VERDICTS, axes, marks, plain, titled, unit_of

#: Units of length by size [m], for what is slow; what is fast is drawn in light's own units.
_LENGTHS = (("Gm", 1e9), ("Mm", 1e6), ("km", 1e3), ("m", 1.0), ("mm", 1e-3))


class Picture:
    """What is drawn, and how places become numbers on the axis across.

    Attributes
    ----------
    agents : list of int
    lines : dict of int to WorldLine
        In the scenario's frame.
    across : str
        x, y, z, or the agent from which distances are.
    """

    def __init__(self, record, frame, agents, across, until):
        self.record, self.frame = record, record.frame(frame)
        self.agents = agents
        self.lines = {at: world_line(record, at, until) for at in agents}
        self.across = across or self._widest()
        self._origin = None if self.across in ("x", "y", "z") else \
            world_line(record, record.agent(self.across))
        spans = [self.places(line.time, line.position) for line in self.lines.values()]
        t, place = (np.concatenate(parts) for parts in zip(*spans))
        self.ends_t, self.ends = (t.min(), t.max()), (place.min(), place.max())
        self.unit, self.scale = unit_of(max(np.abs(self.ends_t).max(), 1e-12))
        self.is_fast = np.ptp(place) > 0.02 * C * max(np.ptp(t), 1e-12)
        self.length, self.metres = self._length(max(np.abs(self.ends).max(), 1e-3))

    def _widest(self):
        boosted = [self.frame.boost(line.time, line.position)[1] for line in self.lines.values()]
        return "xyz"[int(np.argmax(np.ptp(np.concatenate(boosted), axis=0)))]

    def _length(self, extent):
        if self.is_fast:
            return f"light-{self.unit}", C * self.scale
        return next((unit for unit in _LENGTHS if extent >= 2 * unit[1]), _LENGTHS[-1])

    def places(self, time, position):
        """Times and numbers across [s, m] of events of the scenario's frame, in the picture's."""
        t, position = self.frame.boost(time, position)
        if self._origin is None:
            return t, position[..., "xyz".index(self.across)]
        from_t, from_position = self.frame.boost(self._origin.time, self._origin.position)
        there = np.stack([np.interp(t, from_t, from_position[:, axis]) for axis in range(3)], -1)
        return t, np.linalg.norm(position - there, axis=-1)

    def drawn(self, time, position):
        """The same in the units of the axes: (across, up)."""
        t, place = self.places(time, position)
        return place / self.metres, t / self.scale


def draw(record, ax, agents, messages_max, frame, across, cones, proper_time_ticks, until):
    """As `Plots.spacetime` of a scenario in space."""
    names = record.agent_names
    if agents is not None:
        chosen = [record.agent(name) for name in agents]
    else:
        chosen = np.unique(record.positions["agent"][:]).tolist()[:12]
    events = events_of(record, chosen)
    picture = Picture(record, frame, chosen, across, until or _last(record, events))
    ax = axes(ax, (7.6, 6.0))
    ends = []
    for at in chosen:
        x, y = picture.drawn(picture.lines[at].time, picture.lines[at].position)
        ax.plot(x, y, color="#555555", linewidth=1.4, zorder=2)
        ends.append((x[-1], y[-1], names[at]))
    _limits(ax, picture)
    for number, event in enumerate(_cone_events(record, cones)):
        _draw_cone(ax, picture, event, COLOURS[(number + 3) % len(COLOURS)])
    _draw_messages(ax, picture, events, messages_max)
    _draw_verdicts(ax, picture, events)
    if proper_time_ticks:
        _draw_ticks(ax, picture, proper_time_ticks)
    above = _name_lines(ax, ends)
    _say(ax, picture, messages_max, above)
    return plain(ax)


def _last(record, events):
    """A little after the last thing that happened; the end of the run if nothing did [s]."""
    end = record.until if np.isnan(record.ended) else record.ended
    last = events.time.max()
    return min(1.2 * last, end) if last > 0 else end


def _limits(ax, picture):
    low, high = (end / picture.metres for end in picture.ends)
    margin = 0.08 * max(high - low, 1e-9)
    start, end = (end / picture.scale for end in picture.ends_t)
    if picture.is_fast:
        margin = max(margin, 0.05 * (end - start))
        ax.set_aspect("equal", adjustable="box")
        if len(ax.figure.axes) == 1:
            ax.figure.set_layout_engine("compressed")
    ax.set_xlim(low - margin, high + margin)
    ax.set_ylim(start - 0.03 * (end - start), end + 0.09 * (end - start))


def _draw_messages(ax, picture, events, messages_max):
    from matplotlib.collections import LineCollection
    told = message_ends(picture.record, messages_max, events)
    x, y = picture.drawn(events.time, events.position)
    points = np.column_stack([x, y])
    kinds = picture.record.names("message_kinds")
    for number, kind in enumerate(np.unique(told["kind"])):
        mine = told["kind"] == kind
        ends = np.stack([points[told["said"][mine]], points[told["heard"][mine]]], axis=1)
        ax.add_collection(LineCollection(
            ends, colors=COLOURS[number % len(COLOURS)], zorder=3, alpha=0.9,
            linewidths=1.3 if len(ends) < 100 else 0.4,
            linestyles=("-", "--", ":", "-.")[number % 4], label=kinds[kind]), autolim=False)


def _draw_verdicts(ax, picture, events):
    record, labels = picture.record, picture.record.labels("verdict")
    found = [(events.at(values["assessor"], values["interior_time"]), values["verdict"])
             for values in record.assessments.batches(("assessor", "interior_time", "verdict"),
                                                      where={"assessor": list(picture.agents)})]
    rows, verdict = (np.concatenate(parts) if parts else np.empty(0, int)
                     for parts in (list(zip(*found)) or ((), ())))
    x, y = picture.drawn(events.time, events.position)
    for name in VERDICTS:
        mine = rows[(rows >= 0) & (verdict == labels.index(name))]
        if len(mine):
            ax.scatter(x[mine], y[mine], s=60 if len(mine) < 60 else 16, zorder=5,
                       label=name.replace("_", " "), **marks(name))


def proper_times(line):
    """Proper time at the corners of a world line: ndarray, shape (n,), unit s, 0 at the first.

    Notes
    -----
    Of straight pieces in flat space; gravity is left out, since no picture would show it.
    """
    dt = np.diff(line.time)
    way = np.linalg.norm(np.diff(line.position, axis=0), axis=1)
    pieces = np.sqrt(np.maximum(dt * dt - (way / C)**2, 0.0))
    return np.append(0.0, np.cumsum(pieces))


def _draw_ticks(ax, picture, step):
    number = step / picture.scale
    label = f"{number:g} {picture.unit} of proper time"
    for line in picture.lines.values():
        tau = proper_times(line)
        ticks = np.arange(0.0, tau[-1] * (1 + 1e-12), step)[:400]
        time = np.interp(ticks, tau, line.time)
        place = np.stack([np.interp(ticks, tau, line.position[:, axis]) for axis in range(3)], -1)
        x, y = picture.drawn(time, place)
        ax.plot(x, y, linestyle="none", marker="_", markersize=9, markeredgewidth=1.6,
                color="#222222", zorder=4, label=label)


def _cone_events(record, cones):
    """Events of (agent, reading [s]), or as of `Frame.event` with four numbers or a promise."""
    if isinstance(cones, str) or (len(cones) and not isinstance(cones[0], (str, tuple, list))):
        cones = [cones]
    elif len(cones) == 2 and isinstance(cones[0], str) and not isinstance(cones[1], (str, tuple)):
        cones = [cones]
    frame = record.frame()
    for cone in cones:
        if isinstance(cone, (tuple, list)) and isinstance(cone[0], str):
            yield _at_reading(record, *cone)
        else:
            event = frame.event(cone)
            yield event.time, event.position


def _at_reading(record, name, reading):
    """When and where an agent's clock shows this: (s, m), in the scenario's frame."""
    line = world_line(record, record.agent(name))
    known = np.isfinite(line.reading)
    shown, time = line.reading[known], line.time[known]
    if len(shown) < 2:
        raise ValueError(f"cones: readings of {name} were not recorded; a scenario asks for them "
                         "with `record: {readings: all}`")
    if reading > shown[-1]:  # beyond the last reaction: at the last rate
        when = time[-1] + (reading - shown[-1]) * (time[-1] - time[-2]) / (shown[-1] - shown[-2])
    else:
        when = np.interp(reading, shown, time)
    if not (shown[0] <= reading and when <= line.time[-1]):
        raise ValueError(f"cones: the record does not tell where {name} is when its clock shows "
                         f"{reading:g} s")
    place = np.array([np.interp(when, line.time, line.position[:, axis]) for axis in range(3)])
    return float(when), place


def _draw_cone(ax, picture, event, colour):
    """Past and future of an event: what can have caused it, and what it can cause."""
    x, y = (float(value) for value in picture.drawn(*event))
    slope = C * picture.scale / picture.metres  # of light, in the units of the axes
    low, high = ax.get_ylim()
    for end, name in ((high, "future"), (low, "past")):
        reach = abs(end - y) * slope
        ax.fill([x, x - reach, x + reach], [y, end, end], color=colour, alpha=0.10, zorder=0,
                linewidth=0)
        for side in (-1, 1):
            ax.plot([x, x + side * reach], [y, end], color=colour, linewidth=1.0, zorder=1,
                    linestyle="--" if name == "past" else "-")
    ax.plot([x], [y], marker="*", markersize=13, color=colour, markeredgecolor="white", zorder=4.5,
            linestyle="none", label="event and its light cone")
    ax.set_ylim(low, high)


def _name_lines(ax, ends):
    """Names at the upper ends of world lines; one that would cover another is put higher. Returns
    how far they stand out above the axes [points]."""
    ax.figure.draw_without_rendering()
    placed = []
    for x, y, name in sorted(ends):
        right, up = ax.transData.transform((x, y)) * 72 / ax.figure.dpi
        half, lift = 3.2 * len(name) + 2, 4
        while any(abs(right - other) < half + wide and abs(up + lift - height) < 11
                  for other, wide, height in placed):
            lift += 1
        placed.append((right, half, up + lift))
        ax.annotate(name, (x, y), (0, lift), textcoords="offset points", ha="center", fontsize=9,
                    zorder=7, annotation_clip=False)
    top = ax.bbox.y1 * 72 / ax.figure.dpi
    return max([0.0, *(height + 9.0 - top for *_, height in placed)])


def _say(ax, picture, messages_max, above):
    record, frame = picture.record, picture.frame
    is_own = frame.name == "the scenario"
    across = picture.across if picture.across in ("x", "y", "z") else \
        f"distance from {picture.across}"
    ax.set_xlabel(f"{across} [{picture.length}]")
    word = (f"time since {record.epoch}" if record.epoch else "coordinate time") if is_own else \
        f"time in the frame of {frame.name}"
    ax.set_ylabel(f"{word} [{picture.unit}]")
    cut = f", first {messages_max:,} messages" if len(record.messages) > messages_max else ""
    seen = "" if is_own else f", in the frame of {frame.name}"
    titled(ax, f"{record.scenario}: world lines{seen}{cut}", pad=max(6.0, above + 8.0))
    handles, labels = ax.get_legend_handles_labels()
    unique = dict(zip(labels, handles))
    if unique:
        # Of a figure of its own: equal scales leave the axes smaller than the layout gave them
        # room, and a legend beside them would be cut off.
        place = {"loc": "outside right upper"} if len(ax.figure.axes) == 1 else {"loc": "best"}
        owner = ax.figure if len(ax.figure.axes) == 1 else ax
        owner.legend(unique.values(), unique.keys(), frameon=False, **place)
