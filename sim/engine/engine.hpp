// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/engine/agent.hpp"
#include "sim/engine/options.hpp"
#include "sim/engine/profile.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/engine/world.hpp"
#include "sim/ledger/sink.hpp"

namespace worldline {

/// A mistake in what agents do that only shows when they do it: a loop without end at one
/// instant, a message to an agent that never was, a behaviour that throws. Says who, when, what.
class RunError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One agent as it is between two windows: the apparatus view, for looking on.
struct AgentView {
    AgentId id;
    bool is_there = true;  ///< born, and not gone
    Reading reading;       ///< of its clock
    std::uint32_t interior_time = 0;
    std::uint32_t messages = 0;  ///< and alarms so far
    std::uint32_t promises = 0;
    std::size_t alarms = 0;              ///< that are set
    Reading next_alarm = no_reading;     ///< `no_reading`: none
    Digest history;                      ///< η
    Digest content;                      ///< σ
    std::vector<StateValue> state = {};  ///< its fields
};

/// A world in motion.
///
///     while a bin holds an event before `until`:
///         open the first such bin                  no signal is faster than its width
///         each block of agents, in parallel:
///             sort its events by key               (time, round, receiver, tie, sender, sequence)
///             each agent reacts to its own, in order, and what it sends goes into later bins
///         commit what they did                     rows to sinks, in agent order
///
/// A bin is at most as wide as the shortest delay between two kernels, so no agent can hear of
/// another's deed within it: the light cone is the lookahead. Blocks share nothing but what is
/// constant, and each lane (one a thread) writes into bins of its own, so the result does not
/// depend on threads, on blocks or on the order of service. Where there is no lookahead, all
/// agents are one block whose events are served in one order.
///
/// @par Source
/// [Nicol1993] D. Nicol, The cost of conservative synchronization in parallel discrete event
/// simulations.
class Engine {
public:
    /// @param sinks  told of everything, in row order; they outlive the engine. When the run goes
    ///               on from a snapshot, of everything since then.
    /// @throws SnapshotError  it is damaged, or of another world; no sink has been told of anything
    Engine(World world, RunOptions options, std::span<Sink* const> sinks);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Runs the next window, or where light cones are narrower than a bin all windows of it. False
    /// when nothing is left to do before `until`.
    /// @throws RunError  the world made a mistake; what was committed before it stands
    bool step();

    /// Runs every event before `limit`, and none at or after it. False when nothing is left to do
    /// before the end. A run that is stopped and goes on gives the same as one that does not.
    bool run_until(Time limit);

    /// Everything that decides the rest of the run, for an engine with any number of threads,
    /// any blocks and either loop. [sim/engine/snapshot.hpp]
    /// @pre the run has not failed
    std::vector<std::byte> snapshot() const;

    /// Hands all rows so far to the sinks, and then a snapshot. Nothing is done where no sink
    /// wants rows.
    ///
    /// Between whole windows, as `run` and `step` leave them, rows stand in the same order as in
    /// a run that never stopped. `run_until` may stop inside a window: then rows after the
    /// checkpoint may be of agents before the last.
    /// @pre the run has not failed
    void checkpoint();
    bool is_checkpoint_under_way() const;  ///< the sinks have not all taken it yet

    /// Hands the last rows to the sinks and tells them how it ended: after a RunError, too.
    Ending finish();

    Progress progress() const;
    double mean_window() const;       ///< width of windows so far, on average [ticks]
    std::uint64_t n_pending() const;  ///< events
    MemoryUse memory() const;         ///< what the engine holds
    const Profile& profile() const;   ///< where the time went
    AgentView look_at(AgentId agent) const;
    InnerLoop loop() const;
    std::size_t n_blocks() const;

    /// The running digest: a fold, in agent order, of every agent's history and state.
    Digest run_digest() const;

    const World& world() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

/// Runs a world until its end, or until `options.on_progress` says stop.
/// @throws RunError  after the sinks were told that it ended there, incomplete
Ending run(World world, const RunOptions& options, std::span<Sink* const> sinks);

/// The width of a bin: the largest power of two ticks, at most 2^31, that no delay between two
/// agents of the world undercuts; for worlds without lookahead, a part of the run. From the
/// scenario alone.
unsigned bin_width_log2(const World& world);

/// (B) where signals may take a single tick, so that a window would hold one instant.
InnerLoop loop_of(const World& world);

}  // namespace worldline
