// SPDX-License-Identifier: Apache-2.0
// Does the result of a run depend on anything but the scenario and the seed?
//
// Goal: one digest and one row order for any number of threads, any blocks, any order of service.
// Method: random worlds, run again and again under other schedules; a fault planted on purpose
// must be seen, or the test proves nothing.

#include <set>

#include "analysis/causality.hpp"
#include "analysis/light_cones.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"
#include "sim/transport/local.hpp"
#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"
#include "tests/support/rows.hpp"
#include "tests/support/storm.hpp"

namespace worldline {
namespace {

struct Result {
    Digest run_digest;
    Digest rows;
    std::size_t n_transitions = 0;
};

Result run_storm(World world, RunOptions options) {
    MemorySink sink;
    Sink* const sinks[]{&sink};
    const Ending ending = run(std::move(world), options, sinks);
    CHECK(ending.complete);
    return {ending.run_digest, digest_of_rows(sink.facts), sink.facts.transitions.size()};
}

RunOptions threads(int n, std::size_t block_agents) {
    return {.schedule = {.threads = n, .shuffle = {}},
            .block_agents = block_agents,
            .parallel_events_min = 0};
}

RunOptions shuffled(std::uint64_t seed, std::size_t block_agents) {
    return {.schedule = {.threads = 1, .shuffle = seed}, .block_agents = block_agents};
}

TEST_CASE("A run does not depend on threads, blocks or the order of service", "[storm]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 50)));
    CAPTURE(seed);
    const Result alone = run_storm(storm::make(seed), threads(1, 1'024));
    for (const std::size_t block_agents : {1u, 7u, 16u}) {
        CAPTURE(block_agents);
        for (const int n : {2, 4}) {
            const Result result = run_storm(storm::make(seed), threads(n, block_agents));
            CHECK(result.run_digest == alone.run_digest);
            CHECK(result.rows == alone.rows);
        }
        for (const std::uint64_t order : {1u, 2u, 3u}) {
            const Result result = run_storm(storm::make(seed), shuffled(order, block_agents));
            CHECK(result.run_digest == alone.run_digest);
            CHECK(result.rows == alone.rows);
        }
    }
}

TEST_CASE("Both inner loops give the same", "[storm]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 30)));
    CAPTURE(seed);
    const Result by_agent = run_storm(storm::make(seed), threads(1, 16));
    RunOptions options = threads(2, 16);
    options.loop = InnerLoop::by_time;
    const Result by_time = run_storm(storm::make(seed), options);
    CHECK(by_time.run_digest == by_agent.run_digest);
    CHECK(by_time.n_transitions == by_agent.n_transitions);
}

TEST_CASE("Worlds that move, too, do not depend on how they are run", "[storm]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 40)));
    CAPTURE(seed);
    const Result alone = run_storm(storm::make_moving(seed), threads(1, 1'024));
    CHECK(run_oracle(storm::make_moving(seed)).ending.run_digest == alone.run_digest);
    RunOptions by_time = threads(1, 16);
    by_time.loop = InnerLoop::by_time;
    CHECK(run_storm(storm::make_moving(seed), by_time).run_digest == alone.run_digest);
    for (const RunOptions& options : {threads(2, 1), threads(4, 7), shuffled(seed, 1)}) {
        const Result result = run_storm(storm::make_moving(seed), options);
        CHECK(result.run_digest == alone.run_digest);
        CHECK(result.rows == alone.rows);
    }
    Engine halves(storm::make_moving(seed), threads(2, 7), {});
    Time limit{0};
    while (halves.run_until(limit)) limit = limit + Duration{137};
    CHECK(halves.finish().run_digest == alone.run_digest);
}

TEST_CASE("In worlds that move every effect is in the light cone of its cause", "[storm]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 20)));
    CAPTURE(seed);
    World world = storm::make_moving(seed);
    LightCones cones(world.network, world.resolution, world.kernel);
    MemorySink memory;
    Sink* const sinks[]{&cones, &memory};
    const std::vector<std::uint32_t> kernels = world.kernel;
    const auto pilots = pilots_of(*world.network, world.n_agents());
    run(std::move(world), threads(2, 7), sinks);
    CHECK(check_causality(memory.facts, kernels, pilots).empty());
    CHECK(cones.n_faults() == 0);
    CHECK(cones.n_unknown() == 0);
    CHECK(cones.n_checked() > 0);
}

TEST_CASE("A thousand worlds do not depend on how they are run", "[storm][slow]") {
    for (std::uint64_t seed = 1'000; seed < 2'000; ++seed) {
        CAPTURE(seed);
        const Result alone = run_storm(storm::make(seed), threads(1, 1'024));
        const std::size_t block_agents = 1 + seed % 17;
        RunOptions by_time = threads(1, block_agents);
        by_time.loop = InnerLoop::by_time;
        for (const RunOptions& options :
             {threads(4, block_agents), shuffled(seed, block_agents), by_time}) {
            const Result result = run_storm(storm::make(seed), options);
            REQUIRE(result.run_digest == alone.run_digest);
            REQUIRE(result.rows == alone.rows);
        }
    }
}

TEST_CASE("A run that is stopped at any time and goes on gives the same", "[storm]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 20)));
    CAPTURE(seed);
    const Result whole = run_storm(storm::make(seed), threads(2, 7));
    MemorySink sink;
    Sink* const sinks[]{&sink};
    Engine engine(storm::make(seed), threads(2, 7), sinks);
    Random random(seed, Purpose::scenario, AgentId{7}, 0);
    Time limit{0};
    while (engine.run_until(limit)) {
        CHECK(engine.progress().time == limit);
        for (const Transition& row : sink.facts.transitions) REQUIRE(row.time < limit);
        limit = limit + Duration{static_cast<std::int64_t>(1 + random.below(400))};
    }
    CHECK(engine.finish().run_digest == whole.run_digest);
    CHECK(sink.facts.transitions.size() == whole.n_transitions);
}

TEST_CASE("A run with several threads has several threads", "[storm]") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) run_storm(storm::make(seed), threads(4, 4));
    CHECK(storm::n_threads_seen() >= 2);
}

TEST_CASE("The storm blows: its worlds are not empty", "[storm]") {
    std::size_t n_transitions = 0;
    std::set<Digest> digests;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Result result = run_storm(storm::make(seed), threads(1, 1'024));
        n_transitions += result.n_transitions;
        digests.insert(result.run_digest);
    }
    CHECK(n_transitions > 20'000);
    CHECK(digests.size() == 20);
}

TEST_CASE("A planted dependence on the order of service is seen", "[storm]") {
    std::size_t n_seen = 0;
    std::size_t n_worlds = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        if (loop_of(storm::make_faulty(seed)) == InnerLoop::by_time) continue;  // one order only
        ++n_worlds;
        const Result alone = run_storm(storm::make_faulty(seed), threads(1, 1));
        const Result other = run_storm(storm::make_faulty(seed), shuffled(seed + 1, 1));
        if (other.run_digest != alone.run_digest) ++n_seen;
    }
    CHECK(n_worlds >= 10);
    CHECK(n_seen + 1 >= n_worlds);
}

TEST_CASE("A transport of one process changes nothing", "[storm]") {
    RunOptions options = threads(1, 7);
    options.transport = std::make_shared<LocalTransport>();
    CHECK(run_storm(storm::make(5), options).run_digest ==
          run_storm(storm::make(5), threads(1, 7)).run_digest);
}

TEST_CASE("A copy of a world has the same future as the world", "[storm]") {
    const World world = storm::make(3);
    const Result first = run_storm(world, threads(1, 1'024));
    CHECK(run_storm(world, threads(1, 1'024)).run_digest == first.run_digest);
}

}  // namespace
}  // namespace worldline
