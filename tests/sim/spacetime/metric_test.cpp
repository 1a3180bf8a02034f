// SPDX-License-Identifier: Apache-2.0
//
// How fast do clocks run?
//
// Goal: rates and offsets of clocks in space, to the last digit of the published numbers.
// Method: acceptance values at 60 digits, and the literature named with each.
#include "sim/spacetime/metrics.hpp"

#include <stdexcept>

#include "sim/base/math.hpp"
#include "sim/spacetime/graph.hpp"
#include "sim/spacetime/motions.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {
constexpr double degree = math::pi / 180.0;
constexpr double c = constants::light_speed;
constexpr double day = 86'400.0;
const WeakFieldMetric earth{Resolution{}};
const FlatMetric flat{Resolution{}};
const StationMotion geoid({0.0, 0.0, 0.0});

double against_geoid(const Motion& motion) {
    return relative_rate(earth.rate(motion, 0.0), earth.rate(geoid, 0.0));
}
double microseconds_a_day(const Motion& motion) { return against_geoid(motion) * day * 1e6; }
}  // namespace

TEST_CASE("A GPS clock gains 38.575 microseconds a day on the geoid", "[spacetime][doc]") {
    // 4.4647e-10 [Ashby2003 section 5]; 38,575.008 ns a day at 26,561.4 km [Kouba2004].
    const CircularOrbit gps({.radius = 26'561'750.0, .inclination = 55.0 * degree});
    CHECK(std::fabs(against_geoid(gps) - 4.464'732'995'002'567e-10) < 2e-18);
    CHECK(std::fabs(microseconds_a_day(gps) - 38.575'293'076'8) < 2e-7);
    const CircularOrbit kouba({.radius = 26'561'400.0});
    CHECK(std::fabs(microseconds_a_day(kouba) * 1e3 - 38'575.007'934'443) < 2e-4);
}

TEST_CASE("A 20,000 km orbit gains 38 microseconds a day only if that is its altitude",
          "[spacetime][doc]") {
    const CircularOrbit by_altitude({.radius = 26'378'137.0});
    CHECK(std::fabs(microseconds_a_day(by_altitude) - 38.424'665'672'026) < 2e-7);
    CHECK(against_geoid(by_altitude) == Approx(4.4473e-10).epsilon(1e-5));
    const CircularOrbit by_radius({.radius = 20'000'000.0});
    CHECK(std::fabs(microseconds_a_day(by_radius) - 31.475'685'064'277) < 2e-7);
}

TEST_CASE("Low satellites lose, high ones gain", "[spacetime]") {
    // Geostationary +46.58, ISS −24.48 microseconds a day. [relativity_cases A04, A05]
    CHECK(microseconds_a_day(CircularOrbit({.radius = 42'164'172.0})) ==
          Approx(46.5827).epsilon(1e-4));
    CHECK(microseconds_a_day(CircularOrbit({.radius = 6'378'137.0 + 408'000.0})) ==
          Approx(-24.4844).epsilon(1e-4));
}

TEST_CASE("Offsets grow as rates say, and lose nothing in years", "[spacetime]") {
    const CircularOrbit gps({.radius = 26'561'750.0});
    const auto gained = [&](double seconds) {
        return (earth.offset(gps, seconds) - earth.offset(geoid, seconds)).value();
    };
    CHECK(std::fabs(gained(10'800.0) - 4.821'911'634'602'772'6e-6) < 1e-17);  // A02, circular part
    const Twofold late(315'576'000.0);
    const Twofold later = late + Twofold(1.0);
    const Twofold step = earth.offset(gps, later) - earth.offset(gps, late);
    CHECK(step.value() == Approx(earth.rate(gps, 0.0)).epsilon(1e-12));
    CHECK(proper_offset(gps, earth, 0.0) == 0.0);
}

TEST_CASE("On the geoid all clocks run alike, and a metre up they gain 1.09e-16", "[spacetime]") {
    for (const double latitude : {-90.0, -30.0, 0.0, 45.0, 90.0}) {
        const StationMotion station({latitude * degree, 1.0, 0.0});
        CHECK(earth.rate(station, 0.0) == -constants::geoid_rate);
    }
    // Pound and Rebka's tower, 22.5 m: 2.4551e-15 at g = 9.80665. [relativity_cases A07]
    const StationMotion tower({45.5 * degree, 0.0, 22.5});
    CHECK(against_geoid(tower) == Approx(2.4551e-15).epsilon(1e-3));
    // 10 km up, where gravity has fallen by 0.3 %: g h (1 − h/R)/c².
    CHECK(against_geoid(StationMotion({0.0, 0.0, 10'000.0})) ==
          Approx(1.0864998911e-12).epsilon(1e-8));
    CHECK(normal_gravity(0.0) == 9.780'325'335'9);
    CHECK(normal_gravity(90.0 * degree) == Approx(9.832'184'937'9).epsilon(1e-10));
}

TEST_CASE("A clock held still over the Earth has gravity alone", "[spacetime]") {
    const FixedMotion held({0.0, 26'561'750.0, 0.0});
    CHECK(earth.rate(held, 0.0) ==
          Approx(-constants::earth_gm / (26'561'750.0 * c * c)).epsilon(1e-15));
}

TEST_CASE("A clock that flies past the Earth has its offset in closed form", "[spacetime]") {
    // Against the trapezium rule on its rate. 10 km/s, nearest at 10,000 km after 2,000 s.
    const InertialMotion flyby({{-2e7, 1e7, 0.0}, {1e4, 0.0, 0.0}});
    CHECK_FALSE(earth.is_steady(flyby));
    const int n_steps = 40'000;
    const double end = 4'000.0;
    double sum = 0.5 * (earth.rate(flyby, 0.0) + earth.rate(flyby, end));
    for (int i = 1; i < n_steps; ++i) sum += earth.rate(flyby, end * i / n_steps);
    CHECK(earth.offset(flyby, end).value() == Approx(sum * end / n_steps).epsilon(1e-9));
}

TEST_CASE("A clock that leaves the Earth straight up ends with a logarithm", "[spacetime]") {
    // ∫ dt/r = ln(r₁/r₀)/v: from 10,000 km to 1,010,000 km at 10 km/s.
    const InertialMotion leaving({{0.0, 0.0, 1e7}, {0.0, 0.0, 1e4}});
    const double end = 1e5;
    const double expected = -(constants::earth_gm * math::log(101.0) / 1e4 + 0.5e8 * end) / (c * c);
    CHECK(earth.offset(leaving, end).value() == Approx(expected).epsilon(1e-14));
}

TEST_CASE("At 0.6 c a clock loses a fifth", "[spacetime]") {
    const InertialMotion fast({{}, {0.6 * c, 0.0, 0.0}});
    CHECK(flat.is_steady(fast));
    CHECK(flat.rate(fast, 0.0) == Approx(-0.2).epsilon(1e-15));
    CHECK(flat.offset(fast, 10.0).value() == Approx(-2.0).epsilon(1e-15));
    CHECK(flat.offset(fast, 1.0).high == flat.rate(fast, 0.0));
}

TEST_CASE("A slow clock's rate does not drown in rounding", "[spacetime]") {
    // 1 m/s: −v²/2c² = −5.563e-18, far below what 1/γ − 1 could show.
    const InertialMotion walker({{}, {1.0, 0.0, 0.0}});
    CHECK(flat.rate(walker, 0.0) == Approx(-0.5 / (c * c)).epsilon(1e-12));
}

TEST_CASE("Some motions are impossible, and the metric says why", "[spacetime]") {
    CHECK_THROWS_AS(flat.check(InertialMotion({{}, {c, 0.0, 0.0}})), std::invalid_argument);
    CHECK_THROWS_AS(flat.check(InertialMotion({{}, {0.8 * c, 0.8 * c, 0.0}})),
                    std::invalid_argument);
    CHECK_NOTHROW(flat.check(InertialMotion({{}, {0.999 * c, 0.0, 0.0}})));
    CHECK_THROWS_AS(earth.check(FixedMotion({})), std::invalid_argument);
    CHECK_THROWS_AS(earth.check(InertialMotion({{1e9, 0.0, 0.0}, {0.1 * c, 0.0, 0.0}})),
                    std::invalid_argument);
    CHECK_NOTHROW(earth.check(geoid));
}

TEST_CASE("In a graph all clocks agree and delays are those of the links", "[spacetime]") {
    const FixedMotion anywhere({});
    const auto at = [&](std::uint32_t number) { return Endpoint{AgentId{number}, anywhere}; };
    const GraphMetric graph({{AgentId{0}, AgentId{2}, {160}},
                             {AgentId{0}, AgentId{1}, {40}},
                             {AgentId{2}, AgentId{0}, {7}},
                             {AgentId{0}, AgentId{1}, {50}}},
                            no_arrival, Resolution{1'000'000'000'000});
    CHECK(graph.delay(at(0), at(1), {5}).ticks == 40);  // the first of two links counts
    CHECK(graph.delay(at(0), at(2), {5}).ticks == 160);
    CHECK(graph.delay(at(2), at(0), {5}).ticks == 7);
    CHECK(graph.delay(at(1), at(0), {5}) == no_arrival);
    CHECK(graph.delay(at(9), at(0), {5}) == no_arrival);
    CHECK(graph.delay(at(9), at(9), {5}).ticks == 0);
    CHECK(graph.least_delay(at(0), at(2)).ticks == 160);
    CHECK(graph.least_delay().ticks == 7);
    CHECK(!graph.uniform_delay());
    CHECK(graph.travelled(at(0), at(2), 1.0) == Approx(160e-6));
    CHECK(graph.rate(anywhere, 1.0) == 0.0);
    CHECK(graph.offset(anywhere, 1.0).value() == 0.0);

    std::vector<GraphMetric::Link> many;
    for (std::int64_t i = 0; i < 100; ++i) many.push_back({AgentId{0}, AgentId{1}, {100 - i}});
    CHECK(GraphMetric(many, no_arrival, Resolution{}).between(AgentId{0}, AgentId{1}).ticks == 100);

    const GraphMetric everywhere({}, {3}, Resolution{});
    CHECK(everywhere.delay(at(4), at(5), {0}).ticks == 3);
    CHECK(everywhere.least_delay().ticks == 3);
    CHECK(everywhere.uniform_delay() == Duration{3});
    CHECK(!flat.uniform_delay());
    CHECK_THROWS_AS(GraphMetric({}, {-1}, Resolution{}), std::invalid_argument);
}
