// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/network.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "sim/base/expects.hpp"
#include "sim/base/random.hpp"
#include "sim/spacetime/motions.hpp"

namespace worldline {
namespace {

/// More motions than this are not compared pair by pair; the metric's own bound must do.
constexpr std::size_t motions_compared_max = 2'000;

void check(const Channel& channel) {
    expects(channel.latency.ticks >= 0, "the latency of a channel is not negative");
    expects(channel.jitter >= 0.0 && std::isfinite(channel.jitter),
            "the jitter of a channel is finite and not negative");
    expects(channel.loss >= 0.0 && channel.loss <= 1.0, "the loss of a channel is a share");
}

/// Rounded up; a wait that no clock could count is one without end.
Duration rounded_up(double ticks) {
    constexpr double ticks_max = 0x1p62;
    if (ticks >= ticks_max) return no_arrival;
    return {static_cast<std::int64_t>(std::ceil(ticks))};
}

/// `no_arrival` beyond the range of time.
Duration sum(Duration a, Duration b) {
    return a.ticks > never_ticks - b.ticks ? no_arrival : Duration{a.ticks + b.ticks};
}

Time later(Time sent, Duration delay) {
    if (delay == no_arrival || delay.ticks > never_ticks - sent.ticks) return never;
    // A delay below zero is a mistake of the metric, which the engine tells with names.
    return sent + (delay.ticks < 0 ? delay : std::max(delay, Duration{1}));
}

}  // namespace

Network::Network(std::shared_ptr<const Metric> metric,
                 std::vector<std::shared_ptr<const Motion>> motions, std::size_t n_agents,
                 Channels channels)
    : metric_(std::move(metric)),
      motions_(std::move(motions)),
      nowhere_(std::make_shared<const FixedMotion>(Vector3{})),
      channels_(std::move(channels)) {
    expects(metric_ != nullptr, "a world has a metric");
    expects(motions_.empty() || motions_.size() == n_agents,
            "every agent has a motion, or none has");
    check(channels_.otherwise);
    for (const Way& way : channels_.ways) check(way.channel);
    std::stable_sort(channels_.ways.begin(), channels_.ways.end(), [](const Way& a, const Way& b) {
        return std::tie(a.from, a.to) < std::tie(b.from, b.to);
    });
    has_pilots_ = metric_->straight_signal_speed().has_value() &&
                  std::any_of(motions_.begin(), motions_.end(),
                              [](const auto& motion) { return motion->top_speed().has_value(); });
    least_delay_ = least();
    uniform_delay_ = uniform();
}

const Channel& Network::channel(AgentId from, AgentId to) const {
    const auto at = std::lower_bound(
        channels_.ways.begin(), channels_.ways.end(), std::tie(from, to),
        [](const Way& way, const auto& wanted) { return std::tie(way.from, way.to) < wanted; });
    const bool is_found = at != channels_.ways.end() && at->from == from && at->to == to;
    return is_found ? at->channel : channels_.otherwise;
}

Time Network::arrival(Endpoint from, Endpoint to, Time sent, std::uint64_t seed,
                      std::uint32_t sequence) const {
    const Duration delay = metric_->delay(from, to, sent);
    if (delay == no_arrival) return never;
    const Passage way = passage(from.agent, to.agent, seed, sequence);
    return way.is_lost ? never : later(sent, sum(delay, way.extra));
}

Network::Passage Network::passage(AgentId from, AgentId to, std::uint64_t seed,
                                  std::uint32_t sequence) const {
    const Channel& way = channel(from, to);
    if (!way.leaves_to_chance()) return {.is_lost = false, .extra = way.latency};
    // Both are drawn whether they are needed or not: the jitter of a message does not depend on the
    // loss, and what a small loss takes a greater one takes too.
    Random random(seed, Purpose::channel, from, sequence);
    const bool is_lost = random.uniform() < way.loss;
    const Duration jitter = rounded_up(way.jitter * random.exponential());
    return {.is_lost = is_lost, .extra = sum(way.latency, jitter)};
}

/// Jitter only adds and loss only takes, so neither is in the bound.
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
    return std::max(sum(least, least_latency()), Duration{1});
}

Duration Network::least_latency() const {
    if (has_pilots_) return {};
    Duration latency = channels_.otherwise.latency;
    for (const Way& way : channels_.ways) latency = std::min(latency, way.channel.latency);
    return latency;
}

std::optional<Duration> Network::uniform() const {
    const std::optional<Duration> delay = metric_->uniform_delay();
    const Channel& way = channels_.otherwise;
    const bool is_one = std::all_of(channels_.ways.begin(), channels_.ways.end(),
                                    [&](const Way& other) { return other.channel == way; });
    if (!delay || !is_one || way.leaves_to_chance()) return std::nullopt;
    const Duration sure = sum(*delay, way.latency);
    if (sure == no_arrival) return std::nullopt;
    // A metric that contradicts itself is asked for each message, so that the engine can say so.
    if (std::max(sure, Duration{1}) < least_delay_) return std::nullopt;
    return std::max(sure, Duration{1});
}

}  // namespace worldline
