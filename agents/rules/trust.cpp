// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/trust.hpp"

#include "agents/rules/beta_trust.hpp"
#include "agents/rules/counted_trust.hpp"
#include "agents/rules/forecast_trust.hpp"
#include "agents/rules/smoothed_trust.hpp"

namespace worldline {

const Registry<TrustMaker>& trust_rules() {
    static const Registry<TrustMaker> rules = [] {
        Registry<TrustMaker> made;
        add_beta_trust(made);
        add_counted_trust(made);
        add_forecast_trust(made);
        add_smoothed_trust(made);
        return made;
    }();
    return rules;
}

double number_of(const std::map<std::string, double>& numbers, const std::string& name,
                 double otherwise) {
    const auto at = numbers.find(name);
    return at == numbers.end() ? otherwise : at->second;
}

}  // namespace worldline
