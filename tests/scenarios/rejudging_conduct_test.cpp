// SPDX-License-Identifier: Apache-2.0
// What judging again has to know of those who judge, and of what they judge.
//
// Goal: exact where it may be, and the reason where not: words of machines are no evidence, one's
// own acts are none, users' behaviours say what they do, promises of groups have one name. Method:
// small worlds by hand, each held against a run with those rules.

#include "agents/behaviours/observing.hpp"
#include "agents/catalogue.hpp"
#include "tests/scenarios/coffee.hpp"
#include "tests/scenarios/rejudged.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

/// Ann judges what Sam offers in its turn, as soon as he has heard that she has kept her own.
const std::string in_turn = R"(format: worldline/1
scenario: in_turn
time: {resolution: 1 ms, until: 9 s}
network: {delay: 100 ms}
types: {word: {domain: event}, deed: {domain: event}}
judges: {near: {rule: deadline, tolerance: 1 s, patience: 1 s}}
promises:
  asks: {promiser: kim, promisees: [ann], scope: [sam], give: {type: word}, due: 1 s}
  helps: {promiser: ann, promisees: [sam], give: {type: word}, due: 2 s}
  gives:
    {promiser: sam, promisees: [ann], scope: [kim], give: {type: deed}, due: 3 s,
     builds_on: [{promise: helps, link: condition}]}
agents:
  kim: {behaviour: steward, keeps: {asks: {at: 1 s}}, judges: {gives: near}}
  ann: {behaviour: steward, keeps: {helps: {after: asks}}, judges: {gives: near}}
  sam: {behaviour: steward, keeps: {gives: {after: helps}}, judges: {helps: near}}
)";

TEST_CASE("(a) One's own acts meet conditions in a run, and are no evidence", "[rejudge]") {
    const Compared ann = compared_with_reasons(in_turn, {.by = {"ann"}});
    CHECK(!ann.is_equal);
    CHECK(has(ann.reasons, "ann (a) judges what rests on a promise of its own"));
    const Compared sam = compared_with_reasons(in_turn, {.by = {"sam"}});
    CHECK(sam.is_equal);
    CHECK(sam.reasons.empty());
}

TEST_CASE("Who is asked about one promise judges what that rests on, and does not say so",
          "[rejudge]") {
    const std::string yaml = coffee::with(
        "gives: near}}\n  ann", "gives: near, helps: near}}\n  ann",
        coffee::with("promisees: [sam], give", "promisees: [sam], scope: [kim], give", in_turn));
    const MemorySink run = facts_of(Scenario::parse(yaml, "in_turn.yaml", library));
    const Judged found = judged(yaml, run, {.by = {"kim"}, .promises = {"gives"}});
    REQUIRE(found.rows.size() == 1);
    CHECK(found.rows.front().verdict == Verdict::kept);
    CHECK(found.rows.front().promise.maker() == AgentId{2});
}

/// Machines that talk in words of their own and call children, beside a promise that is judged.
const std::string talkers = R"(format: worldline/1
scenario: talkers
time: {resolution: 1 ms, until: 5 s}
network: {delay: 10 ms}
types: {deed: {domain: event}}
judges: {near: {rule: deadline, tolerance: 100 ms, patience: 100 ms}}
promises:
  deeds:
    {promiser: kim, promisees: [ann, bob], give: {type: deed},
     schedule: {period: 1 s, until: 3 s}}
machines:
  talker:
    parameters: {other: agent}
    states:
      talking:
        - {every: 300 ms, do: [{tell: other, say: chatter}]}
        - {after: 1 s, do: [{spawn: child}], to: parent}
      parent:
        - {every: 300 ms, do: [{tell: other, say: chatter}]}
      child:
        - {after: 1 s, do: [stop]}
agents:
  kim: {behaviour: steward, keeps: {deeds: {at: 50 ms}}}
  ann: {judges: {deeds: near}}
  bob: {machine: talker, other: ann, offspring: 2, judges: {deeds: near}}
)";

TEST_CASE("Words of machines are no evidence, and none that is missing", "[rejudge]") {
    const MemorySink run = facts_of(Scenario::parse(talkers, "talkers.yaml", library));
    const auto said = [&](auto is_one) {
        return std::count_if(run.facts.messages.begin(), run.facts.messages.end(), is_one);
    };
    REQUIRE(said([](const Message& one) { return one.kind >= message_kind::first_own; }) > 5);
    const Compared ann = compared_with_reasons(talkers, {.by = {"ann"}, .tolerance = "10 ms"});
    CHECK(ann.is_equal);
    CHECK(ann.reasons.empty());
    const Compared all = compared_with_reasons(talkers, {.tolerance = "10 ms"});
    CHECK(all.is_equal);
    CHECK(!has(all.reasons, "evidence is missing"));
}

