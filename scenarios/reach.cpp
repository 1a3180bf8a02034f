// SPDX-License-Identifier: Apache-2.0
#include "scenarios/reach.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>

#include "scenarios/compile.hpp"

namespace worldline {
namespace {

Duration sum(Duration a, Duration b) {
    return a.ticks > never_ticks - b.ticks ? no_arrival : Duration{a.ticks + b.ticks};
}

}  // namespace

Reach::Reach(const Spec& spec, const Network& network)
    : network_(network),
      is_graph_(spec.metric.kind == "graph"),
      otherwise_(is_graph_ ? default_delay(spec) : Duration{}),
      node_(spec.agents.size()),
      parent_(spec.agents.size()) {
    if (spec.channel.loss >= 1.0) otherwise_ = no_arrival;
    are_all_joined_ = otherwise_ != no_arrival;
    for (std::uint32_t i = 0; i < node_.size(); ++i) node_[i] = parent_[i] = i;
    join_kernels(spec);
    join_links(spec);
}

/// Inside a kernel all is heard at once, wherever its agents are.
void Reach::join_kernels(const Spec& spec) {
    std::map<std::uint32_t, std::uint32_t> hosts;
    for (std::uint32_t i = 0; i < node_.size(); ++i) {
        const std::uint32_t of = spec.agents[i].of;
        if (of == AgentSpec::no_template || spec.templates[of].kernel == 0) continue;
        const auto [host, is_first] = hosts.emplace(spec.templates[of].kernel, i);
        node_[i] = host->second;
        has_shared_kernels_ = has_shared_kernels_ || !is_first;
    }
}

void Reach::join_links(const Spec& spec) {
    starts_.assign(node_.size() + 1, 0);
    const auto is_open = [](const LinkSpec& link) { return link.channel.loss < 1.0; };
    for (const LinkSpec& link : spec.links) {
        if (!is_open(link)) continue;
        ++starts_[node_[link.one.number] + 1];
        ++starts_[node_[link.other.number] + 1];
        parent_[root(node_[link.one.number])] = root(node_[link.other.number]);
    }
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    hops_.resize(starts_.back());
    std::vector<std::size_t> next(starts_.begin(), starts_.end() - 1);
    for (const LinkSpec& link : spec.links) {
        if (!is_open(link)) continue;
        const Duration delay = sum(link.delay, link.channel.latency);
        const std::uint32_t one = node_[link.one.number];
        const std::uint32_t other = node_[link.other.number];
        hops_[next[one]++] = {other, delay};
        hops_[next[other]++] = {one, delay};
    }
}

/// Halves the way there each time, so that it stays short.
std::uint32_t Reach::root(std::uint32_t node) const {
    while (parent_[node] != node) {
        parent_[node] = parent_[parent_[node]];
        node = parent_[node];
    }
    return node;
}

bool Reach::is_joined(AgentId from, AgentId to) const {
    return are_all_joined_ || root(node_[from.number]) == root(node_[to.number]);
}

Duration Reach::direct(AgentId from, AgentId to) const {
    if (node_[from.number] == node_[to.number]) return {};
    const Channel& way = network_.channel(from, to);
    if (way.loss >= 1.0) return no_arrival;
    return sum(network_.metric().least_delay(network_.endpoint(from), network_.endpoint(to)),
               way.latency);
}

Duration Reach::least(AgentId from, AgentId to) {
    if (node_[from.number] == node_[to.number]) return {};
    if (!is_graph_) {
        // Light is the fastest there is, but for what agents of one kernel tell one another.
        if (has_shared_kernels_) return {};
        return network_.metric().least_delay(network_.endpoint(from), network_.endpoint(to));
    }
    if (node_[from.number] != searched_ && ++n_searches_ > n_searches_max) return {};
    return std::min(otherwise_, search(node_[from.number])[node_[to.number]]);
}

const std::vector<Duration>& Reach::search(std::uint32_t from) {
    if (from == searched_) return found_;
    searched_ = from;
    found_.assign(node_.size(), no_arrival);
    using Reached = std::pair<std::int64_t, std::uint32_t>;  // delay [ticks], node
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> next;
    found_[from] = {0};
    next.emplace(0, from);
    while (!next.empty()) {
        const auto [so_far, node] = next.top();
        next.pop();
        if (so_far > found_[node].ticks) continue;
        for (std::size_t i = starts_[node]; i < starts_[node + 1]; ++i) {
            const Duration there = sum({so_far}, hops_[i].delay);
            if (there.ticks >= found_[hops_[i].to].ticks) continue;
            found_[hops_[i].to] = there;
            next.emplace(there.ticks, hops_[i].to);
        }
    }
    return found_;
}

}  // namespace worldline
