# SPDX-License-Identifier: Apache-2.0
"""Does a record tell what happened as any observer has it?

Goal: frames follow Lorentz's formulas, agree on what all frames agree on, and are refused where
there are none.
Method: lightning at both ends of a platform and a train at 0.6 c, whose figures are by hand
(gamma = 1.25, gamma v L / c2 = 0.750519 us); laws on events drawn at random.
"""
import numpy as np
import pytest

from worldline import resolved
from worldline.frames import C, Frame

pytest.importorskip("pandas")

PLATFORM = """
format: worldline/1
scenario: platform
summary: Lightning strikes both ends of a platform at once, for those who stand on it.
seed: 1
time: {resolution: 1 fs, until: 10 us}
space: {metric: flat}
types: {flash: {domain: event}}
judges: {in_time: {rule: deadline, time_of: arrival, tolerance: 0 s, patience: 1 us}}
promises:
  behind: {promiser: rear, promisees: [peter, tess], give: {type: flash}, made: 0 s, due: 0.1 us}
  ahead: {promiser: front, promisees: [peter, tess], give: {type: flash}, made: 0 s, due: 0.1 us}
agents:
  rear: {behaviour: steward, motion: {kind: fixed, x: -150 m}, keeps: {behind: {at: 0 s}}}
  front: {behaviour: steward, motion: {kind: fixed, x: 150 m}, keeps: {ahead: {at: 0 s}}}
  peter: {motion: {kind: fixed}, judges: {behind: in_time, ahead: in_time}}
  tess: {motion: {kind: inertial, velocity_x: 0.6 c}, judges: {behind: in_time, ahead: in_time}}
record: {readings: all, positions: all}
"""
TRAIN = [0.6 * C]
LATER = 1.25 * 0.6 * 300 / C  # gamma v L / c2


@pytest.fixture(scope="module")
def platform(wl):
    return wl.run(PLATFORM)


def test_what_is_simultaneous_on_the_platform_is_not_on_the_train(platform):
    own, train = platform.frame(), platform.frame(TRAIN)
    assert own.order("ahead", "behind")[:2] == ("neither", 0.0)
    order = train.order("ahead", "behind")
    assert (order.first, order.later) == ("a", pytest.approx(LATER, rel=1e-12))
    assert order.interval_squared == pytest.approx(-300.0**2) and not order.is_absolute
    assert platform.frame([-0.6 * C]).order("ahead", "behind").first == "b"


def test_cause_and_effect_have_one_order_in_all_frames(platform):
    for speed in (-0.99, -0.3, 0.0, 0.6, 0.999):
        order = platform.frame([speed * C]).order("ahead", ("tess", 2))
        assert order.first == "a" and order.is_absolute


def test_the_frame_of_an_agent_has_it_at_rest_and_runs_as_its_clock(platform):
    rows = platform.worldline("tess", columns=["interior_time", "time"], frame="tess")
    assert np.abs(rows[["x", "y", "z"]].to_numpy()).max() < 1e-9
    readings = platform.readings.to_pandas(seconds=True, where={"agent": "tess"}).reading
    assert rows.t.to_numpy() == pytest.approx(readings.to_numpy(), abs=2e-15)
    # By hand: the flash from ahead after k D / c with k = 1/2, D = 150 m
    assert rows.t[1] == pytest.approx(150 / C / 2, abs=2e-15)


def test_deadlines_by_the_calendar_of_the_train(platform):
    """Due at 0.1 us: behind is kept at +0.375 us there, ahead at -0.375 us."""
    here = platform.verdicts(frame=[0.0]).set_index("promise")
    assert here.verdict.tolist() == ["kept", "kept"] and here.t.tolist() == [0.0, 0.0]
    there = platform.verdicts(frame="tess").set_index("promise")
    assert there.verdict.to_dict() == {"behind": "broken", "ahead": "kept"}
    assert there.t["behind"] == pytest.approx(LATER / 2) == -there.t["ahead"]
    assert there.margin["behind"] == pytest.approx(0.1e-6 - LATER / 2)
    with pytest.raises(ValueError, match="frame"):
        platform.verdicts(frame="tess", by="peter")


def test_doppler_is_one_factor_of_which_frames_have_different_parts(platform):
    """Towards each other at 0.6 c: k = 2; half as often the other way."""
    for frame, dilation in ((None, 1.25), ("tess", 0.8), ([-0.5 * C], None)):
        ahead = platform.frame(frame).doppler("front", "tess")
        assert ahead.factor[0] == pytest.approx(2.0) == ahead.dilation[0] * ahead.motion[0]
        assert platform.frame(frame).doppler("rear", "tess").factor[0] == pytest.approx(0.5)
        if dilation is not None:
            assert ahead.dilation[0] == pytest.approx(dilation)


def test_each_finds_the_clock_of_the_other_slow(platform):
    """Tess meets the second flash at 1.0007 us of her clock; Peter's shows 0.8 of it then."""
    now = platform.frame("tess").simultaneous(("tess", 3), "peter")
    assert now.reading == pytest.approx(0.8 * 2 * 150 / C)
    then = platform.frame("peter").simultaneous(("peter", 3), "tess")
    assert then.reading == pytest.approx(0.8 * 150 / C)
    assert np.isnan(platform.frame("tess").simultaneous("ahead", "peter").time)  # before its start


