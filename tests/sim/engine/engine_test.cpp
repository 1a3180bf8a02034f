// SPDX-License-Identifier: Apache-2.0
//
// Goal: a run holds no more memory than it must and stops at its limit; threads beyond the cores
// are no trouble; small and empty worlds end as large ones do.
// Method: rings whose tokens are counted by hand, and worlds in which tokens multiply.
#include "sim/engine/engine.hpp"

#include <thread>

#include "sim/base/memory.hpp"
#include "tests/support/check.hpp"
#include "tests/support/scripted.hpp"

using namespace worldline;
using namespace worldline::scripted;
using Catch::Contains;

namespace {

constexpr std::size_t mb = 1'000'000;

/// Contents that do not fit into an event.
struct Long {
    std::uint64_t a = 1, b = 2, c = 3, d = 4, e = 5;
    static constexpr auto fields(auto& self) {
        return std::tie(self.a, self.b, self.c, self.d, self.e);
    }
};

/// Every percept leads to two messages: pending events double every ten ticks.
World doubling() {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            for (std::uint32_t i = 1; i <= 2; ++i) {
                actions.tell(AgentId{(percept.self.number + i) % 64}, {.kind = word});
            }
        },
        64);
    world.until = Time{1'000'000};
    return world;
}

/// Slowly more: each agent keeps all it hears on its way, and adds one now and then.
World swelling() {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            const Contents contents = Contents::of(Long{});
            actions.tell(AgentId{(percept.self.number + 1) % 64},
                         {.kind = word, .contents = contents.bytes()});
            if (actions.random().below(8) == 0) {
                actions.tell(percept.self, {.kind = word, .after = Duration{30'000}});
            }
        },
        64);
    world.until = Time{never_ticks / 2};
    return world;
}

}  // namespace

TEST_CASE("A world that grows without end is stopped at its limit", "[memory][engine]") {
    if (resident_bytes() == 0) return;  // not known on this system
    const std::size_t limit = resident_bytes() + 300 * mb;
    for (const int threads : {1, 2}) {
        Engine engine(doubling(),
                      {.schedule = {.threads = threads, .shuffle = {}}, .memory_limit = limit}, {});
        std::string error;
        try {
            while (engine.step()) continue;
        } catch (const RunError& thrown) {
            error = thrown.what();
        }
        CHECK_THAT(error, Contains("memory: the process uses") && Contains("over its limit of") &&
                              Contains("MB for agents") && Contains("MB for pending events") &&
                              Contains("MB for sorting") && Contains("MB of rows"));
        CHECK(resident_bytes() < limit + 700 * mb);  // it doubles between two looks
        CHECK(engine.memory().events > 5 * mb);
        CHECK(!engine.finish().complete);
    }
}

