// SPDX-License-Identifier: Apache-2.0
// How long does a machine wait for its hub, and what does it do that is told to?
//
// Goal: a hub serves first come, first served, with one server or several; what it has taken on
// goes out after it has left; a node heeds what it has promised to accept from that hub, and no
// more. A hub that served in another order, or a node that heeded anything, would show here.
// Method: reports at chosen ticks, and the waits by hand after Lindley: W' = max(0, W + S − A),
// with the time S of a service and the time A from one report to the next.

#include <algorithm>
#include <cmath>
#include <string>

#include "agents/catalogue.hpp"
#include "tests/support/check.hpp"
#include "tests/support/scripted.hpp"

namespace worldline {
namespace {

constexpr AgentId first{0}, second{1};
constexpr TypeId correction{0}, other_type{1};

/// What somebody heard, and when by its own clock.
struct Heard {
    std::int64_t at = 0;
    std::uint16_t kind = 0;
    double value = 0.0;  ///< of an imposition; number of drifts; occurrence of an outcome

    bool operator==(const Heard&) const = default;
};

/// An agent of the behaviour that is looked at, and `n` others who say what a test has planned.
/// Every signal takes one tick, of a millisecond.
struct Stage {
    explicit Stage(std::uint32_t n_others) : n(n_others + 1) {
        around->resolution = Resolution{1'000'000'000'000'000};
        around->trust = trust_rules().find("beta")->make({});
        around->assessment_type = TypeId{9};
        const auto metric = std::make_shared<const GraphMetric>(std::vector<GraphMetric::Link>{},
                                                                Duration{1}, around->resolution);
        around->network = std::make_shared<const Network>(
            metric, std::vector<std::shared_ptr<const Motion>>{}, n);
        const WorldLine line(std::make_shared<const FixedMotion>(Vector3{}), metric,
                             around->resolution);
        around->clocks.assign(
            n, std::make_shared<const OscillatorClock>(line, OscillatorClock::Error{}));
    }

    /// `promiser` accepts from the start what is imposed, made to `imposer`.
    void accept(AgentId promiser, AgentId imposer, bool impositions = true,
                Reading due = no_reading) {
        const auto place = static_cast<std::uint32_t>(around->known_at_start.size());
        around->bodies.push_back({.type = correction,
                                  .polarity = Polarity::accept,
                                  .constraint = {},
                                  .impositions = impositions});
        around->groups.push_back({imposer});
        around->groups.push_back({std::min(promiser, imposer), std::max(promiser, imposer)});
        around->known_promisees.push_back({2 * place});
        around->known_scopes.push_back({2 * place + 1});
        around->known_at_start.push_back({.promise = PromiseId{promiser, 0},
                                          .name = NameId{place},
                                          .type = correction,
                                          .body = BodyId{place},
                                          .made = {},
                                          .due = due});
    }

    void plan(std::int64_t at, AgentId who) {
        plans.push_back(
            {.time = Time{at}, .receiver = who, .kind = event_kind::plan, .contents = {}});
    }

    /// Runs it with this agent in the first place; what the others do on what they hear.
    void run(const std::string& behaviour, scripted::Script script, std::int64_t until = 1'000) {
        around->index_promises();
        World world;
        world.resolution = around->resolution;
        world.until = Time{until};
        world.network = around->network;
        world.groups = around->groups;
        setup.id = first;
        const auto factory = behaviours().find(behaviour)->make(around);
        factory->add(world, setup);
        const auto others = std::make_shared<const scripted::Scripted>(
            [this, script](scripted::Notes& notes, const Percept& percept, Actions& actions) {
                note(percept);
                script(notes, percept, actions);
            });
        const std::uint32_t kind = world.add_kind(others);
        for (std::uint32_t i = 1; i < n; ++i) {
            world.add_agent(kind, scripted::Notes{}, around->clocks[i]);
        }
        world.plans.insert(world.plans.end(), plans.begin(), plans.end());
        relays::facts_of(std::move(world));
    }

    void note(const Percept& percept) {
        Heard one{percept.now.ticks, percept.kind, 0.0};
        if (percept.kind == event_kind::plan) return;
        if (percept.kind == message_kind::imposition) one.value = percept.as<Imposition>().value;
        if (percept.kind == message_kind::outcome) one.value = percept.as<Outcome>().occurrence;
        const bool is_drift =
            percept.kind == message_kind::report || percept.kind == message_kind::status ||
            percept.kind == message_kind::applied || percept.kind == message_kind::stale;
        if (is_drift) one.value = percept.as<Drift>().n_drifts;
        heard.push_back(one);
    }

    /// When messages of a kind were heard, in order.
    std::vector<std::int64_t> times(std::uint16_t kind) const {
        std::vector<std::int64_t> found;
        for (const Heard& one : heard) {
            if (one.kind == kind) found.push_back(one.at);
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    std::uint32_t n;
    std::shared_ptr<Surroundings> around = std::make_shared<Surroundings>();
    AgentSetup setup;
    std::vector<Planned> plans;
    std::vector<Heard> heard;
};

using Times = std::vector<std::int64_t>;

/// A hub whose service takes 10 ms, and reports that reach it at these ticks, each from another.
struct HubStage : Stage {
    explicit HubStage(const Times& reports) : Stage(static_cast<std::uint32_t>(reports.size())) {
        setup.numbers = {{"servers", 1.0}, {"service", 10.0}};
        for (std::uint32_t i = 0; i < reports.size(); ++i) {
            plan(reports[i] - 1, AgentId{i + 1});
            accept(AgentId{i + 1}, first);
        }
    }
    Times commands(std::int64_t until = 1'000) {
        run("hub", report, until);
        return times(message_kind::imposition);
    }
    static void report(scripted::Notes&, const Percept& percept, Actions& actions) {
        if (percept.kind != event_kind::plan) return;
        const Contents contents = Contents::of(Drift{percept.self.number});
        actions.tell(first, {.kind = message_kind::report, .contents = contents.bytes()});
    }
};

TEST_CASE("A hub serves one after the other, first come, first served", "[hub]") {
    // A = 3, 26, 3, 1; W = 0, 7, 0, 7, 16. A command is heard W + 10 + 1 after its report.
    HubStage stage({1, 4, 30, 33, 34});
    CHECK(stage.commands() == Times{12, 22, 41, 51, 61});
    // To each his own: the command names the drift that it answers.
    Times values;
    for (const Heard& one : stage.heard) values.push_back(static_cast<std::int64_t>(one.value));
    CHECK(values == Times{1, 2, 3, 4, 5});
}

TEST_CASE("Of two servers the one that is free first takes the next report", "[hub]") {
    // Done at 11 and 12; the third waits for the first of them, the fourth for the other.
    HubStage stage({1, 2, 3, 4, 30});
    stage.setup.numbers["servers"] = 2.0;
    CHECK(stage.commands() == Times{12, 13, 22, 23, 41});
}

TEST_CASE("With a server for each nobody waits", "[hub]") {
    HubStage stage({1, 1, 1, 1, 1});
    stage.setup.numbers["servers"] = 5.0;
    CHECK(stage.commands() == Times{12, 12, 12, 12, 12});
    HubStage one_server({1, 1, 1, 1, 1});
    CHECK(one_server.commands() == Times{12, 22, 32, 42, 52});
}

TEST_CASE("A hub that has left answers what it has taken on, and nothing else", "[hub]") {
    HubStage stage({1, 4, 30, 33, 34, 50});
    stage.setup.numbers["leaves"] = 40.0;
    CHECK(stage.commands() == Times{12, 22, 41, 51, 61});
}

TEST_CASE("A hub publishes its policy to its neighbours, from the start on", "[hub]") {
    HubStage stage({1, 1, 1});
    stage.setup.numbers["publishes_every"] = 100.0;
    stage.setup.neighbours = {AgentId{1}, AgentId{3}};
    stage.commands(250);
    CHECK(stage.times(message_kind::policy) == Times{1, 1, 101, 101, 201, 201});
}

TEST_CASE("Exponential times of service have the mean that is said", "[hub]") {
    // 400 reports, so far apart that none waits; mean 10, deviation of the mean 10 / √400 = 0.5.
    Times reports;
    for (std::int64_t i = 1; i <= 400; ++i) reports.push_back(i * 1'000);
    HubStage stage(reports);
    stage.setup.texts["service_times"] = "exponential";
    const Times commands = stage.commands(1'000'000);
    REQUIRE(commands.size() == 400);
    double sum = 0.0;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        sum += static_cast<double>(commands[i] - reports[i] - 1);
    }
    CHECK(std::abs(sum / 400.0 - 10.0) < 4 * 0.5);
    CHECK(commands[0] - reports[0] != commands[1] - reports[1]);
}

/// A node that does not drift, and two who impose on it: its hub (1) and somebody else (2).
struct NodeStage : Stage {
    NodeStage() : Stage(2) {
        setup.numbers = {{"hub", 1.0}};
        plan(10, second);
        plan(10, AgentId{2});
    }
    /// What comes back, when both impose a correction of this type for the drift of this number.
    std::vector<Heard> answers(double value, TypeId type = correction) {
        run("node", [=](scripted::Notes&, const Percept& percept, Actions& actions) {
            if (percept.kind != event_kind::plan) return;
            const Contents contents = Contents::of(Imposition{type, value});
            actions.tell(first, {.kind = message_kind::imposition, .contents = contents.bytes()});
        });
        return heard;
    }
};

TEST_CASE("A node heeds its hub where it has promised to, and says how it stood", "[hub]") {
    NodeStage fresh;
    fresh.accept(first, second);
    // Occurrence 1 of its acceptance; no part has drifted, which is what the command rests on.
    CHECK(fresh.answers(0.0) ==
          std::vector<Heard>{{12, message_kind::outcome, 1.0}, {12, message_kind::applied, 0.0}});
    NodeStage late;
    late.accept(first, second);
    CHECK(late.answers(3.0) ==
          std::vector<Heard>{{12, message_kind::outcome, 1.0}, {12, message_kind::stale, 0.0}});
}

TEST_CASE("Each command that a node heeds is the next occurrence of its acceptance", "[hub]") {
    NodeStage stage;
    stage.accept(first, second);
    stage.plan(20, second);
    stage.plan(30, second);
    Times occurrences;
    for (const Heard& one : stage.answers(0.0)) {
        if (one.kind == message_kind::outcome) {
            occurrences.push_back(static_cast<std::int64_t>(one.value));
        }
    }
    CHECK(occurrences == Times{1, 2, 3});
}

TEST_CASE("A node heeds nothing else, and does not answer it", "[hub]") {
    SECTION("it has promised nothing") { CHECK(NodeStage().answers(0.0).empty()); }
    SECTION("it has promised it to somebody else") {
        NodeStage stage;
        stage.accept(first, AgentId{2});  // who is not its hub
        CHECK(stage.answers(0.0).empty());
    }
    SECTION("it takes corrections, but not orders") {
        NodeStage stage;
        stage.accept(first, second, false);
        CHECK(stage.answers(0.0).empty());
    }
    SECTION("it is another thing that is asked for") {
        NodeStage stage;
        stage.accept(first, second);
        CHECK(stage.answers(0.0, other_type).empty());
    }
    SECTION("its promise has ended") {
        NodeStage stage;
        stage.accept(first, second, true, Reading{10, 0.0});
        CHECK(stage.answers(0.0).empty());  // it comes at 11
    }
}

TEST_CASE("A node reports each drift once, or corrects it itself and says nothing", "[hub]") {
    const auto nothing = [](scripted::Notes&, const Percept&, Actions&) {};
    NodeStage obliged;
    obliged.setup.numbers["drift_rate"] = 10.0;  // [1/s]: about 100 in 10 s
    obliged.plans.clear();
    obliged.run("node", nothing, 10'000);
    Times numbers, counted;
    for (const Heard& one : obliged.heard) {
        CHECK(one.kind == message_kind::report);
        counted.push_back(static_cast<std::int64_t>(counted.size() + 1));
        numbers.push_back(static_cast<std::int64_t>(one.value));
    }
    CHECK(numbers == counted);
    CHECK(std::abs(static_cast<double>(numbers.size()) - 100.0) < 4 * 10.0);  // Poisson

    NodeStage promising;
    promising.setup = obliged.setup;
    promising.setup.texts["mode"] = "promise";
    promising.plans.clear();
    promising.run("node", nothing, 10'000);
    CHECK(promising.heard.empty());
}

TEST_CASE("A node says how it stands once in every period", "[hub]") {
    NodeStage stage;
    stage.setup.numbers["reports_every"] = 100.0;
    stage.plans.clear();
    stage.run(
        "node", [](scripted::Notes&, const Percept&, Actions&) {}, 1'000);
    const Times said = stage.times(message_kind::status);
    REQUIRE(said.size() == 10);
    CHECK(said.front() <= 100);
    for (std::size_t i = 1; i < said.size(); ++i) CHECK(said[i] - said[i - 1] == 100);
}

}  // namespace
}  // namespace worldline
