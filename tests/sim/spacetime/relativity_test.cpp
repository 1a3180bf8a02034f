// SPDX-License-Identifier: Apache-2.0
//
// Are the formulas of special relativity right, and sharp where a naive form is not?
//
// Goal: closed forms that undo each other, invariants that stay, and clear refusals.
// Method: figures by hand at 0.6 c and 0.8 c, where γ is 5/4 and 5/3; random events and frames.
#include "sim/spacetime/relativity.hpp"

#include <cmath>
#include <cstdint>
#include <stdexcept>

#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/signal.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {
constexpr double c = constants::light_speed;

/// Equally spread between -limit and limit, by number.
double drawn(std::uint64_t index, double limit) {
    const double share = static_cast<double>((index * 2654435761U) % 100'003U) / 100'003.0;
    return (2.0 * share - 1.0) * limit;
}
Vector3 vector_drawn(std::uint64_t index, double limit) {
    return {drawn(3 * index + 1, limit), drawn(3 * index + 2, limit), drawn(3 * index + 3, limit)};
}
}  // namespace

TEST_CASE("A slow clock's rate keeps its digits", "[spacetime][relativity]") {
    CHECK(dilation_of_speed(0.6 * c) == Approx(-0.2).epsilon(1e-15));
    // A walker: −β²/2, which 1/γ − 1 would round to 0.
    CHECK(dilation_of_speed(1.0) == Approx(-0.5 / (c * c)).epsilon(1e-15));
    CHECK(lorentz_factor(0.8 * c) == Approx(5.0 / 3.0).epsilon(1e-15));
    CHECK(speed_of_lorentz_factor(1.25) == Approx(0.6 * c).epsilon(1e-15));
}

TEST_CASE("A boost and the opposite one undo each other, and keep the interval",
          "[spacetime][relativity]") {
    for (std::uint64_t i = 0; i < 200; ++i) {
        const SpacetimeEvent a{drawn(i, 5.0), vector_drawn(i, 1e9)};
        const SpacetimeEvent b{drawn(i + 700, 5.0), vector_drawn(i + 700, 1e9)};
        const Vector3 velocity = vector_drawn(i + 31, 0.5 * c);
        const SpacetimeEvent back = boosted(boosted(a, velocity), -velocity);
        CHECK(back.time.value() == Approx(a.time.value()).margin(1e-13));
        CHECK(length(back.position - a.position) < 1e-4);
        const double interval = interval_squared(a, b);
        CHECK(interval_squared(boosted(a, velocity), boosted(b, velocity)) ==
              Approx(interval).margin(1e-12 * 1e18));
    }
}

TEST_CASE("Two clocks that agree here differ in a frame that moves along their line",
          "[spacetime][relativity]") {
    const double separation = 300.0;
    const SpacetimeEvent front = boosted({0.0, {separation, 0.0, 0.0}}, {0.6 * c, 0.0, 0.0});
    CHECK(front.time.value() == Approx(desynchronisation(separation, 0.6 * c)).epsilon(1e-15));
    CHECK(front.time.value() == Approx(-0.75 * separation / c).epsilon(1e-15));
}

TEST_CASE("Velocities add to less than that of light", "[spacetime][relativity]") {
    const Vector3 collinear = velocities_added({0.5 * c, 0.0, 0.0}, {0.5 * c, 0.0, 0.0});
    CHECK(collinear.x == Approx(0.8 * c).epsilon(1e-15));
    const Vector3 across = velocities_added({0.0, 0.5 * c, 0.0}, {0.6 * c, 0.0, 0.0});
    CHECK(across.x == Approx(0.6 * c).epsilon(1e-15));
    CHECK(across.y == Approx(0.4 * c).epsilon(1e-15));  // u/γ
}

TEST_CASE("Doppler's factors of there and back multiply to one", "[spacetime][relativity]") {
    for (const double beta : {0.001, 0.3, 0.6, 0.99}) {
        CHECK(doppler_factor(beta * c) * doppler_factor(-beta * c) == Approx(1.0).epsilon(1e-14));
        const LightPath away{{1.0, 0.0, 0.0}, {}, {beta * c, 0.0, 0.0}};
        CHECK(doppler_ratio(away) == Approx(doppler_factor(beta * c)).epsilon(1e-14));
        const double rate = dilation_of_speed(beta * c);
        CHECK(doppler_ratio(away, 0.0, rate) == Approx(doppler_ratio(away)).epsilon(1e-14));
    }
}

TEST_CASE("Twins count as many pulses as the other has aged", "[spacetime][relativity]") {
    const double year = 31'557'600.0;
    const Twins found = twins(0.8 * c, 8.0 * c * year, year);
    CHECK(found.home_elapsed == Approx(20.0 * year));
    CHECK(found.traveller_elapsed == Approx(12.0 * year));
    CHECK(found.received_outbound + found.received_inbound == Approx(20.0));
    CHECK(found.received_at_home == Approx(12.0));
}

