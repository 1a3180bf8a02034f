// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "sim/engine/world.hpp"

namespace worldline {

/// Two agents and the least time in which one can reach the other.
struct Reach {
    AgentId from;
    AgentId to;
    bool is_mutual = false;  ///< the way back takes as long
    Duration signal = {};    ///< by the metric
    Duration latency = {};   ///< added by the channel
    Duration delay() const { return signal + latency; }
};

/// Who can reach whom soonest.
struct Reaches {
    std::vector<Reach> tightest;      ///< by delay, then by agents
    std::uint64_t n_pairs = 0;        ///< that were compared, each in one direction
    std::uint64_t n_unreachable = 0;  ///< of them
    std::uint64_t n_tightest = 0;     ///< of them: as tight as the first
    bool is_known = true;             ///< false: too many agents to compare each with each
};

/// The `most` tightest pairs of a world.
/// @par Complexity  O(n^2) delays for n agents, up to some thousands; else nothing
Reaches reaches_of(const World& world, std::size_t most);

}  // namespace worldline
