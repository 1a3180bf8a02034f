// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/offset_integral.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr std::size_t n_steps_min = 256;
constexpr std::size_t n_steps_max = std::size_t{1} << 20;

/// Abscissae and weights of Gauss's rule of eight points on [−1, 1].
constexpr double abscissa[]{0.183'434'642'495'649'8, 0.525'532'409'916'329, 0.796'666'477'413'626'7,
                            0.960'289'856'497'536'2};
constexpr double weight[]{0.362'683'783'378'362, 0.313'706'645'877'887'3, 0.222'381'034'453'374'5,
                          0.101'228'536'290'376'3};

Twofold smooth_piece(const Motion& motion, const Metric& metric, Twofold from, Twofold to) {
    const double half = 0.5 * (to - from).value();
    const Twofold middle = from + Twofold(half);
    double sum = 0.0;
    for (int i = 0; i < 4; ++i) {
        const Twofold aside(half * abscissa[i]);
        sum +=
            weight[i] * (metric.rate(motion, middle - aside) + metric.rate(motion, middle + aside));
    }
    return two_product(half, sum);
}

/// ∫ y dt over one step or a part of it.
Twofold piece(const Motion& motion, const Metric& metric, Twofold from, Twofold to) {
    const auto corners = motion.corners();
    const double low = std::min(from.high, to.high);
    const double high = std::max(from.high, to.high);
    auto corner = std::upper_bound(corners.begin(), corners.end(), low);
    const auto last = std::lower_bound(corners.begin(), corners.end(), high);
    if (corner >= last) return smooth_piece(motion, metric, from, to);
    const bool is_back = to.high < from.high;
    Twofold start = is_back ? to : from;
    Twofold sum;
    for (; corner != last; ++corner) {
        sum = sum + smooth_piece(motion, metric, start, *corner);
        start = *corner;
    }
    sum = sum + smooth_piece(motion, metric, start, is_back ? from : to);
    return is_back ? -sum : sum;
}

Twofold begin_of(double step, double n) { return two_product(step, n); }

}  // namespace

Twofold integrated_offset(const Motion& motion, const Metric& metric, Twofold seconds) {
    const double step = std::copysign(metric.integration_step(motion), seconds.high);
    const double n_whole = std::floor(seconds.high / step);
    Twofold sum;
    for (double n = 0.0; n < n_whole; n += 1.0) {
        sum = sum + piece(motion, metric, begin_of(step, n), begin_of(step, n + 1.0));
    }
    return sum + piece(motion, metric, begin_of(step, n_whole), seconds);
}

OffsetIntegral::OffsetIntegral(std::shared_ptr<const Motion> motion,
                               std::shared_ptr<const Metric> metric, double until)
    : motion_(std::move(motion)), metric_(std::move(metric)) {
    step_ = metric_->integration_step(*motion_);
    expects(step_ > 0.0 && std::isfinite(step_), "what is integrated has steps");
    const double n_wanted = std::min(until / step_, static_cast<double>(n_steps_max));
    const auto n_steps = std::max(n_steps_min, static_cast<std::size_t>(n_wanted) + 1);
    sums_.reserve(n_steps + 1);
    sums_.emplace_back();
    for (std::size_t n = 0; n < n_steps; ++n) {
        const auto at = static_cast<double>(n);
        sums_.push_back(sums_.back() +
                        piece(*motion_, *metric_, begin_of(step_, at), begin_of(step_, at + 1.0)));
    }
    mean_rate_ = sums_.back().value() / (step_ * static_cast<double>(n_steps));
}

Twofold OffsetIntegral::offset(Twofold seconds) const {
    if (seconds.high < 0.0) return integrated_offset(*motion_, *metric_, seconds);
    const double n_whole = std::floor(seconds.high / step_);
    const auto n_kept = static_cast<double>(sums_.size() - 1);
    if (n_whole >= n_kept) {
        return sums_.back() + Twofold(mean_rate_) * (seconds - begin_of(step_, n_kept));
    }
    return sums_[static_cast<std::size_t>(n_whole)] +
           piece(*motion_, *metric_, begin_of(step_, n_whole), seconds);
}

double OffsetIntegral::rate(Twofold seconds) const {
    const bool is_kept = seconds.high < step_ * static_cast<double>(sums_.size() - 1);
    return is_kept ? metric_->rate(*motion_, seconds) : mean_rate_;
}

}  // namespace worldline
