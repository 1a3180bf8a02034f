// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/graph.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

namespace worldline {

GraphMetric::GraphMetric(std::vector<Link> links, Duration default_delay, Resolution resolution,
                         Routing routing)
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
        const auto last = std::max(link.from.number, link.to.number);
        n_linked_ = std::max(n_linked_, std::size_t{last} + 1);
    }
    const std::size_t n_senders = links_.empty() ? 0 : std::size_t{links_.back().from.number} + 1;
    starts_.assign(n_senders + 1, 0);
    for (const Link& link : links_) ++starts_[std::size_t{link.from.number} + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    if (routing == Routing::hops) paths_ = std::make_unique<Paths[]>(n_linked_);
}

std::optional<Duration> GraphMetric::direct(AgentId from, AgentId to) const {
    if (std::size_t{from.number} + 1 >= starts_.size()) return std::nullopt;
    const auto begin = links_.begin() + static_cast<std::ptrdiff_t>(starts_[from.number]);
    const auto end = links_.begin() + static_cast<std::ptrdiff_t>(starts_[from.number + 1]);
    const auto at =
        std::lower_bound(begin, end, to, [](const Link& link, AgentId id) { return link.to < id; });
    if (at == end || at->to != to) return std::nullopt;
    return at->delay;
}

Duration GraphMetric::between(AgentId from, AgentId to) const {
    if (const auto delay = direct(from, to)) return *delay;
    if (from == to) return {0};
    return paths_ ? by_hops(from, to) : default_delay_;
}

std::vector<Duration> GraphMetric::shortest_from(AgentId from) const {
    std::vector<Duration> delays(n_linked_, no_arrival);
    using Reached = std::pair<std::int64_t, std::uint32_t>;  // delay [ticks], agent
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> next;
    delays[from.number] = {0};
    next.emplace(0, from.number);
    while (!next.empty()) {
        const auto [so_far, agent] = next.top();
        next.pop();
        if (so_far > delays[agent].ticks || std::size_t{agent} + 1 >= starts_.size()) continue;
        for (std::size_t i = starts_[agent]; i < starts_[agent + 1]; ++i) {
            const Link& link = links_[i];
            if (link.delay.ticks > never_ticks - so_far) continue;
            const std::int64_t there = so_far + link.delay.ticks;
            if (there >= delays[link.to.number].ticks) continue;
            delays[link.to.number] = {there};
            next.emplace(there, link.to.number);
        }
    }
    return delays;
}

Duration GraphMetric::by_hops(AgentId from, AgentId to) const {
    if (from.number >= n_linked_ || to.number >= n_linked_) return default_delay_;
    Paths& paths = paths_[from.number];
    std::call_once(paths.once, [&] { paths.delays = shortest_from(from); });
    const Duration delay = paths.delays[to.number];
    return delay == no_arrival ? default_delay_ : delay;
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
    if (!is_one || default_delay_ == no_arrival || paths_) return std::nullopt;
    return default_delay_;
}

double GraphMetric::travelled(Endpoint from, Endpoint to, Twofold) const {
    const Duration delay = between(from.agent, to.agent);
    if (delay == no_arrival) return std::numeric_limits<double>::infinity();
    return (exactly(delay.ticks) * exactly(resolution_.attoseconds) / Twofold(1e18)).value();
}

std::string GraphMetric::describe() const {
    std::string text = fmt::format("graph of {} links", links_.size());
    if (paths_) text += ", from link to link";
    if (default_delay_ == no_arrival) return text;
    return text + fmt::format(", {} ticks elsewhere", default_delay_.ticks);
}

}  // namespace worldline
