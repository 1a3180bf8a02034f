// SPDX-License-Identifier: Apache-2.0
// What does a judge find?
//
// Goal: every line of "Judgement" (docs/model.md 2) that concerns one promise and its evidence.
// Method: by hand, in ticks of 1 ms.

#include "agents/rules/judge.hpp"

#include <limits>

#include "tests/support/check.hpp"

namespace worldline {
namespace {

constexpr Resolution millisecond{1'000'000'000'000'000};

Reading at(std::int64_t ms) { return {ms, 0.0}; }
Duration ms(std::int64_t n) { return {n}; }

/// Alice promises delivery within 100 ms.
Notice delivery() {
    return {.promise = PromiseId{AgentId{0}, 0},
            .name = NameId{0},
            .type = TypeId{0},
            .body = BodyId{0},
            .made = at(0),
            .due = at(100)};
}

/// A pulse every 10 ms, a thousand times.
Notice pulses() {
    Notice notice = delivery();
    notice.due = no_reading;
    notice.period = ms(10);
    notice.occurrences = 1'000;
    return notice;
}

Finding judge_at(const Judge& rule, const Notice& promise, std::uint32_t n, Reading time,
                 OutcomeKind kind = OutcomeKind::happened) {
    const Evidence evidence{.kind = kind, .time = time, .previous = {}};
    return judge(rule, promise, n, {}, &evidence, time, millisecond);
}

TEST_CASE("A promise may be kept for one observer and broken for another", "[judge][doc][C24]") {
    const Judge at_my_door{.patience = ms(1'000)};
    const Finding bob = judge_at(at_my_door, delivery(), 0, at(40));
    CHECK(bob.verdict == Verdict::kept);
    CHECK(bob.margin == Approx(0.060));
    const Finding carol = judge_at(at_my_door, delivery(), 0, at(160));
    CHECK(carol.verdict == Verdict::broken);
    CHECK(carol.margin == Approx(-0.060));
}

TEST_CASE("A deadline is kept up to due + tolerance, that reading included", "[judge]") {
    const Judge rule{.tolerance = ms(15)};
    CHECK(judge_at(rule, delivery(), 0, at(115)).verdict == Verdict::kept);
    CHECK(judge_at(rule, delivery(), 0, {115, 0.5}).verdict == Verdict::broken);
    CHECK(judge_at(rule, delivery(), 0, at(-50)).verdict == Verdict::kept);
}

TEST_CASE("Silence is undecided until patience ends, and not_kept at that reading", "[judge]") {
    const Judge rule{.tolerance = ms(15), .patience = ms(1'000)};
    const auto silent_at = [&](Reading now) {
        return judge(rule, delivery(), 0, {}, nullptr, now, millisecond);
    };
    CHECK(silent_at(at(99)).verdict == Verdict::undecided);
    CHECK(silent_at(at(99)).reason == Reason::pending);
    CHECK(silent_at(at(1'114)).verdict == Verdict::undecided);
    CHECK(silent_at(at(1'115)).verdict == Verdict::not_kept);
    CHECK(silent_at(at(1'115)).reason == Reason::silence);
}

TEST_CASE("A contrary act is broken, what nobody saw is undecided", "[judge]") {
    const Judge rule{.tolerance = ms(15)};
    const Finding cancelled = judge_at(rule, delivery(), 0, at(10), OutcomeKind::contrary_act);
    CHECK(cancelled.verdict == Verdict::broken);
    CHECK(cancelled.reason == Reason::contrary_act);
    const Finding unseen = judge_at(rule, delivery(), 0, at(10), OutcomeKind::unobserved);
    CHECK(unseen.verdict == Verdict::undecided);
    CHECK(unseen.reason == Reason::unobserved);
}

TEST_CASE("A schedule is held against n periods, early or late", "[judge]") {
    const Judge rule{.rule = JudgeRule::schedule, .tolerance = ms(2)};
    CHECK(judge_at(rule, pulses(), 7, at(72)).verdict == Verdict::kept);
    CHECK(judge_at(rule, pulses(), 7, at(68)).verdict == Verdict::kept);
    CHECK(judge_at(rule, pulses(), 7, at(73)).verdict == Verdict::broken);
    CHECK(judge_at(rule, pulses(), 7, at(67)).verdict == Verdict::broken);
    CHECK(judge_at(rule, pulses(), 7, at(73)).margin == Approx(-0.001));
}

TEST_CASE("Held against the previous occurrence, drift does not add up", "[judge]") {
    const Judge rule{
        .rule = JudgeRule::schedule, .against = Against::previous, .tolerance = ms(2)};
    const auto interval = [&](Reading previous, Reading now) {
        const Evidence evidence{.time = now, .previous = previous};
        return judge(rule, pulses(), 90, {}, &evidence, now, millisecond).verdict;
    };
    CHECK(interval(at(1'000), at(1'011)) == Verdict::kept);  // 111 ms behind the schedule
    CHECK(interval(at(1'000), at(1'013)) == Verdict::broken);
}

TEST_CASE("A value outside the constraint is broken, however early", "[judge]") {
    const Judge rule{};
    const Constraint ten{.kind = ConstraintKind::amount, .lower = 0.0, .upper = 10.0};
    const auto with = [&](double value) {
        const Evidence evidence{.value = value, .time = at(1), .previous = {}};
        return judge(rule, delivery(), 0, ten, &evidence, at(1), millisecond).verdict;
    };
    CHECK(with(10.0) == Verdict::kept);
    CHECK(with(10.5) == Verdict::broken);
    CHECK(with(-1.0) == Verdict::broken);
}

TEST_CASE("A text is kept by its own place in the table, and undecided if none is shown",
          "[judge]") {
    for (const ConstraintKind kind : {ConstraintKind::set, ConstraintKind::text}) {
        const Constraint words{.kind = kind, .members = {"red", "green"}, .numbers = {4.0, 7.0}};
        const auto with = [&](double place) {
            const Evidence evidence{.value = place, .time = at(1), .previous = {}};
            return judge(Judge{}, delivery(), 0, words, &evidence, at(1), millisecond);
        };
        CHECK(with(7.0).verdict == Verdict::kept);
        CHECK(with(5.0).verdict == Verdict::broken);
        const Finding unseen = with(std::numeric_limits<double>::quiet_NaN());
        CHECK(unseen.verdict == Verdict::undecided);
        CHECK(unseen.reason == Reason::unobserved);
    }
}

TEST_CASE("A vector is kept inside its box, and undecided if none is shown", "[judge]") {
    const Constraint box{.kind = ConstraintKind::vector, .numbers = {0.0, 1.0, 2.0, 3.0}};
    const auto with = [&](std::vector<double> components) {
        const Evidence evidence{
            .value = 0.0, .time = at(1), .previous = {}, .components = components};
        return judge(Judge{}, delivery(), 0, box, &evidence, at(1), millisecond).verdict;
    };
    CHECK(with({0.5, 2.0}) == Verdict::kept);
    CHECK(with({0.5, 3.5}) == Verdict::broken);
    CHECK(with({0.5}) == Verdict::broken);
    CHECK(with({}) == Verdict::undecided);
}

TEST_CASE("A due time at the end of time is not judged by silence before", "[judge]") {
    const Judge rule{.tolerance = ms(15), .patience = ms(1'000)};
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    CHECK(rule.silence_at({last - 3, 0.0}) == Reading{last, 0.0});
    CHECK(rule.silence_at({100, 0.25}) == Reading{1'115, 0.25});
}

TEST_CASE("A promise without a due time is kept whenever it happens", "[judge]") {
    Notice someday = delivery();
    someday.due = no_reading;
    CHECK(judge_at(Judge{}, someday, 0, at(1'000'000)).verdict == Verdict::kept);
}

}  // namespace
}  // namespace worldline
