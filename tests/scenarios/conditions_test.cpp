// SPDX-License-Identifier: Apache-2.0
//
// Promises that rest on others.
//
// Goal: b|c is judged when the observer itself has found c kept, and undecided until then, also
// after due (C9, C11); what was assumed and failed invalidates (C19); a sanction is kept where its
// ground failed (C17).
// Method: small scenarios, all delays one tick (1 ms); times by hand.
#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

using Found = std::vector<std::string>;

/// Cy promises the help, Ann on that condition the thing, Bob judges both.
std::string help(const std::string& link, const std::string& cy_keeps, const std::string& ann_keeps,
                 const std::string& expect) {
    return "types: {thing: {}, help: {}}\n"
           "judges: {mine: {rule: deadline, patience: 1 s}}\n"
           "promises:\n"
           "  help: {promiser: cy, promisees: [ann, bob], give: {type: help}, due: 1 s}\n"
           "  thing: {promiser: ann, promisees: [bob], give: {type: thing}, due: 2 s, "
           "builds_on: [{promise: help, link: " +
           link +
           "}]}\n"
           "agents:\n"
           "  ann: {behaviour: steward, keeps: {" +
           ann_keeps + "}}\n  cy: {behaviour: steward, keeps: {" + cy_keeps +
           "}}\n  bob: {judges: {help: mine, thing: mine}}\n"
           "expect: [" +
           expect + "]\n";
}

const std::string of_thing = "{measure: verdict, promise: thing, by: bob, is: kept}";
std::string n_of(const std::string& reason) {
    return "{measure: count, by: bob, promise: thing, reason: " + reason + ", is: 1}";
}

}  // namespace

TEST_CASE("C9: evidence waits for its condition and is then judged by its own time",
          "[promises][C9]") {
    const std::string expect = of_thing + ", {measure: margin, promise: thing, by: bob, is: 0 s}";
    CHECK(found(help("condition", "help: {at: 500 ms}", "thing: {at: 800 ms}", expect)) ==
          Found{"kept", "1.199 s"});
    // The thing comes first, at 1 ms; the help at 501 ms; the margin is that of the thing.
    CHECK(found(help("condition", "help: {at: 500 ms}", "thing: {at: 0 s}", expect)) ==
          Found{"kept", "1.999 s"});
}

TEST_CASE("C9: with a condition that is never kept a promise is undecided, also after due",
          "[promises][C9]") {
    const std::string expect =
        of_thing + ", " + n_of("condition_unmet") + ", {measure: trust, by: bob, in: ann, is: 0}";
    CHECK(found(help("condition", "", "thing: {at: 0 s}", expect)) ==
          Found{"undecided", "1", "0.5"});
    CHECK(found(help("condition", "", "", expect)) == Found{"undecided", "1", "0.5"});
    // The help is late, and so broken: that does not meet the condition either.
    CHECK(found(help("condition", "help: {at: 5 s}", "thing: {at: 0 s}", expect)) ==
          Found{"undecided", "1", "0.5"});
}

TEST_CASE("C9: where the condition is kept, silence is held against the promiser",
          "[promises][C9]") {
    CHECK(found(help("condition", "help: {at: 0 s}", "", of_thing + ", " + n_of("silence"))) ==
          Found{"not_kept", "1"});
}

TEST_CASE("C19: what was assumed and failed invalidates, and costs no trust", "[promises][C19]") {
    const std::string expect =
        of_thing + ", " + n_of("assumption") + ", {measure: trust, by: bob, in: ann, is: 0}";
    CHECK(found(help("assumes", "", "", expect)) == Found{"invalidated", "1", "0.5"});
    // An assumption need not be proved: nothing is known against it when the thing comes.
    CHECK(found(help("assumes", "", "thing: {at: 0 s}", expect)).front() == "kept");
    CHECK(found(help("assumes", "help: {at: 0 s}", "", expect)).front() == "not_kept");
}

TEST_CASE("C19: trust lost by silence comes back when its ground turns out to have failed",
          "[promises][C19]") {
    // The thing is due at 2 s and given up at 3 s, its ground at 5 s + 1 s.
    std::string text =
        help("assumes", "", "", "{measure: trust, by: bob, in: ann, is: 0}, " + n_of("assumption"));
    text.replace(text.find("due: 1 s"), 8, "due: 5 s");
    const MemorySink run = facts(scenario(text));
    std::vector<Verdict> verdicts;
    for (const Assessment& row : run.facts.assessments) {
        if (row.promise.maker() == AgentId{0}) verdicts.push_back(row.verdict);
    }
    CHECK(verdicts == std::vector{Verdict::not_kept, Verdict::invalidated});
}

