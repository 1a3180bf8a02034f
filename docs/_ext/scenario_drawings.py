# SPDX-License-Identifier: Apache-2.0
"""Pictures that one page needs and no other record would: named in `x-page` as those of `Plots`."""
import numpy as np
from worldline.plot.style import COLOURS, axes, plain, titled

#: Of the hubs that are drawn: group of machines, and the load that it makes.
_LOADS = {"half": 0.5, "eighty": 0.8, "ninety": 0.9, "near": 0.95}
_SERVICE, _WAY, _UNTIL = 10e-3, 10e-3, 100.0  # [s] as both scenarios say


def _received(record, kind, by):
    """When messages of a kind were heard [s], by who is at their end `by`: dict of str to array."""
    rows = record.messages.to_pandas(seconds=True)
    rows = rows[(rows.kind.astype(str) == kind) & (rows.received < _UNTIL)]  # lost: no number
    return {who: np.sort(of.received.to_numpy()) for who, of in rows.groupby(by, observed=True)}


def waits(record, group):
    """What each answered report of a group waited for its turn [s]: first said, first answered."""
    reports = _received(record, "report", "sender")
    commands = _received(record, "imposition", "receiver")
    return np.concatenate([commands[who] - _WAY - _SERVICE - heard[:len(commands[who])]
                           for who, heard in reports.items()
                           if who.rpartition("_")[0] == group and who in commands])


def wait_against_load(record, ax=None):
    """The mean wait at each hub with one server and constant service, and Pollaczek's formula."""
    load = np.linspace(0.05, 0.96, 200)
    ax = axes(ax, (7, 3.8))
    ax.plot(load, 1e3 * _SERVICE * load / (2 * (1 - load)), color="0.6", label="by formula")
    for group, at in _LOADS.items():
        found = 1e3 * waits(record, group)
        words = ("eight of ten reports", "mean of this run") if at == 0.5 else (None, None)
        ax.plot([at, at], np.quantile(found, [0.1, 0.9]), color=COLOURS[3], linewidth=5,
                alpha=0.5, solid_capstyle="butt", label=words[0])
        ax.plot(at, found.mean(), "o", color=COLOURS[0], label=words[1])
    ax.axvline(1.0, color=COLOURS[5], linewidth=1, label="all that the hub can serve")
    ax.set(xlabel="load of the hub", ylabel="wait for its turn [ms]", xlim=(0, 1.05))
    ax.set_ylim(bottom=0)
    titled(ax, f"{record.scenario}: what a report waits for its turn")
    ax.legend(frameon=False, loc="upper left")
    return plain(ax)


def _own_corrections(record):
    """When machines put a part right by themselves [s]: a service after something of their own."""
    rows = record.transitions.to_pandas()
    step = round(_SERVICE / record.resolution)
    rows = rows[(rows.time > 0) & rows.agent.astype(str).str.startswith("self_kept")]
    found = [of.time[of.time.sub(step).isin(of.time)].to_numpy()
             for _, of in rows.groupby("agent", observed=True)]
    return np.sort(np.concatenate(found)) * record.resolution


def corrections(record, ax=None):
    """How many parts had been put right by each time, by command and by the machines themselves."""
    commands = np.sort(np.concatenate(list(_received(record, "imposition", "receiver").values())))
    ax = axes(ax, (7, 3.8))
    for times, colour, word in ((commands, COLOURS[0], "commanded machines"),
                                (_own_corrections(record), COLOURS[1], "those that keep it")):
        ax.step([*times, _UNTIL], [*range(1, len(times) + 1), len(times)], where="post",
                color=colour, label=word)
    ax.set(xlabel="coordinate time [s]", ylabel="parts put right so far")
    titled(ax, f"{record.scenario}: fifty machines of each kind; at 55 s both hubs leave")
    ax.legend(frameon=False, loc="upper left")
    return plain(ax)
