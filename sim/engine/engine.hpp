// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/engine/transport.hpp"
#include "sim/engine/world.hpp"
#include "sim/ledger/sink.hpp"

namespace worldline {

/// How far a run is.
struct Progress {
    Time time;  ///< every event before it has been handled
    Time until;
    std::uint64_t events = 0;
};

struct RunOptions {
    Schedule schedule = {.threads = 1, .shuffle = {}};
    std::optional<std::size_t> block_agents = {};      ///< in a block; never matters; none: chosen
    std::shared_ptr<Transport> transport = {};         ///< null: this process alone
    std::size_t parallel_events_min = 2'000;  ///< fewer in a window: one thread serves
    std::function<bool(const Progress&)> on_progress = {};  ///< between windows; false stops
};

/// A mistake in what agents do that only shows when they do it: a loop without end at one instant.
class RunError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A world in motion.
///
///     while a bin holds an event before `until`:
///         open the first such bin                  no signal is faster than its width
///         each block of agents, in parallel:
///             sort its events by key               (time, round, receiver, tie, sender, sequence)
///             each agent reacts to its own, in order
///         commit what they did                     in agent order: rows to sinks, events to bins
///
/// A bin is at most as wide as the shortest delay between two kernels, so no agent can hear of
/// another's deed within it: the light cone is the lookahead. Blocks share nothing but what is
/// constant, so the result does not depend on threads, on blocks or on the order of service.
///
/// @par Source
/// [Nicol1993] D. Nicol, The cost of conservative synchronization in parallel discrete event
/// simulations.
class Engine {
public:
    /// @param sinks  told of everything, in row order; they outlive the engine
    Engine(World world, RunOptions options, std::span<Sink* const> sinks);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Runs the next window. False when nothing is left to do before `until`.
    bool step();

    /// Hands the last rows to the sinks and tells them how it ended.
    Ending finish();

    Progress progress() const;

    /// The running digest: a fold, in agent order, of every agent's history and state.
    Digest run_digest() const;

    const World& world() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

/// Runs a world until its end, or until `options.on_progress` says stop.
Ending run(World world, const RunOptions& options, std::span<Sink* const> sinks);

/// The width of a bin: the largest power of two ticks, at most 2^31, that no delay between two
/// agents of the world undercuts. From the scenario alone.
unsigned bin_width_log2(const World& world);

}  // namespace worldline
