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
# # One promise, several truths
#
# **Claim.** Whether a promise was kept is not a fact about the promise. It is a verdict, and a
# verdict depends on who judges: on where they are, and on the clock they judge by. Two observers
# may contradict each other and both be right.

# %%
import worldline as wl

print("worldline", wl.__version__)

# %% [markdown]
# ## Where you are
#
# Alice promises to deliver a parcel within 100 ms, and sends it at once. It takes 40 ms to Bob and
# 160 ms to Carol. Both judge by the same rule: is it here in time?
#
# **Predict:** what will Bob find, and what Carol? By how much was the parcel early or late for
# each? Dave hears from both: what should he believe?

# %%
record = wl.run("two_observers")
print("seed", record.seed, "digest", record.digest)
record.verdicts()[["assessor", "promise", "verdict", "margin", "reading", "learnt_from"]]

# %%
verdicts = record.verdicts(by="observer").loc[("parcel", 0)]
assert verdicts["bob"] == "kept"
assert verdicts["carol"] == "broken"

margin = record.verdicts().set_index("assessor").margin
assert abs(margin["bob"] - 0.060) < 1e-9      # 60 ms to spare
assert abs(margin["carol"] + 0.060) < 1e-9    # 60 ms late

# %% [markdown]
# The picture has the agents side by side and time going up. Messages are slanted: they take time.

# %%
record.plot.spacetime();

# %% [markdown]
# Dave has seen nothing himself. What he was told changes how far he trusts Alice, once up and once
# down. Bob and Carol, who saw the same act, end up trusting her differently, for good reasons.

# %%
for observer in ("bob", "carol", "dave"):
    print(observer, record.trust(observer, "alice").trust.round(3).tolist())

assert record.trust("bob", "alice").trust.iloc[-1] > record.trust("carol", "alice").trust.iloc[-1]

# %% [markdown]
# ## Which clock you judge by
#
# Alice now stands on the ground and promises a pulse every 86,400 s *of her clock*, and keeps it to
# the tick. Bob stands beside her. Carol is in orbit at 20,000 km: her clock is an ideal one, as
# good as Alice's, but up there time runs faster.
#
# **Predict:** each allows 50 us. When does Carol first find the daily promise broken?

# %%
orbit = wl.run("orbit-clock")
print("seed", orbit.seed, "digest", orbit.digest)
orbit.verdicts(promise="daily", by="observer")

# %%
days = orbit.verdicts(promise="daily", by="carol")
assert days.verdict.iloc[0] == "kept"
assert (days.verdict.iloc[1:] == "broken").all()
assert (orbit.verdicts(by="bob").verdict == "kept").all()

# %% [markdown]
# From one day to the next Carol's margin shrinks by the same amount: the gain of her clock, which
# general relativity puts at 38.42 us a day (45.69 for height, less 7.26 for speed).

# %%
daily_us = -days.margin.diff().iloc[1:] * 1e6
print(daily_us.round(3).tolist())
assert abs(daily_us.iloc[0] - 38.42) < 0.01

# %%
orbit.plot.clocks(relative_to="alice");

# %% [markdown]
# Nobody has broken anything, and Carol is not mistaken: by the only clock she has, the pulse came
# too late on day two. (Alice also promises a pulse every ten seconds; there Carol allows 1 us, and
# it takes 225 pulses until she is disappointed.) If she wants to agree with Bob, she has to promise
# herself to convert, which is what Dave does.

# %%
assert (orbit.verdicts(by="dave").verdict == "kept").all()
