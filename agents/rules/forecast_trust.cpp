// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/forecast_trust.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

double square(double x) { return x * x; }

class Brier final : public TrustRule {
public:
    explicit Brier(double weight) : weight_(weight) {}

    TrustRecord initial() const override { return {{1.0, 0.0, 0.0, 0.0}}; }
    bool is_revocable() const override { return false; }
    TrustRecord update(const TrustRecord& trust, const TrustSample& sample) const override {
        expects(sample.weight >= 0.0, "what has been lost for good cannot be given back");
        TrustRecord next = trust;
        const double loss = square(sample.degree - sample.stated());
        next.numbers[0] *= 1.0 - std::min(1.0, weight_ * sample.weight) * loss;
        return next;
    }
    double value(const TrustRecord& trust, double) const override { return trust.numbers[0]; }

private:
    double weight_;
};

/// Numbers: weight of all, Σa, Σd.
class BrierSkill final : public TrustRule {
public:
    TrustRecord initial() const override { return {}; }
    bool is_revocable() const override { return false; }
    TrustRecord update(const TrustRecord& trust, const TrustSample& sample) const override {
        expects(sample.weight >= 0.0, "guesses are made in their order and cannot be taken back");
        const double guess = (trust.numbers[1] + 1.0) / (trust.numbers[0] + 2.0);
        const double gain = square(sample.degree - guess) - square(sample.degree - sample.stated());
        TrustRecord next = trust;
        next.numbers[0] += sample.weight;
        next.numbers[1] += sample.weight * sample.degree;
        next.numbers[2] += sample.weight * gain;
        return next;
    }
    double value(const TrustRecord& trust, double now) const override {
        return 0.5 + 0.5 * score(trust, now);
    }
    double score(const TrustRecord& trust, double) const override {
        return trust.numbers[2] / (trust.numbers[0] + 2.0);
    }
};

Part brier_part() {
    return {
        .name = "brier",
        .summary = "Every promise costs by how far its stated probability was from the outcome.",
        .source = "PromiseGrid wire draft; [Brier1950]",
        .parameters = {{.name = "weight",
                        .default_value = "256",
                        .minimum = 0.0,
                        .maximum = 8192.0,
                        .meaning = "what a promise is worth, of 8192"}},
        .equation = "T ← T·(1 − weight/8192·(a − p)²)",
        .loses = "all merit: trust can only fall, even for an honest forecaster"};
}

Part skill_part() {
    return {.name = "brier_skill",
            .summary = "How much better stated probabilities are than the observer's own guess.",
            .source = "[Brier1950]; the baseline that `brier` needs",
            .parameters = {},
            .equation =
                "g = (Σa + 1)/(n + 2); score = Σ((a − g)² − (a − p)²)/(n + 2); "
                "trust = (1 + score)/2",
            .loses = "how often promises were kept: who never keeps one and says so is trusted"};
}

}  // namespace

void add_forecast_trust(Registry<TrustMaker>& rules) {
    rules.add(brier_part(), [](const std::map<std::string, double>& numbers) {
        return std::make_shared<const Brier>(number_of(numbers, "weight", 256.0) / 8192.0);
    });
    rules.add(skill_part(), [](const std::map<std::string, double>&) {
        return std::make_shared<const BrierSkill>();
    });
}

}  // namespace worldline
