// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/relay.hpp"

/// Agents that do what a test says, and the ways in which a run must be the same.
namespace worldline::scripted {

struct Notes {
    std::uint32_t n_heard = 0;
    AlarmId alarm;

    static constexpr auto fields(auto& self) { return std::tie(self.n_heard, self.alarm); }
};

using Script = std::function<void(Notes&, const Percept&, Actions&)>;

class Scripted final : public BehaviourOf<Scripted, Notes> {
public:
    explicit Scripted(Script reaction) : reaction_(std::move(reaction)) {}
    void react(Notes& notes, const Percept& percept, Actions& actions) const {
        ++notes.n_heard;
        reaction_(notes, percept, actions);
    }

private:
    Script reaction_;
};

constexpr std::uint16_t word = first_message_kind;

/// Agents that all do the same, and all are started at t = 0; every signal takes `delay`.
inline World world_of(Script reaction, std::uint32_t n_agents, Duration delay = {10},
                      OscillatorClock::Error error = {}) {
    World world = relays::world_of<Notes>(std::make_shared<const Scripted>(std::move(reaction)),
                                          n_agents, delay, error);
    for (std::uint32_t i = 0; i < n_agents; ++i) {
        world.plans.push_back(relays::start_of(AgentId{i}));
    }
    return world;
}

/// A run must not depend on any of these.
inline std::vector<RunOptions> every_way() {
    std::vector<RunOptions> ways;
    for (const int threads : {1, 4}) {
        for (const std::size_t block_agents : {1u, 3u, 8u, 1'024u}) {
            ways.push_back({.schedule = {.threads = threads, .shuffle = {}},
                            .block_agents = block_agents,
                            .parallel_events_min = 0});
        }
    }
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        ways.push_back({.schedule = {.threads = 1, .shuffle = seed}, .block_agents = 1});
    }
    return ways;
}

/// How a run went wrong, and what its sinks were told nevertheless.
struct Failed {
    std::string error;  ///< empty: it went well
    MemorySink sink;
    Ending ending;
};

inline Failed failed_run(World world, const RunOptions& options = {}) {
    Failed failed;
    Sink* const sinks[] = {&failed.sink};
    Engine engine(std::move(world), options, sinks);
    try {
        while (engine.step()) continue;
    } catch (const RunError& error) {
        failed.error = error.what();
    }
    failed.ending = engine.finish();
    return failed;
}

}  // namespace worldline::scripted
