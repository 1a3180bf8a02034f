// SPDX-License-Identifier: Apache-2.0
//
// Do agents that are machines do what their states say?
//
// Goal: one percept is one step; timers count from entry on the own clock and die on exit; document
// order decides; guards see the state before the step; chance follows its law.
// Method: two agents 10 ms apart; all numbers by hand.
#include <algorithm>
#include <cmath>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

/// One machine with these variables and states; `a` is one, and so is `b` if it says so.
std::string text_of(const std::string& variables, const std::string& states,
                    const std::string& more = "") {
    return "format: worldline/1\nscenario: small\nseed: 7\n"
           "time: {resolution: 1 ms, until: 100 s}\n"
           "network: {links: [{between: [a, b], delay: 10 ms}]}\n"
           "machines:\n  m:\n    parameters: {other: agent}\n    variables: {" +
           variables + "}\n    states:\n" + states + "agents:\n  a: {machine: m, other: b" + more +
           "}\n  b: {machine: m, other: a, start: quiet}\n";
}

/// What variables of `a` are in the end.
struct Last final : Sink {
    explicit Last(AgentId of) : agent(of) {}
    RecordLevel level() const override { return RecordLevel::off; }
    void commit(const Batch&) override {}
    void last_states(const LastStates& states) override {
        for (const char* name : {"n", "k", "t", "state", "dropped"}) {
            numbers[name] = states.number(agent, name).value_or(-1.0);
        }
    }
    AgentId agent;
    std::map<std::string, double> numbers;
};

std::map<std::string, double> last(const std::string& yaml, AgentId of = {0}) {
    Last sink(of);
    Sink* const sinks[]{&sink};
    run(Scenario::parse(yaml, "small.yaml", "").world(), {}, sinks);
    return sink.numbers;
}

std::string failure(const std::string& yaml) {
    try {
        last(yaml);
    } catch (const RunError& error) {
        return error.what();
    }
    return {};
}

const std::string quiet = "      quiet: []\n";

}  // namespace

TEST_CASE("After counts from entry and dies on exit; every goes on where nothing exits",
          "[machine]") {
    // Every 2 s one, 4 until 8 s; at 9 s to rest, where `every` is silent; at 14 s it ends.
    const auto found =
        last(text_of("n: 0, t: 0",
                     "      go:\n"
                     "        - {every: 2 s, do: [{set: {n: n + 1}}]}\n"
                     "        - {after: 9 s, do: [{set: {t: elapsed}}], to: rest}\n"
                     "      rest:\n"
                     "        - {after: 5 s, do: [{set: {t: t + now}}], to: quiet}\n" +
                         quiet));
    CHECK(found.at("n") == 4.0);
    CHECK(found.at("t") == 9.0 + 14.0);
}

TEST_CASE("Own alarms at one reading fire in the order of the document", "[machine]") {
    const std::string every = "        - {every: 2 s, do: [{set: {n: n + 1}}]}\n";
    const std::string after = "        - {after: 10 s, to: quiet}\n";
    CHECK(last(text_of("n: 0", "      go:\n" + every + after + quiet)).at("n") == 5.0);
    CHECK(last(text_of("n: 0", "      go:\n" + after + every + quiet)).at("n") == 4.0);
}

TEST_CASE("Timers go by the agent's own clock", "[machine]") {
    const std::string states =
        "      go:\n        - {every: 1 s, do: [{set: {n: n + 1}}]}\n" + quiet;
    // Until 100 s of the frame a clock that is 10 % fast shows 110 s, less the tick at the end.
    CHECK(last(text_of("n: 0", states)).at("n") == 99.0);
    CHECK(last(text_of("n: 0", states, ", clock: {kind: drift, drift: 0.1}")).at("n") == 109.0);
}

TEST_CASE("The first transition whose guard holds is taken, and one alone", "[machine]") {
    const std::string states =
        "      go:\n"
        "        - {every: 10 s, when: n < 3, do: [{set: {n: n + 1}}]}\n"
        "        - {hears: ping, when: k > 0, do: [{set: {k: k - 1}}]}\n"
        "        - {hears: ping, do: [{set: {k: 5}}]}\n"
        "        - {after: 50 s, do: [{tell: self, say: ping}, {tell: self, say: ping}]}\n" +
        quiet;
    const auto found = last(text_of("n: 0, k: 0", states));
    CHECK(found.at("n") == 3.0);
    CHECK(found.at("k") == 4.0);
    CHECK(found.at("dropped") == 6.0);  // 40 s to 90 s: the guard of `every` does not hold
}

