// SPDX-License-Identifier: Apache-2.0
//
// Is Kepler's equation solved for every ellipse, and does a clock on one come out right?
//
// Goal: no anomaly and no eccentricity below 1 where the solver stops early; states and elements
// that undo each other; proper time whose inverse is its inverse.
// Method: residuals over a grid; numerical derivatives; whole periods, after which only the
// secular part is left.
#include "sim/spacetime/kepler.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/base/math.hpp"
#include "sim/spacetime/gravity.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

TEST_CASE("Kepler's equation holds at every anomaly", "[spacetime][kepler]") {
    const double e = GENERATE(0.0, 0.01, 0.3, 0.79, 0.81, 0.95, 0.999, 1.0 - 1e-9);
    double worst = 0.0;
    for (int i = -400; i <= 400; ++i) {
        const double mean = i * (math::pi / 200.0) * (1.0 + 1e-7 * i);
        const EccentricAnomaly at = solve_kepler(mean, e);
        const double residual = at.radians - e * std::sin(at.radians) - mean;
        // What a last bit of E and of M is worth.
        const double bit = (1.0 + std::fabs(mean)) * 1e-15;
        worst = std::max(worst, std::fabs(residual) / bit);
        CHECK(at.sine == Approx(std::sin(at.radians)).margin(1e-14));
        CHECK(at.cosine == Approx(std::cos(at.radians)).margin(1e-14));
    }
    CHECK(worst < 4.0);
}

TEST_CASE("Near the periapsis of a needle the solver keeps its digits", "[spacetime][kepler]") {
    // (1 − e) E + e E³/6 = M: with 1 − e = 1e-6 and E = 1e-3 both terms count.
    const double e = 1.0 - 0x1p-20;
    const double wanted = 1e-3;
    const double mean =
        0x1p-20 * wanted + e * (wanted * wanted * wanted / 6.0) * (1.0 - wanted * wanted / 20.0);
    CHECK(solve_kepler(mean, e).radians == Approx(wanted).epsilon(1e-12));
}

TEST_CASE("States and elements undo each other", "[spacetime][kepler]") {
    const KeplerElements k{26'561'750.0, 0.2, 0.9, 2.0, 0.7, 0.3};
    const KeplerElements found = elements_of_state(kepler_state(k, 0.0));
    CHECK(found.semi_major_axis == Approx(k.semi_major_axis).epsilon(1e-13));
    CHECK(found.eccentricity == Approx(k.eccentricity).epsilon(1e-12));
    CHECK(found.inclination == Approx(k.inclination).epsilon(1e-13));
    CHECK(found.ascending_node == Approx(k.ascending_node).epsilon(1e-13));
    const MovingPoint again = kepler_state(found, 20'000.0);
    CHECK(length(again.position - kepler_state(k, 20'000.0).position) < 1e-4);
    // A circle on the equator has neither periapsis nor node, and is found all the same.
    const KeplerElements circle{7e6, 0.0, 0.0, 0.0, 0.0, 1.0};
    const KeplerElements plain = elements_of_state(kepler_state(circle, 0.0));
    CHECK(length(kepler_state(plain, 100.0).position - kepler_state(circle, 100.0).position) <
          1e-5);
}

TEST_CASE("Velocity is the change of place, and energy stays", "[spacetime][kepler]") {
    const KeplerElements k{27'977'700.0, 0.166, 0.87, 1.0, 2.0, 0.0};
    for (const double t : {0.0, 5'000.0, 20'000.0, 40'000.0}) {
        const MovingPoint at = kepler_state(k, t);
        const Vector3 moved = kepler_state(k, t + 1.0).position - kepler_state(k, t - 1.0).position;
        CHECK(length(0.5 * moved - at.velocity) < 1e-3);
        const double energy = 0.5 * dot(at.velocity, at.velocity) - k.gm / length(at.position);
        CHECK(energy == Approx(-0.5 * k.gm / k.semi_major_axis).epsilon(1e-13));
    }
    CHECK(length(kepler_state(k, 0.0).velocity) == Approx(periapsis_speed(k)).epsilon(1e-14));
}

TEST_CASE("After whole periods only the secular part is left", "[spacetime][kepler]") {
    const KeplerElements k{26'561'750.0, 0.02, 0.0, 0.0, 0.0, 0.7};
    const double period = 2.0 * math::pi / mean_motion(k);
    const double rate = orbit_rate(k.semi_major_axis, k.gm, 0.0);
    CHECK(kepler_offset(k, 100.0 * period) == Approx(rate * 100.0 * period).epsilon(1e-12));
}

TEST_CASE("The periodic part is the same from elements and from a state", "[spacetime][kepler]") {
    const KeplerElements k{27'977'700.0, 0.166, 0.87, 1.0, 2.0, 0.0};
    for (const double t : {0.0, 3'000.0, 11'000.0, 30'000.0}) {
        CHECK(periodic_offset_of_state(kepler_state(k, t)) ==
              Approx(kepler_periodic_offset(k, t)).margin(1e-20));
    }
}

TEST_CASE("A reading on an ellipse is found again", "[spacetime][kepler]") {
    const KeplerElements k{26'561'750.0, 0.02, 0.0, 0.0, 0.0, 0.7};
    for (const double tau : {0.0, 1.0, 86'400.0, 1e7}) {
        const double ahead = kepler_offset_at_reading(k, tau);
        CHECK(ahead == Approx(-kepler_offset(k, tau + ahead)).margin(1e-18));
    }
}

TEST_CASE("What is no ellipse is refused by name", "[spacetime][kepler]") {
    CHECK_THROWS_WITH(solve_kepler(0.0, 1.0), Catch::StartsWith("eccentricity"));
    CHECK_THROWS_WITH(solve_kepler(0.0, -0.1), Catch::StartsWith("eccentricity"));
    CHECK_THROWS_WITH(solve_kepler(std::numeric_limits<double>::infinity(), 0.1),
                      Catch::StartsWith("mean_anomaly"));
    CHECK_THROWS_WITH(check_elements({-1.0}), Catch::StartsWith("semi_major_axis"));
    CHECK_THROWS_AS(elements_of_state({{7e6, 0.0, 0.0}, {0.0, 12'000.0, 0.0}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(elements_of_state({{7e6, 0.0, 0.0}, {1.0, 0.0, 0.0}}), std::invalid_argument);
}

TEST_CASE("Many turns cost Kepler's equation no digits", "[spacetime][kepler]") {
    // 93449 turns of a 2π in one double would be 2·10⁻¹¹ off.
    const EccentricAnomaly at = solve_kepler(-587'163.5, 0.5);
    CHECK(at.sine == Approx(0.32220616501953660254).epsilon(1e-14));
    CHECK(at.cosine == Approx(0.94666952376391791576).epsilon(1e-14));
}
