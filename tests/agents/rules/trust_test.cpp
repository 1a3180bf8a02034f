// SPDX-License-Identifier: Apache-2.0
// What does an observer learn from verdicts?

#include "agents/rules/trust.hpp"

#include "tests/support/check.hpp"

namespace worldline {
namespace {

std::shared_ptr<const TrustRule> beta(double a, double b) {
    return trust_rules().find("beta")->make({{"a", a}, {"b", b}});
}

TEST_CASE("Nine kept and one broken give 10/12 under the Beta rule", "[trust]") {
    // Check value: the rule `beta` of docs/model.md 3, by hand.
    const auto rule = beta(1.0, 1.0);
    TrustRecord trust = rule->initial();
    CHECK(rule->value(trust) == 0.5);
    for (int i = 0; i < 9; ++i) trust = rule->update(trust, 1.0, 1.0);
    trust = rule->update(trust, 0.0, 1.0);
    CHECK(rule->value(trust) == 10.0 / 12.0);
}

TEST_CASE("A contribution that is taken back leaves no trace", "[trust]") {
    const auto rule = beta(1.0, 1.0);
    REQUIRE(rule->is_revocable());
    const TrustRecord before = rule->update(rule->initial(), 1.0, 1.0);
    TrustRecord trust = rule->update(before, 0.0, 1.0);
    trust = rule->update(trust, 0.0, -1.0);
    CHECK(rule->value(trust) == rule->value(before));
}

TEST_CASE("Hearsay counts by its weight", "[trust]") {
    const auto rule = beta(1.0, 1.0);
    CHECK(rule->value(rule->update(rule->initial(), 1.0, 0.5)) == 1.5 / 2.5);
    CHECK(rule->value(rule->update(rule->initial(), 0.0, 0.5)) == 1.0 / 2.5);
}

TEST_CASE("The Beta rule equals kept and broken counted by hand", "[trust][law]") {
    const auto rule = beta(2.0, 3.0);
    TrustRecord trust = rule->initial();
    double kept = 0.0;
    double broken = 0.0;
    for (int i = 0; i < 1'000; ++i) {
        const bool is_kept = (i * 7919) % 10 < 7;
        trust = rule->update(trust, is_kept ? 1.0 : 0.0, 1.0);
        (is_kept ? kept : broken) += 1.0;
        CHECK(rule->value(trust) == (kept + 2.0) / (kept + broken + 5.0));
    }
}

}  // namespace
}  // namespace worldline
