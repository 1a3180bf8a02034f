# SPDX-License-Identifier: Apache-2.0
"""Do pictures of space-time show where agents were, what they can know, and how they aged?

Goal: light goes at 45 degrees, ticks are of proper time, a boosted picture has its owner upright.
Method: a pulse from a post to a ship that leaves it at 0.6 c; artists are asked for their numbers,
which are by hand. Pictures themselves were looked at.
"""
import numpy as np
import pytest

pyplot = pytest.importorskip("matplotlib.pyplot")
pyplot.switch_backend("Agg")

SHIP = """
format: worldline/1
scenario: ship
summary: A ship leaves a post at 0.6 c; a pulse follows it.
seed: 1
time: {resolution: 1 ps, until: 10 s}
space: {metric: flat}
types: {pulse: {domain: event}}
judges: {in_time: {rule: deadline, time_of: arrival, tolerance: 0 s, patience: 1 s}}
promises:
  pulse: {promiser: post, promisees: [ship], give: {type: pulse}, made: 0 s, due: 5 s}
agents:
  post: {behaviour: steward, motion: {kind: fixed}, keeps: {pulse: {at: 1 s}}}
  ship: {motion: {kind: inertial, velocity_x: 0.6 c}, judges: {pulse: in_time}}
record: {readings: all, positions: all}
"""


@pytest.fixture(scope="module")
def ship(wl):
    return wl.run(SHIP)


@pytest.fixture(autouse=True)
def _closed():
    yield
    pyplot.close("all")


def lines(ax):
    return {line.get_label(): line for line in ax.get_lines()}


def test_light_goes_at_45_degrees_and_ends_where_it_is_judged(ship):
    ax = ship.plot.spacetime()
    assert (ax.get_xlabel(), ax.get_ylabel()) == \
        ("x [light-s]", "coordinate time [s]")
    told = {c.get_label(): c for c in ax.collections}
    # Sent at 1 s; 0.6 t = t - 1 gives 2.5 s.
    assert told["outcome"].get_segments()[0] == pytest.approx(np.array([[0, 1], [1.5, 2.5]]))
    assert told["kept"].get_offsets().tolist() == [[pytest.approx(1.5), pytest.approx(2.5)]]
    assert ax.get_aspect() == 1.0
    assert {text.get_text() for text in ax.texts} == {"post", "ship"}


def test_ticks_are_of_proper_time(ship):
    ticks = lines(ship.plot.spacetime(proper_time_ticks=0.5, until=5.0))
    ship_ticks = [line for line in ship.plot.spacetime(proper_time_ticks=0.5, until=5.0).get_lines()
                  if line.get_label() == "0.5 s of proper time"][1]
    assert ship_ticks.get_ydata() == pytest.approx(np.arange(9) * 0.5 * 1.25)  # gamma; 5 s -> 4 s
    assert "0.5 s of proper time" in ticks


def test_a_cone_of_a_reading_has_its_tip_on_the_world_line_and_light_for_sides(ship):
    ax = ship.plot.spacetime(cones=[("ship", 1.6)])
    tip = lines(ax)["event and its light cone"]
    assert (tip.get_xdata()[0], tip.get_ydata()[0]) == pytest.approx((1.2, 2.0))
    sides = [line for line in ax.get_lines() if len(line.get_xdata()) == 2
             and line.get_xdata()[0] == pytest.approx(1.2) and line.get_color() != "#555555"]
    assert len(sides) == 4
    for side in sides:
        (x0, x1), (y0, y1) = side.get_xdata(), side.get_ydata()
        assert abs(x1 - x0) == pytest.approx(abs(y1 - y0))
    for cones in ("pulse", ["pulse"], [(1.0, 0, 0, 0)], (1.0, 0, 0, 0)):
        tip = lines(ship.plot.spacetime(cones=cones))["event and its light cone"]
        assert (tip.get_xdata()[0], tip.get_ydata()[0]) == (0.0, 1.0)


def test_in_its_own_frame_the_ship_stands_still(ship):
    ax = ship.plot.spacetime(frame="ship", until=5.0)
    upright = ax.get_lines()[1]
    assert np.abs(upright.get_xdata()).max() < 1e-9
    assert upright.get_ydata()[-1] == pytest.approx(4.0)
    assert ax.get_ylabel() == "time in the frame of ship [s]"
    told = next(c for c in ax.collections if c.get_label() == "outcome").get_segments()[0]
    assert told == pytest.approx(np.array([[-0.75, 1.25], [0, 2]]))  # k = 2: sent at 1, met at 2


def test_distance_from_an_agent_can_go_across(ship):
    ax = ship.plot.spacetime(across="ship")
    assert ax.get_xlabel() == "distance from ship [light-s]"
    assert ax.get_lines()[0].get_xdata()[-1] == pytest.approx(1.8)  # 0.6 * 3 s
    side_by_side = ship.plot.spacetime(across="agents")
    assert [label.get_text() for label in side_by_side.get_xticklabels()] == ["post", "ship"]


def test_a_cone_at_a_time_that_no_clock_shows_is_refused(ship):
    with pytest.raises(ValueError, match="when its clock shows 99 s"):
        ship.plot.spacetime(cones=[("ship", 99.0)])
    with pytest.raises(KeyError, match="there is no agent shop"):
        ship.plot.spacetime(cones=[("shop", 1.0)])


def test_without_positions_there_is_nothing_to_boost(record):
    with pytest.raises(ValueError, match="need positions"):
        record.plot.spacetime(proper_time_ticks=1.0)


def test_allan_deviations_stand_beside_offsets(ship, monkeypatch):
    spacetime = pytest.importorskip("worldline.spacetime")
    from worldline.plot.clocks import stability
    rng = np.random.default_rng(3)
    noise = np.append(0.0, np.cumsum(rng.normal(0, 1e-9, 4096)))  # white frequency, 1e-9 at 1 s
    tau, deviation = stability(np.arange(4097.0), noise)
    assert tau[:3].tolist() == [1.0, 2.0, 4.0]
    assert deviation[:4] == pytest.approx(1e-9 / np.sqrt(tau[:4]), rel=0.1)
    assert deviation[3] == spacetime.overlapping_deviation(noise, 1.0, 8)
    both = ship.plot.clocks(allan=True)
    assert len(both) == 2 and "Allan deviation" in both[1].get_ylabel()
    assert ship.plot.allan("ship").get_xlabel() == "averaging time [s]"
    with pytest.raises(KeyError, match="no readings of nobody"):
        ship.plot.clocks(agents=["nobody"])
