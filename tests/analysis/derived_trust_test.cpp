// SPDX-License-Identifier: Apache-2.0
// What follows from trust without new evidence?
//
// Goal: trust at second hand, levels, claims that rest on others and branches weigh what C28 b, e
// and f say. Method: numbers by hand; tables and graphs of chance against references that try every
// path and every set.

#include "analysis/derived_trust.hpp"

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "tests/support/check.hpp"

namespace worldline {
namespace {

/// Chance for tests alone: the minimal standard generator of Park and Miller.
class Draws {
public:
    explicit Draws(std::uint64_t seed) : state_(seed * 7919 + 1) {
        for (int i = 0; i < 5; ++i) below(2);
    }
    std::uint32_t below(std::uint32_t n) {
        state_ = state_ * 48'271 % 2'147'483'647;
        return static_cast<std::uint32_t>(state_ * n / 2'147'483'647);
    }
    double share() { return below(1'000'000) / 1e6; }

private:
    std::uint64_t state_;
};

TEST_CASE("Trust at second hand is 0.8 of both, and there is no third", "[derived][trust]") {
    // C28b. 0 trusts 1, 1 trusts 2, 2 trusts 3: three hops are too many.
    const std::vector<TrustOf> chain{{0, 1, 0.9}, {1, 2, 0.5}, {2, 3, 1.0}};
    const std::vector<TrustVia> found = transitive_trust(chain);
    REQUIRE(found.size() == 5);
    CHECK(found[0] == TrustVia{0, 1, 0.9});
    CHECK(found[1] == TrustVia{0, 2, 0.8 * 0.9 * 0.5, 1});
    CHECK(found[2] == TrustVia{1, 2, 0.5});
    CHECK(found[3] == TrustVia{1, 3, 0.8 * 0.5 * 1.0, 2});
    CHECK(found[4] == TrustVia{2, 3, 1.0});
    CHECK(transitive_trust({}).empty());
}

TEST_CASE("What one has seen oneself goes before what others say", "[derived][trust]") {
    // Would break: a friend's praise that makes up for a promise broken to oneself.
    const std::vector<TrustOf> pairs{{0, 1, 1.0}, {1, 2, 1.0}, {0, 2, 0.1}, {1, 0, 1.0}};
    for (const TrustVia& row : transitive_trust(pairs)) {
        CHECK(row.by != row.in);
        if (row.by == 0 && row.in == 2) CHECK(row == TrustVia{0, 2, 0.1});
    }
}

TEST_CASE("Transitive trust is the best of all ways of one or two hops", "[derived][trust][law]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Draws draws(seed);
        const std::uint32_t n = 12;
        std::map<std::pair<std::uint32_t, std::uint32_t>, double> table;
        for (int i = 0; i < 40; ++i) {
            const std::uint32_t by = draws.below(n), in = draws.below(n);
            if (by != in) table[{by, in}] = draws.below(10) / 10.0;  // so that there are ties
        }
        std::vector<TrustOf> pairs;
        for (const auto& [pair, trust] : table) pairs.push_back({pair.first, pair.second, trust});
        std::vector<TrustVia> expected;
        for (std::uint32_t by = 0; by < n; ++by) {
            for (std::uint32_t in = 0; in < n; ++in) {
                if (by == in) continue;
                TrustVia best{by, in, -1.0};
                if (table.contains({by, in})) best.trust = table[{by, in}];
                for (std::uint32_t via = 0; via < n && !table.contains({by, in}); ++via) {
                    if (!table.contains({by, via}) || !table.contains({via, in})) continue;
                    const double trust = 0.8 * table[{by, via}] * table[{via, in}];
                    if (trust > best.trust) best = {by, in, trust, via};
                }
                if (best.trust >= 0.0) expected.push_back(best);
            }
        }
        CHECK(transitive_trust(pairs) == expected);
    }
}

TEST_CASE("A level is how many thresholds trust has reached", "[derived][trust]") {
    // C28b: 0.95, 0.85, 0.70, 0.50, 0.30. On a threshold counts as over it.
    const std::map<double, int> levels{{0.0, 0},  {0.2999, 0}, {0.30, 1}, {0.4999, 1},
                                       {0.50, 2}, {0.699, 2},  {0.70, 3}, {0.8499, 3},
                                       {0.85, 4}, {0.949, 4},  {0.95, 5}, {1.0, 5}};
    for (const auto& [trust, level] : levels) {
        CAPTURE(trust);
        CHECK(trust_level(trust) == level);
    }
    CHECK(trust_level(std::nan("")) == -1);
}

TEST_CASE("A claim is worth the product of all that it rests on, each once", "[derived][trust]") {
    // 3 rests on 1 and 2, which both rest on 0: 0 counts once. 4 and 5 rest on one another.
    const std::vector<double> trust{0.5, 0.8, 0.9, 1.0, 0.5, 0.25};
    const std::vector<RestsOn> rests{{3, 1}, {3, 2}, {1, 0}, {2, 0}, {4, 5}, {5, 4}, {3, 1}};
    const std::vector<std::uint32_t> all{0, 1, 2, 3, 4, 5, 3};
    const std::vector<double> weights = claim_weights(trust, rests, all);
    const std::vector<double> expected{0.5, 0.4, 0.45, 0.36, 0.125, 0.125, 0.36};
    REQUIRE(weights.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(weights[i] == Approx(expected[i]).epsilon(1e-14));
    }
}

/// The chance that claim 0 and all that it can rest on hold, if each claim holds by itself with
/// the chance that it is trusted: summed over every way in which they may hold or not.
double chance_that_all_hold(const std::vector<double>& trust, const std::vector<RestsOn>& rests) {
    double chance = 0.0;
    for (std::uint32_t world = 0; world < 1u << trust.size(); ++world) {
        double of_world = 1.0;
        std::vector<bool> holds;
        for (std::size_t i = 0; i < trust.size(); ++i) {
            holds.push_back((world >> i & 1u) != 0);
            of_world *= holds[i] ? trust[i] : 1.0 - trust[i];
        }
        for (std::size_t again = 0; again < trust.size(); ++again) {
            for (const RestsOn& link : rests) {
                if (!holds[link.onto]) holds[link.from] = false;
            }
        }
        chance += holds[0] ? of_world : 0.0;
    }
    return chance;
}

TEST_CASE("The weight of a claim is the chance that all below it hold", "[derived][trust][law]") {
    // C28e, the product over hyperedges, against the sum over all 1,024 worlds.
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Draws draws(seed);
        std::vector<double> trust;
        for (int i = 0; i < 10; ++i) trust.push_back(0.5 + draws.share() / 2.0);
        std::vector<RestsOn> rests;
        for (int i = 0; i < 9; ++i) rests.push_back({draws.below(10), draws.below(10)});
        const std::uint32_t first = 0;
        const double weight = claim_weights(trust, rests, {&first, 1}).front();
        CHECK(weight == Approx(chance_that_all_hold(trust, rests)).epsilon(1e-12));
    }
}

TEST_CASE("Half of a branch's weight is gone in 69.3 seconds", "[derived][trust]") {
    // C28f: exp(−0.01 t) · S_b / S_total.
    const std::vector<double> now =
        branch_weights(std::vector<BranchSupport>{{30.0, 0.0}, {10.0, 0.0}});
    CHECK(now == std::vector<double>{0.75, 0.25});
    const std::vector<BranchSupport> aged{{1.0, 69.314718055994531}, {3.0, 200.0}, {0.0, 5.0}};
    const std::vector<double> weights = branch_weights(aged);
    CHECK(weights[0] == Approx(0.125).epsilon(1e-14));
    CHECK(weights[1] == Approx(0.75 * std::exp(-2.0)).epsilon(1e-14));
    CHECK(weights[2] == 0.0);
    CHECK(std::log(2.0) / 0.01 == Approx(69.3).margin(0.05));
    CHECK(branch_weights(aged, 0.0)[1] == 0.75);
    CHECK(branch_weights(std::vector<BranchSupport>{{0.0, 1.0}}) == std::vector<double>{0.0});
}

}  // namespace
}  // namespace worldline
