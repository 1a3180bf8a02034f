// SPDX-License-Identifier: Apache-2.0
#include "scenarios/neighbours.hpp"

#include <algorithm>

namespace worldline {

Neighbours::Neighbours(const Spec& spec) {
    if (spec.links.empty()) return;
    starts_.assign(spec.agents.size() + 1, 0);
    for (const LinkSpec& link : spec.links) {
        ++starts_[link.one.number + 1];
        ++starts_[link.other.number + 1];
    }
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    ends_.resize(starts_.back());
    std::vector<std::size_t> next(starts_.begin(), starts_.end() - 1);
    for (const LinkSpec& link : spec.links) {
        ends_[next[link.one.number]++] = link.other;
        ends_[next[link.other.number]++] = link.one;
    }
}

std::vector<AgentId> Neighbours::of(AgentId agent) const {
    if (starts_.empty()) return {};
    const auto at = [&](std::size_t i) {
        return ends_.begin() + static_cast<std::ptrdiff_t>(starts_[i]);
    };
    std::vector<AgentId> found(at(agent.number), at(agent.number + 1));
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace worldline
