// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/network.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "sim/base/expects.hpp"
#include "sim/spacetime/motions.hpp"

namespace worldline {
namespace {

/// More motions than this are not compared pair by pair; the metric's own bound must do.
constexpr std::size_t motions_compared_max = 2'000;

}  // namespace

Network::Network(std::shared_ptr<const Metric> metric,
                 std::vector<std::shared_ptr<const Motion>> motions, std::size_t n_agents)
    : metric_(std::move(metric)),
      motions_(std::move(motions)),
      nowhere_(std::make_shared<const FixedMotion>(Vector3{})) {
    expects(metric_ != nullptr, "a world has a metric");
    expects(motions_.empty() || motions_.size() == n_agents,
            "every agent has a motion, or none has");
    least_delay_ = least();
}

Time Network::arrival(AgentId from, AgentId to, Time sent) const {
    const Duration delay = metric_->delay(endpoint(from), endpoint(to), sent);
    if (delay == no_arrival || delay.ticks > never_ticks - sent.ticks) return never;
    return sent + std::max(delay, Duration{1});
}

Duration Network::least() const {
    Duration least = metric_->least_delay();
    if (least.ticks == 0 && !motions_.empty() && motions_.size() <= motions_compared_max) {
        least = no_arrival;
        for (std::uint32_t i = 0; i < motions_.size(); ++i) {
            for (std::uint32_t j = 0; j < motions_.size(); ++j) {
                if (i == j) continue;
                least = std::min(least,
                                 metric_->least_delay(endpoint(AgentId{i}), endpoint(AgentId{j})));
            }
        }
    }
    return std::max(least, Duration{1});
}

}  // namespace worldline
