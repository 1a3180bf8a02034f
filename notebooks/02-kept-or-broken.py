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
# # Kept or broken? Ask whom
#
# **Claim.** A run records what happened and what reached whom. Whether a promise was *kept* is not
# in it: that is found by somebody, by a rule, with a clock. The same record, judged again, gives
# other verdicts, each of them right.
#
# For teachers: no mathematics beyond a straight line. Every number that is claimed is checked by an
# `assert`.

# %%
import matplotlib.pyplot as plt
import numpy as np
import worldline as wl

print("worldline", wl.__version__)

# %% [markdown]
# ## One parcel
#
# Alice promises a parcel within 100 ms. Its message reaches Bob after 40 ms and Carol after 160 ms.
# Both judge by one rule: is it at *my door* in time?
#
# **Predict:** who finds the promise kept? Who is right?

# %%
parcel = wl.run("two_observers")
found = parcel.verdicts(promise="parcel", by=["bob", "carol"]).set_index("assessor")
assert found.verdict.to_dict() == {"bob": "kept", "carol": "broken"}
found[["verdict", "margin", "reading"]]

# %% [markdown]
# ## Judging again
#
# Nothing is run now. `rejudge` lets Bob and Carol hear a second time what they heard, and they
# judge by another tolerance. **Predict:** from which tolerance on does Carol agree with Bob?

# %%
limits = np.arange(0, 101, 10)  # [ms]
verdicts = {limit: parcel.rejudge(by=["bob", "carol"], tolerance=f"{limit} ms")
            .set_index("assessor").verdict.to_dict() for limit in limits.tolist()}
for limit, pair in verdicts.items():
    print(f"{limit:4} ms  {pair}")
assert all(pair["bob"] == "kept" for pair in verdicts.values())
assert min(limit for limit, pair in verdicts.items() if pair["carol"] == "kept") == 60

# %% [markdown]
# The margin had said so: Carol was 60 ms *outside*. And by the postmark, the time that Alice states
# in her message, nothing was ever late:

# %%
postmark = parcel.rejudge("by_postmark", by="carol")
assert postmark.verdict.tolist() == ["kept"] and abs(postmark.margin.iloc[0] - 0.1) < 1e-9
postmark[["verdict", "margin", "judge"]]

# %% [markdown]
# **Think:** the postmark is what *Alice* says. What does Carol give up when she judges by it, and
# what does she win?
#
# ## A clock that is fast
#
# Now a promise of a hundred pulses, one a second, to two listeners who stand side by side. Ada's
# clock is right; Ben's gains a millisecond in every second. Both judge by the clock on their wrist.

# %%
PULSES = """
format: worldline/1
scenario: pulses
summary: A hundred pulses, heard by a clock that is right and one that is fast.
seed: 1
time: {resolution: 1 us, until: 103 s}
types: {pulse: {domain: event}}
network: {delay: 40 ms}
clocks: {fast: {kind: drift, drift: 1e-3}}
judges: {beat: {rule: schedule, tolerance: 100 ms, patience: 1 s}}
promises:
  pulses:
    {promiser: alice, promisees: [ada, ben], give: {type: pulse},
     schedule: {period: 1 s, until: 100 s}}
agents:
  alice: {behaviour: steward, keeps: {pulses: {at: 0 s}}}
  ada: {judges: {pulses: beat}}
  ben: {clock: fast, judges: {pulses: beat}}
"""
pulses = wl.run(PULSES)
counts = pulses.verdict_counts()
assert counts.loc["ada", "kept"] == 100 and counts.loc["ben", "kept"] == 59
counts

# %% [markdown]
# Ben finds forty-one pulses broken, and the later the more: his clock has then gained more than the
# 60 ms that the way leaves him. (Pulse n reaches him at (n + 0.04) · 1.001 s of his clock, so
# n ≤ 59.)
#
# The map shows every pulse, judged again with every tolerance from 0 to 160 ms. Blue is kept, red
# is broken.

