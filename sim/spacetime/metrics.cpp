// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/metrics.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/spacetime/offset_integral.hpp"
#include "sim/spacetime/signal.hpp"

namespace worldline {

// ---- signals ------------------------------------------------------------------------------------

double SpaceMetric::extra_delay(Vector3, Vector3, double) const { return 0.0; }

Duration SpaceMetric::delay(Endpoint from, Endpoint to, Time sent) const {
    const Twofold emission = seconds_of(sent, resolution_);
    double span = light_time(from.motion, to.motion, emission, signal_speed_);
    if (has_extra_delay() && std::isfinite(span)) {
        span += extra_delay(from.motion.at(emission).position,
                            to.motion.at(emission + Twofold(span)).position, emission.high);
    }
    return ticks_up(span, resolution_);
}

Duration SpaceMetric::least_delay(Endpoint from, Endpoint to) const {
    return ticks_down(least_light_time(from.motion, to.motion, signal_speed_), resolution_);
}

double SpaceMetric::travelled(Endpoint from, Endpoint to, Twofold received) const {
    double span = light_time_back(from.motion, to.motion, received, signal_speed_);
    if (!has_extra_delay()) return span;
    // The delay stands at the end of the way: what would have arrived so much earlier. Each
    // round is better by 10⁻⁸.
    double extra = 0.0;
    for (int round = 0; round < 3 && std::isfinite(span); ++round) {
        const Twofold flat = received - Twofold(extra);
        span = light_time_back(from.motion, to.motion, flat, signal_speed_);
        const Twofold emission = flat - Twofold(span);
        extra = extra_delay(from.motion.at(emission).position, to.motion.at(flat).position,
                            emission.high);
    }
    return span + extra;
}

// ---- special relativity -------------------------------------------------------------------------

double FlatMetric::rate(const Motion& motion, Twofold seconds) const {
    return motion.dilation_rate(seconds);
}

Twofold FlatMetric::offset(const Motion& motion, Twofold seconds) const {
    if (const auto closed = motion.dilation(seconds)) return *closed;
    return integrated_offset(motion, *this, seconds);
}

double FlatMetric::integration_step(const Motion& motion) const {
    return motion.dilation(0.0) ? 0.0 : 0.5 * std::min(motion.time_scale(), 1e9);
}

bool FlatMetric::is_steady(const Motion& motion) const { return motion.bounds().constant_speed(); }

void FlatMetric::check(const Motion& motion) const {
    if (motion.bounds().speed_max < constants::light_speed) return;
    throw std::invalid_argument("nothing moves at the speed of light or faster: " +
                                motion.describe());
}

std::string FlatMetric::describe() const {
    if (signal_speed() == constants::light_speed) return "flat, signals at the speed of light";
    return fmt::format("flat, signals at {} m/s", signal_speed());
}

// ---- Newton ---------------------------------------------------------------------------------

Duration GalileanMetric::delay(Endpoint from, Endpoint to, Time sent) const {
    if (is_instant()) return {from.agent == to.agent ? 0 : 1};
    return SpaceMetric::delay(from, to, sent);
}

Duration GalileanMetric::least_delay(Endpoint from, Endpoint to) const {
    if (is_instant()) return {from.agent == to.agent ? 0 : 1};
    return SpaceMetric::least_delay(from, to);
}

Duration GalileanMetric::least_delay() const { return {is_instant() ? 1 : 0}; }

std::optional<Duration> GalileanMetric::uniform_delay() const {
    if (!is_instant()) return std::nullopt;
    return Duration{1};
}

double GalileanMetric::travelled(Endpoint from, Endpoint to, Twofold received) const {
    if (is_instant()) return from.agent == to.agent ? 0.0 : tick_seconds(resolution()).value();
    return SpaceMetric::travelled(from, to, received);
}

std::string GalileanMetric::describe() const {
    if (is_instant()) return "Galilean, signals arrive at the next tick";
    return fmt::format("Galilean, signals at {} m/s", signal_speed());
}

}  // namespace worldline
