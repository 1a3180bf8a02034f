// SPDX-License-Identifier: Apache-2.0
//
// Is a promise that is issued again while it is live still one promise (C3)?
//
// Goal: one row, one id, and promisees that hear of it once; a new one after it was kept, taken
// back, or where it is due at another time. In a scenario the name is the identity.
// Method: a machine that promises every second for 4.5 s; a steward that announces; rows counted.
#include <algorithm>

#include "agents/protocol.hpp"
#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

/// What Ann, a machine, does every second.
MemorySink machine(const std::string& acts) {
    return facts(scenario(
        "types: {act: {}}\nnetwork: {delay: 10 ms}\njudges: {mine: {rule: deadline, patience: 1 "
        "s}}\nmachines:\n  seller:\n    variables: {n: 0}\n    states:\n      open:\n        - "
        "{every: 1 s, when: elapsed < 4.5, do: [" +
        acts + "]}\nagents:\n  ann: {machine: seller}\n  bob: {judges: {offer: mine}}\n"));
}

std::ptrdiff_t n_said(const MemorySink& run, std::uint16_t kind) {
    const auto& rows = run.facts.messages;
    return std::count_if(rows.begin(), rows.end(),
                         [kind](const Message& row) { return row.kind == kind; });
}

const std::string offer = "{promise: offer, give: {type: act}, to: bob}";

}  // namespace

TEST_CASE("C3: a machine that promises the same again has promised once", "[promises][C3]") {
    const MemorySink run = machine(offer);
    CHECK(run.facts.promises.size() == 1);
    CHECK(n_said(run, message_kind::promise) == 1);
}

TEST_CASE("C3: what a machine has kept or taken back it promises anew", "[promises][C3]") {
    CHECK(machine(offer + ", {keep: offer}").facts.promises.size() == 4);
    const MemorySink taken = machine(offer + ", {withdraw: offer}");
    CHECK(taken.facts.promises.size() == 4);
    CHECK(n_said(taken, message_kind::promise) == 4);
    CHECK(n_said(taken, message_kind::withdrawal) == 4);
}

TEST_CASE("C3: what a machine promises for another time is another promise", "[promises][C3]") {
    const std::string due = "{promise: offer, give: {type: act}, to: bob, due: 3 s}";
    CHECK(machine(due).facts.promises.size() == 4);
    // Always due at 5 s, whenever it is said.
    const std::string by_five = "{promise: offer, give: {type: act}, to: bob, due: 5 - now}";
    const MemorySink run = machine(by_five);
    CHECK(run.facts.promises.size() == 1);
    CHECK(std::count_if(run.facts.assessments.begin(), run.facts.assessments.end(),
                        [](const Assessment& row) { return row.verdict == Verdict::not_kept; }) ==
          1);
}

TEST_CASE("C3: in a scenario the name is the identity", "[promises][C3]") {
    // Two names with one content are two promises: to join them would merge what an author keeps
    // apart. Each is issued and announced once.
    const MemorySink run = facts(scenario(
        "types: {act: {}}\nnetwork: {delay: 10 ms}\njudges: {mine: {rule: deadline, patience: 1 "
        "s}}\npromises:\n"
        "  one: {promiser: ann, promisees: [bob], give: {type: act}, made: 1 s, due: 2 s, "
        "announce: true}\n"
        "  other: {promiser: ann, promisees: [bob], give: {type: act}, made: 1 s, due: 2 s, "
        "announce: true}\n"
        "agents:\n  ann: {behaviour: steward, keeps: {one: {at: 1500 ms}}}\n  bob: {judges: {one: "
        "mine, other: mine}}\n"));
    CHECK(run.facts.promises.size() == 2);
    CHECK(n_said(run, message_kind::promise) == 2);
    REQUIRE(run.facts.assessments.size() == 2);
    CHECK(run.facts.assessments[0].verdict == Verdict::kept);
    CHECK(run.facts.assessments[1].verdict == Verdict::not_kept);
}
