// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/engine/world.hpp"

namespace worldline::storm {

/// A random world from a seed: several kinds of agent with clocks that are off and drift, kernels
/// with several agents, links of all lengths, bursts at one instant, promises, alarms that are set
/// and cancelled, messages short and long, broadcasts, zero-delay exchange inside kernels.
World make(std::uint64_t seed);

/// The same in flat space: agents at rest, on straight lines and in circles, and some that take
/// another course again and again. Their positions are recorded.
World make_moving(std::uint64_t seed);

/// Leaves a fault in on purpose: agents that react by the order in which they are served rather
/// than by what reached them. A test of the tests: they must see it.
World make_faulty(std::uint64_t seed);

/// How many different threads have served agents of storms so far.
std::size_t n_threads_seen();

}  // namespace worldline::storm
