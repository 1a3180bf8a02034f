// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "sim/base/time.hpp"
#include "sim/spacetime/metric.hpp"
#include "sim/spacetime/motion.hpp"
#include "sim/spacetime/offset_integral.hpp"

namespace worldline {

/// A motion in a metric: what there is before anybody hangs a clock on it. Gives proper time.
class WorldLine {
public:
    /// @param until  End of the run. Where proper time has no closed form its integral is kept
    ///               as far as that; later the mean rate of the run goes on.
    /// @throws std::invalid_argument  nobody can move so in this world.
    WorldLine(std::shared_ptr<const Motion> motion, std::shared_ptr<const Metric> metric,
              Resolution resolution, Time until = never);

    const Motion& motion() const { return *motion_; }
    const Metric& metric() const { return *metric_; }
    Resolution resolution() const { return resolution_; }

    /// Is δ = y · t for ever?
    bool is_steady() const { return is_steady_; }

    /// δ = τ − t [ticks], to 10⁻¹⁴ of a tick within any run.
    Twofold offset(Time t) const {
        if (is_steady_) return steady_rate_ * exactly(t.ticks);
        const Twofold seconds = seconds_of(t, resolution_);
        const Twofold gained =
            integral_ ? integral_->offset(seconds) : metric_->offset(*motion_, seconds);
        return gained / tick_seconds(resolution_);
    }

    /// y = dτ/dt − 1.
    Twofold rate(Time t) const {
        if (is_steady_) return steady_rate_;
        const Twofold seconds = seconds_of(t, resolution_);
        return integral_ ? integral_->rate(seconds) : metric_->rate(*motion_, seconds);
    }

private:
    std::shared_ptr<const Motion> motion_;
    std::shared_ptr<const Metric> metric_;
    Resolution resolution_;
    bool is_steady_;
    Twofold steady_rate_;                             ///< y, where it is steady
    std::shared_ptr<const OffsetIntegral> integral_;  ///< null where there is a closed form
};

}  // namespace worldline