TEST_CASE("A run within its limit is not stopped", "[memory][engine]") {
    if (resident_bytes() == 0) return;
    const RunOptions options{.memory_limit = resident_bytes() + 200 * mb};
    const Failed run = failed_run(relays::ring(64, 64, Duration{10}, Time{20'000}), options);
    CHECK(run.error.empty());
    CHECK(run.ending.complete);
}

TEST_CASE("A limit of nothing stops at once, and none at all never", "[memory][engine]") {
    if (resident_bytes() == 0) return;
    const World world = relays::ring(64, 64, Duration{10}, Time{20'000});
    CHECK_THAT(failed_run(world, {.memory_limit = 1}).error, Contains("over its limit of"));
    CHECK(failed_run(world, {.memory_limit = 0}).error.empty());
}

TEST_CASE("The memory of a steady world stays where it is", "[memory][engine]") {
    const int threads = GENERATE(1, 2);
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            const Contents contents = Contents::of(Long{});
            const auto to = static_cast<std::uint32_t>(actions.random().below(2'000));
            actions.tell(AgentId{to == percept.self.number ? (to + 1) % 2'000 : to},
                         {.kind = word, .contents = contents.bytes()});
        },
        2'000);
    world.until = Time{20'000};
    Engine engine(std::move(world), {.schedule = {.threads = threads, .shuffle = {}}}, {});
    engine.run_until(Time{5'000});
    const MemoryUse plateau = engine.memory();
    engine.run_until(Time{20'000});
    const MemoryUse end = engine.memory();
    CHECK(engine.progress().events == 2'000 * 2'000);
    CHECK(end.agents == plateau.agents);
    // Which lane serves which block is not the same every time, so neither are their shares.
    CHECK(end.events <= plateau.events * 3 / 2);
    if (threads == 1) CHECK(end.events == plateau.events);
    CHECK(end.total() >= end.events + end.agents);
}

TEST_CASE("Contents that were heard are not kept", "[memory][engine]") {
    Engine engine(swelling(), {}, {});
    engine.run_until(Time{20'000});
    const std::size_t early = engine.memory().events;
    const std::uint64_t n_early = engine.n_pending();
    engine.run_until(Time{25'000});
    const std::uint64_t n_more = engine.n_pending() - n_early;
    CHECK(n_more > 2'000);
    CHECK(engine.memory().events - early <= 100 * n_more);  // room for twice a far event
}

TEST_CASE("More threads than cores give the same", "[engine]") {
    const auto digest_with = [](int threads) {
        return relays::facts_of(relays::ring(500, 300, Duration{10}, Time{1'000}),
                                {.schedule = {.threads = threads, .shuffle = {}},
                                 .block_agents = 8,
                                 .parallel_events_min = 0})
            .ending.run_digest;
    };
    const Digest alone = digest_with(1);
    const auto cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    for (const int threads : {2, cores, cores + 1, 3 * cores, 16}) {
        CAPTURE(threads);
        CHECK(digest_with(threads) == alone);
    }
    CHECK(digest_with(0) == alone);  // as many as the machine has
}

TEST_CASE("A world without agents, and one in which nothing happens, end", "[engine]") {
    for (const std::uint32_t n_agents : {0u, 3u}) {
        const MemorySink sink = relays::facts_of(relays::ring(n_agents, 0, Duration{10}, Time{50}));
        CHECK(sink.ending.complete);
        CHECK(sink.ending.time == Time{50});
        CHECK(sink.ending.events == 0);
    }
}

TEST_CASE("A run of no length does nothing", "[engine]") {
    const MemorySink sink = relays::facts_of(relays::ring(3, 3, Duration{10}, Time{0}));
    CHECK(sink.ending.complete);
    CHECK(sink.ending.events == 0);
}

TEST_CASE("A run may reach to the end of time", "[engine]") {
    const auto react = [](Notes&, const Percept& percept, Actions& actions) {
        if (percept.kind != event_kind::start) return;
        actions.wake(Reading{never_ticks - 2, 0.0}, 5, {});
        actions.wake(Reading{never_ticks - 1, 0.0}, 6, {});
        actions.tell(AgentId{1}, {.kind = word, .after = Duration{never_ticks - 5}});
    };
    for (const std::int64_t delay : {std::int64_t{1}, std::int64_t{10}, std::int64_t{1} << 40}) {
        CAPTURE(delay);
        World world = scripted::world_of(react, 2, Duration{delay});
        world.until = never;
        world.plans.push_back({Time{never_ticks - 3}, AgentId{0}, event_kind::plan, {}});
        const MemorySink sink = relays::facts_of(world);
        CHECK(sink.ending.complete);
        CHECK(sink.facts.transitions.back().time.ticks == never_ticks - 1);
        // Starts, alarms, a message to oneself, the plan; and to another what can still arrive.
        CHECK(sink.ending.events == 2 + 4 + 1 + 1 + (delay == 1 ? 1 : 0));
    }
}

TEST_CASE("Who asked to stop has stopped, and the end is told", "[engine]") {
    MemorySink sink;
    Sink* const sinks[]{&sink};
    std::size_t n_asked = 0;
    const Ending ending = run(relays::ring(9, 9, Duration{10}, Time{100'000}),
                              {.on_progress =
                                   [&](const Progress& progress) {
                                       CHECK(progress.until == Time{100'000});
                                       return ++n_asked < 3;
                                   }},
                              sinks);
    CHECK(n_asked == 3);
    CHECK(!ending.complete);
    CHECK(!sink.ending.complete);
    CHECK(sink.ending.time == ending.time);
    CHECK(sink.facts.transitions.size() == ending.events);
}
TEST_CASE("Blocks that hold next to nothing become wider, and the run stays the same",
          "[engine]") {
    // 100,000 agents, of whom few ever hear anything: forty messages go round.
    const auto world = [] { return relays::ring(100'000, 40, Duration{10}, Time{4'000}); };
    const Digest alone = relays::facts_of(world()).ending.run_digest;
    RunOptions options;
    options.schedule.threads = 2;
    Engine engine(world(), options, {});
    const std::size_t n_blocks = engine.n_blocks();
    CHECK(n_blocks > 8);
    while (engine.step()) continue;
    CHECK(engine.n_blocks() < n_blocks);
    CHECK(engine.finish().run_digest == alone);
}
