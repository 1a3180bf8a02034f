# SPDX-License-Identifier: Apache-2.0
"""What one agent heard, said and found, by its own clock: nothing that it could not know."""
import numpy as np

from worldline.plot.style import COLOURS, VERDICTS, axes, marks, plain, titled, unit_of


def draw(record, ax, viewer, messages_max):
    """As `Plots.spacetime` with ``by``."""
    number = record.agent(viewer)
    viewer = record.agent_names[number]
    count, reading = _readings(record, number)
    heard = _at(_heard(record, viewer, messages_max), count, reading)
    said = _at(_said(record, number, messages_max), count, reading)
    found = _found(record, number)
    others = sorted({*heard["other"], *said["other"]} - {number})
    place = {other: at for at, other in enumerate(sorted([*others, number]))}
    unit, scale = unit_of(max([0.0, *heard["reading"], *said["reading"], *found["reading"]]))
    ax = axes(ax, (max(5.6, 1.6 + 1.15 * len(place)), 5.2))
    ax.axvline(place[number], color="#BBBBBB", linewidth=1.2, zorder=1)
    _draw_messages(ax, record, heard, place, number, scale)
    _draw_messages(ax, record, said, place, number, scale, said_by=viewer)
    labels = record.labels("verdict")
    for name in VERDICTS:
        chosen = found["verdict"] == labels.index(name)
        if chosen.any():
            ax.scatter(np.full(chosen.sum(), place[number]), found["reading"][chosen] / scale, s=70,
                       zorder=4, label=name.replace("_", " "), **marks(name))
    ax.set_xticks(range(len(place)), [record.agent_names[other] for other in place],
                  rotation=45 if len(place) > 10 else 0)
    ax.set_xlim(-0.5, len(place) - 0.5)
    ax.set_ylim(bottom=0)
    ax.set_ylabel(f"{viewer} reads [{unit}]")
    titled(ax, f"{record.scenario}: what {viewer} heard, said and found", viewer)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    return plain(ax)


def _readings(record, number):
    """Own counts and readings [s] of an agent's transitions, in order, as far as they are known:
    where readings were recorded, else those at which it judged."""
    counts, readings = [], []
    for table, owner in ((record.readings, "agent"), (record.assessments, "assessor")):
        mine = table.rows({owner: number})
        counts.append(table["interior_time"].take(mine))
        readings.append(table["reading"].take(mine) + table["reading_fraction"].take(mine))
    counts, first = np.unique(np.concatenate(counts), return_index=True)
    if len(counts) == 0:
        raise ValueError(f"no reading of {record.agent_names[number]} was recorded, so there is "
                         "nothing to draw by; `record: {readings: all}` records them")
    return counts, np.concatenate(readings)[first] * record.resolution


def _at(messages, count, reading):
    """Messages with the reading at which the viewer heard or said them, where it is known."""
    at = np.searchsorted(count, messages["count"])
    at = np.minimum(at, len(count) - 1)
    known = count[at] == messages["count"]
    return {"reading": reading[at][known],
            **{name: values[known] for name, values in messages.items()}}


def _heard(record, viewer, messages_max):
    rows = record.worldline(viewer, columns=("interior_time", "heard", "sender"))
    rows = rows[rows["sender"].notna()].head(messages_max)
    kinds, names = record.names("message_kinds"), record.agent_names
    numbers = {name: at for at, name in enumerate(names)}
    return {"count": rows["interior_time"].to_numpy(),
            "other": np.array([numbers[str(name)] for name in rows["sender"]], int),
            "kind": np.array([kinds.index(str(kind)) for kind in rows["heard"]], int)}


def _said(record, number, messages_max):
    table = record.messages
    rows = table.rows({"sender": number})[:messages_max]
    return {"count": table["interior_time"].take(rows), "other": table["receiver"].take(rows),
            "kind": table["kind"].take(rows)}


def _found(record, number):
    table = record.assessments
    rows = table.rows({"assessor": number})
    return {"reading": table["reading"].take(rows) * record.resolution,
            "verdict": table["verdict"].take(rows)}


def _draw_messages(ax, record, messages, place, viewer, scale, said_by=None):
    """Arrows at the reading of the viewer: when the other end was, it does not know."""
    kinds = record.names("message_kinds")
    for kind in np.unique(messages["kind"]):
        chosen = messages["kind"] == kind
        colour = COLOURS[int(kind) % len(COLOURS)]
        for other, reading in zip(messages["other"][chosen], messages["reading"][chosen] / scale):
            ends = [(place[other], reading), (place[viewer], reading)]
            start, stop = ends[::-1] if said_by else ends
            ax.annotate("", stop, start, zorder=2, arrowprops={
                "arrowstyle": "->", "color": colour, "linewidth": 1.4,
                "linestyle": "--" if said_by else "-"})
        ax.plot([], [], color=colour, linestyle="--" if said_by else "-",
                label=f"{kinds[kind]}, {'said' if said_by else 'heard'}")
    ax.update_datalim([(0, reading / scale) for reading in messages["reading"]])
    ax.autoscale_view()
