// SPDX-License-Identifier: Apache-2.0
//
// Frames of observers.
//
// Goal: an event has the time and place that special relativity gives it, in every frame.
// Method: lightning and a train (0.6 c), whose figures follow from γ = 1.25 by hand; and laws.
#include <stdexcept>

#include "sim/base/random.hpp"
#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/frame.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr double c = constants::light_speed;

double fraction_off(double found, double expected) { return std::fabs(found / expected - 1.0); }

}  // namespace

TEST_CASE("What strikes a platform at once does not strike a train at once", "[frame]") {
    const Frame train({0.6 * c, 0.0, 0.0});
    const SpacetimeEvent behind = train.seen({0.0, {-150.0, 0.0, 0.0}});
    const SpacetimeEvent ahead = train.seen({0.0, {150.0, 0.0, 0.0}});
    // t' = −γ v x / c² = ∓1.25 · 0.6 · 150 m / c,  x' = γ x
    CHECK(fraction_off(behind.time.value(), 112.5 / c) < 1e-15);
    CHECK(fraction_off(ahead.time.value(), -112.5 / c) < 1e-15);
    CHECK(fraction_off(ahead.position.x, 187.5) < 1e-15);
    CHECK(fraction_off(interval_squared(behind, ahead), -90'000.0) < 1e-13);
}

TEST_CASE("In a Galilean world all frames have one time", "[frame]") {
    const Frame train({30.0, 0.0, 0.0}, {10.0, 0.0, 0.0}, Frame::Kind::galilean);
    const SpacetimeEvent seen = train.seen({2.0, {100.0, 5.0, 0.0}});
    CHECK(seen.time.value() == 2.0);
    CHECK(seen.position.x == 30.0);
    CHECK(seen.position.y == 5.0);
}

TEST_CASE("Every frame agrees on intervals, and leads back", "[frame][law]") {
    Random random(1, Purpose::scenario, nobody, 0);
    const auto between = [&](double low, double high) {
        return low + (high - low) * random.uniform();
    };
    for (int i = 0; i < 500; ++i) {
        const double beta = between(0.0, 0.99);
        const Vector3 way{between(-1.0, 1.0), between(-1.0, 1.0), between(-1.0, 1.0)};
        const Frame frame((beta * c / length(way)) * way, {between(-1e9, 1e9), 0.0, 0.0});
        const auto event = [&] {
            return SpacetimeEvent{between(0.0, 10.0),
                                  {between(-3e9, 3e9), between(-3e9, 3e9), between(-3e9, 3e9)}};
        };
        const SpacetimeEvent a = event();
        const SpacetimeEvent b = event();
        const double here = interval_squared(a, b);
        const double there = interval_squared(frame.seen(a), frame.seen(b));
        CHECK(std::fabs(there - here) < 1e-11 * (c * c * 1e4));
        const SpacetimeEvent back = frame.unseen(frame.seen(a));
        CHECK(std::fabs((back.time - a.time).value()) < 1e-12);
        CHECK(length(back.position - a.position) < 1e-4);
    }
}

TEST_CASE("Nobody's frame moves with light", "[frame]") {
    CHECK_THROWS_AS(Frame({c, 0.0, 0.0}), std::invalid_argument);
}
