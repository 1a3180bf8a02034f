// SPDX-License-Identifier: Apache-2.0
// Is a run that was saved and taken up again the run that it would have been?
//
// Goal: wherever a run is broken off and however it goes on, every fact and every digest is that of
// a run which never stopped.
// Method: random worlds, and those of the library, broken off several times after random windows;
// each part goes on from the last one's snapshot in a new engine, with other threads, blocks, loop
// and order of service. A field that is left out of the snapshot must be seen.

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"
#include "tests/support/check.hpp"
#include "tests/support/rows.hpp"
#include "tests/support/scripted.hpp"
#include "tests/support/storm.hpp"

namespace worldline {
namespace {

using Bytes = std::vector<std::byte>;

struct Whole {
    MemorySink sink;
    std::uint64_t n_windows = 0;
};

Whole unbroken(World world) {
    Whole whole;
    Sink* const sinks[]{&whole.sink};
    Engine engine(std::move(world), {}, sinks);
    while (engine.step()) ++whole.n_windows;
    engine.finish();
    return whole;
}

/// Any way to run a world.
RunOptions any_way(const World& world, Random& random) {
    RunOptions options;
    options.schedule.threads = static_cast<int>(1 + random.below(4));
    if (random.below(3) == 0) options.schedule.shuffle = random.below(1'000);
    if (random.below(4) != 0) options.block_agents = 1 + random.below(40);
    if (random.below(2) == 0) options.parallel_events_min = 0;
    const bool has_choice = loop_of(world) == InnerLoop::by_agent;
    if (has_choice && random.below(3) == 0) options.loop = InnerLoop::by_time;
    return options;
}

bool is_same(const AgentView& view, const AgentView& other) {
    const auto all = [](const AgentView& of) {
        return std::tie(of.is_there, of.reading, of.interior_time, of.messages, of.promises,
                        of.alarms, of.next_alarm, of.history, of.content);
    };
    return all(view) == all(other);
}

/// Of two engines that must be at the same moment.
void check_same_moment(const Engine& engine, const Engine& other) {
    CHECK(engine.run_digest() == other.run_digest());
    CHECK(engine.n_pending() == other.n_pending());
    CHECK(engine.progress().time == other.progress().time);
    CHECK(engine.progress().events == other.progress().events);
    CHECK(engine.progress().windows == other.progress().windows);
    for (std::uint32_t agent = 0; agent < engine.world().n_agents(); ++agent) {
        if (!is_same(engine.look_at(AgentId{agent}), other.look_at(AgentId{agent}))) {
            FAIL("agent " << agent << " is another");
        }
    }
}

/// How a world is run in parts.
struct Parts {
    std::uint64_t seed = 0;
    std::uint64_t n_windows = 0;  ///< of the whole run
    bool stops_anywhere = false;  ///< inside windows, too
};

struct Broken {
    MemorySink sink;  ///< of all parts, one after the other
    std::size_t n_parts = 1;
};

Broken in_parts(const World& world, const Parts& parts) {
    Random random(parts.seed, Purpose::scenario, AgentId{9}, 0);
    Broken broken;
    Sink* const sinks[]{&broken.sink};
    const std::uint64_t windows_max = 2 + parts.n_windows / 6;
    auto engine = std::make_unique<Engine>(world, any_way(world, random), sinks);
    for (;;) {
        bool goes_on = true;
        const std::uint64_t n_windows = random.below(windows_max);
        for (std::uint64_t i = 0; i < n_windows && goes_on; ++i) goes_on = engine->step();
        if (parts.stops_anywhere) {
            const auto ahead = Duration{static_cast<std::int64_t>(random.below(40))};
            goes_on = engine->run_until(engine->progress().time + ahead);
        }
        if (!goes_on) break;
        RunOptions options = any_way(world, random);
        options.snapshot = std::make_shared<const Bytes>(engine->snapshot());
        auto next = std::make_unique<Engine>(world, options, sinks);
        check_same_moment(*engine, *next);
        engine->finish();  // its last rows come before those of the next part
        engine = std::move(next);
        ++broken.n_parts;
    }
    engine->finish();
    return broken;
}

void check_same_run(const Whole& whole, const Broken& parts) {
    CHECK(parts.n_parts > 2);
    const Ending& ending = parts.sink.ending;
    REQUIRE(ending.complete);
    CHECK(ending.run_digest == whole.sink.ending.run_digest);
    CHECK(ending.events == whole.sink.ending.events);
    CHECK(ending.unheard == whole.sink.ending.unheard);
    CHECK(parts.sink.facts.rows() == whole.sink.facts.rows());
}

/// Broken off between windows, it has its rows in the same order, too.
void check_parts(const World& world, std::uint64_t seed) {
    const Whole whole = unbroken(world);
    const Broken parts = in_parts(world, {.seed = seed, .n_windows = whole.n_windows});
    check_same_run(whole, parts);
    REQUIRE(digest_of_rows(parts.sink.facts) == digest_of_rows(whole.sink.facts));
}

TEST_CASE("A run that is saved and taken up again is the run that it was", "[storm][snapshot]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 60)));
    CAPTURE(seed);
    check_parts(storm::make(seed), seed);
}

TEST_CASE("A run may be saved inside a window", "[storm][snapshot]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 40)));
    CAPTURE(seed);
    const World world = storm::make(seed);
    const Whole whole = unbroken(world);
    check_same_run(
        whole,
        in_parts(world, {.seed = seed, .n_windows = whole.n_windows, .stops_anywhere = true}));
}

TEST_CASE("A thousand worlds are taken up again", "[storm][snapshot][slow]") {
    for (std::uint64_t seed = 2'000; seed < 3'000; ++seed) {
        CAPTURE(seed);
        check_parts(storm::make(seed), seed);
    }
}

std::string rows_of_a_trace() {
    const auto path = std::filesystem::temp_directory_path() / "worldline_resume_test.csv";
    std::ofstream file(path);
    file << "carrier,dest,made_utc,due_utc,ended_utc,status\n";
    constexpr std::int64_t new_year = 1'356'998'400;  // 2013-01-01T00:00:00Z
    const char* const carriers[]{"EV", "UA", "HA"};
    for (std::int64_t row = 0; row < 300; ++row) {
        const std::int64_t made = new_year + row / 10 * 7'200;
        const std::int64_t due = made + 36'000;
        const std::int64_t late = (row * 7'919) % 100 * 60 - 1'200;
        file << carriers[row % 3] << ",LAX," << made << ',' << due << ',' << due + late
             << ",flown\n";
    }
    return path.string();
}

Scenario scenario_of(const std::string& name) {
    Overrides overrides;
    if (name == "flights") overrides.set = {{"flights", rows_of_a_trace()}};
    std::string file = WORLDLINE_SOURCE_DIR;
    file.append("/scenarios/library/").append(name).append(".yaml");
    return Scenario::load(file, overrides);
}

TEST_CASE("Scenarios of the library are taken up again", "[storm][snapshot]") {
    const std::string name = GENERATE("two_observers", "orbit-clock", "lossy-link", "flights");
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 4)));
    CAPTURE(name, seed);
    check_parts(scenario_of(name).world(), seed);
}

/// Decides by what it does not list among its fields.
struct Secretive {
    std::uint32_t n_heard = 0;
    std::uint32_t secret = 0;

    static constexpr auto fields(auto& self) { return std::tie(self.n_heard); }
};

class Secret final : public BehaviourOf<Secret, Secretive> {
public:
    void react(Secretive& state, const Percept&, Actions& actions) const {
        ++state.n_heard;
        const auto next = AgentId{++state.secret % 3};
        actions.tell(next, {.kind = scripted::word});
    }
};

TEST_CASE("A field that is not saved is seen", "[storm][snapshot]") {
    World world = relays::world_of<Secretive>(std::make_shared<const Secret>(), 3, Duration{10});
    world.plans = {relays::start_of(AgentId{0})};
    world.until = Time{1'000};
    const Whole whole = unbroken(world);
    const Broken parts = in_parts(world, {.seed = 1, .n_windows = whole.n_windows});
    CHECK(parts.n_parts > 2);
    CHECK(parts.sink.ending.run_digest != whole.sink.ending.run_digest);
}

}  // namespace
}  // namespace worldline
