// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>

#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"

/// Runs of small benchmarks, and what can be read off their facts.
namespace worldline {

struct Served {
    Schedule schedule = {.threads = 1, .shuffle = {}};
    std::size_t block_agents = 1'024;
};

/// However few its events are, a window is shared among all threads.
inline Ending end_of(World world, const Served& served = {}) {
    RunOptions options;
    options.schedule = served.schedule;
    options.block_agents = served.block_agents;
    options.parallel_events_min = 0;
    return run(std::move(world), options, {});
}

/// Everything that happened.
inline MemorySink facts_of(World world) {
    MemorySink sink;
    Sink* const sinks[] = {&sink};
    run(std::move(world), {}, sinks);
    return sink;
}

/// When each transition was.
inline std::map<TransitionId, Time> times_of(const MemorySink& facts) {
    std::map<TransitionId, Time> times;
    for (const Transition& row : facts.facts.transitions) times[row.id] = row.time;
    return times;
}

}  // namespace worldline
