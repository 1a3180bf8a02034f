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
# # Who is late? The same promise in four frames
#
# **Claim.** "By ten seconds from now" is a sentence about a clock. Four observers who start beside
# the same lamp, with clocks that agree, find four different margins for one flash of it, and one of
# them finds the promise broken. All clocks are perfect. Nobody errs.
#
# For teachers: only time dilation, the finite speed of light and Lorentz's formulas are used.
# Gravity is left out. Every number that is claimed is checked by an `assert`.

# %%
import numpy as np
import worldline as wl

print("worldline", wl.__version__)

# %% [markdown]
# ## The promise
#
# Alice has a lamp. At time 0 she promises a flash before ten seconds are over, and she flashes at
# 7 s of her clock. Four others wait for it:
#
# | who | where | speed |
# |---|---|---|
# | home | beside Alice | 0 |
# | train | leaves at 0 s and goes on and on | 0.6 c |
# | orbit | flies round Alice at a distance of one light-second | 0.8 c |
# | twin | leaves at 0 s, turns round after 10 s of Alice's time, comes back | 0.6 c |
#
# Each judges by one rule: does the flash *reach me* before *my* clock shows ten seconds?
#
# **Predict:** for whom is the promise kept? Who has most time to spare? (γ is 1.25 at 0.6 c, and
# 5/3 at 0.8 c.)

# %%
SCENARIO = """
format: worldline/1
scenario: who-is-late
summary: One flash of a lamp, promised within ten seconds, judged by four clocks.
seed: 1
time: {resolution: 1 ps, until: 20 s}
space:
  metric: flat
  frames: {express: {velocity_x: 0.8 c}}
types: {flash: {domain: event}}
judges: {my_clock: {rule: deadline, time_of: arrival, tolerance: 0 s, patience: 10 s}}
promises:
  lamp:
    promiser: alice
    promisees: [home, train, orbit, twin]
    give: {type: flash}
    made: 0 s
    due: 10 s
agents:
  alice: {behaviour: steward, motion: {kind: fixed}, keeps: {lamp: {at: 7 s}}}
  home: {motion: {kind: fixed}, judges: {lamp: my_clock}}
  train: {motion: {kind: inertial, velocity_x: 0.6 c}, judges: {lamp: my_clock}}
  orbit:
    motion: {kind: circular, radius: 299792458 m, period: 7.853981633974483 s}
    judges: {lamp: my_clock}
  twin:
    motion:
      kind: waypoints
      points:
        - {at: 0 s, x: 0 m}
        - {at: 10 s, x: 1798754748 m}
        - {at: 20 s, x: 0 m}
    judges: {lamp: my_clock}
record: {readings: all, positions: all}
"""
record = wl.run(SCENARIO)
print("seed", record.seed, "digest", record.digest)
found = record.verdicts(promise="lamp").set_index("assessor")
found[["verdict", "reading", "margin"]]

# %% [markdown]
# ## Why
#
# The flash leaves at 7 s. It reaches home at once. It runs after the train, which has 0.6 · 7
# light-seconds of head start: they meet when 0.6 t = t − 7, at 17.5 s of Alice's time, and the
# train's clock shows 17.5 / 1.25 = 14 s. The orbit is reached at 8 s; its clock, slow by 5/3, shows
# 4.8 s. The twin is on the way back when they meet: t − 7 = 12 − 0.6 t, at 11.875 s, and the
# twin's clock shows 9.5 s.

# %%
assert found.verdict.to_dict() == {"home": "kept", "train": "broken", "orbit": "kept",
                                   "twin": "kept"}
for who, margin in {"home": 3.0, "train": -4.0, "orbit": 5.2, "twin": 0.5}.items():
    assert abs(found.margin[who] - margin) < 1e-9

# %% [markdown]
# **Think:** by Alice's calendar the flash met the twin at 11.875 s, after the ten seconds were
# over. Still the twin finds it in time, half a second early. Whose ten seconds were promised?
#
# Here it is as a picture. Time goes up, light goes at 45 degrees. The short bars are seconds of
# each one's own clock: count them. The shaded cones belong to the flash: above, all that can know
# of it; below, all that can have led to it.

