# SPDX-License-Identifier: Apache-2.0
"""Does `worldline.spacetime` answer arrays, refuse nonsense, and agree with itself?

Goal: shapes as NumPy's; sentences that name the argument; laws that need no reference values.
Method: each function against a law or against another way to the same number, with random draws
from a fixed seed. Published figures are in test_relativity_cases.py.
"""
import numpy as np
import pytest
from worldline import spacetime

C = 299_792_458.0
DAY = 86_400.0

rng = np.random.default_rng(20260)


# ---- arrays -------------------------------------------------------------------------------------

def test_numbers_give_numbers_and_arrays_give_arrays():
    assert isinstance(spacetime.gamma(0.6 * C), float)
    assert spacetime.gamma([[0.0, 0.6 * C]]).shape == (1, 2)
    assert isinstance(spacetime.twins(0.8 * C, 1e9).home_elapsed, float)
    assert spacetime.twins([0.8 * C, 0.6 * C], [[1e9], [2e9], [3e9]]).home_elapsed.shape == (3, 2)
    assert isinstance(spacetime.motion("fixed").offset(3.0), float)


def test_vectors_and_numbers_broadcast_against_each_other():
    events = rng.normal(size=(5, 1, 4))
    velocities = rng.normal(size=(7, 3)) * 1e7
    seen = spacetime.boost(events, velocities)
    assert seen.shape == (5, 7, 4)
    assert np.array_equal(seen[2, 3], spacetime.boost(events[2, 0], velocities[3]))
    state = spacetime.orbit_state(np.arange(6.0), 7e6, [[0.1], [0.2]])
    assert state[0].shape == state[1].shape == (2, 6, 3)
    assert spacetime.sagnac_link(np.ones((4, 3)), np.ones((2, 1, 3))).shape == (2, 4)


def test_no_values_are_no_answers():
    assert spacetime.boost(np.empty((0, 4)), [1.0, 0.0, 0.0]).shape == (0, 4)
    assert spacetime.motion("fixed").position(np.empty(0)).shape == (0, 3)
    assert spacetime.kepler(np.empty(0), 0.1).sine.shape == (0,)


@pytest.mark.parametrize(("words", "call"), [
    ("speed must be slower than light", lambda: spacetime.gamma(C)),
    ("speed must be slower than light", lambda: spacetime.gamma([0.0, np.nan])),
    ("velocity must be slower", lambda: spacetime.boost([0, 0, 0, 0], [C, C, 0])),
    ("eccentricity must lie between 0 and 1", lambda: spacetime.kepler(1.0, -0.1)),
    ("eccentricity must lie between 0 and 1", lambda: spacetime.orbit_offset(1.0, 7e6, 1.0)),
    ("semi_major_axis must be greater", lambda: spacetime.orbit_rate(-7e6)),
    ("semi_major_axis must be greater", lambda: spacetime.orbit_state(0.0, 0.0)),
    ("emitter has 3 numbers", lambda: spacetime.sagnac_link([1.0, 2.0], [1.0, 2.0, 3.0])),
    ("proper_time, coordinate_time or distance", lambda: spacetime.accelerate(9.8)),
    ("proper_time, coordinate_time or distance",
     lambda: spacetime.accelerate(9.8, coordinate_time=1.0, distance=1.0)),
    ("given together", lambda: spacetime.doppler_ratio([1, 0, 0], [0, 0, 0], [0, 0, 0], 1e-9)),
    ("radius .* too small", lambda: spacetime.static_rate(1.0, 1.3e20)),
    ("factor 9 is too large", lambda: spacetime.allan_deviation([1.0, 2.0, 3.0], 1.0, 9)),
    ("factors are whole numbers", lambda: spacetime.allan_deviation([1.0, 2.0, 4.0], 1.0, 0)),
    ("factors are whole numbers", lambda: spacetime.allan_deviation([1.0, 2.0, 4.0], 1.0, 1.5)),
    ("step must be greater", lambda: spacetime.allan_deviation([1.0, 2.0, 4.0], -1.0)),
    ("data is phase or frequency", lambda: spacetime.allan_deviation([1.0], data="hertz")),
    ("noise pink is not known", lambda: spacetime.expected_deviation("pink", 1.0)),
    ("scale ut1 is not known", lambda: spacetime.convert(2_451_545.0, "ut1", "tt")),
    ("planet pluto is not known", lambda: spacetime.planet_state("pluto", 2_451_545.0)),
    ("calendar: there is no 2025-02-30", lambda: spacetime.julian_date(2025, 2, 30)),
    ("there is no motion circle", lambda: spacetime.motion("circle")),
    ("did you mean altitude", lambda: spacetime.motion("circular_orbit", altitud="1 km")),
    ("radius: .* a length is due", lambda: spacetime.motion("circular_orbit", radius="3 s")),
    ("radius cannot be", lambda: spacetime.motion("circular_orbit", radius=[7e6])),
    ("radius must lie between", lambda: spacetime.motion("circular_orbit", radius=-7e6)),
    ("resolution", lambda: spacetime.motion("fixed", resolution="1 km")),
    ("coarser resolution", lambda: spacetime.clock("ideal", resolution="1 as").offset("1 yr")),
    ("drift", lambda: spacetime.clock("drift", drift=-2.0)),
    ("weak field", lambda: spacetime.motion("fixed", x=1.0).rate(0.0, spacetime.metric(
        "weak_field"))),
])
def test_nonsense_is_refused_by_name(words, call):
    with pytest.raises(ValueError, match=words):
        call()


