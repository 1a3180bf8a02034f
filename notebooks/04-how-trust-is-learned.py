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
# # How trust is learned, and gamed
#
# **Claim.** Trust is what one observer expects of another's promises. How it is learned is a
# choice, and each rule has its own blind spot: who knows the rule can use it.
#
# We give one history to eight rules, then try three tricks on them: to harvest a good name, to
# slander with many voices, and to wait until the past has faded. Every number that is claimed is
# checked by an `assert`.

# %%
import matplotlib.pyplot as plt
import numpy as np
import worldline as wl

print("worldline", wl.__version__)

# %% [markdown]
# ## One history, eight rules
#
# Ann promises one thing a day for 300 days, within an hour, and Bob judges. For 100 days nearly all
# goes well (one in twenty fails), then for 60 days every second promise is broken, and then she is
# good again. The table below is her diary; the simulator replays it.

# %%
DAY, HOUR = 86_400, 3_600
rng = np.random.default_rng(7)
share = np.r_[np.full(100, 0.95), np.full(60, 0.5), np.full(140, 0.95)]
kept = rng.random(300) < share
with open("diary.csv", "w") as file:
    print("who,to,made,due,ended,how", file=file)
    for day, is_kept in enumerate(kept):
        made, ended = day * DAY, day * DAY + (HOUR // 4 if is_kept else 3 * HOUR)
        print(f"ann,bob,{made},{made + HOUR},{ended},{'came' if is_kept else 'failed'}", file=file)

DIARY = """
format: worldline/1
scenario: diary
summary: Three hundred promises of Ann, and what Bob makes of them.
seed: 1
time: {resolution: 1 s, until: 301 d}
types: {task: {domain: event}}
network: {delay: 1 s}
judges: {in_time: {rule: deadline, time_of: stated, patience: 1 d}}
trust: RULE
traces:
  diary:
    file: diary.csv
    columns: {promiser: who, promisee: to, made: made, due: due, ends: ended, outcome: how}
    give: {type: task}
    outcomes: {came: happened, failed: contrary_act}
    promisers: {behaviour: steward}
    promisees: {judges: {diary: in_time}}
"""
RULES = {
    "beta": "{rule: beta}",
    "beta, 30 days": "{rule: beta, half_life: 30 d}",
    "token_value": "{rule: token_value, half_life: 30 d}",
    "ledger": "{rule: ledger, weak: -40, strong: 40}",
    "weighted_history": "{rule: weighted_history}",
    "brier": "{rule: brier}",
    "exponential_smoothing": "{rule: exponential_smoothing}",
    "trustability": "{rule: trustability, interval: 1 d}",
}


def courses(rules):
    """Trust of Bob in Ann after each of her promises, by rule."""
    found = {}
    for name, rule in rules.items():
        open("diary.yaml", "w").write(DIARY.replace("RULE", rule))
        record = wl.run("diary.yaml")
        found[name] = record.trust(by="bob", in_="ann").trust.to_numpy()
        print(f"{name:22} digest {record.digest}")
    return found


course = courses(RULES)

# %% [markdown]
# **Predict** before you look: which rule notices the bad days first? Which one forgives first?
# Which one never forgives?

# %%
fig, axes = plt.subplots(2, 4, figsize=(12, 5), sharex=True, sharey=True)
for ax, (name, trust) in zip(axes.flat, course.items()):
    ax.axvspan(100, 160, color="0.9")
    ax.plot(np.arange(300), trust, linewidth=1.2)
    ax.plot(np.arange(300), share, color="0.5", linewidth=0.8, linestyle=":")
    ax.set_title(name, loc="left", fontsize=10)
    ax.set_ylim(0, 1.02)
fig.supxlabel("day")
fig.supylabel("trust of Bob in Ann (agent view)")
fig.tight_layout()

# %% [markdown]
# The dotted line is what Ann's share really is; only we know it. Grey: the bad days.
#
# How soon does each rule see the change? We count days until trust has gone half of the way from
# its mean over the last ten good days to its lowest point of the bad ones.

# %%
def days_until_half(trust):
    before, lowest = trust[90:100].mean(), trust[100:160].min()
    return int(np.argmax(trust[100:] < (before + lowest) / 2)) + 1


delay = {name: days_until_half(trust) for name, trust in course.items()}
for name, days in sorted(delay.items(), key=lambda one: one[1]):
    print(f"{name:22} {days:3} days;  trust in the end {course[name][-1]:.2f}")

assert delay["trustability"] < delay["exponential_smoothing"] < delay["beta"]
assert (np.diff(course["brier"]) <= 0).all() and course["brier"][-1] < 0.3
assert course["beta"][-1] > 0.8 and course["ledger"][-1] == 1.0

# %% [markdown]
# - `trustability` sees it at once, and just as quickly forgets: half of the past is gone in less
#   than one promise. It shows the weather, not the climate.
# - `beta` weighs every day alike. It is slow to see, and slow to forgive.
# - `brier` takes every promise that states no probability for one that is certain. It can only
#   fall, so it never forgives; it was made for forecasts.
# - `ledger` is full at its upper threshold and knows nothing of what lies above it: after the good
#   days it can lose points for a while before anybody sees it.
#
# `worldline describe trust NAME` says of each rule what it loses.
#
# ## Trick one: harvest a good name
#
# Mallory keeps 200 small promises. Then she makes one large one, and breaks it. What does Bob
# expect of the large one?

# %%
HARVEST = """
format: worldline/1
scenario: harvest
summary: Two hundred small promises kept, one large one broken.
seed: 1
time: {resolution: 1 s, until: 300 d}
types: {small: {domain: event}, large: {domain: event}}
network: {delay: 1 s}
judges: {in_time: {rule: deadline, tolerance: 1 h, patience: 1 h}}
trust: RULE
promises:
  parcels: {promiser: mallory, promisees: [bob], give: {type: small},
            schedule: {period: 1 d, until: 200 d}}
  ship: {promiser: mallory, promisees: [bob], give: {type: KIND}, due: 250 d}
agents:
  mallory: {behaviour: steward, keeps: {parcels: {at: 0 s}}}
  bob: {judges: {parcels: in_time, ship: in_time}}
"""


def harvest(rule, kind):
    """Trust of Bob in Mallory's promises of the ship's type, before and after it."""
    record = wl.run(HARVEST.replace("RULE", rule).replace("KIND", kind))
    trust = record.trust(by="bob", in_="mallory", type=kind).trust.to_numpy()
    return (trust[-2] if len(trust) > 1 else 0.5), trust[-1]  # ½: the prior, of a stranger


for kind in ("small", "large"):
    before, after = harvest("{rule: beta}", kind)
    print(f"the ship is a promise of type {kind}: expected {before:.3f} before, {after:.3f} after")

before, after = harvest("{rule: beta}", "small")
assert before == 201 / 202 and after == 201 / 203
assert harvest("{rule: beta}", "large")[1] == 1 / 3

# %% [markdown]
# Nothing is lost but half a percent of a good name: the rule counts promises and does not see how
# large they are. This is why trust here is kept apart **by type**. If ships are not parcels, Bob
# expects of the first ship what he expects of a stranger's: ½, and afterwards ⅓.
#
# **Think:** who decides what is of one type? Could Mallory choose her types so that harvesting
# pays?
#
# ## Trick two: many voices
#
# Ann has kept ten promises to Eve. Then thirty agents tell Eve that Ann broke a promise to them.
# All of them lie. What is a voice worth?

# %%
LIARS = 30
names = [f"liar_{i}" for i in range(1, LIARS + 1)]


def slander(trust, found_out):
    """Trust of Eve in Ann at the end, and how it went."""
    text = f"""
format: worldline/1
scenario: slander
summary: Thirty liars tell Eve of a broken promise.
seed: 1
time: {{resolution: 1 ms, until: 200 s}}
types: {{delivery: {{domain: event}}, assessment: {{domain: event}}}}
network: {{delay: 1 ms}}
judges: {{soon: {{rule: deadline, tolerance: 100 ms, patience: 100 ms}}}}
trust: {trust}
promises:
  good: {{promiser: ann, promisees: [eve], give: {{type: delivery}},
         schedule: {{period: 1 s, until: 10 s}}}}
  parcel: {{promiser: ann, promisees: [{', '.join(names)}], give: {{type: delivery}}, due: 100 s}}
"""
    for name in names:
        text += (f"  word_of_{name}: {{promiser: {name}, promisees: [eve], "
                 "give: {type: assessment}, schedule: {period: 1 s, until: 60 s}}\n")
    judges = ", ".join(f"word_of_{name}: soon" for name in names) if found_out else ""
    text += "agents:\n  ann: {behaviour: steward, keeps: {good: {at: 0 s}}}\n"
    text += f"  eve: {{judges: {{good: soon{', ' + judges if judges else ''}}}}}\n"
    for name in names:  # what they say they found, Ann never did: nobody brought them anything
        text += f"  {name}: {{behaviour: steward, judges: {{parcel: soon}}, tells: [eve]}}\n"
    record = wl.run(text)
    return record.trust(by="eve", in_="ann").trust.to_numpy()


cases = {
    "nobody is believed": slander("{hearsay: off}", False),
    "strangers count half": slander("{hearsay: weighted}", False),
    "everybody is believed": slander("{hearsay: believed}", False),
    "their word was found wrong before": slander("{hearsay: weighted}", True),
}
fig, ax = plt.subplots(figsize=(8, 4))
for name, trust in cases.items():
    course_of = np.r_[trust, np.full(10 + LIARS - len(trust), trust[-1])]  # what is off stays
    ax.plot(course_of, label=f"{name}: {trust[-1]:.2f}", linewidth=1.5)
ax.set(ylim=(0, 1), xlabel="what Eve has heard (ten parcels, then thirty voices)",
       ylabel="trust of Eve in Ann (agent view)")
ax.legend(frameon=False, loc="lower left");

# %%
assert cases["nobody is believed"][-1] == 11 / 12
assert abs(cases["strangers count half"][-1] - 11 / (12 + LIARS / 2)) < 1e-12
assert abs(cases["everybody is believed"][-1] - 11 / (12 + LIARS)) < 1e-12
# Sixty words of each were judged before, and none was right: each voice weighs 1/62.
assert abs(cases["their word was found wrong before"][-1] - 11 / (12 + LIARS / 62)) < 1e-12

# %% [markdown]
# A verdict that is told is a promise of the teller about its own finding. So a voice is worth what
# promises of that kind have been worth before: with `hearsay: weighted`, the trust in the teller
# for the type `assessment`. Thirty liars who were found out weigh less than half a witness. Thirty
# strangers weigh fifteen, and strangers cost nothing to invent.
#
# ## Trick three: wait
#
# With a half-life the past fades, by the observer's own clock. Ann has been bad for 30 days and
# then does nothing at all.

# %%
def after(days, half_life):
    """Trust in somebody who broke 30 promises, a day apart, and has been silent for so long."""
    ages = days + np.arange(30)
    return 1 / (2 + (0.5 ** (ages / half_life)).sum())


QUIET = """
format: worldline/1
scenario: quiet
summary: Thirty broken promises, and then silence.
seed: 1
time: {resolution: 1 s, until: 400 d}
types: {task: {domain: event}}
judges: {at_once: {rule: deadline}}
trust: {half_life: 60 d}
promises:
  tasks: {promiser: ann, promisees: [bob], give: {type: task},
          schedule: {period: 1 d, until: 30 d}}
agents:
  ann: {behaviour: steward}
  bob: {judges: {tasks: at_once}}
expect:
"""
waits = (0, 60, 180, 360)
for wait in waits:
    QUIET += (f"  - {{measure: trust, by: bob, in: ann, at: {30 + wait} d, is: {after(wait, 60)}, "
              "tolerance: 1e-9}\n")
quiet = wl.run(QUIET)
assert all(one["holds"] for one in quiet.outcome["expectations"])
assert round(after(0, 60), 2) == 0.04 and round(after(360, 60), 2) == 0.42
for wait in waits:
    print(f"{wait:3} days of silence: {after(wait, 60):.3f}")

# %% [markdown]
# A stranger has ½. After six half-lives of doing nothing she has 0.42 again, where she had 0.04.
# That is the price of a rule which can see that people change. A rule that never forgets can be
# harvested; a rule that forgets can be waited out.
#
# ## Whom does a community trust?
#
# Nobody in a run holds the table of who trusts whom. We do, and can ask who is trusted by those
# who are trusted. On a star of one hub and nine leaves the plain iteration swings for ever; with a
# shift it settles, and the hub stands above each leaf as the root of nine.

# %%
from worldline import trust as trust_of

by, in_ = [*range(1, 10), *[0] * 9], [*[0] * 9, *range(1, 10)]
plain = trust_of.community(by, in_, np.ones(18), 10, shift=0.0, rounds_max=1_000)
settled = trust_of.community(by, in_, np.ones(18), 10)
print("plain:", plain["has_settled"], " shifted:", settled["has_settled"], "in",
      settled["rounds"], "rounds; hub/leaf", settled["standing"][0] / settled["standing"][1])
assert not plain["has_settled"]
assert abs(settled["standing"][0] / settled["standing"][1] - 3) < 1e-9

# %% [markdown]
# ## Try it
#
# - Give Ann's diary a stated probability of 0.95 (a column and `probability:`), and use
#   `brier_skill`. What does it say during the bad days?
# - Let one liar in three tell the truth, and judge their words. What is each voice worth then?
# - `worldline run trust_bitcoin_otc` replays 35,592 ratings of a real market.
