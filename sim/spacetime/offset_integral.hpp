// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "sim/spacetime/metric.hpp"

namespace worldline {

/// ∫ y dt from 0 to t where there is no closed form.
///
/// Steps of one length from t = 0, each by Gauss's rule of eight points, split where the way has
/// a corner. The steps of a run are summed once; a reading is the sum before its step and a part
/// of that step: a pure function, the same bits for whoever asks and in any order.
class OffsetIntegral {
public:
    /// @param until  [s] At least so far the steps are kept, or as many as there is room for.
    OffsetIntegral(std::shared_ptr<const Motion> motion, std::shared_ptr<const Metric> metric,
                   double until);

    /// δ [s]. After the kept steps the mean rate goes on, and before t = 0 steps go back.
    Twofold offset(Twofold seconds) const;
    /// y.
    double rate(Twofold seconds) const;

private:
    std::shared_ptr<const Motion> motion_;
    std::shared_ptr<const Metric> metric_;
    double step_;                ///< [s]
    std::vector<Twofold> sums_;  ///< δ at the beginning of each step
    double mean_rate_;
};

/// The same without keeping anything: O(t / step).
Twofold integrated_offset(const Motion& motion, const Metric& metric, Twofold seconds);

}  // namespace worldline
