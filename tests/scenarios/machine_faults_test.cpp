// SPDX-License-Identifier: Apache-2.0
//
// Faults that users of machines met, each with the smallest scenario that shows it.
//
// Goal: what a machine has not noticed it does not judge; it hears of promises of a type whoever
// made them; groups give their machines drawn values and neighbours in the group; each mistake has
// one message, in the place where it was made.
// Method: ann and bob, 10 ms apart; all numbers by hand.
#include <cmath>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"
#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"

namespace worldline {
namespace {

std::string world(const std::string& rest) {
    return "format: worldline/1\nscenario: tried\nseed: 1\n"
           "time: {resolution: 1 ms, until: 10 s}\n"
           "types: {news: {}, talk: {}}\nnetwork: {delay: 10 ms}\n"
           "judges: {in_time: {rule: deadline, patience: 100 ms}}\n" +
           rest;
}

/// What was found for each entry of `expect:`.
std::vector<std::string> found(const std::string& rest) {
    const Scenario scenario = Scenario::parse(world(rest), "tried.yaml", ".");
    const auto expectations = scenario.expectations();
    Sink* const sinks[]{expectations.get()};
    run(scenario.world(), {}, sinks);
    std::vector<std::string> all;
    for (const Expectation& one : expectations->results()) all.push_back(one.found);
    return all;
}
using Found = std::vector<std::string>;

std::vector<std::string> faults(const std::string& rest) {
    std::vector<std::string> all;
    try {
        Scenario::parse(world(rest), "tried.yaml", ".");
    } catch (const ScenarioError& error) {
        for (const Diagnostic& one : error.diagnostics()) all.push_back(one.message);
    }
    return all;
}

/// Is this the one fault, or a part of it?
bool is_one_fault(const std::string& rest, const std::string& words) {
    const auto all = faults(rest);
    CAPTURE(all);
    CHECK(all.size() == 1);
    return !all.empty() && all[0].find(words) != std::string::npos;
}

/// How much ann's machine has dropped in the end.
double n_dropped(const std::string& rest) {
    struct Dropped final : Sink {
        RecordLevel level() const override { return RecordLevel::off; }
        void commit(const Batch&) override {}
        void last_states(const LastStates& states) override {
            n = states.number(AgentId{0}, "dropped").value_or(-1.0);
        }
        double n = -1.0;
    } sink;
    Sink* const sinks[]{&sink};
    run(Scenario::parse(world(rest), "tried.yaml", ".").world(), {}, sinks);
    return sink.n;
}

/// A machine with one variable `x` and this transition; ann is one.
std::string small(const std::string& transition, const std::string& head = "") {
    return head + "machines: {m: {variables: {x: 0}, states: {s: [" + transition +
           "]}}}\nagents: {ann: {machine: m}, bob: {}}\n";
}

}  // namespace

TEST_CASE("What a machine has not noticed it does not judge", "[machine]") {
    const auto judging = [](const std::string& announce, const std::string& at) {
        return "promises: {own: {promiser: bob, promisees: [ann], give: {type: news}, made: 5 s, "
               "due: 8 s" +
               announce +
               "}}\n"
               "machines: {m: {states: {s: [{after: " +
               at +
               ", do: [{judge: own, as: kept}]}]}}}\n"
               "agents: {ann: {machine: m}, bob: {behaviour: steward}}\n"
               "expect:\n  - {measure: trust, by: ann, in: bob, is: 0}\n";
    };
    // It is announced at 5 s, and heard of at 5.01 s.
    CHECK(found(judging(", announce: true", "5 s")) == Found{"0.5"});
    CHECK(n_dropped(judging(", announce: true", "5 s")) == 2.0);  // its act, and the notice
    CHECK(n_dropped(judging(", announce: true", "6 s")) == 1.0);
    CHECK(found(judging(", announce: true", "5011 ms"))[0].starts_with("0.666"));
    CHECK(found(judging("", "1 s"))[0].starts_with("0.666"));
}

TEST_CASE("A machine hears how promises of a type end whoever made them", "[machine]") {
    // Each promises and keeps news; ann promises talk besides, and withdraws it.
    const std::string yaml =
        "machines:\n  m:\n    parameters: {other: agent}\n"
        "    variables: {n: 0, k: 0}\n    states:\n      s:\n"
        "        - {hears: outcome, type: news, do: [{set: {n: n + 1}}]}\n"
        "        - {hears: [outcome, withdrawal], type: talk, do: [{set: {k: k + 1}}]}\n"
        "        - {after: 1 s, do: [{promise: paper, give: {type: news}, to: other, due: 3 s}]}\n"
        "        - {after: 1500 ms, do: [{promise: word, give: {type: talk}, to: other, due: 9 s}]}"
        "\n        - {after: 2 s, do: [{keep: paper}, {withdraw: word}]}\n"
        "agents: {ann: {machine: m, other: bob}, bob: {machine: m, other: ann}}\n"
        "expect:\n  - {measure: variable, agents: [ann, bob], name: n, is: 1}\n"
        "  - {measure: variable, agents: [ann, bob], name: k, is: 1}\n";
    CHECK(found(yaml) == Found{"1", "1"});
}

TEST_CASE("An expression is one number, and says so where it is not", "[machine][failure]") {
    const auto refused = [](const std::string& text, const std::string& words) {
        return is_one_fault(small("{after: 1 s, do: [{set: {x: \"" + text + "\"}}]}"), words);
    };
    CHECK(refused("1, 2", "one number is due here, and a comma makes several"));
    CHECK(refused("random(), x", "a comma makes several"));
    CHECK(refused("min(x, 1), 2", "a comma makes several"));
    CHECK(refused("x--", "an operator has nothing to work on"));
    CHECK(is_one_fault(small("{after: 1 s, when: \"x, 0\"}"), "a comma makes several"));
    CHECK(faults(small("{after: 1 s, do: [{set: {x: \"min(x, 1) + if(x, 1, 2)\"}}]}")).empty());
}

TEST_CASE("A parameter that is no finite number is named as such", "[machine][failure]") {
    for (const std::string value : {"nan", "inf", "1e999", "blue"}) {
        CHECK(is_one_fault(
            small("{after: 1 s, do: [{set: {x: k + 1}}]}", "parameters: {k: " + value + "}\n"),
            "nothing called `k` here; the parameter is `" + value + "`"));
    }
}

TEST_CASE("A machine with another behaviour is one fault", "[machine][failure]") {
    std::string yaml = small("{after: 1 s}");
    yaml.replace(yaml.find("{machine: m}"), 12, "{machine: m, behaviour: steward}");
    CHECK(is_one_fault(yaml, "an agent has one or the other"));
    yaml.replace(yaml.find("behaviour: steward"), 18, "behaviour: machine");
    CHECK(faults(yaml).empty());
}

TEST_CASE("An error of the run names file, line and column", "[machine][failure]") {
    const Scenario scenario =
        Scenario::parse(world("machines:\n  m:\n    variables: {x: 0}\n    states:\n      s:\n"
                              "        - {after: 1 s,\n           do: [{set: {x: 1 / x}}]}\n"
                              "agents: {ann: {machine: m}}\n"),
                        "tried.yaml", ".");
    try {
        run(scenario.world(), {}, {});
        FAIL("a division by zero");
    } catch (const RunError& error) {
        const std::string what = error.what();
        INFO(what);
        CHECK(what.find("ann at t = 1 s") != std::string::npos);
        CHECK(what.find("tried.yaml:14:17: machine m, state s: `1 / x` divides by zero") !=
              std::string::npos);
    }
}

TEST_CASE("Members of a group draw the numbers of their machine", "[machine][population]") {
    const std::string yaml =
        "machines:\n  m:\n    parameters: {level: number, wait: time}\n"
        "    variables: {x: 0, t: 0}\n    states:\n      s:\n"
        "        - {after: wait, do: [{set: {x: level, t: now}}]}\n"
        "agents: {one: {count: 500, machine: m, level: {uniform: [2, 4]}, "
        "wait: {normal: [5 s, 100 ms]}}}\n"
        "expect:\n  - {measure: variable, agents: one, name: x, over: mean, is: 3}\n"
        "  - {measure: variable, agents: one, name: t, over: mean, is: 5}\n"
        "  - {measure: variable, agents: one_7, name: x, is: 0}\n"
        "  - {measure: variable, agents: one_8, name: x, is: 0}\n";
    const auto all = found(yaml);
    CHECK(std::abs(std::stod(all[0]) - 3.0) < 4.0 * 0.577 / std::sqrt(500.0));
    CHECK(std::abs(std::stod(all[1]) - 5.0) < 4.0 * 0.1 / std::sqrt(500.0));
    CHECK(all[2] != all[3]);
    std::string children = yaml;
    children.replace(children.find("level: {"), 0, "offspring: {whole: [1, 3]}, ");
    CHECK(is_one_fault(children, "is laid down before anything is drawn"));
}

TEST_CASE("A group of machines is a ring where each names its successor", "[machine][population]") {
    // A ball goes round: 10 ms a member. After 10 s each of five has heard it 200 times.
    const auto ring = [](const std::string& next, const std::string& more = "") {
        return "machines:\n  m:\n    parameters: {next: agent}\n"
               "    variables: {n: 0, at: 0}\n    states:\n      s:\n"
               "        - {hears: ball, do: [{set: {n: n + 1, at: now}}, {tell: next, say: "
               "ball}]}\n"
               "      first: [{do: [{tell: next, say: ball}], to: s}]\n"
               "groups: {one: {count: 5, machine: m, next: " +
               next + more +
               "}}\n"
               "agents: {ann: {machine: m, start: first, next: one_2}}\n";
    };
    const auto last_of = [](const std::string& yaml, int member) {
        return found(yaml + "expect: [{measure: variable, agents: one_" + std::to_string(member) +
                     ", name: at, is: 0}]\n")[0];
    };
    // From member 2 at 10 ms on; it is caught 999 times before 10 s, the last one at 9.99 s.
    CHECK(last_of(ring("successor"), 5) == "9.99");
    CHECK(last_of(ring("successor"), 1) == "9.95");
    CHECK(last_of(ring("predecessor"), 4) == "9.99");
    CHECK(last_of(ring("predecessor"), 5) == "9.98");
    std::string alone = ring("successor");
    alone.replace(alone.find("next: one_2"), 11, "next: successor");
    CHECK(is_one_fault(alone, "is another member of a group, and this is no group"));
}

TEST_CASE("A family of promises means to each machine its own, or the one made to it",
          "[machine][population]") {
    const std::string yaml =
        "promises: {holds: {promiser: one, promisees: successor, give: {type: news}}}\n"
        "machines:\n  m:\n    parameters: {mine: promise, theirs: promise, to: agent}\n"
        "    states:\n      s:\n"
        "        - {after: 1 s, do: [{keep: mine}]}\n"
        "        - {hears: outcome, do: [{judge: theirs, as: kept}]}\n"
        "groups: {one: {count: 50, machine: m, mine: holds, theirs: holds, to: successor}}\n";
    const World ring = Scenario::parse(world(yaml), "tried.yaml", ".").world();
    MemorySink sink;
    Sink* const sinks[]{&sink};
    run(ring, {}, sinks);
    CHECK(sink.ending.run_digest == run_oracle(ring).ending.run_digest);
    CHECK(sink.facts.assessments.size() == 50);
    for (const Assessment& row : sink.facts.assessments) {
        CHECK(row.assessor.number == (row.promise.maker().number + 1) % 50);
    }
    std::string lost = yaml;
    lost.replace(lost.find("successor, give"), 9, "others");
    CHECK(is_one_fault(lost.substr(0, lost.find("groups:")) +
                           "groups: {one: {count: 2, machine: m, mine: holds, theirs: holds, "
                           "to: successor}}\nagents: {ann: {machine: m, mine: holds, "
                           "theirs: holds, to: one_1}}\n",
                       "ann.mine: of `holds` one promise is due"));
}

}  // namespace worldline
