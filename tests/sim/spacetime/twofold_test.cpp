// SPDX-License-Identifier: Apache-2.0
//
// Does a number in two doubles hold what one double loses?
//
// Goal: seconds over ten years, exact far below an attosecond; ticks rounded the right way.
// Method: integers of 128 bits as referee, and numbers by hand.
#include "sim/spacetime/twofold.hpp"

#include <cstdint>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {
constexpr Resolution nanosecond{};
constexpr Resolution picosecond{1'000'000};
constexpr Resolution second{1'000'000'000'000'000'000};
}  // namespace

TEST_CASE("Ten years and a picosecond, less ten years, is a picosecond", "[spacetime][doc]") {
    // A double of seconds knows ten years to 59.6 ns and answers 0. [relativity_cases A26]
    const Twofold ten_years(315'576'000.0);
    const Twofold later = ten_years + Twofold(1e-12);
    CHECK((later - ten_years).value() == 1e-12);
    CHECK((315'576'000.0 + 1e-12) - 315'576'000.0 == 0.0);
}

TEST_CASE("Every count of ticks is held exactly", "[spacetime]") {
    for (const std::int64_t ticks :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{9'007'199'254'740'993}, never_ticks,
          never_ticks - 1, never_ticks - 511, never_ticks - 513, -never_ticks - 1,
          std::int64_t{315'576'000'000'000'001}}) {
        const Twofold number = exactly(ticks);
        const __int128 sum = static_cast<__int128>(number.high) + static_cast<__int128>(number.low);
        CHECK(sum == ticks);
    }
}

TEST_CASE("Products, quotients and roots are good to a hundred bits", "[spacetime]") {
    const Twofold third = Twofold(1.0) / Twofold(3.0);
    const Twofold nothing = third * Twofold(3.0) - Twofold(1.0);
    CHECK(std::fabs(nothing.value()) < 0x1p-100);

    const Twofold root = square_root(2.0);
    CHECK(std::fabs((root * root - Twofold(2.0)).value()) < 0x1p-100);
    CHECK(square_root(0.0).value() == 0.0);
}

TEST_CASE("Ticks become seconds and a tick stays a tick after ten years", "[spacetime]") {
    const Time late{315'576'000'000'000'000};
    const Twofold step = seconds_of(late + Duration{1}, nanosecond) - seconds_of(late, nanosecond);
    CHECK(step.value() == Approx(1e-9).epsilon(1e-14));
    CHECK(seconds_of({7}, second).value() == 7.0);
    CHECK(tick_seconds(picosecond).value() == 1e-12);
}

TEST_CASE("Arrivals round up, bounds round down, and whole ticks stay whole", "[spacetime]") {
    CHECK(ticks_up(1.2e-9, nanosecond).ticks == 2);
    CHECK(ticks_down(1.8e-9, nanosecond).ticks == 1);
    CHECK(ticks_up(299'792.458 / 299'792'458.0, nanosecond).ticks == 1'000'000);
    CHECK(ticks_up(0.04, nanosecond).ticks == 40'000'000);
    CHECK(ticks_with_fraction(0.04, nanosecond) == 40'000'000.0);
    CHECK(ticks_with_fraction(3.25e-9, nanosecond) == Approx(3.25).epsilon(1e-14));
    CHECK(ticks_up(0.0, nanosecond).ticks == 0);
}

TEST_CASE("What is longer than a run can count is never", "[spacetime]") {
    CHECK(ticks_up(std::numeric_limits<double>::infinity(), nanosecond).ticks == never_ticks);
    CHECK(ticks_up(1e12, picosecond).ticks == never_ticks);
    CHECK(ticks_down(1e12, picosecond).ticks == never_ticks);
}
