// SPDX-License-Identifier: Apache-2.0
// How do stewards and observers behave in a world?
//
// Goal: notice, judge, learn, tell; silence; a verdict that changes; hearsay; rows of a trace.
// Method: two or three agents on links of known length, ticks of 1 ms, numbers by hand.

#include <algorithm>
#include <map>

#include "agents/catalogue.hpp"
#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"
#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/graph.hpp"
#include "sim/spacetime/motions.hpp"
#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"

namespace worldline {
namespace {

constexpr AgentId alice{0};
constexpr AgentId bob{1};
constexpr AgentId dave{2};
constexpr NameId parcel{0};

/// Alice promises Bob a parcel by 100 ms; Bob is `delay` away; Dave hears Bob's verdict.
struct Stage {
    Stage(Duration delay, Judge judge) {
        around->resolution = Resolution{1'000'000'000'000'000};
        around->judges = {std::move(judge)};
        around->trust = trust_rules().find("beta")->make({});
        around->hearsay = Hearsay::weighted;
        around->assessment_type = TypeId{1};
        around->bodies = {Body{.type = TypeId{0}, .constraint = {}}};
        around->groups = {{alice, bob, dave}};
        around->known_at_start = {Notice{.promise = PromiseId{alice, 0},
                                         .name = parcel,
                                         .type = TypeId{0},
                                         .body = BodyId{0},
                                         .made = {},
                                         .due = {100, 0.0}}};
        around->known_scopes = {GroupId{0}};
        around->index_promises();
        const auto metric = std::make_shared<const GraphMetric>(
            std::vector<GraphMetric::Link>{{alice, bob, delay}, {bob, dave, Duration{10}}},
            no_arrival, around->resolution);
        around->network = std::make_shared<const Network>(
            metric, std::vector<std::shared_ptr<const Motion>>{}, 3);
        const WorldLine line(std::make_shared<const FixedMotion>(Vector3{}), metric,
                             around->resolution);
        around->clocks.assign(
            3, std::make_shared<const OscillatorClock>(line, OscillatorClock::Error{}));
        setups[alice].keeps = {{.promise = PromiseId{alice, 0}, .name = parcel, .at = {}}};
        setups[bob].judges = {{parcel, 0}};
        setups[bob].tells = {dave};
    }

    MemorySink run() {
        World world;
        world.resolution = around->resolution;
        world.until = Time{10'000};
        world.network = around->network;
        world.groups = around->groups;
        world.source = source;
        std::map<std::string, std::unique_ptr<BehaviourFactory>> factories;
        for (auto& [id, setup] : setups) {
            const std::string name = id == alice ? "steward" : "observer";
            auto& factory = factories[name];
            if (!factory) factory = behaviours().find(name)->make(around);
            setup.id = id;
            factory->add(world, setup);
        }
        MemorySink sink;
        Sink* const sinks[]{&sink};
        worldline::run(world, {}, sinks);
        CHECK(sink.ending.run_digest == run_oracle(world).ending.run_digest);
        return sink;
    }

    std::shared_ptr<Surroundings> around = std::make_shared<Surroundings>();
    std::map<AgentId, AgentSetup> setups{{alice, {}}, {bob, {}}, {dave, {}}};
    std::shared_ptr<const Source> source;
};

TEST_CASE("An observer judges what reaches it and tells others", "[observer]") {
    Stage stage(Duration{40}, {.patience = Duration{1'000}});
    const auto facts = stage.run().facts;
    REQUIRE(facts.assessments.size() == 2);
    const Assessment& own = facts.assessments[0];
    CHECK(own.assessor == bob);
    CHECK(own.verdict == Verdict::kept);
    CHECK(own.reading == Reading{40, 0.0});
    CHECK(own.margin == Approx(0.060));
    CHECK(own.trust == Approx(2.0 / 3.0));
    CHECK(own.evidence.maker() == alice);
    CHECK(own.learnt_from == nobody);
    const Assessment& told = facts.assessments[1];
    CHECK(told.assessor == dave);
    CHECK(told.verdict == Verdict::kept);
    CHECK(told.reason == Reason::told);
    CHECK(told.learnt_from == bob);
    CHECK(facts.assessed[1] == Time{50});
    CHECK(told.trust == Approx(1.5 / 2.5));  // weight ½: Dave knows nothing of Bob yet
}

TEST_CASE("Silence is judged at due + tolerance + patience, on the tick", "[observer][C25]") {
    Stage stage(Duration{40}, {.tolerance = Duration{5}, .patience = Duration{1'000}});
    stage.setups[alice].keeps.clear();
    const auto facts = stage.run().facts;
    REQUIRE(!facts.assessments.empty());
    CHECK(facts.assessments[0].verdict == Verdict::not_kept);
    CHECK(facts.assessments[0].reading == Reading{1'105, 0.0});
    CHECK(facts.assessed[0] == Time{1'105});
    CHECK(facts.assessments[0].trust == Approx(1.0 / 3.0));
}

TEST_CASE("A verdict by silence may change, and its weight in trust is taken back",
          "[observer]") {
    Stage stage(Duration{40}, {.patience = Duration{500}});
    stage.setups[alice].keeps[0].at = Duration{2'000};
    const auto facts = stage.run().facts;
    std::vector<Assessment> own;
    std::copy_if(facts.assessments.begin(), facts.assessments.end(), std::back_inserter(own),
                 [](const Assessment& a) { return a.assessor == bob; });
    REQUIRE(own.size() == 2);
    CHECK(own[0].verdict == Verdict::not_kept);
    CHECK(own[1].verdict == Verdict::broken);
    CHECK(own[1].trust == Approx(1.0 / 3.0));  // counted once
}

TEST_CASE("Nobody who has no judge for it judges a promise", "[observer]") {
    Stage stage(Duration{40}, {});
    stage.setups[bob].judges.clear();
    CHECK(stage.run().facts.assessments.empty());
}

/// The last verdict of Bob on each occurrence, and how many verdicts there were.
std::pair<std::map<std::uint32_t, Verdict>, std::size_t> verdicts_of(const std::string& yaml) {
    MemorySink sink;
    Sink* const sinks[]{&sink};
    const World world = Scenario::parse(yaml, "test.yaml", ".").world();
    worldline::run(world, {}, sinks);
    CHECK(sink.ending.run_digest == run_oracle(world).ending.run_digest);
    std::map<std::uint32_t, Verdict> last;
    for (const Assessment& a : sink.facts.assessments) last[a.occurrence] = a.verdict;
    return {last, sink.facts.assessments.size()};
}

TEST_CASE("Evidence that comes before its promise is noticed waits for it", "[observer]") {
    // Pulses at 1, 2 and 3 s reach Bob at 5, 6 and 7 s; the announcement of 3.5 s at 7.5 s.
    const auto [last, n_verdicts] = verdicts_of(R"(format: worldline/1
scenario: late_notice
time: {resolution: 1 ms, until: 60 s}
types: {pulse: {domain: event}}
network: {delay: 4 s}
judges: {patient: {rule: schedule, time_of: stated, tolerance: 1 ms, patience: 20 s}}
promises:
  beat:
    promiser: alice
    promisees: [bob]
    give: {type: pulse}
    schedule: {period: 1 s, until: 3 s}
    made: 3.5 s
    announce: true
agents:
  alice: {behaviour: steward, keeps: {beat: {at: 0 s}}}
  bob: {judges: {beat: patient}}
)");
    CHECK(n_verdicts == 3);
    CHECK(last == std::map<std::uint32_t, Verdict>{
                      {1, Verdict::kept}, {2, Verdict::kept}, {3, Verdict::kept}});
}

TEST_CASE("What is late after silence changes each verdict once", "[observer]") {
    const auto [last, n_verdicts] = verdicts_of(R"(format: worldline/1
scenario: late
time: {resolution: 1 ms, until: 60 s}
types: {pulse: {domain: event}}
network: {delay: 4 s}
judges: {hasty: {rule: schedule, time_of: stated, tolerance: 1 ms, patience: 2 s}}
promises:
  beat:
    {promiser: alice, promisees: [bob], give: {type: pulse}, schedule: {period: 1 s, until: 3 s}}
agents:
  alice: {behaviour: steward, keeps: {beat: {at: 0 s}}}
  bob: {judges: {beat: hasty}}
)");
    CHECK(n_verdicts == 6);  // silence first, then kept, for each of three
    CHECK(last == std::map<std::uint32_t, Verdict>{
                      {1, Verdict::kept}, {2, Verdict::kept}, {3, Verdict::kept}});
}

/// Hands out rows that were given.
class Rows final : public Source {
public:
    explicit Rows(std::vector<Planned> rows) : rows_(std::move(rows)) {}
    std::unique_ptr<Source> restarted() const override { return std::make_unique<Rows>(rows_); }
    Time next() override { return at_ < rows_.size() ? rows_[at_].time : never; }
    Planned take() override { return rows_[at_++]; }

private:
    std::vector<Planned> rows_;
    std::size_t at_ = 0;
};

TEST_CASE("A row of a trace becomes a promise, its announcement, its end", "[steward]") {
    Stage stage(Duration{40}, {.time_of = TimeOf::stated, .patience = Duration{1'000}});
    stage.around->known_at_start.clear();
    stage.around->known_scopes.clear();
    stage.around->index_promises();
    stage.setups[alice].keeps.clear();
    const auto row = [](std::int64_t made, std::int64_t due, std::int64_t ends, OutcomeKind kind) {
        return Planned{Time{made}, alice, event_kind::plan,
                       Contents::of(TraceRow{.name = parcel,
                                             .type = TypeId{0},
                                             .body = BodyId{0},
                                             .promisees = GroupId{0},
                                             .scope = GroupId{0},
                                             .due = {due, 0.0},
                                             .ends_at = {ends, 0.0},
                                             .outcome = kind})};
    };
    stage.source = std::make_shared<const Rows>(
        std::vector{row(0, 100, 90, OutcomeKind::happened),     // kept
                    row(0, 100, 101, OutcomeKind::happened),    // late
                    row(5, 100, 50, OutcomeKind::contrary_act),  // cancelled
                    row(5, 100, 60, OutcomeKind::unobserved)});
    const auto facts = stage.run().facts;
    CHECK(facts.promises.size() == 4);
    std::vector<std::pair<std::uint32_t, Verdict>> own;
    for (const Assessment& a : facts.assessments) {
        if (a.assessor == bob) own.emplace_back(a.promise.count(), a.verdict);
    }
    std::sort(own.begin(), own.end());
    const std::vector<std::pair<std::uint32_t, Verdict>> expected{{0, Verdict::kept},
                                                                  {1, Verdict::broken},
                                                                  {2, Verdict::broken},
                                                                  {3, Verdict::undecided}};
    CHECK(own == expected);
    // The fourth: nobody saw it, and silence afterwards says nothing more.
}

TEST_CASE("A plan for a stranger leaves an agent's history alone", "[steward]") {
    const auto history_with = [](bool has_stranger) {
        Stage stage(Duration{40}, {});
        const Planned own{Time{7}, alice, event_kind::plan,
                          Contents::of(TraceRow{.name = parcel,
                                                .type = TypeId{0},
                                                .body = BodyId{0},
                                                .promisees = GroupId{0},
                                                .scope = GroupId{0},
                                                .due = {100, 0.0},
                                                .ends_at = {90, 0.0}})};
        Planned other = own;
        other.receiver = dave;
        stage.source = std::make_shared<const Rows>(has_stranger ? std::vector{other, own}
                                                                 : std::vector{own});
        std::vector<Digest> histories;
        for (const Transition& row : stage.run().facts.transitions) {
            if (row.id.maker() == alice) histories.push_back(row.history);
        }
        return histories;
    };
    CHECK(history_with(false).size() > 2);
    CHECK(history_with(true) == history_with(false));
}

}  // namespace
}  // namespace worldline
