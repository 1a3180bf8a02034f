// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/engine/bins.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/running.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/engine/world.hpp"

namespace worldline {

/// How far a run has come, apart from its agents and events.
struct Journey {
    Time handled;  ///< every event before it has been handled
    std::uint64_t events = 0;
    std::uint64_t windows = 0;
    std::uint64_t unheard = 0;
    std::uint64_t plans_read = 0;   ///< of the world
    std::uint64_t source_read = 0;  ///< plans, of its source

    static constexpr auto fields(auto& self) {
        return std::tie(self.handled, self.events, self.windows, self.unheard, self.plans_read,
                        self.source_read);
    }
};

/// What decides the rest of a run, between two windows, as flat bytes:
///
/// | part    | what                                                                          |
/// |---------|-------------------------------------------------------------------------------|
/// | head    | magic, version; seed, end, resolution, bin width, agents: whose snapshot it is |
/// | journey | time, counts, plans read so far                                               |
/// | agents  | by number: life, state, alarms, what it may still call into being             |
/// | events  | by bin, in no order: 32 bytes each, then the long contents of the bin; last, a |
/// |         | bin without events                                                            |
/// | seal    | digest of all that                                                            |
///
/// Agents and receivers go by number: nothing tells of threads, lanes, blocks or slots.
///
/// @param lanes  at the same bin, none open
/// @par Complexity  linear in bytes; the size is known before, so nothing is moved
std::vector<std::byte> save_run(const Journey& journey, const World& world, const Running& running,
                                std::span<const Bins* const> lanes);

/// Puts a run that has not begun to where another was. What behaviours do may be otherwise than in
/// the world that was saved; who is there and what they remember may not.
///
/// @param lanes  that have nothing yet, into which events go
/// @throws SnapshotError  damaged, or of another world; the run is then of no use
Journey restore_run(std::span<const std::byte> snapshot, World& world, Running& running,
                    const Blocks& blocks, std::span<Bins* const> lanes);

}  // namespace worldline
