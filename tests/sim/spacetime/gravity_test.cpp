// SPDX-License-Identifier: Apache-2.0
//
// Do clocks and light near masses come out as published, and do exact and weak forms agree?
//
// Goal: rates that keep their digits; the second order where theory puts it; refusals near a
// horizon. Method: published figures, and one formula against another.
#include "sim/spacetime/gravity.hpp"

#include <cmath>
#include <stdexcept>

#include "sim/base/math.hpp"
#include "sim/spacetime/kepler.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {
constexpr double gm = constants::earth_gm;
constexpr double c = constants::light_speed;
constexpr double gm_sun = 1.32712440018e20;
}  // namespace

TEST_CASE("Exact and weak rates differ by the second order alone", "[spacetime][gravity]") {
    const double radius = 7e8;  // near the Sun's surface
    const double m = gm_sun / (radius * c * c);
    const double speed = std::sqrt(gm_sun / radius);
    // −(1/2)(m/r)² at rest and −(9/8)(m/r)² on a circle.
    CHECK(static_rate(radius, gm_sun) - weak_rate(radius, 0.0, gm_sun) ==
          Approx(-0.5 * m * m).epsilon(1e-3));
    CHECK(circular_rate(radius, gm_sun) - weak_rate(radius, speed, gm_sun) ==
          Approx(-1.125 * m * m).epsilon(1e-3));
    CHECK(schwarzschild_rate(radius, 0.0, speed, gm_sun) ==
          Approx(circular_rate(radius, gm_sun)).epsilon(1e-15));
    CHECK(schwarzschild_rate(radius, 0.0, 0.0, gm_sun) == static_rate(radius, gm_sun));
}

TEST_CASE("An orbit of one and a half Earth radii runs as the geoid does", "[spacetime][gravity]") {
    const double radius = 1.5 * gm / (c * c * constants::geoid_rate);
    CHECK(radius / constants::earth_equatorial_radius == Approx(1.4966).margin(1e-3));
    CHECK(std::fabs(orbit_rate(radius, gm, constants::geoid_rate)) < 1e-24);
    CHECK(orbit_rate(0.9 * radius, gm, constants::geoid_rate) < 0.0);
    // The seed's orbit: 20 000 km high gains 38.4 µs a day, of radius 20 000 km only 31.5.
    CHECK(orbit_rate(26'378'137.0, gm, constants::geoid_rate) * 86'400e6 ==
          Approx(38.4247).margin(5e-5));
    CHECK(orbit_rate(20'000'000.0, gm, constants::geoid_rate) * 86'400e6 ==
          Approx(31.4757).margin(5e-5));
}

TEST_CASE("The bulge slows a clock over the equator and speeds one over the pole",
          "[spacetime][gravity]") {
    const double r = 6'928'137.0;
    const MovingPoint equator{{r, 0.0, 0.0}, {0.0, 7500.0, 0.0}};
    const MovingPoint pole{{0.0, 0.0, r}, {0.0, 7500.0, 0.0}};
    const double round = weak_rate(r, 7500.0, gm);
    CHECK(oblate_rate(equator, {}) < round);
    CHECK(oblate_rate(pole, {}) > round);
    // −2 and +1 of P2: the pole is twice as far from round as the equator.
    CHECK(oblate_rate(pole, {}) - round ==
          Approx(-2.0 * (oblate_rate(equator, {}) - round)).epsilon(1e-6));
    // 5.9e-13 at 550 km and 1.0e-14 for GPS [Ashby2001, Kouba2004].
    CHECK(oblateness_rate_amplitude(r, math::pi / 2.0, {}) == Approx(5.9e-13).epsilon(0.01));
    CHECK(oblateness_rate_amplitude(26'561'750.0, math::pi / 2.0, {}) ==
          Approx(1.04e-14).epsilon(0.01));
}

