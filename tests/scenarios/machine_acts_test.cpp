// SPDX-License-Identifier: Apache-2.0
//
// What can machines do beyond setting and telling?
//
// Goal: promises made in a run travel, are judged by their name, kept and taken back; children are
// born with what they are given, and no more of them than were laid down.
// Method: ann promises bob, 10 ms away; all numbers by hand.
#include <algorithm>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

std::string deal(const std::string& states, const std::string& ann = "",
                 const std::string& bob = "judges: {offer: in_time}") {
    return "format: worldline/1\nscenario: deal\nseed: 3\n"
           "time: {resolution: 1 ms, until: 100 s}\n"
           "types: {price: {domain: number}}\n"
           "network: {delay: 10 ms}\n"
           "judges: {in_time: {rule: deadline, patience: 1 s}}\n"
           "machines:\n  seller:\n    parameters: {other: agent}\n    variables: {n: 0}\n"
           "    states:\n" +
           states + "agents:\n  ann: {machine: seller, other: bob" + ann +
           "}\n  bob: {" + bob + "}\n";
}

MemorySink facts(const std::string& yaml) {
    MemorySink sink;
    Sink* const sinks[]{&sink};
    run(Scenario::parse(yaml, "deal.yaml", "").world(), {}, sinks);
    return sink;
}

std::string faults(const std::string& yaml) {
    try {
        Scenario::parse(yaml, "deal.yaml", "");
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

std::ptrdiff_t n_found(const MemorySink& sink, Verdict verdict) {
    const auto& rows = sink.facts.assessments;
    return std::count_if(rows.begin(), rows.end(),
                         [&](const Assessment& row) { return row.verdict == verdict; });
}

const std::string promising =
    "      open:\n        - {every: 10 s, do: [{promise: offer, give: {type: price, amount: 5}, "
    "to: other, due: 2 s}]";

}  // namespace

TEST_CASE("A machine's promises are judged by their name", "[machine]") {
    // Nine offers, each kept one second later: 4 is inside [0, 5], and 9 is not.
    const auto kept = [](const std::string& value) {
        return facts(deal(promising +
                          ", to: due}\n      due:\n        - {after: 1 s, do: [{keep: offer, "
                          "value: " +
                          value + "}], to: open}\n"));
    };
    CHECK(kept("4").facts.promises.size() == 9);
    CHECK(n_found(kept("4"), Verdict::kept) == 9);
    CHECK(n_found(kept("4 + 5"), Verdict::broken) == 9);
}

TEST_CASE("What a machine does not keep is found by silence, and what it takes back is not",
          "[machine]") {
    const MemorySink silent = facts(deal(promising + "}\n"));
    CHECK(silent.facts.promises.size() == 9);
    CHECK(n_found(silent, Verdict::not_kept) == 9);
    const MemorySink taken = facts(deal(
        promising +
        ", to: due}\n      due:\n        - {after: 1 s, do: [{withdraw: offer}, {keep: offer}], "
        "to: open}\n"));
    CHECK(n_found(taken, Verdict::undecided) == 9);
    CHECK(n_found(taken, Verdict::kept) == 0);
    CHECK(taken.facts.assessments.front().reason == Reason::withdrawn);
}

TEST_CASE("A child is the same machine with variables of its own", "[machine]") {
    // Each of three children counts from the number that it was given; each tells its parent once.
    const std::string states =
        "      open:\n"
        "        - {every: 10 s, when: n < 3, do: [{spawn: child, with: {n: 10 * n}}, "
        "{set: {n: n + 1}}]}\n"
        "        - {hears: born, do: [{set: {n: n + heard.n}}]}\n"
        "      child:\n"
        "        - {after: 1 s, do: [{tell: parent, say: born, with: {n: n}}, stop]}\n";
    const MemorySink sink = facts(deal(states, ", offspring: 3", ""));
    const auto of_child = std::count_if(
        sink.facts.messages.begin(), sink.facts.messages.end(),
        [](const Message& row) { return row.id.maker().number >= 2 && row.size == 8; });
    CHECK(of_child == 2);  // 0 and 10: then n is 12, and no third is called
    CHECK(sink.preamble.agents.size() == 5);
    CHECK(sink.preamble.agents.back().name == "ann.3");
}

TEST_CASE("Children in a loop are bounded by what was laid down", "[machine][failure]") {
    const std::string states = "      open:\n        - {every: 1 ms, do: [{spawn: open}]}\n";
    try {
        facts(deal(states, ", offspring: 5", ""));
        FAIL("five are not without end");
    } catch (const RunError& error) {
        const std::string what = error.what();
        CHECK(what.find("ann at t = 0.006 s") != std::string::npos);
        CHECK(what.find("more agents into being than the world has laid down") !=
              std::string::npos);
    }
    CHECK(faults(deal(states, ", offspring: 2000000", "")).find("offspring must be at most") !=
          std::string::npos);
}

TEST_CASE("Promises of machines are checked on load", "[machine][failure]") {
    const auto with = [](const std::string& old, const std::string& changed) {
        std::string yaml = deal(promising + "}\n");
        return faults(yaml.replace(yaml.find(old), old.size(), changed));
    };
    CHECK(with("{every", "{every").empty());
    CHECK(with("to: other", "to: sender").find("not known beforehand") != std::string::npos);
    CHECK(with("give: {", "gife: {").find("give") != std::string::npos);
    CHECK(with("{type: price", "{type: prize").find("did you mean `price`?") != std::string::npos);
    CHECK(with("{promise: offer", "{judge: offer, as: kept}, {promise: offer")
              .find("it makes this promise itself") != std::string::npos);
    CHECK(with("offer: in_time", "ofer: in_time").find("did you mean `offer`?") !=
          std::string::npos);
}
