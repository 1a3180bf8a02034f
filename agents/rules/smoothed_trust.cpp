// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/smoothed_trust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/base/expects.hpp"
#include "sim/base/math.hpp"

namespace worldline {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A step towards `target`; hearsay makes it shorter by its weight.
double towards(double from, double target, double step) { return from + step * (target - from); }

class ExponentialSmoothing final : public TrustRule {
public:
    explicit ExponentialSmoothing(double memory) : memory_(memory) {}

    TrustRecord initial() const override { return {{0.5, 0.0, 0.0, 0.0}}; }
    bool is_revocable() const override { return false; }
    TrustRecord update(const TrustRecord& trust, const TrustSample& sample) const override {
        expects(sample.weight >= 0.0, "what is smoothed over cannot be taken back");
        TrustRecord next = trust;
        next.numbers[0] = towards(trust.numbers[0], sample.degree,
                                  (1.0 - memory_) * std::min(1.0, sample.weight));
        return next;
    }
    double value(const TrustRecord& trust, double) const override { return trust.numbers[0]; }

private:
    double memory_;
};

/// Numbers: V; the last q, when that was, and the last slope, each NaN where there is none.
class Trustability final : public TrustRule {
public:
    explicit Trustability(double interval) : interval_(interval) {}

    TrustRecord initial() const override { return {{0.5, none, none, none}}; }
    bool is_revocable() const override { return false; }
    TrustRecord update(const TrustRecord& trust, const TrustSample& sample) const override {
        expects(sample.weight >= 0.0, "what is smoothed over cannot be taken back");
        TrustRecord next = trust;
        double outcome = sample.degree;
        if (const double q = sample.latency(); std::isfinite(q) && sample.allowed > 0.0) {
            outcome = delta(trust, sample, q);
            next.numbers[3] = slope(trust, sample, q);
            next.numbers[1] = q;
            next.numbers[2] = sample.now;
        }
        next.numbers[0] = towards(trust.numbers[0], outcome, 0.6 * std::min(1.0, sample.weight));
        return next;
    }
    /// Rewards may lift it over 1 for a while; an expectation is a share.
    double value(const TrustRecord& trust, double) const override {
        return std::clamp(trust.numbers[0], 0.0, 1.0);
    }
    double score(const TrustRecord& trust, double) const override { return trust.numbers[0]; }

private:
    /// Change of q since the last sample, in q₀ per interval; NaN if there was none or no time.
    double slope(const TrustRecord& trust, const TrustSample& sample, double q) const {
        const double intervals = (sample.now - trust.numbers[2]) / interval_;
        return intervals > 0.0 ? (q - trust.numbers[1]) / sample.allowed / intervals : none;
    }
    static double reward(double change) {
        constexpr double dead_band = 0.01;
        return change < -dead_band ? 0.1 : change > dead_band ? -0.1 : 0.0;
    }
    double delta(const TrustRecord& trust, const TrustSample& sample, double q) const {
        const double level = 1.0 / (1.0 + math::exp(3.0 * (q - sample.allowed) / sample.allowed));
        double outcome = level * sample.degree;
        const double last = trust.numbers[1];
        const bool is_first = last != last;
        const double mean = is_first ? 0.6 * q : 0.5 * last + 0.5 * q;
        const double deviation = is_first ? 0.0 : std::sqrt(0.5) * std::fabs(q - mean);
        if (std::fabs(mean) < deviation) outcome /= 1.5;
        const double now_slope = slope(trust, sample, q);
        const double intervals = (sample.now - trust.numbers[2]) / interval_;
        outcome += reward(now_slope) + reward((now_slope - trust.numbers[3]) / intervals);
        return std::max(0.0, outcome);
    }

    double interval_;
};

Part smoothing_part() {
    return {
        .name = "exponential_smoothing",
        .summary = "The last outcomes count most: L ← (1 − l)·degree + l·L.",
        .source = "Semantic Spacetime III, lemma 1 (knowledge decay)",
        .parameters = {{.name = "memory",
                        .default_value = "0.9",
                        .minimum = 0.0,
                        .maximum = 1.0,
                        .meaning = "l: the share of what was believed that stays at each sample"}},
        .equation = "L ← (1 − l)·degree + l·L",
        .loses = "how much it rests on, and all that changes faster than it is sampled"};
}

Part trustability_part() {
    return {.name = "trustability",
            .summary =
                "How promptly, how well and how steadily promises are kept, with a memory of "
                "less than one sample.",
            .source = "[Burgess2023], the Trustability library (published code)",
            .parameters = {{.name = "interval",
                            .kind = ParameterKind::quantity,
                            .unit = "s",
                            .default_value = "1 s",
                            .minimum = 1e-9,
                            .meaning = "unit of time for how fast latency falls or rises"}},
            .equation = "V ← 0.4·V + 0.6·δ, δ = degree/(1 + exp(3(q − q₀)/q₀)) with rewards",
            .loses = "all but the last few outcomes: half of the past is gone in 0.76 samples"};
}

}  // namespace

void add_smoothed_trust(Registry<TrustMaker>& rules) {
    rules.add(smoothing_part(), [](const std::map<std::string, double>& numbers) {
        return std::make_shared<const ExponentialSmoothing>(number_of(numbers, "memory", 0.9));
    });
    rules.add(trustability_part(), [](const std::map<std::string, double>& numbers) {
        return std::make_shared<const Trustability>(number_of(numbers, "interval", 1.0));
    });
}

}  // namespace worldline