TEST_CASE("East and west flights differ by twice Sagnac's term", "[spacetime][gravity]") {
    const double radius = 6'378'137.0;
    FlightPlan plan{.height = 10'000.0,
                    .ground_speed = 250.0,
                    .duration = 2.0 * math::pi * radius / 250.0,
                    .gravity = 9.80665,
                    .radius = radius,
                    .rotation = constants::earth_rotation};
    const Flight east = flight(plan);
    plan.ground_speed = -250.0;
    const Flight west = flight(plan);
    const double loop = sagnac_loop(math::pi * radius * radius, constants::earth_rotation);
    CHECK(west.total - east.total == Approx(2.0 * loop).epsilon(1e-13));
    CHECK(west.gravitational == east.gravitational);
}

TEST_CASE("Sagnac's link is largest along the horizon, and turns its sign with the way",
          "[spacetime][gravity]") {
    const double r = 6'378'137.0;
    const double R = 26'561'750.0;
    const double omega = constants::earth_rotation;
    const double beyond = std::acos(r / R);
    const Vector3 satellite{R * std::cos(beyond), R * std::sin(beyond), 0.0};
    const Vector3 station{r, 0.0, 0.0};
    CHECK(sagnac_link(station, satellite, omega) ==
          Approx(sagnac_horizon(r, R, omega)).epsilon(1e-14));
    CHECK(sagnac_link(satellite, station, omega) == -sagnac_link(station, satellite, omega));
    CHECK_THROWS_WITH(sagnac_horizon(R, r, omega), Catch::StartsWith("orbit_radius"));
}

TEST_CASE("Light past the Sun is late, alike from places and from distances",
          "[spacetime][gravity]") {
    const double b = 6.957e8;
    const double r1 = 1.495978707e11;
    const double r2 = 2.27939134e11;
    const Vector3 earth{-std::sqrt(r1 * r1 - b * b), b, 0.0};
    const Vector3 mars{std::sqrt(r2 * r2 - b * b), b, 0.0};
    const Passage passage{r1, r2, b};
    CHECK(shapiro_delay(passage, gm_sun) == Approx(123.62e-6).epsilon(1e-4));
    CHECK(shapiro_delay(earth, mars, gm_sun) ==
          Approx(shapiro_delay(passage, gm_sun)).epsilon(1e-12));
    CHECK(shapiro_delay_approximate(passage, gm_sun) ==
          Approx(shapiro_delay(passage, gm_sun)).epsilon(1e-6));
    // On one side of the mass: the product of places is positive, and the rod's formula direct.
    CHECK(shapiro_delay({r1, 0.0, 0.0}, {2.0 * r1, 0.0, 0.0}, gm_sun) ==
          Approx(2.0 * gm_sun / (c * c * c) * std::log(2.0)).epsilon(1e-14));
}

TEST_CASE("Nothing stands on a horizon, nor has a negative radius", "[spacetime][gravity]") {
    const double horizon = 2.0 * gm_sun / (c * c);
    CHECK_THROWS_WITH(static_rate(horizon, gm_sun), Catch::StartsWith("radius"));
    CHECK_THROWS_WITH(circular_rate(1.4 * horizon, gm_sun), Catch::StartsWith("radius"));
    CHECK_THROWS_AS(schwarzschild_rate(2.0 * horizon, 0.0, c, gm_sun), std::invalid_argument);
    CHECK_THROWS_WITH(orbit_rate(-1.0, gm, 0.0), Catch::StartsWith("semi_major_axis"));
    CHECK_THROWS_WITH(eccentricity_amplitude(1e7, -0.1, gm), Catch::StartsWith("eccentricity"));
    CHECK_THROWS_WITH(shapiro_delay(Passage{1.0, 1.0, 2.0}, gm),
                      Catch::StartsWith("impact_parameter"));
    CHECK_THROWS_AS(shapiro_delay({1.0, 0.0, 0.0}, {-1.0, 0.0, 0.0}, gm), std::invalid_argument);
}

TEST_CASE("Shapiro's delay keeps its digits over a metre, and behind the mass",
          "[spacetime][gravity]") {
    CHECK(shapiro_delay({7e6, 0.0, 0.0}, {7'000'001.0, 0.0, 0.0}, gm) ==
          Approx(4.226760026793491922e-18).epsilon(1e-14));
    CHECK(shapiro_delay({7e6, 0.0, 0.0}, {-2.6e7, 10.0, 0.0}, gm) ==
          Approx(9.6801868469061210952e-10).epsilon(1e-14));
}
