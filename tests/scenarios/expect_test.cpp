// SPDX-License-Identifier: Apache-2.0
//
// What a scenario expects, held against its run.
//
// Goal: an expectation holds when it should, and fails when it should not.
// Method: Alice's cup reaches Bob at 40 ms and Carol, 160 ms away, too late; Alice's ticks come
// every second, each 5 ms late. All numbers by hand.
#include <cmath>

#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

const std::string cafe = R"(format: worldline/1
scenario: cafe
time: {resolution: 1 ms, until: 10 s}
types: {coffee: {domain: event}, tick: {domain: event}}
network:
  links:
    - {between: [alice, bob], delay: 40 ms}
    - {between: [alice, carol], delay: 160 ms}
    - {between: [bob, carol], delay: 10 ms}
judges:
  strict: {rule: deadline, patience: 1 s}
  by_postmark: {rule: deadline, time_of: stated, patience: 1 s}
  slow: {rule: deadline, tolerance: 1 s}
  beat: {rule: schedule, time_of: stated, tolerance: 10 ms, patience: 100 ms}
  fine_beat: {rule: schedule, time_of: stated, tolerance: 1 ms, patience: 100 ms}
  interval: {rule: schedule, against: previous, time_of: stated, tolerance: 1 ms, patience: 1 s}
promises:
  cup: {promiser: alice, promisees: [bob, carol], give: {type: coffee}, due: 100 ms}
  never: {promiser: alice, promisees: [bob], give: {type: coffee}, due: 100 ms}
  ticks: {promiser: alice, promisees: [bob], give: {type: tick}, schedule: {period: 1 s}}
agents:
  alice: {behaviour: steward, keeps: {cup: {at: 0 s}, ticks: {at: 5 ms}}}
  bob: {judges: {cup: strict, ticks: beat, never: strict}, tells: [carol]}
  carol: {judges: {cup: strict}, clock: {kind: drift, drift: 100e-6, offset: 2 s}}
expect:
)";

/// The one expectation of a run of the cafe.
Expectation answer(const std::string& entry) {
    const auto outcome = coffee::run(coffee::scenario(cafe + "  - {measure: " + entry + "}\n"));
    REQUIRE(outcome.expectations.size() == 1);
    return outcome.expectations.front();
}

bool holds(const std::string& entry) {
    const Expectation one = answer(entry);
    INFO(one.text << ": expected " << one.expected << ", found " << one.found);
    return one.holds;
}

}  // namespace

TEST_CASE("An expectation says what was expected and what was found", "[expect]") {
    const Expectation one = answer("margin, promise: cup, by: bob, is: 1 ms, tolerance: 2 ms");

    CHECK(one.text == "margin by bob on cup");
    CHECK(one.expected == "1 ms ± 2 ms");
    CHECK(one.found == "60 ms");
    CHECK_FALSE(one.holds);
    CHECK(one.line == 26);
}

TEST_CASE("Verdicts and margins are those of the observer that is asked", "[expect]") {
    CHECK(holds("verdict, promise: cup, by: bob, is: kept"));
    CHECK_FALSE(holds("verdict, promise: cup, by: bob, is: broken"));
    CHECK(holds("verdict, promise: never, by: bob, is: not_kept"));
    CHECK(holds("verdict, promise: ticks, by: bob, occurrence: 9, is: kept"));
    CHECK(holds("margin, promise: ticks, by: bob, occurrence: 3, is: 5 ms"));  // 10 - 5
    CHECK(answer("verdict, promise: cup, by: alice, is: kept").found == "nothing");
}

TEST_CASE("What an observer found itself stands above what it is told", "[expect]") {
    // Carol finds the cup broken at 160 ms and tells Bob, who has found it kept at 40 ms.
    const std::string told = coffee::with("carol: {", "carol: {tells: [bob], ", cafe);
    const auto holds_told = [&](const std::string& entry) {
        return coffee::run(coffee::scenario(told + "  - {measure: " + entry + "}\n")).all_hold();
    };
    CHECK(holds_told("verdict, promise: cup, by: bob, is: kept"));
    CHECK(holds_told("margin, promise: cup, by: bob, is: 60 ms"));
    CHECK(holds_told("count, by: bob, promise: cup, verdict: kept, is: 1"));
    CHECK(holds_told("count, by: bob, promise: cup, verdict: broken, is: 0"));
    CHECK(holds_told("count, by: bob, promise: cup, reason: told, verdict: broken, is: 1"));
    CHECK(holds_told("first, promise: ticks, by: bob, verdict: kept, is: 1"));
    // Where there is none of its own, it is what was told: Carol does not judge the ticks.
    CHECK(holds_told("verdict, promise: ticks, by: carol, occurrence: 2, is: kept"));
}

