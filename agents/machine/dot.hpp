// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "agents/machine/table.hpp"

namespace worldline {

/// A machine as a graph in DOT, the language of Graphviz: one node a state, one edge a transition,
/// with trigger, guard and acts as they were written. What does not leave its state is a loop with
/// a dashed line.
///
/// @param starts  states in which agents begin: a dot points to each
std::string dot_of(const MachineTable& machine, std::span<const std::uint32_t> starts);

}  // namespace worldline
