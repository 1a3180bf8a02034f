// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "scenarios/spec.hpp"

namespace worldline {

/// Whom links join each agent to: one row for all, so that many agents with many links are soon
/// looked up.
class Neighbours {
public:
    /// @par Complexity  O(agents + links)
    explicit Neighbours(const Spec& spec);

    /// Ascending.
    std::vector<AgentId> of(AgentId agent) const;

private:
    std::vector<std::size_t> starts_;  ///< where each agent's begin, and the end; empty: no links
    std::vector<AgentId> ends_;
};

}  // namespace worldline
