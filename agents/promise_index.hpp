// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agents/protocol.hpp"

namespace worldline {

/// Rows of numbers of unequal length, one after the other.
class Rows {
public:
    Rows() = default;

    struct Cell {
        std::uint32_t row, value;
    };

    /// @param cells  those of one row keep their order
    explicit Rows(const std::vector<Cell>& cells);

    /// None where there is no such row.
    std::span<const std::uint32_t> row(std::size_t i) const;

private:
    std::vector<std::uint32_t> starts_;  ///< where each row begins, and the end
    std::vector<std::uint32_t> values_;
};

/// Where an agent finds what concerns it among the promises that a scenario writes: by place, in
/// time that grows with what is found and not with how many promises there are.
class PromiseIndex {
public:
    PromiseIndex() = default;

    /// @param notices  by place
    /// @param scopes   likewise, who knows of them
    /// @param groups   by GroupId; ascending
    PromiseIndex(const std::vector<Notice>& notices, const std::vector<GroupId>& scopes,
                 const std::vector<std::vector<AgentId>>& groups);

    std::size_t n_promises() const { return n_promises_; }

    /// Places of what this agent promises, ascending.
    std::span<const std::uint32_t> made_by(AgentId promiser) const;

    /// Places of what has this agent in its scope, ascending.
    std::vector<std::uint32_t> within_scope_of(AgentId agent) const;

    /// Place of that promise; none if the scenario does not write it.
    std::optional<std::size_t> place_of(PromiseId promise,
                                        const std::vector<Notice>& notices) const;

private:
    std::size_t n_promises_ = 0;
    Rows made_by_;    ///< by agent: places
    Rows known_in_;   ///< by group: places
    Rows scopes_of_;  ///< by agent: groups
};

}  // namespace worldline
