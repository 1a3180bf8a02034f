# SPDX-License-Identifier: Apache-2.0
"""How far clocks are off."""
import numpy as np

from worldline.conditions import some
from worldline.plot.messages import times_of
from worldline.plot.style import COLOURS, axes, plain, spread, time_word, titled, unit_of


def draw(record, ax, relative_to, agents):
    """As `Plots.clocks`."""
    offsets, against = _offsets(record, relative_to, agents)
    ax = axes(ax, (7.5, 4.5))
    unit, scale = unit_of(record.until)
    far = max([0.0, *(abs(offset).max() for _, offset in offsets.values() if len(offset))])
    off_unit, off_scale = unit_of(far) if far >= 2e-3 else ("us", 1e-6)
    for number, (name, (t, offset)) in enumerate(offsets.items()):
        few = spread(t, 40)
        ax.plot(t[few] / scale, offset[few] / off_scale, color=COLOURS[number % len(COLOURS)],
                marker="osD^v<>p"[number % 8], markersize=11 - 2.2 * (number % 4),
                markerfacecolor="none", linewidth=1.3,
                label=_with_rate(name, rate_per_day(t, offset)))
    ax.axhline(0, color="#BBBBBB", linewidth=1, zorder=0)
    ax.set_xlabel(f"{time_word(record)} [{unit}]")
    ax.set_ylabel(f"reading less {against} [{off_unit}]")
    titled(ax, f"{record.scenario}: how far each clock is off")
    if offsets:
        ax.legend(frameon=False)
    return plain(ax)


def _with_rate(name, rate):
    """A name, and how much its clock gains [s a day], in the unit in which one can read it."""
    if np.isnan(rate):
        return name
    if abs(rate) >= 1.0:
        return f"{name}: {rate:+,.6g} s/d"
    if 0.0 < abs(rate) < 1e-7:
        return f"{name}: {round(rate * 1e9, 3) + 0.0:+.3f} ns/d"
    return f"{name}: {round(rate * 1e6, 3) + 0.0:+.3f} us/d"  # no negative zero


def draw_both(record, relative_to, agents):
    """As `Plots.clocks` with ``allan=True``: two Axes side by side."""
    from matplotlib import pyplot
    figure = pyplot.figure(figsize=(12.5, 4.5), layout="constrained")
    both = figure.subplots(1, 2)
    draw(record, both[0], relative_to, agents)
    draw_allan(record, both[1], relative_to, agents)
    return both


def draw_allan(record, ax, relative_to, agents):
    """As `Plots.allan`."""
    offsets, against = _offsets(record, relative_to, agents)
    ax = axes(ax, (6.5, 4.5))
    for number, (name, (t, offset)) in enumerate(offsets.items()):
        tau, deviation = stability(t, offset)
        if len(tau):
            ax.loglog(tau, deviation, color=COLOURS[number % len(COLOURS)], linewidth=1.3,
                      marker="osD^v<>p"[number % 8], markersize=5, label=name)
    ax.grid(True, which="both", color="#EEEEEE", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.set_xlabel("averaging time [s]")
    ax.set_ylabel(f"overlapping Allan deviation against {against}")
    titled(ax, f"{record.scenario}: how steady each clock is")
    if ax.get_lines():
        ax.legend(frameon=False)
    else:
        ax.text(0.5, 0.5, "no deviation: fewer than three readings,\nor rates that do not change",
                ha="center", va="center", transform=ax.transAxes)
    return plain(ax)


def stability(time, offset):
    """Overlapping Allan deviation of a clock.

    Parameters
    ----------
    time, offset : ndarray, shape (n,), unit s
        Offsets are taken from straight lines at even steps, of the median of those given; for
        readings at even steps that changes nothing.

    Returns
    -------
    tau, deviation : ndarray, shape (m,), unit s and 1
        Averaging times 1, 2, 4, ... steps; empty for fewer than three offsets. Deviations below
        1e-18, which is less than the readings can tell, are left out.
    """
    time, first = np.unique(time, return_index=True)
    if len(time) < 3:
        return np.empty(0), np.empty(0)
    from worldline import spacetime
    step = float(np.median(np.diff(time)))
    even = time[0] + step * np.arange(int((time[-1] - time[0]) / step + 1e-9) + 1)
    factors = 2**np.arange(int(np.log2(max((len(even) - 1) // 2, 1))) + 1)
    phase = np.interp(even, time, offset[first])
    deviation = np.atleast_1d(spacetime.overlapping_deviation(phase, step, factors))
    told = deviation > 1e-18
    return factors[told] * step, deviation[told]


def _offsets(record, relative_to, agents):
    """Offsets that are wanted, as of `clock_offsets`, and what they are against."""
    whole = clock_offsets(record)
    for name in [*(agents or ()), *([relative_to] if relative_to else ())]:
        if name not in whole:
            raise KeyError(f"there are no readings of {name}; {some(list(whole))}")
    offsets = whole if agents is None else {name: whole[name] for name in agents}
    if relative_to is None:
        return offsets, "coordinate time"
    time, reference = whole[relative_to]
    return {name: (t, offset - np.interp(t, time, reference))
            for name, (t, offset) in offsets.items() if name != relative_to}, \
        f"{relative_to}'s clock"


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
