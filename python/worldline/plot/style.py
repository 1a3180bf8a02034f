# SPDX-License-Identifier: Apache-2.0
"""What all pictures share: colours, shapes, axes, units of time."""
import numpy as np

from worldline.extras import need

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


def marks(verdict):
    colour, marker, is_filled = VERDICTS[verdict]
    return {"marker": marker, "edgecolors": colour, "linewidths": 0.8 if is_filled else 1.6,
            "facecolors": colour if is_filled else "none"}


def axes(ax, size):
    if ax is not None:
        return ax
    need("matplotlib")
    from matplotlib import pyplot
    return pyplot.figure(figsize=size, layout="constrained").add_subplot()


def plain(ax):
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def titled(ax, text, viewer=None, pad=None):
    """A title, and under it whose view this is: of the apparatus, or of the agent `viewer`.

    The apparatus sees all agents and coordinate time, which nobody inside can have.
    `pad` is the room below the title [points].
    """
    view = "apparatus view" if viewer is None else f"agent view: what {viewer} could know"
    ax.set_title(f"{text}\n{view}", loc="left", pad=pad)


def thinned(n, n_max):
    """Places of at most `n_max` of n values, evenly spread, the first and the last among them."""
    return np.arange(n) if n <= n_max else np.unique(np.linspace(0, n - 1, n_max).astype(int))


def spread(time, n_max):
    """Places of at most about `n_max` of the ascending times, evenly spread over the time."""
    if len(time) <= n_max:
        return np.arange(len(time))
    bins = ((time - time[0]) / max(time[-1] - time[0], 1e-300) * n_max).astype(int)
    return np.unique([*np.unique(bins, return_index=True)[1], len(time) - 1])


def unit_of(seconds):
    """The largest unit of which `seconds` holds at least two: its name, and its length [s]."""
    return next(((name, scale) for name, scale in _UNITS if seconds >= 2 * scale), _UNITS[-1])


def time_word(record):
    return f"time since {record.epoch}" if record.epoch else "coordinate time"
