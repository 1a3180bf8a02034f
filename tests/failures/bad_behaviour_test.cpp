// SPDX-License-Identifier: Apache-2.0
//
// Behaviours written in C++ that make mistakes.
//
// Goal: a mistake in what an agent does ends the run with one sentence that says who, when and
// what; the same one for any number of threads, blocks and any order; and what was committed
// before it is a whole record.
// Method: one mistake each, in worlds of a few agents, run in every way.
#include <set>
#include <stdexcept>

#include "tests/support/check.hpp"
#include "tests/support/scripted.hpp"

using namespace worldline;
using namespace worldline::scripted;
using Catch::Contains;

namespace {

bool is_start(const Percept& percept) { return percept.kind == event_kind::start; }

/// The error of `world`, which must be one for every way to run it.
std::string error_in_every_way(const World& world) {
    const Failed alone = failed_run(world);
    CHECK(!alone.ending.complete);
    for (const RunOptions& way : every_way()) {
        CAPTURE(way.schedule.threads, way.schedule.shuffle.value_or(0), *way.block_agents);
        const Failed failed = failed_run(world, way);
        CHECK(failed.error == alone.error);
        CHECK(!failed.ending.complete);
        CHECK(failed.sink.ending.time == failed.ending.time);
    }
    return alone.error;
}

/// Passes what it hears round a ring of 20, and does `act` at its `n`-th percept.
Script after(std::uint32_t n, std::function<void(const Percept&, Actions&)> act) {
    return [n, act](Notes& notes, const Percept& percept, Actions& actions) {
        if (notes.n_heard == n) act(percept, actions);
        actions.tell(AgentId{(percept.self.number + 1) % 20}, {.kind = word});
    };
}

World ring_that(std::function<void(const Percept&, Actions&)> act) {
    World world = scripted::world_of(after(4, std::move(act)), 20);
    world.until = Time{200};
    return world;
}

}  // namespace

TEST_CASE("What a behaviour throws is told with agent, time and what it heard", "[failure]") {
    World world = ring_that([](const Percept& percept, Actions&) {
        if (percept.self == AgentId{7}) throw std::out_of_range("no such drawer");
    });
    CHECK(error_in_every_way(world) ==
          "agent number 7 at t = 3e-08 s (30 ticks), its clock showing 30 ticks, on message "
          "kind 8 of number 6 has failed: no such drawer");
    world.preamble.message_kinds.resize(word);
    world.preamble.message_kinds.push_back("outcome");
    for (const char* name : {"a", "b", "c", "d", "e", "f", "frank", "gina"}) {
        world.preamble.agents.emplace_back().name = name;
    }
    CHECK(error_in_every_way(world) ==
          "agent gina at t = 3e-08 s (30 ticks), its clock showing 30 ticks, on message "
          "'outcome' of frank has failed: no such drawer");
}

TEST_CASE("A behaviour may throw anything at all", "[failure]") {
    const std::string error = error_in_every_way(ring_that([](const Percept& percept, Actions&) {
        if (percept.self == AgentId{7}) throw 42;
    }));
    CHECK_THAT(error, Contains("number 7") && Contains("30 ticks") && Contains("saying nothing"));
}

TEST_CASE("Of several that fail in one window the first is told, in every way", "[failure]") {
    // All 20 fail at their fourth percept, at t = 30; those of the same instant by number.
    CHECK_THAT(error_in_every_way(ring_that([](const Percept& percept, Actions&) {
                   throw std::runtime_error("I, " + std::to_string(percept.self.number));
               })),
               Contains("agent number 0 ") && Contains("I, 0"));
    // The later the number the earlier its alarm, all in one window of 8 ticks.
    const World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (!is_start(percept)) throw std::runtime_error("late");
            actions.wake(Reading{17 + (19 - percept.self.number) / 4, 0.0}, 5, {});
        },
        20);
    CHECK_THAT(error_in_every_way(world), Contains("agent number 16 ") && Contains("(17 ticks)"));
}

