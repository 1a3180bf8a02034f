# SPDX-License-Identifier: Apache-2.0
"""How far clocks are off."""
import numpy as np

from worldline.plot.messages import times_of
from worldline.plot.style import COLOURS, axes, plain, spread, time_word, unit_of

def draw(record, ax, relative_to, agents):
    """As `Plots.clocks`."""
    offsets = clock_offsets(record)
    if agents is not None:
        offsets = {name: offsets[name] for name in agents}
    against = "coordinate time"
    if relative_to is not None:
        time, reference = clock_offsets(record)[relative_to]
        offsets = {name: (t, offset - np.interp(t, time, reference))
                   for name, (t, offset) in offsets.items() if name != relative_to}
        against = f"{relative_to}'s clock"
    ax = axes(ax, (7.5, 4.5))
    unit, scale = unit_of(record.until)
    for number, (name, (t, offset)) in enumerate(offsets.items()):
        some = spread(t, 40)
        rate = round(rate_per_day(t, offset) * 1e6, 3) + 0.0  # no negative zero
        ax.plot(t[some] / scale, offset[some] * 1e6, color=COLOURS[number % len(COLOURS)],
                marker="osD^v<>p"[number % 8], markersize=11 - 2.2 * (number % 4),
                markerfacecolor="none", linewidth=1.3,
                label=name if np.isnan(rate) else f"{name}: {rate:+.3f} us/d")
    ax.axhline(0, color="#BBBBBB", linewidth=1, zorder=0)
    ax.set_xlabel(f"{time_word(record)} [{unit}]")
    ax.set_ylabel(f"reading less {against} [us]")
    ax.set_title(f"{record.scenario}: how far each clock is off", loc="left")
    if offsets:
        ax.legend(frameon=False)
    return plain(ax)


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
    time, known = times_of(record, agent, table["interior_time"][:])
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
