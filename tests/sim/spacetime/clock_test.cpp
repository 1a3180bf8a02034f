// SPDX-License-Identifier: Apache-2.0
//
// What does a clock show, and when does it show it?
//
// Goal: readings right to the tick after years, alarms at the first tick that shows them.
// Method: integers of 128 bits as referee; the figures of a 20 ppm crystal; two observers of one
// deadline.
#include "sim/spacetime/clock.hpp"

#include <memory>
#include <stdexcept>

#include "sim/base/random.hpp"
#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/motions.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {
constexpr Resolution nanosecond{};
constexpr Resolution picosecond{1'000'000};
constexpr std::int64_t second = 1'000'000'000;  // in nanoseconds
constexpr std::int64_t day = 86'400 * second;
constexpr std::int64_t julian_year = 31'557'600 * second;

WorldLine at_rest(Resolution resolution = nanosecond) {
    return {std::make_shared<FixedMotion>(Vector3{}), std::make_shared<FlatMetric>(resolution),
            resolution};
}
OscillatorClock drifting(double drift, double offset = 0.0) {
    return {at_rest(), {.offset = offset, .drift = drift}};
}
WorldLine near_earth(std::shared_ptr<const Motion> motion, Resolution resolution) {
    return {std::move(motion), std::make_shared<WeakFieldMetric>(resolution), resolution};
}
double seconds_since(Reading a, std::int64_t ticks) {
    return ticks_between(a, {ticks, 0.0}) * 1e-9;
}
}  // namespace

TEST_CASE("An ideal clock at rest shows coordinate time", "[spacetime][doc]") {
    const OscillatorClock clock(at_rest(), {});
    for (const std::int64_t t : {std::int64_t{0}, std::int64_t{1}, day, never_ticks - 1}) {
        CHECK(clock.read({t}) == Reading{t, 0.0});
        CHECK(clock.when({t, 0.0}) == Time{t});
    }
    CHECK(clock.when({day, 0.25}) == Time{day + 1});
    CHECK(clock.when({-5, 0.0}) == Time{0});
    CHECK(clock.when(no_reading) == Time{0});
    CHECK(clock.when({never_ticks, 0.0}) == never);
    CHECK(clock.rate({0}) == 0.0);
    CHECK(clock.describe() == "ideal, offset 0 s");
}

