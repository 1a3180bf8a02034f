// SPDX-License-Identifier: Apache-2.0
//
// Promises that machines make on conditions, in the run.
//
// Goal: b|c is met for whoever has found c kept itself, and undecided until then, also after due;
// the links travel with the notice and stand in the record; what would rest on nothing is not made.
// Method: ann makes the cake on condition that the flour comes; bob judges both. All messages take
// 10 ms; times by hand.

#include <algorithm>
#include <set>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"
#include "tests/scenarios/rejudged.hpp"
#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"

using namespace worldline;

namespace {

/// Cy keeps the flour at `flour`; ann promises the cake at 1 s, due in 2 s, and keeps it at 2 s.
std::string bakery(const std::string& flour, const std::string& link = "condition",
                   const std::string& bob = "judges: {flour: mine, cake: mine}",
                   const std::string& cake = "{keep: cake}") {
    return "format: worldline/1\nscenario: bakery\nseed: 1\n"
           "time: {resolution: 1 ms, until: 10 s}\n"
           "types: {flour: {}, cake: {}}\n"
           "network: {delay: 10 ms}\n"
           "judges: {mine: {rule: deadline, patience: 1 s}}\n"
           "promises:\n"
           "  flour: {promiser: cy, promisees: [ann, bob], give: {type: flour}, due: 5 s}\n"
           "machines:\n  baker:\n    parameters: {other: agent}\n    states:\n"
           "      open:\n        - {after: 1 s, do: [{promise: cake, give: {type: cake}, "
           "to: other, due: 2 s, builds_on: [{promise: flour, link: " +
           link +
           "}]}], to: busy}\n"
           "      busy: [{after: 1 s, do: [" +
           cake +
           "], to: done}]\n      done:\n"
           "agents:\n  ann: {machine: baker, other: bob}\n  bob: {" +
           bob + "}\n  cy: {behaviour: steward" +
           (flour.empty() ? "" : ", keeps: {flour: {at: " + flour + "}}") + "}\n";
}

MemorySink facts(const std::string& yaml) {
    MemorySink sink;
    Sink* const sinks[]{&sink};
    const World world = Scenario::parse(yaml, "bakery.yaml", "").world();
    run(world, {}, sinks);
    CHECK(sink.ending.run_digest == run_oracle(world).ending.run_digest);
    return sink;
}

/// What `assessor` found of promises of `promiser`, in order: verdict, reason, reading [ms].
std::vector<std::string> found(const MemorySink& sink, AgentId assessor, AgentId promiser) {
    const std::vector<std::string> verdicts = {"undecided", "kept", "not_kept", "broken",
                                               "invalidated"};
    const std::vector<std::string> reasons = {
        "outcome",   "contrary_act", "silence", "pending",   "condition_unmet",
        "withdrawn", "unobserved",   "told",    "assumption"};
    std::vector<std::string> all;
    for (const Assessment& row : sink.facts.assessments) {
        if (row.assessor != assessor || row.promise.maker() != promiser) continue;
        all.push_back(verdicts[static_cast<std::size_t>(row.verdict)] + " " +
                      reasons[static_cast<std::size_t>(row.reason)] + " " +
                      std::to_string(row.reading.ticks));
    }
    return all;
}

using Found = std::vector<std::string>;

std::string faults(const std::string& yaml) {
    try {
        Scenario::parse(yaml, "bakery.yaml", "");
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

constexpr AgentId ann{0}, bob{1}, cy{2};

}  // namespace

TEST_CASE("C9: what a machine promises on a condition waits for it", "[machine][C9]") {
    // The flour is found kept before the cake is promised, between promise and cake, and after it.
    CHECK(found(facts(bakery("500 ms")), bob, ann) == Found{"kept outcome 2010"});
    CHECK(found(facts(bakery("1500 ms")), bob, ann) == Found{"kept outcome 2010"});
    CHECK(found(facts(bakery("2500 ms")), bob, ann) ==
          Found{"undecided condition_unmet 2010", "kept outcome 2510"});
}

TEST_CASE("C9: while the condition is not met a machine's promise is undecided, also after due",
          "[machine][C9]") {
    // The flour comes when the cake was due at 3 s, and its patience over at 4 s; or never.
    CHECK(found(facts(bakery("4500 ms", "condition", "judges: {flour: mine, cake: mine}", "stop")),
                bob, ann) == Found{"undecided condition_unmet 4000", "not_kept silence 4510"});
    CHECK(found(facts(bakery("")), bob, ann) == Found{"undecided condition_unmet 2010"});
    // Who does not judge the flour cannot find it kept.
    CHECK(found(facts(bakery("500 ms", "condition", "judges: {cake: mine}")), bob, ann) ==
          Found{"undecided condition_unmet 2010"});
}

TEST_CASE("C19: what a machine's promise assumed fails, and so does its ground", "[machine][C19]") {
    const std::string none = "stop";
    const auto verdicts =
        found(facts(bakery("", "assumes", "judges: {flour: mine, cake: mine}", none)), bob, ann);
    // Silence at 4 s; the flour is found not kept at 6 s.
    CHECK(verdicts == Found{"not_kept silence 4000", "invalidated assumption 6000"});
    CHECK(found(facts(bakery("500 ms", "uses")), bob, ann) == Found{"kept outcome 2010"});
}

TEST_CASE("Links of promises that machines make stand in the record", "[machine]") {
    const MemorySink sink = facts(bakery("500 ms"));
    REQUIRE(sink.facts.builds_on.size() == 1);
    CHECK(sink.facts.builds_on[0].from == PromiseId(ann, 0));
    CHECK(sink.facts.builds_on[0].onto == PromiseId(cy, 0));
    CHECK(sink.facts.builds_on[0].link == Link::condition);
}

namespace {

/// Ann hears bob's offer of flour and promises the cake on that; dave judges both.
std::string market(const std::string& bob_keeps, const std::string& ground = "heard") {
    return "format: worldline/1\nscenario: market\nseed: 1\n"
           "time: {resolution: 1 ms, until: 10 s}\n"
           "types: {flour: {}, cake: {}}\nnetwork: {delay: 10 ms}\n"
           "judges: {mine: {rule: deadline, patience: 1 s}}\n"
           "machines:\n"
           "  baker:\n    states:\n      open:\n"
           "        - {hears: promise, type: flour, do: [{promise: cake, give: {type: cake}, "
           "to: dave, due: 2 s, builds_on: [{promise: " +
           ground +
           ", link: condition}]}], to: busy}\n"
           "      busy: [{after: 1 s, do: [{keep: cake}], to: done}]\n      done:\n"
           "  miller:\n    states:\n      open:\n"
           "        - {after: 1 s, do: [{promise: flour, give: {type: flour}, to: [ann, dave], "
           "due: 3 s}], to: busy}\n"
           "      busy: [" +
           bob_keeps +
           "]\n      done:\n"
           "agents:\n  ann: {machine: baker}\n  bob: {machine: miller}\n"
           "  dave: {judges: {flour: mine, cake: mine}}\n";
}

}  // namespace

TEST_CASE("A machine promises on what it has heard promised", "[machine][C9]") {
    constexpr AgentId dave{2};
    // Heard at 1.01 s; the cake comes at 2.02 s, the flour at 3.01 s.
    const MemorySink sink = facts(market("{after: 2 s, do: [{keep: flour}], to: done}"));
    CHECK(found(sink, dave, ann) == Found{"undecided condition_unmet 2020", "kept outcome 3010"});
    CHECK(found(facts(market("{after: 8 s, to: done}")), dave, ann) ==
          Found{"undecided condition_unmet 2020"});
}

TEST_CASE("Judged again, what rests on promises of the run waits as it did", "[machine][rejudge]") {
    const std::string yaml = bakery("2500 ms");
    const MemorySink run = facts(yaml);
    MemorySink again;
    again.facts.assessments = judged(yaml, run, {.by = {"bob"}}).rows;
    CHECK(found(again, bob, ann) == found(run, bob, ann));
    CHECK(found(again, bob, ann).size() == 2);
}

TEST_CASE("A promise that would rest on what is not there is not made", "[machine]") {
    // Of its own promises a machine has made none that is called so.
    std::string yaml = market("{after: 8 s, to: done}", "bread");
    const std::string done = "      done:\n  miller:";
    yaml.replace(yaml.find(done), done.size(),
                 "      done: [{after: 1 s, do: [{promise: bread, give: {type: cake}, to: dave}]}]"
                 "\n  miller:");
    const MemorySink sink = facts(yaml);
    CHECK(std::none_of(sink.facts.builds_on.begin(), sink.facts.builds_on.end(),
                       [](const BuildsOn&) { return true; }));
    CHECK(sink.facts.promises.size() == 2);  // flour and bread, and no cake
}

TEST_CASE("A machine that has kept its own promise has found it kept", "[machine][C9]") {
    // Bob promises thanks for the cake; ann judges them, and knows that she kept hers.
    const std::string yaml =
        "format: worldline/1\nscenario: thanks\nseed: 1\n"
        "time: {resolution: 1 ms, until: 10 s}\n"
        "types: {cake: {}, thanks: {}}\nnetwork: {delay: 10 ms}\n"
        "judges: {mine: {rule: deadline, patience: 1 s}}\n"
        "promises:\n  cake: {promiser: ann, promisees: [bob], give: {type: cake}, due: 3 s}\n"
        "  thanks: {promiser: bob, promisees: [ann], give: {type: thanks}, due: 4 s, "
        "builds_on: [{promise: cake, link: condition}]}\n"
        "machines: {baker: {states: {open: [{after: 2 s, do: [{keep: cake}], to: done}], done: "
        "}}}\n"
        "agents:\n  ann: {machine: baker, judges: {thanks: mine}}\n"
        "  bob: {behaviour: steward, keeps: {thanks: {at: 1 s}}}\n";
    CHECK(found(facts(yaml), ann, bob) ==
          Found{"undecided condition_unmet 1010", "kept outcome 2000"});
}

TEST_CASE("A verdict that a machine comes to itself meets conditions, and waits for them",
          "[machine][C9]") {
    // Bob judges the flour by hand at 3 s, and by a rule the cake, which came at 1 s.
    const auto yaml = [](const std::string& judges) {
        return "format: worldline/1\nscenario: hand\nseed: 1\n"
               "time: {resolution: 1 ms, until: 10 s}\n"
               "types: {flour: {}, cake: {}}\nnetwork: {delay: 10 ms}\n"
               "judges: {mine: {rule: deadline, patience: 1 s}}\n"
               "promises:\n"
               "  cake: {promiser: cy, promisees: [bob], give: {type: cake}, due: 3 s, "
               "builds_on: [{promise: flour, link: condition}]}\n"
               "  flour: {promiser: cy, promisees: [bob], give: {type: flour}, due: 3 s}\n"
               "machines: {m: {states: {s: [" +
               judges +
               "]}}}\n"
               "agents:\n  ann: {}\n  bob: {machine: m, judges: {cake: mine}}\n"
               "  cy: {behaviour: steward, keeps: {cake: {at: 1 s}}}\n";
    };
    CHECK(found(facts(yaml("{after: 3 s, do: [{judge: flour, as: kept}]}")), bob, cy) ==
          Found{"undecided condition_unmet 1010", "kept silence 3000", "kept outcome 3000"});
    std::string by_hand = yaml(
        "{after: 2 s, do: [{judge: cake, as: kept}]}, {after: 3 s, do: "
        "[{judge: flour, as: kept}, {judge: cake, as: kept}]}");
    const std::string rule = ", judges: {cake: mine}";
    by_hand.erase(by_hand.find(rule), rule.size());
    CHECK(found(facts(by_hand), bob, cy) ==
          Found{"undecided condition_unmet 2000", "kept silence 3000", "kept silence 3000"});
}

TEST_CASE("What promises of machines rest on is checked on load", "[machine][failure]") {
    const auto with = [](const std::string& old, const std::string& changed) {
        std::string yaml = bakery("500 ms");
        const std::size_t at = yaml.find(old);
        REQUIRE(at != std::string::npos);
        return faults(yaml.replace(at, old.size(), changed));
    };
    CHECK(faults(bakery("500 ms")).empty());
    CHECK(with("promise: flour, link", "promise: floor, link").find("did you mean `flour`?") !=
          std::string::npos);
    CHECK(with("link: condition", "link: conflicts").find("it can withdraw the other") !=
          std::string::npos);
    CHECK(with("link: condition", "link: cond").find("is not one of") != std::string::npos);
    CHECK(with("[{promise: flour, link: condition}]", "{promise: flour}")
              .find("a list of {promise, link} is due here") != std::string::npos);
    CHECK(with("promisees: [ann, bob]", "promisees: [bob]").find("bakery.yaml:15:") !=
          std::string::npos);
    CHECK(with("promisees: [ann, bob]", "promisees: [bob]")
              .find("ann promises `cake` on `flour` and can never notice that") !=
          std::string::npos);
    CHECK(with("due: 5 s", "schedule: {period: 1 s}").find("is a schedule") != std::string::npos);
    std::string many;
    for (int i = 0; i < 6; ++i) many += "{promise: flour, link: uses}, ";
    CHECK(with("[{promise: flour, link: condition}]", "[" + many + "]")
              .find("rests on at most 5 others") != std::string::npos);
}
