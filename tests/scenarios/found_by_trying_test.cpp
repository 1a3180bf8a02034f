// SPDX-License-Identifier: Apache-2.0
//
// Faults that users met, each with the smallest scenario that shows it.
//
// Goal: trust, verdicts and refusals are as docs/model.md and docs/machines.md say.
// Method: ann and bob, or a machine; all numbers by hand.
#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

std::string world(const std::string& rest) {
    return "format: worldline/1\nscenario: tried\nseed: 1\n"
           "time: {resolution: 1 ms, until: 10 s}\n"
           "types: {news: {domain: event}, colour: {domain: text}}\n"
           "network: {delay: 10 ms}\n"
           "judges: {in_time: {rule: deadline, patience: 100 ms}}\n" +
           rest;
}

/// Whether all that it expects holds.
bool holds(const std::string& rest) {
    const Scenario scenario = Scenario::parse(world(rest), "tried.yaml", ".");
    const auto expectations = scenario.expectations();
    Sink* const sinks[]{expectations.get()};
    run(scenario.world(), {}, sinks);
    for (const Expectation& one : expectations->results()) {
        if (!one.holds) return false;
    }
    return !expectations->results().empty();
}

bool is_refused(const std::string& rest, const std::string& words) {
    try {
        Scenario::parse(world(rest), "tried.yaml", ".");
    } catch (const ScenarioError& error) {
        return std::string(error.what()).find(words) != std::string::npos;
    }
    return false;
}

std::string machine(const std::string& states, const std::string& expected) {
    return "promises:\n"
           "  own: {promiser: bob, promisees: [ann], give: {type: news}, due: 1 s}\n"
           "  of_cy: {promiser: bob, promisees: [ann], give: {type: news, subject: cy}}\n"
           "machines:\n  judge:\n    variables: {n: 0}\n    states:\n" +
           states +
           "agents:\n  ann: {machine: judge, judges: {own: in_time}}\n"
           "  bob: {behaviour: steward, keeps: {own: {at: 500 ms}}}\n  cy: {}\nexpect:\n" +
           expected;
}

}  // namespace

TEST_CASE("What a void verdict by silence did to trust is seen to be given back", "[trust]") {
    const std::string promises =
        "promises:\n"
        "  road: {promiser: bob, promisees: [ann], give: {type: news}, due: 2 s}\n"
        "  visit: {promiser: cy, promisees: [ann], give: {type: news}, due: 1 s,"
        " builds_on: [{promise: road, link: assumes}]}\n"
        "agents:\n  ann: {judges: {road: in_time, visit: in_time}}\n"
        "  bob: {}\n  cy: {}\nexpect:\n";
    // At 1.1 s cy's visit is not_kept: 1/3. At 2.1 s bob's road is, too, and the visit is void.
    CHECK(holds(promises + "  - {measure: trust, by: ann, in: cy, at: 1.5 s, is: 0.333333333,"
                           " tolerance: 1e-6}\n"));
    CHECK(holds(promises + "  - {measure: trust, by: ann, in: cy, at: 3 s, is: 0.5}\n"));
}

TEST_CASE("A machine judges no prediction, and nothing that its rules judge", "[machine]") {
    const std::string twice =
        "      wait:\n        - {after: 2 s, do: [{judge: own, as: broken}]}\n";
    CHECK(holds(machine(twice,
                        "  - {measure: trust, by: ann, in: bob, is: 0.666666667,"
                        " tolerance: 1e-6}\n"
                        "  - {measure: verdict, by: ann, promise: own, is: kept}\n")));
    const std::string foretold =
        "      wait:\n        - {after: 2 s, do: [{judge: of_cy, as: broken}]}\n";
    CHECK(holds(machine(foretold,
                        "  - {measure: trust, by: ann, in: bob, is: 0.666666667,"
                        " tolerance: 1e-6}\n")));
}

TEST_CASE("A transition that stops is no loop, and half a trigger is none", "[machine]") {
    CHECK(holds(machine("      wait:\n        - {do: [stop]}\n",
                        "  - {measure: variable, agents: ann, name: n, is: 0}\n")));
    CHECK(
        holds(machine("      wait:\n        - {hears: outcome}\n"
                      "        - {hears: [outcome, withdrawal], when: n > 0}\n",
                      "  - {measure: variable, agents: ann, name: n, is: 0}\n")));
    CHECK(is_refused(machine("      wait:\n        - {hears: [outcome, withdrawal]}\n"
                             "        - {hears: outcome, when: n > 0}\n",
                             "  - {measure: variable, agents: ann, name: n, is: 0}\n"),
                     "never taken"));
}

TEST_CASE("Equal texts of a set count once, and a set is not empty", "[binding]") {
    const auto with = [](const std::string& set) {
        return "promises: {paint: {promiser: bob, promisees: [ann], give: {type: colour, set: " +
               set +
               "}}}\nagents: {ann: {}, bob: {}}\n"
               "expect:\n  - {measure: expectation, by: ann, promise: paint, is: 2}\n";
    };
    CHECK(holds(with("[red, blue]")));
    CHECK(holds(with("[red, red, blue]")));
    CHECK(is_refused(with("[]"), "one outcome at least"));
}

}  // namespace worldline