# ---- special relativity -------------------------------------------------------------------------

@pytest.mark.parametrize("words, call", [
    ("speed must be numbers, and not 'x'", lambda: spacetime.gamma("x")),
    ("speed must be numbers", lambda: spacetime.gamma([[1.0], [2.0, 3.0]])),
    ("speed must be given", lambda: spacetime.gamma(None)),
    ("mean_anomaly must be given", lambda: spacetime.kepler(None, 0.1)),
    ("event has 4 numbers", lambda: spacetime.boost([1.0, 2.0, 3.0], 1.0)),
    ("velocity must be one number", lambda: spacetime.boost([0.0, 1.0], [1e8, 1e8, 0.0])),
    ("radius and others do not broadcast", lambda: spacetime.weak_rate([1e7, 2e7], [1, 2, 3])),
    ("mean_anomaly and others", lambda: spacetime.kepler([1.0, 2.0], [0.1, 0.2, 0.3])),
    ("values must be an array of one", lambda: spacetime.allan_deviation(1.0)),
    ("values must be an array of one", lambda: spacetime.hadamard_deviation(np.ones((3, 3)))),
    ("step must be numbers", lambda: spacetime.allan_deviation([1.0, 2.0, 4.0], step="1 s")),
    ("step must be one number", lambda: spacetime.time_deviation([1.0, 2.0, 4.0], step=[1, 2])),
    ("frequency must be an array", lambda: spacetime.phase_of_frequency(1.0)),
    ("date must be one Julian date", lambda: spacetime.calendar([1.0, 2.0, 3.0])),
    ("t must be given", lambda: spacetime.motion("fixed").position(None)),
])
def test_what_is_no_number_or_of_another_shape_is_told_by_name(words, call):
    # NumPy would make NaN of None, and pybind11 a RuntimeError or a page of signatures.
    with pytest.raises(ValueError, match=f"^{words}"):
        call()


def test_a_clock_ends_after_a_number_of_seconds_too():
    assert spacetime.clock("drift", drift=1e-6, until=3600).offset(1.0) == 1e-6


def test_boosts_keep_intervals_and_undo_each_other():
    events = rng.normal(size=(100, 2, 4)) * [1.0, 3e8, 3e8, 3e8]
    velocity = _velocities(100)[:, np.newaxis]
    seen = spacetime.boost(events, velocity)
    before = spacetime.interval(events[:, 0], events[:, 1])
    after = spacetime.interval(seen[:, 0], seen[:, 1])
    np.testing.assert_allclose(after, before, rtol=0, atol=1e-9 * np.abs(before).max())
    np.testing.assert_allclose(spacetime.boost(seen, -velocity), events, rtol=1e-9, atol=1e-6)


