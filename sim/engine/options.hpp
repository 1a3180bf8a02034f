// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/base/time.hpp"
#include "sim/engine/transport.hpp"

namespace worldline {

/// How far a run is.
struct Progress {
    Time time;  ///< every event before it has been handled
    Time until;
    std::uint64_t events = 0;
    std::uint64_t windows = 0;
};

/// The two ways to go through a window. The result is the same.
enum class InnerLoop : std::uint8_t {
    automatic,
    by_agent,  ///< (A) kernel by kernel: no signal between two is as fast as a bin is wide
    by_time,   ///< (B) all kernels in one order: worlds without lookahead, on one thread
};

/// A window that holds less work than this is served by one thread [s].
inline constexpr double parallel_work_min = 10e-6;

struct RunOptions {
    Schedule schedule = {.threads = 1, .shuffle = {}};
    std::optional<std::size_t> block_agents = {};  ///< in a block; never matters; none: chosen
    InnerLoop loop = InnerLoop::automatic;
    std::shared_ptr<Transport> transport = {};  ///< null: this process alone
    /// Fewer in a window: one thread serves. None: by the work that they are measured to be.
    std::optional<std::size_t> parallel_events_min = {};
    std::size_t memory_limit = 0;                           ///< of the process [bytes]; 0: none
    std::function<bool(const Progress&)> on_progress = {};  ///< between windows; false stops
    /// What the run goes on from; null: its beginning. Of a world with the same agents and seed.
    std::shared_ptr<const std::vector<std::byte>> snapshot = {};
    /// Asked after every window, unless a checkpoint is still on its way to the sinks: until then
    /// it takes as much memory as agents and events. Null: none are made; else a run that
    /// `on_progress` stops makes one then.
    std::function<bool(const Progress&)> checkpoint_due = {};
};

}  // namespace worldline
