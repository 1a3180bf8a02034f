// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/beta_trust.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "sim/base/expects.hpp"
#include "sim/base/math.hpp"

namespace worldline {
namespace {

constexpr double ln_2 = 0.693147180559945309;
constexpr double forever = std::numeric_limits<double>::infinity();
constexpr double weight_max = 1e12;  ///< a finding weighs 1, and a double holds 16 digits

/// Weights of what was kept and what was broken, as they count at one moment.
class Weights {
public:
    static constexpr std::size_t kept = 0, broken = 1, moment = 2;  // in a `TrustRecord`

    Weights(double prior_kept, double prior_broken, double half_life)
        : prior_{prior_kept, prior_broken}, half_life_(half_life) {}

    TrustRecord initial() const { return {{prior_[0], prior_[1], 0.0, 0.0}}; }

    /// Evidence that is older than the record has faded already when it comes, or goes.
    TrustRecord add(TrustRecord trust, const TrustSample& sample) const {
        expects(sample.degree >= 0.0 && sample.degree <= 1.0, "a degree is between 0 and 1");
        double weight = sample.weight;
        if (half_life_ < forever) {
            if (sample.now >= trust.numbers[moment]) {
                trust = at(trust, sample.now);
                trust.numbers[moment] = sample.now;
            } else {
                weight *= faded(trust.numbers[moment] - sample.now);
            }
        }
        trust.numbers[kept] += weight * sample.degree;
        trust.numbers[broken] += weight * (1.0 - sample.degree);
        return trust;
    }

    /// As it has faded by `now`; the prior does not fade.
    TrustRecord at(TrustRecord trust, double now) const {
        if (!(half_life_ < forever) || now <= trust.numbers[moment]) return trust;
        const double left = faded(now - trust.numbers[moment]);
        for (const std::size_t i : {kept, broken}) {
            trust.numbers[i] = prior_[i] + (trust.numbers[i] - prior_[i]) * left;
        }
        return trust;
    }

private:
    double faded(double seconds) const { return math::exp(-ln_2 * seconds / half_life_); }

    std::array<double, 2> prior_;
    double half_life_;  ///< [s]
};

class BetaTrust final : public TrustRule {
public:
    explicit BetaTrust(Weights weights) : weights_(weights) {}

    TrustRecord initial() const override { return weights_.initial(); }
    bool is_revocable() const override { return true; }
    TrustRecord update(const TrustRecord& trust, const TrustSample& sample) const override {
        return weights_.add(trust, sample);
    }
    double value(const TrustRecord& trust, double now) const override {
        const TrustRecord faded = weights_.at(trust, now);
        const double kept = faded.numbers[Weights::kept];
        return kept / (kept + faded.numbers[Weights::broken]);
    }

private:
    Weights weights_;
};

class TokenValue final : public TrustRule {
public:
    explicit TokenValue(double half_life) : weights_(0.0, 0.0, half_life) {}

    TrustRecord initial() const override { return weights_.initial(); }
    bool is_revocable() const override { return true; }
    TrustRecord update(const TrustRecord& trust, const TrustSample& sample) const override {
        return weights_.add(trust, sample);
    }
    /// What fades alike on both sides does not change their ratio.
    double value(const TrustRecord& trust, double) const override {
        const double kept = trust.numbers[Weights::kept];
        const double all = kept + trust.numbers[Weights::broken];
        return all > 0.0 ? std::clamp(kept / all, 0.0, 1.0) : 0.5;
    }
    double score(const TrustRecord& trust, double) const override {
        const double kept = trust.numbers[Weights::kept];
        const double broken = trust.numbers[Weights::broken];
        if (broken > 0.0) return kept / broken;
        return kept > 0.0 ? forever : 1.0;
    }

private:
    Weights weights_;
};

Part beta_part() {
    return {.name = "beta",
            .summary = "Share of promises kept, with a prior; old evidence may fade.",
            .source = "docs/model.md 3; [Jøsang2002]",
            .parameters = {{.name = "a",
                            .default_value = "1",
                            .minimum = 1e-9,
                            .maximum = weight_max,
                            .meaning = "prior weight of kept; first number of `prior`; above 1e12 "
                                       "no finding could still be seen"},
                           {.name = "b",
                            .default_value = "1",
                            .minimum = 1e-9,
                            .maximum = weight_max,
                            .meaning = "prior weight of broken; second number of `prior`, likewise "
                                       "up to 1e12"},
                           {.name = "half_life",
                            .kind = ParameterKind::quantity,
                            .unit = "s",
                            .minimum = 1e-9,
                            .meaning = "after so long, by the observer's clock, evidence counts "
                                       "half; if not given it never fades"}},
            .equation = "trust = (kept + a) / (kept + broken + a + b)",
            .loses = "the order of what happened, unless it fades, and how large each promise was"};
}

Part token_part() {
    return {.name = "token_value",
            .summary = "What was kept against what was broken, both fading, without a prior.",
            .source = "PromiseGrid notes, sim4 (a design)",
            .parameters = {{.name = "half_life",
                            .kind = ParameterKind::quantity,
                            .unit = "s",
                            .default_value = "69.31471805599453 s",
                            .minimum = 1e-9,
                            .meaning = "after so long, by the observer's clock, evidence counts "
                                       "half; ln 2 / 0.01 per second if not given"}},
            .equation =
                "score = Σ kept / Σ broken, trust = Σ kept / (Σ kept + Σ broken), each "
                "weight × exp(−λ·age)",
            .loses = "how little it knows: after one promise kept trust is 1"};
}

}  // namespace

void add_beta_trust(Registry<TrustMaker>& rules) {
    rules.add(beta_part(), [](const std::map<std::string, double>& numbers) {
        return std::make_shared<const BetaTrust>(Weights(number_of(numbers, "a", 1.0),
                                                         number_of(numbers, "b", 1.0),
                                                         number_of(numbers, "half_life", forever)));
    });
    rules.add(token_part(), [](const std::map<std::string, double>& numbers) {
        return std::make_shared<const TokenValue>(number_of(numbers, "half_life", 100.0 * ln_2));
    });
}

}  // namespace worldline
