// SPDX-License-Identifier: Apache-2.0
#include "analysis/derived_trust.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>

#include "sim/base/expects.hpp"
#include "sim/base/math.hpp"

namespace worldline {
namespace {

using Pairs = std::span<const TrustOf>;

/// Those of one agent in pairs that ascend.
Pairs of(Pairs sorted, std::uint32_t by) {
    const auto range = std::ranges::equal_range(sorted, by, {}, &TrustOf::by);
    return {range.begin(), range.end()};
}

/// The first row of each pair: they come with the one that holds in front.
void keep_first(std::vector<TrustVia>& rows) {
    std::ranges::sort(rows, [](const TrustVia& a, const TrustVia& b) {
        const bool is_second_a = a.via != TrustVia::nobody_between;
        const bool is_second_b = b.via != TrustVia::nobody_between;
        return std::tuple(a.in, is_second_a, -a.trust, a.via) <
               std::tuple(b.in, is_second_b, -b.trust, b.via);
    });
    const auto rest = std::ranges::unique(rows, {}, &TrustVia::in);
    rows.erase(rest.begin(), rest.end());
}

/// What each claim rests on, one list after the other.
struct Grounds {
    std::vector<std::size_t> starts;
    std::vector<std::uint32_t> onto;

    Grounds(std::size_t n_claims, std::span<const RestsOn> rests) : starts(n_claims + 1, 0) {
        for (const RestsOn& link : rests) {
            expects(link.from < n_claims && link.onto < n_claims, "what rests on what is a claim");
            ++starts[link.from + 1];
        }
        for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
        onto.resize(rests.size());
        std::vector<std::size_t> next(starts.begin(), starts.end() - 1);
        for (const RestsOn& link : rests) onto[next[link.from]++] = link.onto;
    }
    std::span<const std::uint32_t> of(std::uint32_t claim) const {
        return std::span(onto).subspan(starts[claim], starts[claim + 1] - starts[claim]);
    }
};

}  // namespace

std::vector<TrustVia> transitive_trust(std::span<const TrustOf> pairs, double damping) {
    expects(damping >= 0.0 && damping <= 1.0, "what a second hand leaves is in [0, 1]");
    std::vector<TrustOf> sorted(pairs.begin(), pairs.end());
    std::ranges::sort(sorted, {}, [](const TrustOf& p) { return std::pair(p.by, p.in); });
    std::vector<TrustVia> found;
    for (std::size_t first = 0; first < sorted.size();) {
        const std::uint32_t by = sorted[first].by;
        const Pairs own = of(sorted, by);
        std::vector<TrustVia> rows;
        for (const TrustOf& near : own) {
            expects(std::isfinite(near.trust) && near.trust >= 0.0, "trust is a number from 0 on");
            if (near.in == by) continue;
            rows.push_back({by, near.in, near.trust});
            for (const TrustOf& far : of(sorted, near.in)) {
                if (far.in == by || far.in == near.in) continue;
                rows.push_back({by, far.in, damping * near.trust * far.trust, near.in});
            }
        }
        keep_first(rows);
        found.insert(found.end(), rows.begin(), rows.end());
        first += own.size();
    }
    return found;
}

int trust_level(double trust) {
    constexpr std::array thresholds{0.30, 0.50, 0.70, 0.85, 0.95};
    if (std::isnan(trust)) return -1;
    return static_cast<int>(std::ranges::count_if(
        thresholds, [trust](double threshold) { return trust >= threshold; }));
}

std::vector<double> claim_weights(std::span<const double> trust, std::span<const RestsOn> rests,
                                  std::span<const std::uint32_t> claims) {
    const Grounds grounds(trust.size(), rests);
    constexpr std::uint32_t never = 0xffff'ffffu;
    std::vector<std::uint32_t> seen_for(trust.size(), never);  // by claim: the last entry asked
    std::vector<double> weights;
    std::vector<std::uint32_t> waiting;
    for (std::uint32_t i = 0; i < claims.size(); ++i) {
        expects(claims[i] < trust.size(), "what is asked about is a claim");
        waiting.assign(1, claims[i]);
        seen_for[claims[i]] = i;
        double weight = 1.0;
        while (!waiting.empty()) {
            const std::uint32_t claim = waiting.back();
            waiting.pop_back();
            weight *= trust[claim];
            for (const std::uint32_t onto : grounds.of(claim)) {
                if (seen_for[onto] == i) continue;
                seen_for[onto] = i;
                waiting.push_back(onto);
            }
        }
        weights.push_back(weight);
    }
    return weights;
}

std::vector<double> branch_weights(std::span<const BranchSupport> branches, double decay) {
    expects(decay >= 0.0, "weight does not grow with age");
    double total = 0.0;
    for (const BranchSupport& branch : branches) {
        expects(branch.support >= 0.0 && branch.age >= 0.0, "support and age are from 0 on");
        total += branch.support;
    }
    std::vector<double> weights;
    for (const BranchSupport& branch : branches) {
        const double share = total > 0.0 ? branch.support / total : 0.0;
        weights.push_back(math::exp(-decay * branch.age) * share);
    }
    return weights;
}

}  // namespace worldline