# %%
record.plot.spacetime(agents=["alice", "train", "twin"], cones=["lamp"], proper_time_ticks=1.0);

# %% [markdown]
# ## When was it, really?
#
# Perhaps the train only finds the promise broken since light is slow? Let its passengers take the
# way of the light into account. They work out when the flash *happened*, by clocks at rest beside
# their track: t′ = γ (t − v x / c²), with x = 0 for Alice's lamp.
#
# **Predict:** does the train, having thought it over, still find her late? And an express at 0.8 c?

# %%
frames = {"alice": "alice", "train": "train", "express": "express"}
for name, frame in frames.items():
    row = record.verdicts("lamp", frame=frame).iloc[0]
    print(f"{name:8} the flash was at {row.t:.3f} s: {row.verdict}, margin {row.margin:+.3f} s")

assert abs(record.frame("train").when("lamp") - 8.75) < 1e-9        # 1.25 * 7 s
assert abs(record.frame("express").when("lamp") - 35 / 3) < 1e-9    # 5/3 * 7 s
assert record.verdicts("lamp", frame="train").verdict[0] == "kept"
assert record.verdicts("lamp", frame="express").verdict[0] == "broken"

# %% [markdown]
# The train's passengers forgive Alice, those of the express do not: by their calendar her clock is
# slow, and her seven seconds took them eleven. There is a speed at which she is just in time:
# γ · 7 = 10. **Find it** before you look.

# %%
speed = np.sqrt(1 - 0.7**2)
print(f"{speed:.4f} c")
just = record.verdicts("lamp", frame=[speed * 299_792_458.0])
assert abs(just.margin[0]) < 1e-9

# %% [markdown]
# The same events, drawn by the train. It stands still, Alice recedes to the left, and it is now
# *her* bars that are stretched.

# %%
record.plot.spacetime(agents=["alice", "train", "twin"], frame="train", cones=["lamp"],
                      proper_time_ticks=1.0);

# %% [markdown]
# ## What nobody disputes
#
# That the flash was before it was seen: the two events lie on one ray of light, so every frame has
# them in that order. By how much, frames disagree. And how much the colour of the light has
# shifted on its way to the train, a factor of two, is a measurement and the same for all. Only its
# explanation changes: slow clocks, or a growing way.

# %%
seen = ("train", 2)
for frame in ("alice", "train", "express"):
    order = record.frame(frame).order("lamp", seen)
    shift = record.frame(frame).doppler("alice", "train").iloc[0]
    print(f"{frame:8} seen {order.later:6.3f} s later; frequency x {shift.factor:.3f} = "
          f"{shift.dilation:.3f} (clocks) x {shift.motion:.3f} (way)")
    assert order.first == "a"
    assert abs(shift.factor - 0.5) < 1e-9

# %% [markdown]
# ## The twin comes home
#
# The train can say that Alice's clock is slow, and Alice that the train's is; they never meet
# again, and both are right. The twin comes back. Then the two clocks stand side by side, and there
# is only one answer: 20 s for Alice, 16 s for the twin.
#
# **Predict** from this: if Alice promises something "before twenty seconds", by which of the two
# calendars is it easier to keep?

# %%
readings = record.readings.to_pandas(seconds=True)
twin = readings[readings.agent == "twin"].reading.iloc[-1]
when = record.worldline("twin", columns=["time"]).time.iloc[-1]
print(f"when the flash met the twin: {when:.4f} s of Alice's time, {twin:.4f} s of the twin's")
assert abs(twin - 0.8 * when) < 1e-9

# %% [markdown]
# ## For the blackboard
#
# 1. A deadline needs a clock, and a place where it is read. "Ten seconds" alone is no promise.
# 2. What has reached you (the verdict) and what you work out (the frame) are two questions.
# 3. Causes come before effects for everybody. All else about *when* is a matter of who asks.
#
# **Try:** let Alice flash at 5 s. Let the twin go at 0.8 c. Put the orbit at two light-seconds. At
# which distance does the orbit find her late?