TEST_CASE("A ship under constant acceleration is the same by any of its numbers",
          "[spacetime][relativity]") {
    for (const double years : {1e-9, 0.3, 2.0, 12.0}) {
        const double own = years * 31'557'600.0;
        const Acceleration ship = accelerated_for_proper_time(9.80665, own);
        const Acceleration by_time = accelerated_for_time(9.80665, ship.time);
        const Acceleration by_way = accelerated_over_distance(9.80665, ship.distance);
        CHECK(by_time.proper_time == Approx(own).epsilon(1e-13));
        CHECK(by_time.distance == Approx(ship.distance).epsilon(1e-13));
        CHECK(by_way.time == Approx(ship.time).epsilon(1e-13));
        CHECK(by_way.factor == Approx(ship.factor).epsilon(1e-13));
    }
    // Flip and burn: t = 2√((d/2c)² + d/a).
    const double way = 4.0 * c * 31'557'600.0;
    const double half = way / (2.0 * c);
    CHECK(flip_and_burn(9.80665, way).time ==
          Approx(2.0 * std::sqrt(half * half + way / 9.80665)).epsilon(1e-14));
}

TEST_CASE("A receiver that recedes is reached late, and fixed-point steps come near",
          "[spacetime][relativity]") {
    CHECK(light_time_to({c, 0.0, 0.0}, {0.5 * c, 0.0, 0.0}) == Approx(2.0).epsilon(1e-15));
    const FixedMotion lamp({});
    const InertialMotion ship({{c, 0.0, 0.0}, {0.5 * c, 0.0, 0.0}});
    // 1 s, 1.5 s, 1.75 s on the way to 2 s.
    const auto errors = light_time_errors(lamp, ship, 0.0, 2);
    REQUIRE(errors.size() == 3);
    CHECK(errors[0] == Approx(-1.0));
    CHECK(errors[1] == Approx(-0.5));
    CHECK(errors[2] == Approx(-0.25));
}

TEST_CASE("What is as fast as light is refused by name", "[spacetime][relativity]") {
    CHECK_THROWS_WITH(lorentz_factor(c), Catch::Contains("speed must be slower than light"));
    CHECK_THROWS_AS(lorentz_factor(std::nan("")), std::invalid_argument);
    CHECK_THROWS_WITH(boosted({}, {c, c, 0.0}), Catch::StartsWith("velocity"));
    CHECK_THROWS_WITH(speed_of_lorentz_factor(0.5), Catch::StartsWith("factor"));
    CHECK_THROWS_WITH(twins(-1.0, 1.0, 1.0), Catch::StartsWith("speed"));
    CHECK_THROWS_WITH(accelerated_for_time(0.0, 1.0), Catch::StartsWith("acceleration"));
    CHECK_THROWS_WITH(doppler_ratio(LightPath{}), Catch::StartsWith("direction"));
}

TEST_CASE("Near the speed of light no digit is lost", "[spacetime][relativity]") {
    // 1 − v/c is 8·10⁻¹⁰ here: taken from a rounded v/c, seven digits of it are right.
    const double fast = 299'792'457.75;
    CHECK(lorentz_factor(fast) == Approx(24486.423100363188818).epsilon(1e-15));
    CHECK(doppler_factor(fast) == Approx(2.0419478915279440433e-5).epsilon(1e-15));
    const Vector3 velocity{2e8, 1e8, 199'573'130.5};
    const SpacetimeEvent seen = boosted({0x1p-10, {3.0, 4.0, 12.0}}, velocity);
    CHECK(seen.time.value() == Approx(0.043125230210589241316).epsilon(1e-15));
    CHECK(light_time_to({3.0, 4.0, 12.0}, velocity) ==
          Approx(0.00014736095225523949396).epsilon(1e-15));
    CHECK(doppler_ratio({velocity, {}, velocity}) ==
          Approx(1.0 / doppler_ratio({-velocity, {}, velocity})).epsilon(1e-14));
    const Twins pair = twins(fast, 1e16, 1.0);
    CHECK(pair.received_at_home == Approx(pair.traveller_elapsed).epsilon(1e-15));
}

TEST_CASE("A signal that does not move forwards is refused", "[spacetime][relativity]") {
    const FixedMotion lamp({});
    const FixedMotion eye({1.0, 0.0, 0.0});
    for (const double speed : {0.0, -1.0, std::nan("")}) {
        CHECK_THROWS_WITH(light_time(lamp, eye, 0.0, speed), Catch::StartsWith("speed"));
        CHECK_THROWS_WITH(light_time_back(lamp, eye, 0.0, speed), Catch::StartsWith("speed"));
        CHECK_THROWS_WITH(least_light_time(lamp, eye, speed), Catch::StartsWith("speed"));
    }
}
