// SPDX-License-Identifier: Apache-2.0
// How far was it kept?
//
// Goal: the rule `range` (docs/model.md 2): what is inside its constraint has degree 1, what is
// outside falls to 1/2 where kept turns into broken and to 0 at twice that; margins are of the
// value; time decides before. Method: by hand at and beside each end; a reference of three lines.

#include <cmath>
#include <limits>

#include "agents/rules/judge.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

const Constraint five_to_ten{.kind = ConstraintKind::range, .lower = 5.0, .upper = 10.0};

/// Due at 100 ticks of 1 ms.
Finding judged_by(const Judge& rule, const Constraint& constraint, const Evidence& evidence) {
    const Notice promise{.promise = PromiseId{AgentId{0}, 0},
                         .name = NameId{0},
                         .type = TypeId{0},
                         .body = BodyId{0},
                         .made = {},
                         .due = {100, 0.0}};
    return judge(rule, promise, no_occurrence, constraint, &evidence, evidence.time,
                 Resolution{1'000'000'000'000'000});
}

Finding judged(const Constraint& constraint, const Evidence& evidence, double value_tolerance,
               Duration tolerance = {}) {
    return judged_by(
        {.rule = JudgeRule::range, .tolerance = tolerance, .value_tolerance = value_tolerance},
        constraint, evidence);
}

Finding at(double value, double value_tolerance = 2.0, const Constraint& constraint = five_to_ten) {
    return judged(constraint, {.value = value, .time = {50, 0.0}}, value_tolerance);
}

Finding box_at(std::vector<double> components, double value_tolerance) {
    const Constraint box{.kind = ConstraintKind::vector, .numbers = {0.0, 1.0, 2.0, 3.0}};
    return judged(box, {.value = 0.0, .time = {50, 0.0}, .components = components},
                  value_tolerance);
}

TEST_CASE("Both ends of an interval are inside, and the tolerance's end is kept",
          "[judge][range]") {
    for (const double value : {5.0, 7.5, 10.0}) {
        CHECK(at(value).verdict == Verdict::kept);
        CHECK(at(value).degree == 1.0);
    }
    for (const double value : {3.0, 12.0}) {
        CHECK(at(value).verdict == Verdict::kept);
        CHECK(at(value).degree == 0.5);
        CHECK(at(value).margin == 0.0);
    }
    for (const double value : {std::nextafter(3.0, 0.0), std::nextafter(12.0, 99.0)}) {
        CHECK(at(value).verdict == Verdict::broken);
        CHECK(at(value).margin < 0.0);
    }
    CHECK(at(11.0).degree == 0.75);
    CHECK(at(14.0).degree == 0.0);
    CHECK(at(99.0).degree == 0.0);
}

TEST_CASE("Degree and margin follow their formulas", "[judge][range][law]") {
    for (double value = -3.0; value <= 20.0; value += 0.37) {
        for (const double tolerance : {0.0, 0.5, 3.0}) {
            const double d = std::max(5.0 - value, value - 10.0);
            const double falls = d <= 0.0 ? 1.0 : d < 2 * tolerance ? 1 - d / (2 * tolerance) : 0.0;
            const Finding found = at(value, tolerance);
            CAPTURE(value, tolerance);
            CHECK(found.verdict == (d <= tolerance ? Verdict::kept : Verdict::broken));
            CHECK(found.degree == Approx(falls).margin(1e-14));
            CHECK(found.margin == Approx(tolerance - d).margin(1e-14));
            CHECK((found.degree >= 0.5) == (found.verdict == Verdict::kept));
        }
    }
}

TEST_CASE("C18: an exact promise without tolerance is kept or not, and nothing between",
          "[judge][range][C18]") {
    const Constraint seven{.kind = ConstraintKind::exactly, .lower = 7.0, .upper = 7.0};
    CHECK(at(7.0, 0.0, seven).degree == 1.0);
    CHECK(at(7.0, 0.0, seven).margin == 0.0);
    CHECK(at(std::nextafter(7.0, 8.0), 0.0, seven).verdict == Verdict::broken);
    CHECK(at(std::nextafter(7.0, 8.0), 0.0, seven).degree == 0.0);
    CHECK(at(7.5, 1.0, seven).degree == 0.75);
    const Constraint ten{.kind = ConstraintKind::amount, .lower = 0.0, .upper = 10.0};
    CHECK(at(-0.5, 1.0, ten).degree == 0.75);  // an amount begins at 0
}

TEST_CASE("Of a set the nearest number counts", "[judge][range]") {
    const Constraint set{.kind = ConstraintKind::set, .numbers = {1.0, 4.0, 9.0}};
    CHECK(at(4.0, 0.5, set).degree == 1.0);
    CHECK(at(4.5, 0.5, set).verdict == Verdict::kept);
    CHECK(at(4.5, 0.5, set).degree == 0.5);
    CHECK(at(8.75, 0.5, set).margin == 0.25);
    CHECK(at(2.0, 0.5, set).verdict == Verdict::broken);  // between two of them is not inside
    CHECK(at(2.0, 0.0, set).verdict == Verdict::broken);
    CHECK(at(4.0, 9.0, {.kind = ConstraintKind::set}).verdict == Verdict::broken);  // none is
}

TEST_CASE("Of a vector the component that is furthest out counts", "[judge][range]") {
    CHECK(box_at({0.5, 2.5}, 1.0).degree == 1.0);
    CHECK(box_at({0.5, 2.5}, 1.0).margin == 1.5);  // half inside, and the tolerance
    CHECK(box_at({1.5, 2.0}, 1.0).degree == 0.75);
    CHECK(box_at({1.5, 4.0}, 1.0).degree == 0.5);
    CHECK(box_at({1.5, 4.0}, 1.0).verdict == Verdict::kept);
    CHECK(box_at({-2.0, 2.5}, 1.0).verdict == Verdict::broken);
    CHECK(box_at({0.5}, 9.0).verdict == Verdict::broken);  // another dimension
    CHECK(box_at({0.5}, 9.0).margin == -infinity);
}

TEST_CASE("Words are right or wrong, whatever the tolerance", "[judge][range]") {
    const Constraint words{
        .kind = ConstraintKind::set, .members = {"red", "green"}, .numbers = {4.0, 7.0}};
    CHECK(at(7.0, 9.0, words).degree == 1.0);
    CHECK(at(6.0, 9.0, words).verdict == Verdict::broken);
    CHECK(at(6.0, 9.0, words).degree == 0.0);
    // That it happens at all has no value to be far from.
    CHECK(at(nan, 1.0, {}).verdict == Verdict::kept);
    CHECK(at(nan, 1.0, {}).degree == 1.0);
}

TEST_CASE("What shows no value is undecided, and no evidence against", "[judge][range]") {
    for (const JudgeRule rule : {JudgeRule::range, JudgeRule::deadline}) {
        const Evidence nothing{.value = nan, .time = {50, 0.0}};
        const Finding found = judged_by({.rule = rule}, five_to_ten, nothing);
        CHECK(found.verdict == Verdict::undecided);
        CHECK(found.reason == Reason::unobserved);
    }
}

TEST_CASE("What comes late is broken, however right", "[judge][range]") {
    const auto come = [](Reading time) {
        return judged(five_to_ten, {.value = 7.0, .time = time}, 2.0, Duration{10});
    };
    CHECK(come({110, 0.0}).verdict == Verdict::kept);
    CHECK(come({110, 0.5}).verdict == Verdict::broken);
    CHECK(come({110, 0.5}).degree == 0.0);
    CHECK(come({110, 0.5}).margin == 4.0);  // of the value: 2 inside, and 2
}

}  // namespace
}  // namespace worldline