def test_the_order_of_timelike_events_is_the_same_for_all():
    events = rng.normal(size=(300, 2, 4)) * [3.0, 3e8, 3e8, 3e8]
    seen = spacetime.boost(events, _velocities(300)[:, np.newaxis])
    timelike = spacetime.interval(events[:, 0], events[:, 1]) > 1e10
    assert 30 < timelike.sum() < 270
    here, there = (np.sign(e[timelike, 1, 0] - e[timelike, 0, 0]) for e in (events, seen))
    assert np.array_equal(here, there)


def test_doppler_there_and_back_is_one_and_radar_its_square():
    speed = rng.uniform(-0.99, 0.99, 50) * C
    np.testing.assert_allclose(spacetime.doppler(speed) * spacetime.doppler(-speed), 1, rtol=1e-12)
    # An echo: a wave to a mirror that recedes, and back from a source that recedes.
    still = np.zeros((50, 3))
    moving = speed[:, np.newaxis] * [1.0, 0.0, 0.0]
    there = spacetime.doppler_ratio([1.0, 0.0, 0.0], still, moving)
    back = spacetime.doppler_ratio([-1.0, 0.0, 0.0], moving, still)
    np.testing.assert_allclose(there * back, spacetime.doppler(speed)**2, rtol=1e-10)


