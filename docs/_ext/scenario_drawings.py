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


def _findings(record, by, of):
    """What an observer found of promisers whose names begin so, and of which, and when [h]."""
    rows = record.assessments.to_pandas(where={"assessor": record.agent(by)}, seconds=True)
    promiser = rows.promise.astype(str).str.partition("#")[0]
    rows = rows.assign(promiser=promiser, hours=rows.reading / 3600,
                       is_kept=rows.verdict.astype(str) == "kept")
    return rows[promiser.str.startswith(of)]


def role_and_identity(record, ax=None, hours=1_000.0):
    """Trust in the cow that a stall has at the time, in a dog that stays, and in the role."""
    ax = axes(ax, (7, 3.8))
    all_cows = _findings(record, "farmer", "stalls_")
    n = np.arange(1, len(all_cows) + 1)
    role = (all_cows.is_kept.cumsum() + 1) / (n + 2)
    ax.plot(all_cows.hours, role, color=COLOURS[5], label="in the role, all ten stalls")
    dogs = _findings(record, "family", "dogs_")
    dog = dogs[dogs.promiser == "dogs_1"]
    ax.step(dog.hours, dog.trust, where="post", color=COLOURS[4], label="in one dog")
    cows = all_cows[all_cows.promiser.str.startswith("stalls_1.")]
    for number, (_, of) in enumerate(cows.groupby("promiser", sort=False)):
        before = of.hours.iloc[0] - 10
        ax.step([before, *of.hours], [0.5, *of.trust], where="post", color=COLOURS[0],
                label=None if number else "in the cow of the first stall")
    ax.set(xlabel="time [h]", ylabel="expected share of kept shifts", xlim=(0, hours), ylim=(0, 1))
    titled(ax, f"{record.scenario}: what is expected of the next shift")
    ax.legend(frameon=False, loc="lower right")
    return plain(ax)


def obedience(record, ax=None):
    """How many follow each day's order, and how many would by the mean."""
    rows = record.messages.to_pandas(seconds=True)
    heard = rows.received[rows.kind.astype(str) == "outcome"]
    day, n = np.unique((heard // 86_400).astype(int), return_counts=True)
    ax = axes(ax, (7, 3.8))
    ax.plot(day, 900 * 0.99**day, color="0.6", label="900 · 0.99ⁿ")
    ax.plot(day, n, ".", color=COLOURS[0], label="who followed the order of day n")
    ax.axhline(1_000, color=COLOURS[5], linewidth=1, label="who was ordered to")
    ax.set(xlabel="day n", ylabel="citizens", ylim=(0, 1_050))
    titled(ax, f"{record.scenario}: orders and obedience")
    ax.legend(frameon=False, loc="lower left")
    return plain(ax)
