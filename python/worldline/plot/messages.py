# SPDX-License-Identifier: Apache-2.0
"""Who told whom what, and when: agents side by side."""
import numpy as np

from worldline.hypergraph import pack
from worldline.plot.style import (COLOURS, VERDICTS, axes, marks, plain, time_word,
                                  titled, unit_of)


def draw(record, ax, agents, messages_max):
    """As `Plots.spacetime` of a scenario without space."""
    names = record.agent_names
    chosen = list(range(min(24, len(names)))) if agents is None else \
        [record.agent(name) for name in agents]
    place = np.full(len(names), -1)
    place[chosen] = np.arange(len(chosen))
    sent = _sent(record, messages_max, place)
    is_cut = len(record.messages) > messages_max
    last = sent["received"].max() if is_cut and len(sent["received"]) else np.inf
    found = _found(record, place, last)
    unit, scale = unit_of(max([0.0, *sent["received"], *found["time"]]))
    ax = axes(ax, (max(5.6, 1.6 + 1.15 * len(chosen)), 5.2))
    ax.vlines(range(len(chosen)), 0, 1, transform=ax.get_xaxis_transform(), color="#BBBBBB",
              linewidth=1.2, zorder=1)
    _draw_messages(ax, record, sent, scale)
    _draw_due(ax, record, scale)
    _draw_verdicts(ax, record, found, scale)
    ax.set_xticks(range(len(chosen)), [names[at] for at in chosen],
                  rotation=45 if len(chosen) > 10 else 0)
    ax.set_xlim(-0.5, max(len(chosen) - 0.5, 0.5))
    ax.set_ylabel(f"{time_word(record)} [{unit}]")
    cut = f", first {messages_max:,} messages" if is_cut else ""
    titled(ax, f"{record.scenario}: who heard what, and what each found{cut}")
    if len(sent["kind"]) or len(found["time"]):
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    return plain(ax)


def times_of(record, agent, interior_time):
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
    time, known = times_of(record, columns["sender"], columns["interior_time"])
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
                       label=name.replace("_", " "), **marks(name))


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
