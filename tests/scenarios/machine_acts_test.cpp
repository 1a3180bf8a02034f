// SPDX-License-Identifier: Apache-2.0
//
// What can machines do beyond setting and telling?
//
// Goal: promises made in a run travel, are judged by their name, kept and taken back; children are
// born with what they are given, and no more of them than were laid down; what is imposed has an
// effect where it was accepted, and nowhere else.
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

namespace {

/// A chief that imposes on ten once a second, three times. Four of them begin `bound`.
std::string crew(const std::string& bound,
                 const std::string& act = "{impose: [ready, others], type: work, value: 5}") {
    return "format: worldline/1\nscenario: crew\nseed: 3\n"
           "time: {resolution: 1 ms, until: 3500 ms}\n"
           "types: {work: {domain: number}, name: {domain: text}}\n"
           "network: {delay: 10 ms}\njudges: {in_time: {rule: deadline}}\n"
           "machines:\n"
           "  chief: {states: {rules: [{every: 1 s, do: [" +
           act +
           "]}]}}\n"
           "  worker:\n    variables: {n: 0}\n    states:\n      free:\n"
           "        - {hears: imposition, do: [{tell: sender, say: done}]}\n      bound:\n"
           "        - {when: n == 0, do: [" +
           bound +
           "}\n"
           "groups:\n  ready: {count: 4, machine: worker, start: bound}\n"
           "  others: {count: 6, machine: worker}\n"
           "agents:\n  chief: {machine: chief, judges: {obeys: in_time}}\n";
}

/// An acceptance that is made in the run.
std::string accepting(const std::string& body = "type: work", const std::string& to = "chief") {
    return "{promise: obeys, accept: {" + body + ", impositions: true}, to: " + to +
           "}, {set: {n: 1}}]";
}

/// One machine with an acceptance that the scenario writes; its conduct besides.
std::string bound_by_hand(const std::string& conduct) {
    return "format: worldline/1\nscenario: hand\nseed: 3\n"
           "time: {resolution: 1 ms, until: 3500 ms}\n"
           "types: {work: {domain: number}}\nnetwork: {delay: 10 ms}\n"
           "judges: {in_time: {rule: deadline}}\n"
           "promises:\n  obeys: {promiser: ann, promisees: [chief], scope: [rival], "
           "accept: {type: work, impositions: true}}\n"
           "machines:\n"
           "  chief: {states: {rules: [{every: 1 s, do: [{impose: ann, type: work}]}]}}\n"
           "  worker:\n    variables: {n: 0}\n    states:\n      bound: [" +
           conduct +
           "]\n"
           "agents:\n  ann: {machine: worker}\n"
           "  chief: {machine: chief, judges: {obeys: in_time}}\n"
           "  rival: {machine: chief}\n";
}

}  // namespace

TEST_CASE("C16: of ten machines on which is imposed comply those that accept it",
          "[machine][C16]") {
    const MemorySink sink = facts(crew(accepting()));
    CHECK(n_found(sink, Verdict::kept) == 4 * 3);  // each time a further occurrence
    CHECK(sink.facts.assessments.back().occurrence == 3);
    CHECK(sink.facts.assessments.size() == 4 * 3);
    // Thirty impositions, four promises, twelve outcomes; the others hear nothing to answer.
    CHECK(sink.facts.messages.size() == 3 * 10 + 4 + 4 * 3);
    CHECK(n_found(facts(crew(accepting("type: work", "others"))), Verdict::kept) == 0);
    CHECK(n_found(facts(crew(accepting("type: work, amount: 4"))), Verdict::kept) == 0);
    CHECK(n_found(facts(crew(accepting("type: name"))), Verdict::kept) == 0);
}

TEST_CASE("C16: an acceptance that a machine takes back accepts nothing", "[machine][C16]") {
    const std::string until_then = "}\n        - {after: 1500 ms, do: [{withdraw: obeys}]";
    CHECK(n_found(facts(crew(accepting() + until_then)), Verdict::kept) == 4);
    CHECK(n_found(facts(bound_by_hand("")), Verdict::kept) == 3);  // and not for the rival
    const std::string by_hand = "{after: 1500 ms, do: [{withdraw: obeys}]}";
    CHECK(n_found(facts(bound_by_hand(by_hand)), Verdict::kept) == 1);
}

TEST_CASE("A machine that keeps its acceptance itself decides how it complies", "[machine][C16]") {
    const std::string more =
        "}\n        - {hears: imposition, from: chief, type: work, do: [{keep: obeys, value: "
        "heard.value + 1}]";
    CHECK(n_found(facts(crew(accepting("type: work, amount: 6") + more)), Verdict::kept) == 12);
    CHECK(n_found(facts(crew(accepting("type: work, amount: 5") + more)), Verdict::broken) == 12);
    const std::string once =
        "{hears: imposition, do: [{set: {n: n + 1}}]}, "
        "{hears: outcome, do: [{keep: obeys}]}";
    CHECK(n_found(facts(bound_by_hand(once)), Verdict::kept) == 0);
    const std::string last =
        "{hears: imposition, when: n < 2, do: [{set: {n: n + 1}}]}, "
        "{hears: imposition, do: [{keep: obeys}]}";
    CHECK(n_found(facts(bound_by_hand(last)), Verdict::kept) == 1);
}

TEST_CASE("Impositions of machines are checked on load", "[machine][failure]") {
    const auto imposing = [](const std::string& act) { return faults(crew(accepting(), act)); };
    CHECK(imposing("{impose: ready, type: work}").empty());
    CHECK(imposing("{impose: reddy, type: work}").find("did you mean `ready`?") !=
          std::string::npos);
    CHECK(imposing("{impose: ready, type: wrok}").find("did you mean `work`?") !=
          std::string::npos);
    CHECK(imposing("{impose: ready}").find("type") != std::string::npos);
    CHECK(imposing("{impose: ready, type: name, value: 1}").find("which has no numbers") !=
          std::string::npos);
    CHECK(imposing("{impose: ready, type: work, value: 1 +}").find("value") != std::string::npos);
    CHECK(faults(crew("{promise: obeys, give: {type: work, impositions: true}, to: chief}, "
                      "{set: {n: 1}}]"))
              .find("impositions are accepted") != std::string::npos);
    CHECK(faults(crew("{promise: obeys, accept: {type: work, impositions: true}, to: chief, "
                      "due: 1 s}, {set: {n: 1}}]"))
              .find("until it withdraws") != std::string::npos);
}
