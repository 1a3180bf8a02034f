// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/graph.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

namespace worldline {

GraphMetric::GraphMetric(std::vector<Link> links, Duration default_delay, Resolution resolution)
    : links_(std::move(links)),
      default_delay_(default_delay),
      least_(default_delay),
      resolution_(resolution) {
    if (default_delay.ticks < 0) throw std::invalid_argument("default_delay must not be negative");
    std::stable_sort(links_.begin(), links_.end(), [](const Link& a, const Link& b) {
        return std::tie(a.from, a.to) < std::tie(b.from, b.to);
    });
    for (const Link& link : links_) {
        if (link.delay.ticks < 0) {
            throw std::invalid_argument("delay of a link must not be negative");
        }
        least_ = std::min(least_, link.delay);
    }
    const std::size_t n_senders = links_.empty() ? 0 : std::size_t{links_.back().from.number} + 1;
    starts_.assign(n_senders + 1, 0);
    for (const Link& link : links_) ++starts_[std::size_t{link.from.number} + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
}

Duration GraphMetric::between(AgentId from, AgentId to) const {
    if (std::size_t{from.number} + 1 < starts_.size()) {
        const auto begin = links_.begin() + static_cast<std::ptrdiff_t>(starts_[from.number]);
        const auto end = links_.begin() + static_cast<std::ptrdiff_t>(starts_[from.number + 1]);
        const auto at = std::lower_bound(begin, end, to,
                                         [](const Link& link, AgentId id) { return link.to < id; });
        if (at != end && at->to == to) return at->delay;
    }
    return from == to ? Duration{0} : default_delay_;
}

Duration GraphMetric::delay(Endpoint from, Endpoint to, Time) const {
    return between(from.agent, to.agent);
}

Duration GraphMetric::least_delay(Endpoint from, Endpoint to) const {
    return between(from.agent, to.agent);
}

std::optional<Duration> GraphMetric::uniform_delay() const {
    const bool is_one = std::all_of(links_.begin(), links_.end(), [this](const Link& link) {
        return link.delay == default_delay_;
    });
    if (!is_one || default_delay_ == no_arrival) return std::nullopt;
    return default_delay_;
}

double GraphMetric::travelled(Endpoint from, Endpoint to, Twofold) const {
    const Duration delay = between(from.agent, to.agent);
    if (delay == no_arrival) return std::numeric_limits<double>::infinity();
    return (exactly(delay.ticks) * exactly(resolution_.attoseconds) / Twofold(1e18)).value();
}

std::string GraphMetric::describe() const {
    if (default_delay_ == no_arrival) return fmt::format("graph of {} links", links_.size());
    return fmt::format("graph of {} links, {} ticks elsewhere", links_.size(),
                       default_delay_.ticks);
}

}  // namespace worldline