TEST_CASE("In one set all right sides are worked out before any variable changes", "[machine]") {
    const std::string swap =
        "      go:\n        - {after: 1 s, do: [{set: {n: k, k: n}}]}\n" + quiet;
    const auto together = last(text_of("n: 1, k: 2", swap));
    CHECK(together.at("n") == 2.0);
    CHECK(together.at("k") == 1.0);
    const std::string after =
        "      go:\n        - {after: 1 s, do: [{set: {n: k}}, {set: {k: n}}]}\n" + quiet;
    CHECK(last(text_of("n: 1, k: 2", after)).at("k") == 2.0);
}

TEST_CASE("What needs no trigger is taken until the machine is stable", "[machine]") {
    const std::string states =
        "      go:\n        - {when: n < 10, do: [{set: {n: n + 1}}]}\n"
        "        - {when: n >= 10, to: done}\n"
        "      done: []\n" +
        quiet;
    const auto found = last(text_of("n: 0", states));
    CHECK(found.at("n") == 10.0);
    CHECK(found.at("state") == 1.0);
}

TEST_CASE("Messages carry numbers, and are answered", "[machine]") {
    // b answers with twice what it heard, 10 ms later; what a says goes at 1 s.
    const std::string states =
        "      go:\n"
        "        - {after: 1 s, do: [{tell: other, say: ask, with: {x: 21}}]}\n"
        "        - {hears: answer, from: other, do: [{set: {n: heard.x, t: now}}]}\n"
        "      quiet:\n"
        "        - {hears: ask, do: [{tell: sender, say: answer, with: {x: 2 * heard.x}}]}\n";
    const auto found = last(text_of("n: 0, t: 0", states));
    CHECK(found.at("n") == 42.0);
    CHECK(std::abs(found.at("t") - 1.02) < 1e-12);
}

TEST_CASE("What matches nothing is dropped and counted", "[machine]") {
    const auto dropped = [](const std::string& ears) {
        return last(text_of("n: 0",
                            "      go:\n        - {every: 10 s, do: [{tell: other, say: ping}]}\n"
                            "      quiet:\n        - {hears: ping" +
                                ears + "}\n"),
                    {1})
            .at("dropped");
    };
    CHECK(dropped("") == 0.0);
    CHECK(dropped(", when: n") == 9.0);
    CHECK(dropped(", from: self") == 9.0);
}

TEST_CASE("A rate fires as often as its integral says", "[machine]") {
    // 20/s for 50 s, then 10/s: 1,500 on the average, deviation sqrt(1500) = 38.7.
    const std::string states =
        "      go:\n"
        "        - {rate: 10 * k, do: [{set: {n: n + 1}}]}\n"
        "        - {after: 50 s, do: [{set: {k: 1}}]}\n" +
        quiet;
    const double n = last(text_of("n: 0, k: 2", states)).at("n");
    CAPTURE(n);
    CHECK(std::abs(n - 1500.0) < 4.0 * std::sqrt(1500.0));
}

TEST_CASE("A rate of 0 waits with what is left of its draw", "[machine]") {
    // The rate is on for one second in two; half of 10/s over 100 s.
    const std::string states =
        "      go:\n"
        "        - {rate: 10 * k, do: [{set: {n: n + 1}}]}\n"
        "        - {every: 1 s, do: [{set: {k: 1 - k}}]}\n" +
        quiet;
    const double n = last(text_of("n: 0, k: 1", states)).at("n");
    CAPTURE(n);
    CHECK(std::abs(n - 500.0) < 4.0 * std::sqrt(500.0));
}

TEST_CASE("A loop that only guards could break ends the run and is named", "[machine][failure]") {
    const std::string found = failure(text_of("n: 0",
                                              "      go:\n        - {when: n < 1, to: there}\n"
                                              "      there:\n        - {when: n < 2, to: go}\n" +
                                                  quiet));
    CHECK(found.find("more than 1000 steps at one reading: go -> there -> go") !=
          std::string::npos);
}

TEST_CASE("A division by zero names agent, reading, file and line", "[machine][failure]") {
    const std::string found =
        failure(text_of("n: 3",
                        "      go:\n        - {every: 1 s, do: [{set: {n: n - 1}}]}\n"
                        "        - {every: 1 s, do: [{set: {n: n + 0 / n}}]}\n" +
                            quiet));
    CHECK(found.find("agent a") != std::string::npos);
    CHECK(found.find("its clock showing 3000 ticks") != std::string::npos);
    CHECK(found.find("small.yaml:13:") != std::string::npos);
    CHECK(found.find(": machine m, state go: `n + 0 / n` divides by zero") != std::string::npos);
}

TEST_CASE("A machine that stops does no more", "[machine]") {
    const auto found = last(text_of("n: 0",
                                    "      go:\n        - {every: 1 s, do: [{set: {n: n + 1}}]}\n"
                                    "        - {after: 5500 ms, do: [stop, {set: {n: 100}}]}\n" +
                                        quiet));
    CHECK(found.at("n") == 5.0);
}
