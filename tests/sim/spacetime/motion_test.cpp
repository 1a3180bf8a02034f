// SPDX-License-Identifier: Apache-2.0
//
// Are the motions where they should be?
//
// Goal: places, speeds and bounds of the motions that come with the simulator.
// Method: numbers by hand, and ERFA as referee for the shape of the Earth.
#include "sim/spacetime/motions.hpp"

#include <erfa.h>
#include <erfam.h>

#include "sim/base/math.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {
constexpr double degree = math::pi / 180.0;
constexpr double sidereal_day = 2.0 * math::pi / constants::earth_rotation;

void check_near(Vector3 a, Vector3 b, double tolerance) {
    CAPTURE(a.x, a.y, a.z, b.x, b.y, b.z);
    CHECK(length(a - b) <= tolerance);
}
}  // namespace

TEST_CASE("A fixed point stays, and a free one goes straight on", "[spacetime]") {
    const FixedMotion fixed({3.0, 4.0, 12.0});
    CHECK(fixed.at(1e9).position == Vector3{3.0, 4.0, 12.0});
    CHECK(fixed.bounds().radius_min == 13.0);
    CHECK(fixed.bounds().radius_max == 13.0);
    CHECK(fixed.bounds().speed_max == 0.0);

    const InertialMotion free({{10.0, 0.0, 3.0}, {-2.0, 0.0, 0.0}});
    CHECK(free.at(4.0).position == Vector3{2.0, 0.0, 3.0});
    CHECK(free.bounds().radius_min == Approx(3.0));  // at t = 5 s
    CHECK(free.bounds().radius_min <= 3.0);
    CHECK(free.bounds().radius_max == std::numeric_limits<double>::infinity());

    const InertialMotion leaving({{10.0, 0.0, 0.0}, {2.0, 0.0, 0.0}});
    CHECK(leaving.bounds().radius_min == Approx(10.0));
}

TEST_CASE("A station starts at its longitude and turns with the Earth", "[spacetime]") {
    const StationMotion null_island({0.0, 0.0, 0.0});
    check_near(null_island.at(0.0).position, {6'378'137.0, 0.0, 0.0}, 1e-8);
    check_near(null_island.at(sidereal_day / 4.0).position, {0.0, 6'378'137.0, 0.0}, 1e-3);
    CHECK(null_island.bounds().speed_max == Approx(465.1011).epsilon(1e-6));

    const StationMotion pole({math::pi / 2.0, 0.0, 0.0});
    check_near(pole.at(1e5).position, {0.0, 0.0, 6'356'752.314'245}, 1e-6);  // b of WGS 84
}

TEST_CASE("A station is where ERFA puts it", "[spacetime]") {
    for (const double latitude : {-90.0, -67.5, -12.0, 0.0, 33.3, 52.4, 89.99}) {
        for (const double longitude : {-180.0, -75.0, 0.0, 13.1, 151.0}) {
            for (const double height : {-400.0, 0.0, 8'848.0, 100'000.0}) {
                double expected[3];
                REQUIRE(eraGd2gc(ERFA_WGS84, longitude * degree, latitude * degree, height,
                                 expected) == 0);
                const StationMotion station({latitude * degree, longitude * degree, height});
                check_near(station.at(0.0).position, {expected[0], expected[1], expected[2]}, 5e-9);
            }
        }
    }
}

TEST_CASE("A circular orbit obeys Kepler's third law", "[spacetime]") {
    // GPS: half a sidereal day, 3.87 km/s. [IS-GPS-200]
    const CircularOrbit orbit({.radius = 26'561'750.0, .inclination = 55.0 * degree});
    CHECK(orbit.bounds().speed_max == Approx(3'873.83).epsilon(1e-5));
    check_near(orbit.at(0.0).position, {26'561'750.0, 0.0, 0.0}, 1e-6);

    const double period = 2.0 * math::pi * 26'561'750.0 / orbit.bounds().speed_max;
    CHECK(period == Approx(43'082.0).epsilon(1e-4));
    const double sine = math::sin(55.0 * degree);
    const double cosine = math::cos(55.0 * degree);
    check_near(orbit.at(period / 4.0).position, {0.0, 26'561'750.0 * cosine, 26'561'750.0 * sine},
               1e-5);
}

TEST_CASE("Node and phase turn an orbit the way the books say", "[spacetime]") {
    const double r = 7e6;
    const CircularOrbit polar({.radius = r,
                               .inclination = 90.0 * degree,
                               .ascending_node = 90.0 * degree,
                               .phase = 90.0 * degree});
    check_near(polar.at(0.0).position, {0.0, 0.0, r}, 1e-8);  // a quarter past the node: the pole
    CHECK(polar.at(0.0).velocity.y == Approx(-polar.bounds().speed_max));
}

TEST_CASE("An orbit does not blur with age", "[spacetime]") {
    // One nanosecond after ten years, as at the start: r n dt = 3.9 micrometres along the way.
    const CircularOrbit orbit({.radius = 26'561'750.0});
    const Twofold late(315'576'000.0);
    const double step = 1e-3;
    const MovingPoint before = orbit.at(late);
    const MovingPoint after = orbit.at(late + Twofold(step));
    CHECK(length(after.position - before.position) ==
          Approx(step * orbit.bounds().speed_max).epsilon(1e-8));
}

TEST_CASE("Motions say what they are", "[spacetime]") {
    CHECK(FixedMotion({1.0, 0.0, 0.0}).describe() == "fixed at (1, 0, 0) m");
    CHECK(StationMotion({45.0 * degree, 0.0, 10.0}).describe() ==
          "station, latitude 45 deg, longitude 0 deg, height 10 m");
    CHECK_THROWS_AS(CircularOrbit({.radius = 0.0}), std::invalid_argument);
}