TEST_CASE("What was done before a failure stands in the record", "[failure]") {
    const World world = ring_that([](const Percept& percept, Actions&) {
        if (percept.self == AgentId{7}) throw std::runtime_error("enough");
    });
    std::set<Digest> digests;
    std::set<std::size_t> n_transitions;
    for (const RunOptions& way : every_way()) {
        const Failed failed = failed_run(world, way);
        digests.insert(failed.ending.run_digest);
        n_transitions.insert(failed.sink.facts.transitions.size());
        CHECK(failed.sink.ending.run_digest == failed.ending.run_digest);
    }
    CHECK(digests.size() == 1);
    // Three whole rounds of 20, and those of the last window but the one that failed.
    CHECK(n_transitions == std::set<std::size_t>{79});
    CHECK(failed_run(world).ending.time == Time{30});  // all before it has been handled
}

TEST_CASE("A failure in the last window of a run leaves it incomplete", "[failure]") {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions&) {
            if (percept.self == AgentId{1}) throw std::runtime_error("so near the end");
        },
        2);
    world.until = Time{5};
    CHECK_THAT(error_in_every_way(world), Contains("so near the end"));
}

TEST_CASE("A run that failed does not go on", "[failure]") {
    Engine engine(ring_that([](const Percept& percept, Actions&) {
                      if (percept.self == AgentId{7}) throw std::runtime_error("enough");
                  }),
                  {}, {});
    CHECK_THROWS_AS(engine.run_until(never), RunError);
    const std::uint64_t events = engine.progress().events;
    CHECK(!engine.step());
    CHECK(engine.progress().events == events);
    CHECK(!engine.finish().complete);
}

TEST_CASE("A loop without end at one instant is told with its members", "[failure]") {
    // Four agents in one kernel pass a word round without delay; a fifth stands apart.
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (percept.self == AgentId{4}) return;
            if (is_start(percept) && percept.self != AgentId{0}) return;
            actions.tell(AgentId{(percept.self.number + 1) % 4}, {.kind = word});
        },
        5);
    for (std::uint32_t agent = 0; agent < 4; ++agent) world.kernel[agent] = 0;
    const std::string error = error_in_every_way(world);
    CHECK_THAT(error, Contains("loop without end") && Contains("t = 0 s"));
    for (const char* name : {"number 0", "number 1", "number 2", "number 3"}) {
        CHECK_THAT(error, Contains(name));
    }
    CHECK_THAT(error, !Contains("number 4"));
}

TEST_CASE("An agent that wakes itself at once for ever is told, too", "[failure]") {
    const World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (percept.self == AgentId{1}) actions.wake(percept.now, 5, {});
        },
        2);
    CHECK_THAT(error_in_every_way(world), Contains("loop without end") && Contains("number 1") &&
                                              !Contains("number 0"));
}

TEST_CASE("More births than were laid down are refused", "[failure]") {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (!is_start(percept) || percept.self != AgentId{3}) return;
            for (int i = 0; i < 3; ++i) actions.spawn({});
        },
        5);
    CHECK_THAT(error_in_every_way(world), Contains("number 3 at t = 0 s") &&
                                              Contains("laid down as its offspring"));
    world.add_offspring<Notes>(AgentId{3}, 0, 2);
    CHECK_THAT(error_in_every_way(world), Contains("number 3 at t = 0 s") &&
                                              Contains("laid down as its offspring"));
}

TEST_CASE("A message to an agent that was not born is refused", "[failure]") {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (percept.self == AgentId{2}) actions.tell(AgentId{5}, {.kind = word});
        },
        5);
    world.add_offspring<Notes>(AgentId{0}, 0, 1);
    CHECK_THAT(error_in_every_way(world), Contains("number 2 sent one to number 5") &&
                                              Contains("(10 ticks)") &&
                                              Contains("not been born"));
}

TEST_CASE("A message to a number that nobody has is refused", "[failure]") {
    for (const AgentId receiver : {AgentId{5}, AgentId{1'000'000}, nobody}) {
        const World world = scripted::world_of(
            [receiver](Notes&, const Percept& percept, Actions& actions) {
                if (percept.self == AgentId{2}) actions.tell(receiver, {.kind = word});
            },
            5);
        CHECK_THAT(error_in_every_way(world),
                   Contains("number 2 at t = 0 s") && Contains("never was") &&
                       Contains(std::to_string(receiver.number) + " of 5"));
    }
}
