// SPDX-License-Identifier: Apache-2.0
#include "analysis/worldlines.hpp"

#include <algorithm>

namespace worldline {

WorldLines::WorldLines(const Batch& facts) : transitions_(facts.transitions) {
    const auto is_earlier = [](const Transition& a, const Transition& b) { return a.id < b.id; };
    std::stable_sort(transitions_.begin(), transitions_.end(), is_earlier);
    for (std::size_t i = 0; i < transitions_.size(); ++i) {
        const AgentId agent = transitions_[i].id.maker();
        if (!agents_.empty() && agents_.back() == agent) continue;
        agents_.push_back(agent);
        starts_.push_back(i);
    }
    starts_.push_back(transitions_.size());
}

std::span<const Transition> WorldLines::of(AgentId agent) const {
    const auto at = std::lower_bound(agents_.begin(), agents_.end(), agent);
    if (at == agents_.end() || *at != agent) return {};
    const auto place = static_cast<std::size_t>(at - agents_.begin());
    return std::span(transitions_).subspan(starts_[place], starts_[place + 1] - starts_[place]);
}

}  // namespace worldline
