// SPDX-License-Identifier: Apache-2.0
#include "cli/lookahead.hpp"

#include <algorithm>

namespace worldline {
namespace {

constexpr std::size_t agents_compared_max = 2'000;  // some seconds for agents that move

Reach reach(const Network& network, AgentId from, AgentId to) {
    return {.from = from,
            .to = to,
            .signal = network.metric().least_delay(network.endpoint(from), network.endpoint(to)),
            .latency = network.channel(from, to).latency};
}

/// The tightest so far, and no more than `most` of them.
class Tightest {
public:
    explicit Tightest(std::size_t most) : most_(most) {}

    void add(const Reach& one) {
        if (kept_.size() == most_ && one.delay() >= kept_.back().delay()) return;
        const auto at = std::upper_bound(
            kept_.begin(), kept_.end(), one,
            [](const Reach& a, const Reach& b) { return a.delay() < b.delay(); });
        kept_.insert(at, one);
        if (kept_.size() > most_) kept_.pop_back();
    }
    std::vector<Reach> kept() && { return std::move(kept_); }

private:
    std::size_t most_;
    std::vector<Reach> kept_;
};

}  // namespace

Reaches reaches_of(const World& world, std::size_t most) {
    Reaches reaches;
    reaches.is_known = world.n_agents() <= agents_compared_max;
    if (!reaches.is_known) return reaches;
    Tightest tightest(most);
    Duration least = no_arrival;
    const auto is_reached = [&](const Reach& one) {
        ++reaches.n_pairs;
        if (one.signal == no_arrival) {
            ++reaches.n_unreachable;
            return false;
        }
        if (one.delay() < least) reaches.n_tightest = 0;
        least = std::min(least, one.delay());
        if (one.delay() == least) ++reaches.n_tightest;
        return true;
    };
    const auto n_agents = static_cast<std::uint32_t>(world.n_agents());
    for (std::uint32_t i = 0; i < n_agents; ++i) {
        for (std::uint32_t j = i + 1; j < n_agents; ++j) {
            Reach there = reach(*world.network, AgentId{i}, AgentId{j});
            const Reach back = reach(*world.network, AgentId{j}, AgentId{i});
            const bool is_there = is_reached(there), is_back = is_reached(back);
            there.is_mutual = is_there && is_back && there.signal == back.signal &&
                              there.latency == back.latency;
            if (is_there) tightest.add(there);
            if (is_back && !there.is_mutual) tightest.add(back);
        }
    }
    reaches.tightest = std::move(tightest).kept();
    return reaches;
}

}  // namespace worldline