def test_events_are_listed_in_the_order_of_the_frame(platform):
    events = platform.frame("tess").events()
    assert (np.diff(events.t) >= 0).all() and events.agent[0] == "front"
    assert set(platform.frame("tess").events(agents=["rear"]).agent) == {"rear"}


def test_boosts_close_keep_intervals_and_add_velocities(platform):
    rng = np.random.default_rng(7)
    velocity = rng.uniform(-0.5, 0.5, 3) * C
    frame = Frame(platform, "any", velocity, rng.uniform(-1e9, 1e9, 3))
    time, position = rng.uniform(-9, 9, 50), rng.uniform(-3e9, 3e9, (50, 3))
    there = frame.boost(time, position)
    back = frame.inverse(*there)
    assert back[0] == pytest.approx(time, abs=1e-13)
    assert np.abs(back[1] - position).max() < 1e-4

    def intervals(t, x):
        return C**2 * np.subtract.outer(t, t)**2 - ((x[:, None] - x[None])**2).sum(-1)
    assert np.abs(intervals(*there) - intervals(time, position)).max() < 1e-9 * C**2
    assert np.abs(frame.velocity_of(velocity)).max() < 1e-6
    light = np.array([0.6, 0.0, 0.8]) * C
    assert np.linalg.norm(frame.velocity_of(light)) == pytest.approx(C, rel=1e-12)


def test_slow_frames_do_not_lose_their_digits(platform):
    """At 1 m/s and 1 s the train's time differs by v x / c2 = 1.1e-9 s for x = 1e8 m."""
    t, _ = platform.frame([1.0]).boost([0.0], [[1e8, 0, 0]])
    assert t[0] == pytest.approx(-1e8 / C**2, rel=1e-12)


@pytest.mark.parametrize("frame, fault", [
    ("tes", "there is no frame tes; did you mean tess or peter?; there are rear, front, "),
    ([C], "velocity must be below the speed of light"),
    ([0, 0, -2 * C], "velocity must be below the speed of light"),
])
def test_frames_that_nobody_has_are_refused(platform, frame, fault):
    with pytest.raises(ValueError) as error:
        platform.frame(frame)
    assert fault in str(error.value)


def test_events_that_are_not_in_the_record_are_refused(platform):
    with pytest.raises(ValueError, match="there is no promise behnd; did you mean behind?"):
        platform.frame().when("behnd")
    with pytest.raises(ValueError, match="no position of tess's transition 9"):
        platform.frame().when(("tess", 9))


def test_without_recorded_positions_a_frame_says_what_is_missing(wl):
    record = wl.run(PLATFORM.replace(", positions: all", ""))
    with pytest.raises(ValueError, match="record: {positions: all}"):
        record.frame("tess").events()
    with pytest.raises(ValueError, match="record: {positions: all}"):
        record.plot.spacetime(frame="tess")


def test_a_network_has_no_frames(record):
    with pytest.raises(ValueError, match="in the metric `graph`"):
        record.frame("bob")


RESOLVED = """scenario: "a: {b}"
space:
  metric: flat
  frames:
    train:
      velocity_x: 0.6 c
      x: 1.5 km
    lift: {velocity_z: -18 km/h, x: 0 m}
agents:
  metric: {motion: {kind: fixed, x: 1 m}, keeps: {p: {at: 0 s}}}
"""


def test_entries_of_a_resolved_scenario_are_found_in_either_layout():
    assert resolved.entry(RESOLVED, "space", "metric") == "flat"
    frames = resolved.entry(RESOLVED, "space", "frames")
    assert frames == {"train": {"velocity_x": "0.6 c", "x": "1.5 km"},
                      "lift": {"velocity_z": "-18 km/h", "x": "0 m"}}
    assert resolved.entry(RESOLVED, "agents", "metric", "motion", "x") == "1 m"
    assert resolved.entry(RESOLVED, "space", "axes") is None
    assert resolved.speed("0.6 c") == 0.6 * C and resolved.speed("-18 km/h") == -5.0
    assert resolved.length("1.5 km") == 1500.0
    with pytest.raises(ValueError, match="no speed"):
        resolved.speed("3 knots")


def test_lists_of_a_resolved_scenario_are_found_in_either_layout():
    text = """agents:
  twin:
    motion:
      kind: waypoints
      points:
        - {at: 0 s, x: 0 m}
        -
          at: 10 s
          x: 6 m
  other: {motion: {kind: waypoints, points: [{at: 0 s, x: 0 m}, {at: 1 s, x: 2 m}]}, keeps: {}}
"""
    twin = resolved.entry(text, "agents", "twin", "motion")
    assert twin == {"kind": "waypoints", "points": [{"at": "0 s", "x": "0 m"},
                                                    {"at": "10 s", "x": "6 m"}]}
    assert resolved.entry(text, "agents", "other", "motion", "points")[1] == \
        {"at": "1 s", "x": "2 m"}
