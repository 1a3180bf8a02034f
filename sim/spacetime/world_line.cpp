// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/world_line.hpp"

#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {

WorldLine::WorldLine(std::shared_ptr<const Motion> motion, std::shared_ptr<const Metric> metric,
                     Resolution resolution, Time until)
    : motion_(std::move(motion)), metric_(std::move(metric)), resolution_(resolution) {
    expects(motion_ && metric_, "a world line has a motion and a metric");
    metric_->check(*motion_);
    is_steady_ = metric_->is_steady(*motion_);
    if (is_steady_) {
        steady_rate_ = metric_->offset(*motion_, 1.0);
    } else if (metric_->integration_step(*motion_) > 0.0) {
        const double end = until == never ? 0.0 : seconds_of(until, resolution).value();
        integral_ = std::make_shared<const OffsetIntegral>(motion_, metric_, end);
    }
}

}  // namespace worldline