TEST_CASE("A written promise is never counted into a trace", "[expect]") {
    const coffee::Folder folder;
    folder.put("parcels.csv", coffee::parcels);
    std::string yaml = coffee::with("agents:",
                                    "promises:\n  own: {promiser: ups, promisees: [town], give: "
                                    "{type: arrive}, due: 5 s}\nagents:\n  ups: {behaviour: "
                                    "steward}",
                                    coffee::parcel_service);
    yaml +=
        "expect:\n  - {measure: count, of: promises, promise: parcels, is: 3}\n"
        "  - {measure: count, of: promises, promise: own, is: 1}\n"
        "  - {measure: count, of: promises, is: 4}\n";
    CHECK(coffee::run(coffee::service(folder, yaml)).all_hold());
}

TEST_CASE("Trust is what the last verdict left", "[expect]") {
    // Bob: the cup kept, the other one not, nine ticks kept.
    CHECK(holds("trust, by: bob, in: alice, type: coffee, is: 0.5"));  // (1+1)/(2+2)
    CHECK(holds("trust, by: bob, in: alice, type: tick, is: 0.909091, tolerance: 1e-6"));  // 10/11
    CHECK(holds("trust, by: bob, in: carol, is: 0.5"));  // no evidence
}

TEST_CASE("Counts take the last verdict of each observer", "[expect]") {
    CHECK(holds("count, by: bob, is: 11"));
    CHECK(holds("count, by: bob, verdict: kept, is: 10"));
    CHECK(holds("count, by: bob, promise: ticks, is: 9"));
    CHECK(holds("count, reason: silence, by: bob, is: 1"));
    CHECK(holds("count, by: carol, reason: told, is: 11"));
    CHECK(holds("count, of: promises, promiser: alice, is: 3"));
    CHECK(holds("count, of: messages, by: bob, is: 11"));
    // The start, an alarm (her clock begins at 2 s: silence has lasted), the cup, 11 verdicts.
    CHECK(holds("count, of: transitions, by: carol, is: 14"));
    CHECK_FALSE(holds("count, by: bob, is: 12"));
    CHECK(holds("count, by: bob, is: 12, tolerance: 1"));
}

TEST_CASE("The first occurrence with a verdict is found", "[expect]") {
    CHECK(holds("first, promise: ticks, by: bob, verdict: kept, is: 1"));
    CHECK(holds("first, promise: ticks, by: bob, verdict: broken, is: 0"));  // none
    CHECK(holds("first, promise: ticks, by: bob, verdict: broken, judge: fine_beat, is: 1"));
    // The first tick has none before it, so it is held against its time; the others are 1 s apart.
    CHECK(holds("first, promise: ticks, by: bob, verdict: kept, judge: interval, is: 2"));
}

TEST_CASE("Another judge finds from the same evidence what a run with it would", "[expect]") {
    CHECK(holds("verdict, promise: cup, by: carol, is: broken"));
    CHECK(holds("verdict, promise: cup, by: carol, judge: by_postmark, is: kept"));
    CHECK(holds("verdict, promise: never, by: bob, judge: slow, is: not_kept"));
    CHECK(holds("count, by: bob, promise: ticks, judge: fine_beat, verdict: broken, is: 9"));

    const auto run_with = [](const std::string& judge) {
        const std::string changed = coffee::with("ticks: beat", "ticks: " + judge, cafe);
        return coffee::run(coffee::scenario(
            changed + "  - {measure: count, by: bob, promise: ticks, verdict: broken, is: 9}\n"));
    };
    CHECK(run_with("fine_beat").all_hold());
}

TEST_CASE("Clocks are compared over the whole run", "[expect]") {
    CHECK(holds("rate, of: carol, against: alice, is: 100e-6, tolerance: 1e-12"));
    CHECK(holds("rate, of: alice, against: carol, is: -99.99e-6, tolerance: 1e-9"));
    // 2 s from the start, and 100 us a second.
    CHECK(holds("offset, of: carol, against: alice, at: 5 s, is: 2.0005 s, tolerance: 1 us"));
    CHECK(holds("offset, of: carol, against: alice, at: 10 s, is: 2.001 s, tolerance: 1 us"));
    // The run is over by then: a number would say something about clocks that nobody looked at.
    CHECK(answer("offset, of: carol, against: alice, at: 11 s, is: 0 s").found == "nothing");
}

TEST_CASE("A scenario without expectations asks for no rows", "[expect]") {
    CHECK(coffee::scenario().expectations()->level() == RecordLevel::off);
    CHECK(coffee::scenario().expectations()->results().empty());
    const auto level = [](const std::string& entry) {
        return coffee::scenario(cafe + "  - {measure: " + entry + "}\n").expectations()->level();
    };
    CHECK(level("rate, of: carol, against: alice, is: 0") == RecordLevel::off);
    CHECK(level("verdict, promise: cup, by: bob, is: kept") == RecordLevel::promises);
    CHECK(level("verdict, promise: cup, by: bob, judge: by_postmark, is: kept") ==
          RecordLevel::full);
}
