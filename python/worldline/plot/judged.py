# SPDX-License-Identifier: Apache-2.0
"""Who found what."""
import numpy as np

from worldline import verdicts as _verdicts
from worldline.plot.style import VERDICTS, axes, marks, plain, titled

_HATCHES = {"kept": "", "broken": "xx", "not_kept": "//", "undecided": "..", "invalidated": "\\\\"}


def draw(record, ax, by, promise, observer):
    """As `Plots.verdicts`."""
    if by == "occurrence":
        return _strip(record, ax, promise, observer)
    keys, table = _verdicts.counts(record, [by], **record._asked(promise, observer))
    names = [record.agent_names[at] for at in keys[0]] if by != "type" else \
        [record.names("types")[at] for at in keys[0]]
    ax = axes(ax, (8, 1.4 + 0.36 * max(len(names), 2)))
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
    titled(ax, f"{record.scenario}: {whose}{', by' if by != 'observer' else ' of each'} {by}",
           observer)
    if len(names):
        ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return plain(ax)


def _strip(record, ax, promise, observer):
    found = _verdicts.last(record, **record._asked(promise, observer))
    both = np.stack([found["promise"], found["assessor"].astype(np.uint64)])
    lines, line = np.unique(both, axis=1, return_inverse=True)
    line, n_lines = line.reshape(-1), lines.shape[1]
    ax = axes(ax, (8, 1.3 + 0.5 * max(n_lines, 1)))
    labels = record.labels("verdict")
    for verdict in VERDICTS:
        chosen = found["verdict"] == labels.index(verdict)
        if chosen.any():
            ax.scatter(found["occurrence"][chosen], line[chosen], zorder=3,
                       label=verdict.replace("_", " "), **marks(verdict),
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
    titled(ax, f"{record.scenario}: each observer's verdict on each occurrence{what}", observer)
    if n_lines:
        ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return plain(ax)