def test_doppler_does_not_ask_in_which_frame():
    """A third frame changes both velocities and the ray, and not what is received."""
    n, frame = 60, _velocities(60)
    direction = rng.normal(size=(n, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    emitter, receiver = _velocities(n), _velocities(n)
    ray = np.concatenate([np.ones((n, 1)), C * direction], axis=1)
    turned = spacetime.boost(ray, frame)[:, 1:]
    np.testing.assert_allclose(
        spacetime.doppler_ratio(turned, spacetime.add_velocities(emitter, -frame),
                                spacetime.add_velocities(receiver, -frame)),
        spacetime.doppler_ratio(direction, emitter, receiver), rtol=1e-9)


def test_pulses_received_are_the_time_that_passed_for_the_other():
    for speed in (0.1, 0.5, 0.8, 0.99):
        found = spacetime.twins(speed * C, 5e12, 60.0)
        received = found.received_outbound + found.received_inbound
        assert received == pytest.approx(found.home_elapsed / 60.0, rel=1e-12)
        assert found.received_at_home == pytest.approx(found.traveller_elapsed / 60.0, rel=1e-12)


def test_hyperbolic_motion_is_the_same_from_any_of_its_numbers():
    own = np.geomspace(1.0, 3e8, 9)
    ship = spacetime.accelerate(9.80665, proper_time=own)
    for other in (spacetime.accelerate(9.80665, coordinate_time=ship.coordinate_time),
                  spacetime.accelerate(9.80665, distance=ship.distance)):
        np.testing.assert_allclose(np.array(other), np.array(ship), rtol=1e-12)
    np.testing.assert_allclose(ship.gamma, spacetime.gamma(ship.speed), rtol=1e-7)


def test_a_ping_in_the_own_rest_frame_gives_coordinate_time():
    """Einstein: half way between sending and receiving is when the other answered."""
    here = spacetime.motion("fixed")
    there = spacetime.motion("inertial", x="1 ly", y="3 km", velocity_x="0.3 c", velocity_z="0.2 c")
    sent = np.array([0.0, 100.0, 1e8])
    answered = sent + spacetime.light_time(here, there, sent)
    received = answered + spacetime.light_time(there, here, answered)
    elsewhere = np.linalg.norm(there.position(answered) - here.position(answered), axis=-1)
    np.testing.assert_allclose((sent + received) / 2, answered, rtol=1e-15)
    np.testing.assert_allclose((received - sent) / 2 * C, elsewhere, rtol=1e-13)


def test_pings_round_a_turning_loop_do_not_close():
    """Twice the area times the rotation: what hop by hop synchronisation misses."""
    stations = [spacetime.motion("station", latitude=0.0, longitude=2 * np.pi * k / 90)
                for k in range(90)]
    around = zip(stations, stations[1:] + stations[:1])
    there = sum(spacetime.light_time(a, b) for a, b in around)
    around = zip(stations, stations[1:] + stations[:1])
    back = sum(spacetime.light_time(b, a) for a, b in around)
    r = 6_378_137.0
    polygon = 45 * r * r * np.sin(2 * np.pi / 90)
    assert (there - back) / 2 == pytest.approx(spacetime.sagnac_loop(polygon), rel=1e-5)


# ---- gravity ------------------------------------------------------------------------------------

def test_flights_differ_by_twice_the_sagnac_term():
    r = 6_378_137.0
    for speed in (30.0, 250.0, 600.0):
        east, west = (spacetime.flight(9e3, sign * speed, 2 * np.pi * r / speed)
                      for sign in (1.0, -1.0))
        assert west.total - east.total == pytest.approx(
            2 * spacetime.sagnac_loop(np.pi * r * r), rel=1e-12)


def test_formulas_agree_with_what_a_run_uses():
    orbit = spacetime.motion("circular_orbit", radius="26561750 m", inclination="55 deg")
    earth = spacetime.metric("weak_field")
    assert orbit.rate(1000.0, earth) == pytest.approx(
        spacetime.orbit_rate(26_561_750.0, geoid_rate=0.0), rel=1e-14)
    assert orbit.offset("1 d", earth) == pytest.approx(
        spacetime.orbit_offset(DAY, 26_561_750.0), rel=1e-13)
    position, velocity = spacetime.orbit_state(5e3, 26_561_750.0, inclination=np.radians(55))
    np.testing.assert_allclose(orbit.position(5e3), position, atol=1e-6)
    np.testing.assert_allclose(orbit.velocity(5e3), velocity, atol=1e-9)
    place = spacetime.geodetic_to_cartesian(0.8, 0.3, 120.0)
    station = spacetime.motion("station", latitude=0.8, longitude=0.3, height=120.0)
    np.testing.assert_allclose(station.position(0.0), place, atol=1e-6)
    geoid = spacetime.motion("station", latitude="10 deg")
    assert geoid.rate(0.0, earth) == pytest.approx(-6.969290134e-10, rel=1e-12)


def test_light_round_a_mass_is_late_alike_from_places_and_from_distances():
    b, r1, r2 = 7e8, 1.5e11, 2.3e11
    places = [-np.sqrt(r1**2 - b**2), b, 0.0], [np.sqrt(r2**2 - b**2), b, 0.0]
    sun = 1.32712440018e20
    assert spacetime.shapiro_delay(*places, sun) == pytest.approx(
        spacetime.shapiro_passing(r1, r2, b, sun), rel=1e-12)


# ---- ellipses -----------------------------------------------------------------------------------

def test_kepler_s_equation_holds():
    mean, e = rng.uniform(-20, 20, 500), rng.uniform(0, 0.97, 500)
    found = spacetime.kepler(mean, e)
    np.testing.assert_allclose(found.eccentric_anomaly - e * found.sine, mean, atol=2e-14)
    np.testing.assert_allclose(found.sine**2 + found.cosine**2, 1, rtol=1e-14)


def test_elements_and_states_undo_each_other():
    n = 50
    given = np.stack([rng.uniform(7e6, 4e7, n), rng.uniform(0.01, 0.7, n), rng.uniform(0.1, 3, n),
                      *rng.uniform(-3, 3, (3, n))])
    position, velocity = spacetime.orbit_state(0.0, *given)
    found = np.array(spacetime.orbit_elements(position, velocity))
    np.testing.assert_allclose(found[:3], given[:3], rtol=1e-10)
    apart = np.angle(np.exp(1j * (found[3:] - given[3:])))  # but for whole turns
    np.testing.assert_allclose(apart, 0, atol=1e-9)


def test_proper_time_on_an_ellipse_goes_there_and_back():
    orbit = (26_561_750.0, 0.3, 0.7)
    own = np.array([0.0, 1.0, DAY, 1e7])
    late = spacetime.orbit_offset_at_reading(own, *orbit)
    np.testing.assert_allclose(spacetime.orbit_offset(own + late, *orbit), -late, rtol=1e-9)
    assert spacetime.speed_range(7e6, 0.2)[0] < spacetime.speed_range(7e6, 0.2)[1]


def test_east_and_west_of_a_bulge():
    rate, clock = spacetime.oblateness_amplitudes(26_561_750.0, np.radians(55))
    assert clock == pytest.approx(rate / (2 * spacetime.mean_motion(26_561_750.0)), rel=1e-12)
    assert spacetime.oblate_rate([7e6, 0, 0], [0, 7.5e3, 0]) < spacetime.weak_rate(7e6, 7.5e3)


# ---- clocks -------------------------------------------------------------------------------------

def test_a_clock_goes_there_and_back():
    orbit = spacetime.motion("circular_orbit", altitude="20000 km")
    clock = spacetime.clock("drift", motion=orbit, metric=spacetime.metric("weak_field"),
                            drift="3 ppm", offset="1 s")
    t = np.array([0.0, 1.5e-10, 7.25, 1e6])
    np.testing.assert_allclose(clock.offset(t), 1.0 + 3e-6 * t - 2.522e-10 * t, rtol=1e-7)
    np.testing.assert_allclose(clock.when(clock.read(t)), t, atol=2e-9)
    assert clock.when(0.5) == 0.0  # it shows that from the start


def test_a_clock_has_no_steps_between_its_ticks():
    clock = spacetime.clock("drift", drift=0.25, resolution="1 s")
    assert clock.offset([0.0, 0.5, 1.0, 1.5]).tolist() == [0.0, 0.125, 0.25, 0.375]
    assert clock.when([1.25, 1.875]).tolist() == [1.0, 1.5]


def test_a_clock_on_an_ellipse_is_that_of_the_formula():
    ellipse = spacetime.motion("kepler_orbit", semi_major_axis="9000 km", eccentricity=0.2)
    clock = spacetime.clock("ideal", motion=ellipse, metric=spacetime.metric("weak_field"))
    t = np.array([0.0, 600.0, 7200.0])
    np.testing.assert_allclose(clock.offset(t), spacetime.orbit_offset(t, 9e6, 0.2), rtol=1e-7,
                               atol=1e-18)


def test_a_clock_is_not_asked_beyond_what_it_has_summed():
    """Fast on an ellipse in flat space: no closed form, so the integral ends where it was said."""
    ellipse = spacetime.motion("kepler_orbit", semi_major_axis="9000 km", eccentricity=0.2)
    clock = spacetime.clock("ideal", motion=ellipse, until="2 h")
    assert clock.offset(7200.0) == pytest.approx(ellipse.offset(7200.0), rel=1e-12)
    with pytest.raises(ValueError, match="later than until"):
        clock.offset(7300.0)


def test_noise_is_the_same_for_one_seed_and_another_for_the_next():
    def noisy(**chance):
        return spacetime.clock("oscillator", white_frequency=1e-9, **chance).offset(t)
    t = np.arange(0.0, 50.0, 0.5)
    assert np.array_equal(noisy(seed=1, agent=2), noisy(seed=1, agent=2))
    assert not np.array_equal(noisy(seed=1, agent=2), noisy(seed=1, agent=3))
    assert not np.array_equal(noisy(seed=1, agent=2), noisy(seed=2, agent=2))


def test_every_motion_that_needs_no_file_is_found_by_its_name():
    legs = [{"at": "0 s", "x": "0 m"}, {"at": "10 s", "x": "3 km"}]
    assert spacetime.motion("waypoints", points=legs).position(5.0)[0] == pytest.approx(1500.0)


def test_units_are_understood_and_known_by_dimension():
    assert spacetime.quantity("20000 km", "m") == 2e7
    assert spacetime.motion("circular_orbit", radius="26561.75 km").bounds["radius_max"] == (
        26_561_750.0)
    with pytest.raises(ValueError, match="time"):
        spacetime.quantity("3 s", "m")
    assert "circular orbit" in repr(spacetime.motion("circular_orbit", altitude="550 km"))


# ---- time scales --------------------------------------------------------------------------------

def test_dates_go_there_and_back_in_every_scale():
    date = spacetime.julian_date(2025, 3, 4, 5, 6, 7.5)
    assert spacetime.calendar(date) == (2025, 3, 4, 5, 6, 7.5)
    for scale in ("utc", "tai", "tcg", "tdb", "tcb", "gps"):
        back = spacetime.convert(spacetime.convert(date, "tt", scale), scale, "tt")
        assert abs((back - date).sum()) * DAY < 1e-9
    assert spacetime.leap_seconds(2020) == 37.0
    many = spacetime.scale_difference(np.tile(date, (4, 1)), "tt", "tai")
    np.testing.assert_allclose(many, 32.184, rtol=1e-12)


def test_moon_and_planets_are_where_they_should_be():
    date = spacetime.julian_date(2025, 1, 4, 13)
    au = 149_597_870_700.0
    assert np.linalg.norm(spacetime.earth_state(date)[0]) / au == pytest.approx(0.98333, abs=2e-5)
    assert 3.56e8 < np.linalg.norm(spacetime.moon_state(date)[0]) < 4.07e8
    dates = np.array([date, date + [365.25, 0.0]])
    assert spacetime.planet_state("mars", dates)[0].shape == (2, 3)


# ---- stability ----------------------------------------------------------------------------------

def test_deviations_of_noise_are_those_expected():
    phase = rng.normal(size=100_000) * 1e-9
    frequency = rng.normal(size=100_000) * 1e-11
    for m in (1, 4, 16):
        assert spacetime.overlapping_deviation(phase, 1.0, m) == pytest.approx(
            spacetime.expected_deviation("white_phase", 1e-9, 1.0, m), rel=0.03)
        assert spacetime.overlapping_deviation(frequency, 1.0, m, "frequency") == pytest.approx(
            spacetime.expected_deviation("white_frequency", 1e-11, 1.0, m), rel=0.03)


def test_factors_are_octaves_unless_said():
    values = rng.normal(size=100)
    assert spacetime.allan_deviation(values).shape == (6,)      # 1 to 32: 2 m + 1 values
    assert spacetime.hadamard_deviation(values).shape == (6,)   # 3 m + 1 values
    assert spacetime.modified_deviation(values, 1.0, [[1, 2], [3, 4]]).shape == (2, 2)
    np.testing.assert_allclose(
        spacetime.time_deviation(values, 2.0, 3),
        6.0 / np.sqrt(3) * spacetime.modified_deviation(values, 2.0, 3), rtol=1e-13)


# ---- two clocks ---------------------------------------------------------------------------------

def test_four_stamps_miss_by_half_the_asymmetry():
    offset, there, back, rest = rng.uniform(0, 1e-3, (4, 20))
    stamps = (0.0, there + offset, there + offset + rest, there + rest + back)
    np.testing.assert_allclose(spacetime.ntp_offset(*stamps) - offset, (there - back) / 2,
                               atol=1e-18)
    np.testing.assert_allclose(spacetime.round_trip_delay(*stamps), there + back, rtol=1e-12)
    error = np.abs(spacetime.cristian_offset(*stamps) - offset - rest / 2)
    assert np.all(error <= spacetime.cristian_bound(there + rest + back))


def test_a_vector_tells_what_lamport_only_guesses():
    trace = [("p", "local"), ("p", "send", "m"), ("q", "local"), ("q", "receive", "m")]
    lamport, vector = spacetime.lamport(trace), spacetime.vector(trace)
    assert lamport == [1, 2, 1, 3]
    assert lamport[2] < lamport[1] and not spacetime.happened_before(vector[2], vector[1])
    assert spacetime.happened_before(vector[0], vector[3])
    assert spacetime.hybrid([("p", "local", None, 7), ("p", "local", None, 7)]) == [(7, 0), (7, 1)]


@pytest.mark.parametrize(("words", "trace"), [
    ("message m of step 0 was not sent", [("p", "receive", "m")]),
    ("kind of step 0 is whisper", [("p", "whisper")]),
])
def test_a_trace_that_cannot_be_is_refused(words, trace):
    with pytest.raises(ValueError, match=words):
        spacetime.lamport(trace)


def _velocities(n):
    """Random velocities below 0.9 c, shape (n, 3)."""
    direction = rng.normal(size=(n, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    return direction * rng.uniform(0, 0.9 * C, (n, 1))
