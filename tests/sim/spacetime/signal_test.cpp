// SPDX-License-Identifier: Apache-2.0
//
// When does light arrive?
//
// Goal: the light-time equation, forwards and backwards, and its lower bounds.
// Method: closed forms by hand, and acceptance values at 60 digits.
#include "sim/spacetime/signal.hpp"

#include "sim/base/math.hpp"
#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/motions.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {
constexpr double degree = math::pi / 180.0;
constexpr double c = constants::light_speed;
constexpr double infinity = std::numeric_limits<double>::infinity();
const FixedMotion origin({});

InertialMotion along_x(double start, double speed) {
    return InertialMotion({{start, 0.0, 0.0}, {speed, 0.0, 0.0}});
}
}  // namespace

TEST_CASE("Light takes a second to a receiver at rest, two to one that flees at c/2",
          "[spacetime][doc]") {
    CHECK(light_time(origin, FixedMotion({c, 0.0, 0.0}), 0.0, c) == 1.0);
    CHECK(std::fabs(light_time(origin, along_x(c, 0.5 * c), 0.0, c) - 2.0) < 1e-15);
    CHECK(light_time(origin, along_x(c, -0.5 * c), 0.0, c) == Approx(2.0 / 3.0).epsilon(1e-15));
}

TEST_CASE("The receiver moves while light is under way, in three dimensions too", "[spacetime]") {
    const InertialMotion receiver({{4e8, -1e8, 2.5e8}, {3e7, 1.2e8, -6e7}});
    CHECK(light_time(origin, receiver, 0.0, c) ==
          Approx(1.610'867'585'994'495'9).epsilon(1e-14));  // relativity_cases A15, case 3
}

TEST_CASE("From a GPS satellite to a station that the Earth carries along", "[spacetime]") {
    const CircularOrbit satellite({.radius = 26'561'750.0, .inclination = 55.0 * degree});
    const StationMotion station({0.0, 30.0 * degree, 0.0});
    const double delta = light_time(satellite, station, 0.0, c);
    CHECK(std::fabs(delta - 0.070'977'359'306'045'406) < 1e-15);  // A15, case 4
    // A receiver frozen at emission would be 68.7 ns early: the Sagnac effect. [Ashby2003]
    const FixedMotion frozen(station.at(0.0).position);
    CHECK(std::fabs((delta - light_time(satellite, frozen, 0.0, c)) * 1e9 - 68.728'171'973) < 1e-5);
    CHECK(std::fabs(light_time_back(satellite, station, delta, c) - delta) < 1e-16);
}

TEST_CASE("A signal that is outrun never arrives", "[spacetime]") {
    const double sound = 340.0;
    CHECK(light_time(origin, along_x(100.0, 340.0), 0.0, sound) == infinity);
    CHECK(light_time(origin, along_x(100.0, 500.0), 0.0, sound) == infinity);
    CHECK(light_time(origin, along_x(100.0, -500.0), 0.0, sound) == Approx(100.0 / 840.0));
    CHECK(light_time_back(along_x(100.0, 340.0), origin, 0.0, sound) == Approx(100.0 / 680.0));
    CHECK(light_time_back(along_x(-100.0, 340.0), origin, 0.0, sound) == infinity);
}

TEST_CASE("A receiver faster than the signal meets it for the first time", "[spacetime]") {
    // An orbit at 7.6 km/s and a signal at 5 km/s from the centre: always r/w.
    const CircularOrbit orbit({.radius = 7e6});
    CHECK(light_time(origin, orbit, 0.0, 5'000.0) == Approx(1'400.0).epsilon(1e-12));
    // From a point on the orbit: no earlier time will do.
    const FixedMotion on_orbit({7e6, 0.0, 0.0});
    const double first = light_time(on_orbit, orbit, 10.0, 5'000.0);
    const auto gap = [&](double span) {
        return length(orbit.at(10.0 + span).position - Vector3{7e6, 0.0, 0.0}) - 5'000.0 * span;
    };
    CHECK(std::fabs(gap(first)) < 1e-3);
    for (int i = 1; i < 1'000; ++i) REQUIRE(gap(first * i / 1'000.0) > 0.0);
}

TEST_CASE("Two who travel together keep their distance in light, however far they are",
          "[spacetime]") {
    // 300 m apart at 0.6 c for thirty years: where a double of metres is 32 m coarse.
    const InertialMotion ahead({{300.0, 0.0, 0.0}, {0.6 * c, 0.0, 0.0}});
    const InertialMotion behind({{0.0, 0.0, 0.0}, {0.6 * c, 0.0, 0.0}});
    CHECK(light_time(behind, ahead, 1e9, c) == Approx(300.0 / (0.4 * c)).epsilon(1e-14));
    CHECK(light_time(ahead, behind, 1e9, c) == Approx(300.0 / (1.6 * c)).epsilon(1e-14));
    CHECK(least_light_time(ahead, behind, c) == Approx(300.0 / (1.6 * c)).epsilon(1e-9));
}

TEST_CASE("Light cones bound delays for ever", "[spacetime]") {
    // relativity_cases A23: at most the true minimum, at least 0.999 of the value there.
    const StationMotion station({0.0, 0.0, 0.0});
    const CircularOrbit low({.radius = 6'378'137.0 + 550'000.0});
    const double bound = least_light_time(station, low, c);
    CHECK(bound <= 550'000.0 / c);
    CHECK(bound >= 0.999 * 1.834'556'107e-3);
    CHECK(least_light_time(low, station, c) == bound);

    const StationMotion east({0.0, 1.0 * degree, 0.0});
    const double chord = length(east.at(0.0).position - station.at(0.0).position);
    CHECK(least_light_time(station, east, c) == Approx(chord / c).epsilon(2e-6));

    CHECK(least_light_time(origin, along_x(1e6, -1e3), c) == 0.0);  // they will meet
    CHECK(least_light_time(origin, along_x(1e6, 1e3), c) == Approx(1e6 / c).epsilon(1e-5));
    // One behind the other for ever: their chord.
    const CircularOrbit ahead({.radius = 6'928'137.0, .phase = 1.0});
    CHECK(least_light_time(low, ahead, c) ==
          Approx(2.0 * 6'928'137.0 * std::sin(0.5) / (c + 7'585.1)).epsilon(1e-9));
    // Crossing planes: 2 r² (1 − (1 + cos I)/2 cos(u₁ − u₂) − (1 − cos I)/2) of them at least.
    const CircularOrbit across({.radius = 6'928'137.0, .inclination = 0.9, .phase = 1.0});
    const double squared =
        1.0 - 0.5 * (1.0 + std::cos(0.9)) * std::cos(1.0) - 0.5 * (1.0 - std::cos(0.9));
    CHECK(least_light_time(low, across, c) ==
          Approx(6'928'137.0 * std::sqrt(2.0 * squared) / (c + 7'585.1)).epsilon(1e-9));
    const CircularOrbit meeting({.radius = 6'928'137.0, .inclination = 0.9});
    CHECK(least_light_time(low, meeting, c) == 0.0);
}

TEST_CASE("A metric of space gives delays in ticks: arrivals up, bounds down", "[spacetime]") {
    const FlatMetric flat{Resolution{}};
    const FixedMotion near({1.0, 0.0, 0.0});
    const Endpoint a{AgentId{0}, origin};
    const Endpoint b{AgentId{1}, near};
    CHECK(flat.delay(a, b, {0}).ticks == 4);  // 3.34 ns
    CHECK(flat.least_delay(a, b).ticks == 3);
    CHECK(flat.least_delay().ticks == 0);
    CHECK(flat.travelled(a, b, 1.0) == Approx(1.0 / c));
    const FixedMotion far({299'792.458, 0.0, 0.0});
    CHECK(flat.delay(a, {AgentId{2}, far}, {17}).ticks == 1'000'000);

    const FlatMetric sound(Resolution{}, 340.0);
    const InertialMotion jet({{100.0, 0.0, 0.0}, {400.0, 0.0, 0.0}});
    CHECK(sound.delay(a, {AgentId{3}, jet}, {0}) == no_arrival);
}

TEST_CASE("A short window bounds signals closer than all time does", "[spacetime]") {
    // Two satellites of one orbit, a quarter apart, that meet nowhere but share every radius with
    // a third: only where they are now says how far they are.
    const CircularOrbit low({.radius = 6'928'137.0});
    const CircularOrbit across({.radius = 6'928'137.0, .inclination = 1.0, .phase = 1.5});
    for (const double width : {0.0, 1.0, 60.0}) {
        const double bound = least_light_time(low, across, c, 1'000.0, 1'000.0 + width);
        CHECK(bound >= least_light_time(low, across, c));
        for (const double part : {0.0, 0.3, 1.0}) {
            CHECK(bound <= light_time(low, across, 1'000.0 + part * width, c));
            CHECK(bound <= light_time(across, low, 1'000.0 + part * width, c));
        }
    }
    CHECK(least_light_time(low, across, c, 1'000.0, 1'000.0) >=
          0.999 * light_time(low, across, 1'000.0, c));
    CHECK(least_light_time(origin, along_x(1e6, -1e3), c, 0.0, infinity) == 0.0);
}
