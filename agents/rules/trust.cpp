// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/trust.hpp"

#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

/// (kept + a) / (kept + broken + a + b): the mean of the Beta distribution over the share kept.
class BetaTrust final : public TrustRule {
public:
    BetaTrust(double a, double b) : a_(a), b_(b) {}

    TrustRecord initial() const override { return {{a_, b_, 0.0, 0.0}}; }
    TrustRecord update(TrustRecord trust, double degree, double weight) const override {
        expects(degree >= 0.0 && degree <= 1.0, "a degree is between 0 and 1");
        trust.numbers[0] += weight * degree;
        trust.numbers[1] += weight * (1.0 - degree);
        return trust;
    }
    bool is_revocable() const override { return true; }
    double value(const TrustRecord& trust) const override {
        return trust.numbers[0] / (trust.numbers[0] + trust.numbers[1]);
    }

private:
    double a_;
    double b_;
};

double number_of(const std::map<std::string, double>& numbers, const std::string& name,
                 double otherwise) {
    const auto at = numbers.find(name);
    return at == numbers.end() ? otherwise : at->second;
}

}  // namespace

const Registry<TrustMaker>& trust_rules() {
    static const Registry<TrustMaker> rules = [] {
        Registry<TrustMaker> made;
        made.add({"beta",
                  "Share of promises kept, with a prior: (kept + a) / (kept + broken + a + b).",
                  "docs/model.md 3; [Jøsang2002]",
                  {{.name = "a",
                    .default_value = "1",
                    .minimum = 1e-9,
                    .meaning = "prior weight of kept; first number of `prior`"},
                   {.name = "b",
                    .default_value = "1",
                    .minimum = 1e-9,
                    .meaning = "prior weight of broken; second number of `prior`"}}},
                 [](const std::map<std::string, double>& numbers) {
                     return std::make_shared<const BetaTrust>(number_of(numbers, "a", 1.0),
                                                              number_of(numbers, "b", 1.0));
                 });
        return made;
    }();
    return rules;
}

}  // namespace worldline
