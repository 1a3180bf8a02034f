// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "sim/base/time.hpp"
#include "sim/spacetime/metric.hpp"
#include "sim/spacetime/motion.hpp"

namespace worldline {

/// A motion in a metric: what there is before anybody hangs a clock on it. Gives proper time.
class WorldLine {
public:
    /// @throws std::invalid_argument  nobody can move so in this world.
    WorldLine(std::shared_ptr<const Motion> motion, std::shared_ptr<const Metric> metric,
              Resolution resolution);

    const Motion& motion() const { return *motion_; }
    const Metric& metric() const { return *metric_; }
    Resolution resolution() const { return resolution_; }

    /// Is δ = y · t for ever?
    bool is_steady() const { return is_steady_; }

    /// δ = τ − t [ticks], to 10⁻¹⁴ of a tick within any run.
    Twofold offset(Time t) const {
        if (is_steady_) return steady_rate_ * exactly(t.ticks);
        return metric_->offset(*motion_, seconds_of(t, resolution_)) / tick_seconds(resolution_);
    }

    /// y = dτ/dt − 1.
    Twofold rate(Time t) const {
        if (is_steady_) return steady_rate_;
        return metric_->rate(*motion_, seconds_of(t, resolution_));
    }

private:
    std::shared_ptr<const Motion> motion_;
    std::shared_ptr<const Metric> metric_;
    Resolution resolution_;
    bool is_steady_;
    Twofold steady_rate_;  ///< y, where it is steady
};

}  // namespace worldline
