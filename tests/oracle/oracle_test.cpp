// SPDX-License-Identifier: Apache-2.0
// Does the engine do what the order of events says, and nothing else?
//
// Goal: every reaction of every agent, its time, its round, its state and its history are those
// of a sequential engine that keeps all events in one std::multimap.
// Method: random worlds; agent by agent, event by event.

#include <algorithm>

#include "sim/engine/engine.hpp"
#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"
#include "tests/support/storm.hpp"

namespace worldline {
namespace {

std::vector<Transition> by_agent(std::vector<Transition> transitions) {
    std::sort(transitions.begin(), transitions.end(),
              [](const Transition& a, const Transition& b) { return a.id < b.id; });
    return transitions;
}

void check_equal(const MemorySink& run, const MemorySink& oracle) {
    const auto ours = by_agent(run.facts.transitions);
    const auto theirs = by_agent(oracle.facts.transitions);
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        CAPTURE(i, ours[i].id.maker().number, ours[i].time.ticks, theirs[i].time.ticks);
        REQUIRE(ours[i].id == theirs[i].id);
        REQUIRE(ours[i].time == theirs[i].time);
        REQUIRE(ours[i].round == theirs[i].round);
        REQUIRE(ours[i].cause == theirs[i].cause);
        REQUIRE(ours[i].content == theirs[i].content);
        REQUIRE(ours[i].history == theirs[i].history);
    }
    CHECK(run.facts.messages.size() == oracle.facts.messages.size());
    CHECK(run.facts.promises.size() == oracle.facts.promises.size());
    CHECK(run.facts.assessments.size() == oracle.facts.assessments.size());
    CHECK(run.ending.events == oracle.ending.events);
    CHECK(run.ending.run_digest == oracle.ending.run_digest);
}

TEST_CASE("The engine agrees with the sequential oracle event by event", "[oracle]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 50)));
    CAPTURE(seed);
    MemorySink sink;
    Sink* const sinks[]{&sink};
    run(storm::make(seed), {}, sinks);
    check_equal(sink, run_oracle(storm::make(seed)));
}

TEST_CASE("Ordered ties agree with the oracle too", "[oracle]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(100, 110)));
    CAPTURE(seed);
    World world = storm::make(seed);
    world.ordered_ties = true;
    MemorySink sink;
    Sink* const sinks[]{&sink};
    run(world, {}, sinks);
    check_equal(sink, run_oracle(world));
}

TEST_CASE("A thousand worlds agree with the oracle", "[oracle][slow]") {
    for (std::uint64_t seed = 1'000; seed < 2'000; ++seed) {
        CAPTURE(seed);
        MemorySink sink;
        Sink* const sinks[]{&sink};
        run(storm::make(seed), {}, sinks);
        REQUIRE(sink.ending.run_digest == run_oracle(storm::make(seed)).ending.run_digest);
    }
}

}  // namespace
}  // namespace worldline
