// SPDX-License-Identifier: Apache-2.0
//
// Promises that are kept after another's.
//
// Goal: an agent passes on what it hears, at once or after a delay of its own clock.
// Method: ann, bob and cy in a row, 10 ms apart; all times by hand.
#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

std::string row(const std::string& at = "", const std::string& scope = "[bob]",
                const std::string& more = "") {
    return "format: worldline/1\nscenario: row\ntime: {resolution: 1 us, until: 1 s}\n"
           "types: {word: {domain: event}}\n"
           "network: {links: [{between: [ann, bob], delay: 10 ms}, {between: [bob, cy], delay: 10 "
           "ms}]}\n"
           "promises:\n"
           "  first: {promiser: ann, promisees: " +
           scope +
           ", give: {type: word}}\n"
           "  second: {promiser: bob, promisees: [cy], give: {type: word}" +
           more +
           "}\n"
           "agents:\n"
           "  ann: {behaviour: steward, keeps: {first: {at: 5 ms}}}\n"
           "  bob: {behaviour: steward, keeps: {second: {after: first" +
           at +
           "}}}\n"
           "  cy: {}\n"
           "expect: [{measure: elapsed, promise: second, since: first, is: 10 ms}]\n";
}

std::string found(const std::string& text) {
    const Scenario scenario = Scenario::parse(text, "row.yaml", "");
    const auto expectations = scenario.expectations();
    Sink* const sinks[]{expectations.get()};
    run(scenario.world(), {}, sinks);
    return expectations->results().front().found;
}

std::string faults(const std::string& text) {
    try {
        Scenario::parse(text, "row.yaml", "");
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("What is kept after another's promise is kept when that is heard", "[steward]") {
    CHECK(found(row()) == "10 ms");
    CHECK(found(row(", at: 3 ms")) == "13 ms");
}

TEST_CASE("Nobody follows a promise that it never hears of", "[failure]") {
    CHECK(faults(row("", "[cy]")).find("it never hears how `first` ends") != std::string::npos);
    CHECK(faults(row("", "[bob]", ", schedule: {period: 1 ms}"))
              .find("a schedule keeps to its own times") != std::string::npos);
}
