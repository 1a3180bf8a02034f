# SPDX-License-Identifier: Apache-2.0
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Obligation or promise? A hub at its limit
#
# **Claim.** Who commands corrections must find time for each of them, and what is commanded waits
# in a queue. Who only publishes a policy, and leaves the keeping of it to those who promised to,
# has no queue. Both are paid for in messages, and both are counted here.
#
# For teachers: one formula, of a queue with one server. Every number that is claimed is checked by
# an `assert`; all figures are the apparatus's view, for no machine sees another one's wait.

# %%
import matplotlib.pyplot as plt
import numpy as np
import worldline as wl

print("worldline", wl.__version__)

SERVICE, WAY = 10.0, 10.0  # [ms]

SCENARIO = """
format: worldline/1
scenario: hub
seed: 1
time: {resolution: 1 us, until: 100 s}
types: {correction: {domain: number}}
network: {graphs: {star: {kind: star, among: [hub, machine], delay: 10 ms}}}
promises:
  heeds:
    {promiser: machine, promisees: [hub], accept: {type: correction, impositions: true}}
agents:
  hub: {behaviour: hub, service: 10 ms, publishes_every: 10 s}
  machine: {count: COUNT, behaviour: node, hub: hub, mode: MODE, drift_rate: 1 Hz,
            reports_every: 10 s, corrects_after: 10 ms}
"""


def run(count, mode, **options):
    text = SCENARIO.replace("COUNT", str(count)).replace("MODE", mode)
    return wl.run(text, record="full", **options)


# %% [markdown]
# ## Waiting for a command
#
# Machines drift once a second each, by chance. A drift is reported, the hub works on one at a time
# for 10 ms, and commands a correction. So `n` machines ask for a share `n / 100` of its time: its
# *load*.
#
# **Predict:** with 50 machines the hub is busy for half of its time. How long does a report wait
# for its turn? And with 90?

# %%
def waits(record):
    """What each answered report waited for its turn at the hub [ms]."""
    heard = record.messages.to_pandas()
    heard["received"] = heard.received.astype(float) / 1e3
    heard = heard[heard.received >= 0]

    def times(kind, end):
        rows = heard[heard.kind == kind]
        return {who: np.sort(of.received) for who, of in rows.groupby(end, observed=True)}

    reports, commands = times("report", "sender"), times("imposition", "receiver")
    return np.concatenate([  # first come, first served
        commands[who] - WAY - SERVICE - said[:len(commands[who])]
        for who, said in reports.items() if who in commands])


loads = [0.2, 0.5, 0.7, 0.8, 0.9, 0.95]
seeds = range(1, 5)
mean_waits = {load: np.array([waits(run(round(100 * load), "obligation", seed=seed)).mean()
                              for seed in seeds]) for load in loads}


def formula(load):
    """The mean wait of a queue with constant service: Pollaczek 1930 [ms]."""
    return SERVICE * load / (2 * (1 - load))


for load, found in mean_waits.items():
    print(f"load {load:4.2f}: waits {found.mean():6.1f} ms (runs {found.min():.1f} to "
          f"{found.max():.1f}), by formula {formula(load):6.1f}")
assert abs(mean_waits[0.5].mean() - formula(0.5)) < 0.8
assert abs(mean_waits[0.8].mean() - formula(0.8)) < 4.0

# %% [markdown]
# The wait grows without bound as the load comes near 1. Near it one run says little: the spread of
# four runs at 0.95 is as large as the wait at 0.8.

# %%
fine = np.linspace(0.05, 0.96, 200)
figure, axes = plt.subplots(figsize=(7, 3.6))
axes.plot(fine, formula(fine), color="0.6", label="formula")
for load, found in mean_waits.items():
    axes.plot([load] * len(found), found, "o", color="C0", markersize=4,
              label="one run of 100 s" if load == loads[0] else None)
axes.axvline(1.0, color="C3", linewidth=1)
axes.set(xlabel="load of the hub (machines / 100)", ylabel="mean wait [ms]",
         title="Waiting for a command: apparatus view")
axes.legend()
plt.show()

# %% [markdown]
# ## Those who keep it themselves
#
# The same machines, the same drifts. Now each has promised to keep the policy itself, and the hub
# only publishes it. **Predict:** what do they wait, and what do they cost in messages?

# %%
def per_second(record):
    """Messages of each kind a second."""
    kinds = record.messages.to_pandas().kind.value_counts() / 100.0
    return {str(kind): float(n) for kind, n in kinds.items() if n > 0}


costs = {mode: per_second(run(80, mode)) for mode in ("obligation", "promise")}
for mode, kinds in costs.items():
    print(f"{mode:10}", {kind: round(n, 1) for kind, n in kinds.items()}, "all:",
          round(sum(kinds.values()), 1))
assert "imposition" not in costs["promise"] and "report" not in costs["promise"]
assert costs["promise"]["policy"] == costs["obligation"]["policy"] == 8.0
assert sum(costs["promise"].values()) < sum(costs["obligation"].values()) / 5

# %% [markdown]
# Publishing and status reports cost the same on both sides. An obligation adds four messages for
# each drift: the report, the command, that it was heeded, and how things stood by then. Nobody
# waits for anybody where machines keep the policy themselves, at any load.
#
# ## When the centre goes away
#
# In `hub-promise` there are fifty machines of each kind, and half-way both hubs leave.
# **Predict:** which curve goes flat?

# %%
record = wl.run("hub-promise")
rows = record.messages.to_pandas()
commands = np.sort(rows[(rows.kind == "imposition") & (rows.received >= 0)].received) / 1e6
acts = record.transitions.to_pandas()
acts = acts[acts.agent.astype(str).str.startswith("self_kept") & (acts.time > 0)]
own = np.sort(np.concatenate([  # a correction comes 10 ms after a drift
    of.time[(of.time - 10_000).isin(of.time)] for _, of in acts.groupby("agent", observed=True)]))
own = own / 1e6

figure, axes = plt.subplots(figsize=(7, 3.6))
for times, label in ((commands, "commands that reach machines"),
                     (own, "what the others put right by themselves")):
    axes.step([*times, 100.0], [*range(1, len(times) + 1), len(times)], where="post", label=label)
axes.axvline(55.0, color="C3", linewidth=1)
axes.set(xlabel="time [s]", ylabel="so far", title="The hub leaves at 55 s: apparatus view")
axes.legend()
plt.show()
assert commands.max() < 55.1
assert (own > 55).sum() > 0.4 * len(own)

# %% [markdown]
# The commanded machines stay as they have drifted since. The others never needed the hub but for a
# *new* policy, and that is what they will miss: a promise keeps what was agreed, and a change of
# mind must still travel.