# %%
tolerances = np.arange(0, 161, 5)  # [ms]


def verdict_map(by, **rules):
    """Whether each pulse is kept, shape (tolerances, pulses); and whether all of it is exact."""
    tables = [pulses.rejudge(by=by, tolerance=f"{limit} ms", **rules) for limit in tolerances]
    kept = np.array([(table.sort_values("occurrence").verdict == "kept") for table in tables])
    return kept, all(table.exact for table in tables)


maps = {"Ada, by her clock": verdict_map("ada"), "Ben, by his clock": verdict_map("ben"),
        "Ben, by Alice's clock": verdict_map("ben", clock="promiser")}
figure, axes = plt.subplots(1, 3, figsize=(12, 3.5), sharey=True, layout="constrained")
for axis, (title, (kept, _)) in zip(axes, maps.items()):
    axis.imshow(kept, origin="lower", aspect="auto", cmap="RdBu", vmin=-0.2, vmax=1.2,
                extent=(0.5, 100.5, -2.5, 162.5))
    axis.set(title=title, xlabel="pulse")
axes[0].set_ylabel("tolerance [ms]");

# %%
kept, is_exact = maps["Ben, by his clock"]
n = np.arange(1, 101)
off = (n + 0.04) * 1.001 - n  # [s] by Ben's clock
assert is_exact and (kept == (off <= tolerances[:, None] * 1e-3 + 1e-9)).all()
compensated = maps["Ben, by Alice's clock"][0]
assert (compensated == maps["Ada, by her clock"][0]).all()

# %% [markdown]
# By Alice's clock, which he works out from his own, Ben's map is Ada's. He *compensates*: he knows
# how fast he is. Does he have to? That is no question to the record.
#
# Or give Ada a fast clock, and Ben a right one, and see what each would have found:

# %%
swapped = {"ada": pulses.rejudge(by="ada", clock="fast"),
           "ben": pulses.rejudge(by="ben", clock="ideal")}
assert (swapped["ada"].verdict == "kept").sum() == 59
assert (swapped["ben"].verdict == "kept").sum() == 100
assert swapped["ada"].exact and swapped["ben"].exact

# %% [markdown]
# `exact` says that a run in which Ada wears that clock would have recorded just this. Let us see:

# %%
second = wl.run(PULSES.replace("ada: {judges", "ada: {clock: fast, judges"))
columns = ["occurrence", "verdict", "margin", "reading"]
assert (second.verdicts(by="ada")[columns].values == swapped["ada"][columns].values).all()

# %% [markdown]
# ## When it is not exact
#
# Bob and Carol *tell* Dave what they found, and Dave trusts Alice accordingly. Judged again with a
# tolerance of 100 ms, Carol finds the parcel kept. But what would Dave have made of that?

# %%
mild = parcel.rejudge(by="carol", tolerance="100 ms")
assert mild.verdict.tolist() == ["kept"] and not mild.exact
print(mild.reason)

# %% [markdown]
# The record cannot know: in the world that was, Carol told him "broken". Where agents act on what
# they find, other rules make another world, and only another run can show it:

# %%
text = parcel.source().replace("at_my_door: {rule: deadline, time_of: arrival, tolerance: 0 s",
                               "at_my_door: {rule: deadline, time_of: arrival, tolerance: 100 ms")
other = wl.run(text)
before = parcel.trust(by="dave", in_="alice").trust.iloc[-1]
after = other.trust(by="dave", in_="alice").trust.iloc[-1]
print(f"Dave's trust in Alice: {before:.3f} in the first world, {after:.3f} in the second")
assert after > before

# %% [markdown]
# ## What to take along
#
# - Kept and broken are findings, each with an observer, a rule and a clock.
# - What reached whom is recorded once; by what rule it counts can be asked as often as one likes.
# - That is exact as long as nobody acts on what is found. From then on the judge is part of the
#   story.
#
# **Try:** with `against="previous"` every pulse is held against the one before. What is left of
# Ben's red corner, and why?
