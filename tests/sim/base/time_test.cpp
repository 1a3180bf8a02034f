// SPDX-License-Identifier: Apache-2.0
//
// Goal: the three kinds of time cannot be mixed up, and readings lose no part of a tick.
// Method: by hand; what must not compile is asked of the compiler.
#include "sim/base/time.hpp"

#include <type_traits>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

template <class A, class B>
concept subtractable = requires(A a, B b) {
    a - b;
};
template <class A, class B>
concept addable = requires(A a, B b) {
    a + b;
};
template <class A, class B>
concept comparable = requires(A a, B b) {
    a < b;
};

}  // namespace

TEST_CASE("Times of different kinds are neither compared nor subtracted", "[base]") {
    STATIC_REQUIRE(subtractable<Time, Time>);
    STATIC_REQUIRE(comparable<Reading, Reading>);
    STATIC_REQUIRE(!subtractable<Time, ProperTime>);
    STATIC_REQUIRE(!subtractable<Reading, Time>);
    STATIC_REQUIRE(!comparable<Time, Reading>);
    STATIC_REQUIRE(!comparable<ProperTime, Reading>);
    STATIC_REQUIRE(!addable<Time, Time>);
    STATIC_REQUIRE(!std::is_convertible_v<Reading, Time>);
}

TEST_CASE("An instant and a duration give an instant, two instants a duration", "[base]") {
    const Time noon{1000};
    CHECK((noon + Duration{5}).ticks == 1005);
    CHECK((noon - Duration{5}).ticks == 995);
    CHECK(noon - Time{1300} == Duration{-300});
    CHECK(3 * Duration{7} - Duration{1} == Duration{20});
    CHECK(-Duration{7} == Duration{-7});
    CHECK(noon < never);
}

TEST_CASE("A tick of the default resolution is one nanosecond", "[base]") {
    CHECK(Resolution{}.seconds() == 1e-9);
    CHECK(Resolution{1} < Resolution{});
}

TEST_CASE("A shifted reading keeps its fraction in [0, 1)", "[base]") {
    struct Row {
        Reading from;
        double ticks;
        Reading to;
    };
    const Row rows[] = {
        {{10, 0.25}, 0.5, {10, 0.75}},   {{10, 0.75}, 0.5, {11, 0.25}},
        {{10, 0.25}, -0.5, {9, 0.75}},   {{10, 0.25}, -0.25, {10, 0.0}},
        {{10, 0.5}, 3.5, {14, 0.0}},     {{0, 0.0}, -1e-3, {-1, 1.0 - 1e-3}},
        {{-5, 0.5}, -7.25, {-12, 0.25}},
    };
    for (const Row& row : rows) {
        const Reading moved = shifted(row.from, row.ticks);
        CHECK(moved.ticks == row.to.ticks);
        CHECK(moved.fraction == Approx(row.to.fraction).margin(1e-15));
        CHECK(moved.fraction >= 0.0);
        CHECK(moved.fraction < 1.0);
    }
}

TEST_CASE("A tiny step back from a whole tick still leaves a fraction below one", "[base]") {
    const Reading moved = shifted({10, 0.0}, -1e-20);
    CHECK(moved.fraction >= 0.0);
    CHECK(moved.fraction < 1.0);
    CHECK(ticks_between(moved, {10, 0.0}) == 0.0);
}

TEST_CASE("A small shift of a large reading is not rounded away", "[base]") {
    const Reading late{9'000'000'000'000'000'000, 0.5};
    const Reading moved = shifted(late, 1e-6);
    CHECK(ticks_between(moved, late) == Approx(1e-6).epsilon(1e-9));
}

TEST_CASE("Readings are ordered by whole ticks first, then by fraction", "[base]") {
    CHECK(Reading{1, 0.9} < Reading{2, 0.1});
    CHECK(Reading{2, 0.1} < Reading{2, 0.2});
    CHECK(Reading{2, 0.5} + Duration{3} == Reading{5, 0.5});
    CHECK(Reading{2, 0.5} - Duration{3} == Reading{-1, 0.5});
    CHECK(no_reading < Reading{-1'000'000'000'000'000'000, 0.0});
}
