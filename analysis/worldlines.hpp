// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/ledger/batch.hpp"

namespace worldline {

/// The world line of every agent: its transitions in the order of its own count, each with its
/// time. (Rows of a record stand in another order: bin after bin.)
///
/// Apparatus view: no agent knows the coordinate times.
class WorldLines {
public:
    /// @par Complexity  O(n log n) in transitions, which are copied.
    explicit WorldLines(const Batch& facts);

    /// Agents that did anything, ascending.
    std::span<const AgentId> agents() const { return agents_; }

    /// In order of interior time; empty for an agent that did nothing.
    std::span<const Transition> of(AgentId agent) const;

    /// Everything, agent after agent.
    std::span<const Transition> all() const { return transitions_; }

private:
    std::vector<Transition> transitions_;
    std::vector<AgentId> agents_;
    std::vector<std::size_t> starts_;  ///< of each of `agents_`, and the end
};

}  // namespace worldline
