# SPDX-License-Identifier: Apache-2.0
"""How trust went."""
import numpy as np

from worldline.hypergraph import pack
from worldline.plot.style import COLOURS, axes, plain, thinned, time_word, titled, unit_of


def draw(record, ax, by, in_, pairs_max):
    """As `Plots.trust`."""
    pairs = trust_pairs(record, by, in_)
    ax = axes(ax, (8.5, 5))
    unit, scale = unit_of(record.until)
    observers = sorted({pair[0] for pair in pairs[:pairs_max]})
    promisers = sorted({pair[1] for pair in pairs[:pairs_max]})
    viewer = record.agent_names[observers[0]] if len(observers) == 1 else None
    times, end = _time_axis(record, viewer, [rows for *_, rows in pairs[:pairs_max]])
    trusts = record.assessments["trust"]
    ends, names = [], record.agent_names
    for number, (observer, promiser, rows) in enumerate(pairs[:pairs_max]):
        some = rows[thinned(len(rows), 400)]
        time = np.append(times.take(some) * record.resolution, end) / scale
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
    ax.set_xlabel(f"{f'{viewer} reads' if viewer else time_word(record)} [{unit}]")
    ax.set_ylabel("expected share of kept promises")
    whose = f", as {viewer} sees it" if viewer else ""
    cut = f" ({pairs_max} of {len(pairs)} pairs)" if len(pairs) > pairs_max else ""
    titled(ax, f"{record.scenario}: trust{whose}{cut}", viewer)
    return plain(ax)


def _time_axis(record, viewer, rows):
    """The column to draw over, and where it ends [s]: readings for one observer, else times."""
    if viewer is None:
        return record.assessments["time"], \
            record.until if np.isnan(record.ended) else record.ended
    readings = record.assessments["reading"]
    last = max(int(readings.take(some[-1:])[0]) for some in rows) * record.resolution
    return readings, last * 1.02


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