TEST_CASE("A crystal that is 20 ppm fast gains 1.728 s a day", "[spacetime]") {
    const OscillatorClock crystal = drifting(20e-6);  // relativity_cases A18
    CHECK(seconds_since(crystal.read({day}), day) == Approx(1.728).epsilon(1e-12));
    CHECK(seconds_since(crystal.read({julian_year}), julian_year) ==
          Approx(631.152).epsilon(1e-12));
    CHECK(crystal.read({50 * second}).ticks == 50 * second + 1'000'000);
    CHECK(crystal.when({3'600 * second, 0.0}) == Time{3'599'928'001'440});  // ...439.97 ns
    CHECK(crystal.rate({day}) == 20e-6);

    const OscillatorClock slow = drifting(-20e-6);
    CHECK(ticks_between(crystal.read({day}), slow.read({day})) * 1e-9 ==
          Approx(3.456).epsilon(1e-12));
}

TEST_CASE("An offset is shown from the start, to a fraction of a tick", "[spacetime]") {
    const OscillatorClock ahead = drifting(0.0, 0.04);
    CHECK(ahead.read({0}) == Reading{40'000'000, 0.0});
    const OscillatorClock behind = drifting(0.0, -2.5e-9);
    CHECK(behind.read({0}).ticks == -3);
    CHECK(behind.read({0}).fraction == Approx(0.5));
    CHECK(behind.when({10, 0.0}) == Time{13});
}

TEST_CASE("A clock that is off by a thousandth keeps its tick over ten years", "[spacetime]") {
    // C = t + t·m·2⁻ᵉ with the very bits of the drift: exact in 128 bits.
    for (const double drift : {1e-3, -1e-3, 1.0 / 3.0, -0.999}) {
        const OscillatorClock clock = drifting(drift);
        int exponent = 0;
        const auto bits = static_cast<std::int64_t>(std::frexp(drift, &exponent) * 0x1p53);
        const int shift = 53 - exponent;
        Random random(7, Purpose::scenario, nobody, 0);
        for (int i = 0; i < 2'000; ++i) {
            const auto t = static_cast<std::int64_t>(random.below(10UL * julian_year));
            const __int128 product = static_cast<__int128>(t) * bits;
            const __int128 whole = product >> shift;  // rounds down
            const double fraction =
                static_cast<double>(product - (whole << shift)) / std::ldexp(1.0, shift);
            const Reading reading = clock.read({t});
            REQUIRE(ticks_between(reading, {t + static_cast<std::int64_t>(whole), fraction}) ==
                    Approx(0.0).margin(1e-14));
        }
    }
}

TEST_CASE("A clock at 0.6 c keeps its tick over ten years", "[spacetime]") {
    // τ = t √(1 − β²) in long double from the very velocity: 64 bits are 0.02 ns here.
    const double v = 0.6 * constants::light_speed;
    const OscillatorClock clock({std::make_shared<InertialMotion>(MovingPoint{{}, {v, 0.0, 0.0}}),
                                 std::make_shared<FlatMetric>(nanosecond), nanosecond},
                                {});
    const long double beta = static_cast<long double>(v) / 299'792'458.0L;
    const long double tau = 315'576'000e9L * std::sqrt(1.0L - beta * beta);
    const Reading reading = clock.read({10 * julian_year});
    CHECK(static_cast<double>(static_cast<long double>(reading.ticks) - tau) + reading.fraction ==
          Approx(0.0).margin(0.2));
}

TEST_CASE("A crystal drifts in its own time, not in the frame's", "[spacetime]") {
    // Half as fast again on board, and 0.8 of that for the frame: 1.5 · 0.8 = 1.2.
    const auto ship =
        std::make_shared<InertialMotion>(MovingPoint{{}, {0.6 * constants::light_speed, 0.0, 0.0}});
    const OscillatorClock clock({ship, std::make_shared<FlatMetric>(nanosecond), nanosecond},
                                {.drift = 0.5});
    CHECK(clock.rate({0}) == Approx(0.2).epsilon(1e-14));
    CHECK(seconds_since(clock.read({10 * second}), 12 * second) == Approx(0.0).margin(1e-9));
}

TEST_CASE("A difference just under a whole tick does not become a fraction of 1", "[spacetime]") {
    CHECK(shown({5}, {3.0, -1e-20}) == Reading{8, 0.0});
    CHECK(shown({5}, {3.0, 1e-20}) == Reading{8, 1e-20});
    CHECK(shown({5}, -0.25) == Reading{4, 0.75});
    CHECK(shown({-5}, -1e30) == Reading{std::numeric_limits<std::int64_t>::min(), 0.0});
}

TEST_CASE("A clock that would leave the range stops at its end", "[spacetime]") {
    const OscillatorClock fast = drifting(1e3);
    CHECK(fast.read({never_ticks / 2}) == Reading{never_ticks, 0.0});
    const OscillatorClock slow = drifting(-0.5);
    CHECK(slow.when({never_ticks / 2 + 2, 0.0}) == never);
    CHECK(slow.when({never_ticks / 4, 0.0}) == Time{never_ticks / 4 * 2});
}

TEST_CASE("A clock may not stand still, run backwards or hardly run", "[spacetime]") {
    CHECK_THROWS_WITH(
        drifting(-1.0),
        "drift must be greater than -1 (a clock may not stand still or run backwards)");
    CHECK_THROWS_AS(drifting(-2.0), std::invalid_argument);
    CHECK_THROWS_AS(drifting(-1.0 + 1e-12), std::invalid_argument);
    CHECK_THROWS_AS(drifting(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
    CHECK_THROWS_AS(drifting(0.0, 1e12), std::invalid_argument);
}

TEST_CASE("One deadline, kept for Bob and broken for Carol, and Dave sees why",
          "[spacetime][doc]") {
    // Bob rests on the geoid, Carol circles at 20,000 km altitude, both clocks 0 at the start.
    // Alice keeps her promise 20 microseconds before Bob's 24:00:00. [relativity_cases A24]
    const OscillatorClock bob(
        near_earth(std::make_shared<StationMotion>(Geodetic{0.9, 0.2, 0.0}), picosecond), {});
    const OscillatorClock carol(
        near_earth(std::make_shared<CircularOrbit>(CircularOrbit::Elements{.radius = 26'378'137.0}),
                   picosecond),
        {});
    const Reading due{86'400'000'000'000'000, 0.0};
    const Reading done{86'399'999'980'000'000, 0.0};

    const Reading for_carol = translated(done, bob, carol);
    CHECK(std::fabs(ticks_between(for_carol, due) * 1e-6 - 18.424'665'663) < 1e-6);
    CHECK(done <= due);
    CHECK(for_carol > due);

    const Reading for_dave = translated(for_carol, carol, bob);
    CHECK(std::fabs(ticks_between(for_dave, done)) < 1e-3);
}

TEST_CASE("Translating is exact between ticks as well", "[spacetime]") {
    const OscillatorClock fast = drifting(1e-3);
    const OscillatorClock slow = drifting(-1e-3, 5e-9);
    // 10.01 on the fast one is t = 10, where the slow one shows 14.99.
    const Reading there = translated({10, 0.01}, fast, slow);
    CHECK(ticks_between(there, {14, 0.99}) == Approx(0.0).margin(1e-13));
    const Reading back = translated(there, slow, fast);
    CHECK(ticks_between(back, {10, 0.01}) == Approx(0.0).margin(1e-13));
}

TEST_CASE("A clock whose rate changes can be read both ways", "[spacetime]") {
    // Past the Earth at 10 km/s: first slower and slower, then faster.
    const auto flyby = std::make_shared<InertialMotion>(MovingPoint{{-2e7, 1e7, 0}, {1e4, 0, 0}});
    const OscillatorClock clock(near_earth(flyby, picosecond), {.offset = 3.0, .drift = 1e-6});
    CHECK(clock.rate({2'000'000'000'000'000}) < clock.rate({0}));
    Random random(5, Purpose::scenario, nobody, 0);
    for (int i = 0; i < 500; ++i) {
        const Time t{static_cast<std::int64_t>(random.below(4'000'000'000'000'000UL))};
        REQUIRE(clock.when(clock.read(t)) == t);
    }
}