TEST_CASE("A machine that only hears is judged again exactly; one with timers says why not",
          "[rejudge][machine]") {
    const std::string listener = coffee::with(
        "agents:\n",
        "  listener:\n    variables: {n: 0}\n    states:\n      listening:\n"
        "        - {hears: chatter, do: [{set: {n: n + 1}}]}\nagents:\n",
        coffee::with("ann: {judges", "ann: {machine: listener, judges", talkers));
    const Compared ann = compared_with_reasons(listener, {.by = {"ann"}, .tolerance = "10 ms"});
    CHECK(ann.is_equal);
    CHECK(ann.reasons.empty());
    const Compared bob = compared_with_reasons(listener, {.by = {"bob"}, .tolerance = "10 ms"});
    CHECK(has(bob.reasons, "bob (c) acts by its own clock"));
    CHECK(has(bob.reasons, "bob (b) acts on verdicts or trust"));
}

/// Watches as an observer does. Whether it says more of itself depends.
template <bool says>
class Watcher final : public BehaviourOf<Watcher<says>, ObservingState> {
public:
    static Part part() { return {"watcher", "Watches.", "this test", observing_table()}; }
    static Conduct conduct(const AgentSetup&) requires says { return {}; }
    explicit Watcher(std::shared_ptr<const Surroundings> around) : observing_(std::move(around)) {}
    ObservingState add(const AgentSetup& setup) { return observing_.add(setup); }
    void react(ObservingState& state, const Percept& percept, Actions& actions) const {
        observing_.react(state, percept, actions);
    }

private:
    static std::vector<Parameter> observing_table() {
        return standard_catalogue().behaviours.find("observer")->part.parameters;
    }
    Observing observing_;
};

TEST_CASE("A user's behaviour is exact if it says what it does, and not otherwise", "[rejudge]") {
    const std::string yaml = coffee::with("bob: {", "bob: {behaviour: watcher, ", chain);
    const auto reasons_with = [&](const Catalogue& catalogue) {
        const MemorySink run =
            facts_of(Scenario::parse(yaml, "chain.yaml", library, {}, catalogue));
        const EvidenceOf columns(run);
        return Rejudging(yaml, "chain.yaml", library, {.by = {"bob"}}, catalogue)
            .judge(evidence_of(columns), [](const Assessment&, Time) {});
    };
    Catalogue silent = standard_catalogue(), open = standard_catalogue();
    silent.add<Watcher<false>>();
    open.add<Watcher<true>>();
    REQUIRE(reasons_with(silent).size() == 1);
    CHECK(has(reasons_with(silent).front(), "bob (b) may act on verdicts or trust: nothing is"));
    CHECK(reasons_with(open).empty());
}

TEST_CASE("What a behaviour says of itself is taken at its word", "[rejudge]") {
    const auto reasons_for = [](const std::string& agents) {
        return compared_with_reasons(coffee::with("bob: {judges: {pulses: near}}", agents, chain),
                                     {.by = {"bob"}})
            .reasons;
    };
    CHECK(has(reasons_for("bob: {behaviour: steward, judges: {pulses: near}, "
                          "keeps: {words: {unless: pulses}}}"),
              "bob (b) acts on verdicts or trust"));
}

/// Members of a ring, each of whom promises the next one a word a second.
const std::string ring = R"(format: worldline/1
scenario: ring
time: {resolution: 1 ms, until: 6 s}
network: {delay: 20 ms}
types: {word: {domain: event}}
judges: {beat: {rule: schedule, tolerance: 50 ms, patience: 100 ms}}
promises:
  words:
    {promiser: member, promisees: successor, give: {type: word},
     schedule: {period: 1 s, until: 5 s}}
groups:
  member: {count: 4, behaviour: steward, keeps: {words: {at: 20 ms}}, judges: {words: beat}}
)";

TEST_CASE("Promises of a group are judged again by their name, or one of them", "[rejudge]") {
    const Compared all = compared_with_reasons(ring, {});
    CHECK(all.is_equal);
    CHECK(!has(all.reasons, "(b)"));
    const MemorySink run = facts_of(Scenario::parse(ring, "ring.yaml", library));
    const auto last = [&](const JudgeRequest& request) { return judged(ring, run, request).rows; };
    CHECK(last({}).size() == 20);
    CHECK(last({.promises = {"words"}}).size() == 20);
    CHECK(last({.by = {"member_2"}, .promises = {"words_1"}}).size() == 5);
    const auto are_all = [](const std::vector<Assessment>& rows, Verdict verdict) {
        return std::all_of(rows.begin(), rows.end(),
                           [&](const Assessment& row) { return row.verdict == verdict; });
    };
    CHECK(are_all(last({}), Verdict::kept));  // 40 ms late, of 50
    CHECK(are_all(last({.tolerance = "30 ms"}), Verdict::broken));
}

}  // namespace
}  // namespace worldline
