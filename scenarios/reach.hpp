// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "scenarios/spec.hpp"

namespace worldline {

/// Who can hear of whom at all, and how soon at the earliest: in any number of hops, if others pass
/// on what they hear at once. A lower bound, whatever chance does.
class Reach {
public:
    Reach(const Spec& spec, const Network& network);

    bool is_joined(AgentId from, AgentId to) const;

    /// Not longer than any way takes; `no_arrival` where there is none.
    ///
    /// @par Complexity  O(1) in space; else the first time for a `from` O(links log links). Those
    ///                  that come after the first `n_searches_max` are told 0.
    Duration least(AgentId from, AgentId to);

    /// The same of the way that has no other agent on it: at once.
    Duration direct(AgentId from, AgentId to) const;

private:
    struct Hop {
        std::uint32_t to;
        Duration delay;
    };
    static constexpr int n_searches_max = 100;

    void join_kernels(const Spec& spec);
    void join_links(const Spec& spec);
    std::uint32_t root(std::uint32_t node) const;
    const std::vector<Duration>& search(std::uint32_t from);

    const Network& network_;
    bool is_graph_;
    bool are_all_joined_ = false;
    bool has_shared_kernels_ = false;
    Duration otherwise_;                         ///< of pairs without a link, in a graph
    std::vector<std::uint32_t> node_;            ///< by agent: those of one kernel are one
    mutable std::vector<std::uint32_t> parent_;  ///< of nodes, towards one of each piece
    std::vector<std::size_t> starts_;            ///< where each node's hops begin, and the end
    std::vector<Hop> hops_;
    int n_searches_ = 0;
    std::uint32_t searched_ = 0xffff'ffffu;
    std::vector<Duration> found_;
};

}  // namespace worldline