TEST_CASE("C17: a sanction is judged where its ground was not kept, and only there",
          "[promises][C17]") {
    CHECK(found(help("unless", "", "thing: {at: 2 s}", of_thing)) == Found{"broken"});
    CHECK(found(help("unless", "", "thing: {at: 1 s}", of_thing)) == Found{"kept"});
    CHECK(found(help("unless", "help: {at: 0 s}", "thing: {at: 1 s}", of_thing)) ==
          Found{"undecided"});
}

namespace {

/// n agents; each promises on condition of the one before, and does so when that is heard of.
std::string ring(int n, bool has_opener) {
    std::string promises, agents, judges, scope;
    for (int i = 0; i < n; ++i) {
        const std::string own = std::to_string(i), last = std::to_string((i + n - 1) % n);
        const bool is_free = has_opener && i == 0;
        promises += "  p" + own + ": {promiser: a" + own + ", promisees: [a" +
                    std::to_string((i + 1) % n) + ", auditor], give: {type: act}" +
                    (is_free ? "" : ", builds_on: [{promise: p" + last + ", link: condition}]") +
                    "}\n";
        agents += "  a" + own + ": {behaviour: steward, keeps: {p" + own +
                  (is_free ? ": {at: 0 s}}}\n" : ": {after: p" + last + "}}}\n");
        judges += (i ? ", p" : "p") + own + ": mine";
    }
    return "types: {act: {}}\njudges: {mine: {rule: deadline}}\npromises:\n" + promises +
           "agents:\n" + agents + "  auditor: {judges: {" + judges +
           "}}\nexpect: [{measure: count, by: auditor, verdict: kept, is: 0}]\n";
}

}  // namespace

TEST_CASE("C11: a ring of conditions is named, and begins only where one has none",
          "[promises][C11]") {
    const int n = GENERATE(2, 3, 10, 100);
    CAPTURE(n);
    CHECK(found(ring(n, false)) == Found{"0"});
    CHECK(found(ring(n, true)) == Found{std::to_string(n)});
    CHECK(says(warnings(ring(n, false)), "a ring of " + std::to_string(n) +
                                             " conditions, in which nothing can begin by "
                                             "itself: p"));
    CHECK_FALSE(says(warnings(ring(n, true)), "ring"));
}

TEST_CASE("C11: each ring is named once, also where chains branch", "[promises][C11]") {
    const std::string text =
        "types: {act: {}}\nagents: {a: {}, b: {}}\npromises:\n"
        "  p: {promiser: a, promisees: [b], give: {type: act}, made: 1 s, builds_on: "
        "[{promise: q, link: condition}, {promise: r, link: condition}]}\n"
        "  q: {promiser: a, promisees: [b], give: {type: act}, made: 2 s}\n"
        "  r: {promiser: b, promisees: [a], give: {type: act}, builds_on: "
        "[{promise: q, link: condition}, {promise: p, link: condition}]}\n";
    CHECK(says(warnings(text),
               "a ring of 2 conditions, in which nothing can begin by itself: "
               "p -> r -> p\n"));
    CHECK(warnings(text).find("ring") == warnings(text).rfind("ring"));
}

TEST_CASE("C9: occurrences of a schedule rest on the occurrences of another", "[promises][C9]") {
    const std::string text =
        "types: {act: {}}\njudges: {mine: {rule: deadline, patience: 100 ms}}\npromises:\n"
        "  c: {promiser: a, promisees: [o], give: {type: act}, schedule: {period: 1 s, until: 3 "
        "s}}\n"
        "  b: {promiser: b, promisees: [o], give: {type: act}, schedule: {period: 1 s, until: 4 "
        "s}, builds_on: [{promise: c, link: condition}]}\n"
        "agents:\n  a: {behaviour: steward, keeps: {c: {at: 0 s}}}\n"
        "  b: {behaviour: steward, keeps: {b: {at: 0 s}}}\n"
        "  o: {judges: {b: mine, c: late}}\n"
        "expect:\n"
        "  - {measure: count, by: o, promise: b, verdict: broken, is: 3}\n"
        "  - {measure: count, by: o, promise: b, verdict: undecided, is: 1}\n"
        "  - {measure: verdict, by: o, promise: b, occurrence: 4, is: undecided}\n";
    std::string with_late = text;
    with_late.replace(with_late.find("judges: {mine"), 9,
                      "judges: {late: {rule: deadline, "
                      "tolerance: 1 ms, patience: 1 s}, ");
    CHECK(found(with_late) == Found{"3", "1", "undecided"});
}
