// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/community_trust.hpp"

/// What follows from trust without further evidence: at second hand, as a level, in a claim that
/// rests on others, in a branch. Read-side: nobody in a run holds these.
namespace worldline {

/// Trust of one agent in another, and through whom.
struct TrustVia {
    static constexpr std::uint32_t nobody_between = 0xffff'ffffu;

    std::uint32_t by;
    std::uint32_t in;
    double trust;
    std::uint32_t via = nobody_between;  ///< none: its own

    friend bool operator==(const TrustVia&, const TrustVia&) = default;
};

/// Transitive trust: own trust where there is some, else at second hand, over two hops and no more:
/// t(a, c) = damping · t(a, b) · t(b, c), by the b that gives most. Of several that give as much
/// the one with the lowest number. Nobody trusts itself.
///
/// @param pairs    each at most once
/// @param damping  what a second hand leaves of it, in [0, 1]
/// @return         by (by, in), ascending
/// @pre            trust is finite and not negative
/// @par Complexity  O(Σ trusting(b) · trusted(b) · log) over those b that stand between
/// @par Source      synapsed-promise (published code read): 0.8 and two hops
std::vector<TrustVia> transitive_trust(std::span<const TrustOf> pairs, double damping = 0.8);

/// The level of trust, 0 to 5: how many of 0.30, 0.50, 0.70, 0.85 and 0.95 it has reached; −1 where
/// there is none (NaN).
///
/// @par Source  synapsed-promise (published code read): the thresholds. That the levels are numbers
///              is ours.
int trust_level(double trust);

/// One claim that rests on another; by their places.
struct RestsOn {
    std::uint32_t from;
    std::uint32_t onto;
};

/// What a claim weighs, for one observer. A claim is a hyperedge from those that it rests on to
/// itself, and is worth as much as its author is trusted; what hangs on several of them is worth
/// their product: w(c) = Π trust(q) over c and all that it rests on, near or far, each once. A ring
/// counts as one. Were the claims independent, w would be the chance that all of them hold.
///
/// @param trust   by claim: the observer's trust in who makes it, for its type
/// @param claims  that are asked about
/// @return        by entry of `claims`
/// @pre           all places are below the size of `trust`
/// @par Complexity  O(rests + Σ claims and links that each rests on)
/// @par Source      PromiseGrid, WL harness: "hypergraph-weighted product"; it says no more, and
///                  this reading of it is ours
std::vector<double> claim_weights(std::span<const double> trust, std::span<const RestsOn> rests,
                                  std::span<const std::uint32_t> claims);

/// A branch of a history: how much stands behind it, and how long ago it was last built on.
struct BranchSupport {
    double support;  ///< S_b, at least 0: trust, or stake
    double age;      ///< [s], at least 0
};

/// What each branch weighs: exp(−λ·age) · S_b / ΣS. Half of it is gone in ln 2 / λ, 69.3 s. Their
/// sum is 1 where all are of now, and 0 where nothing stands behind any.
///
/// @param decay    λ [1/s], not negative
/// @par Source     PromiseGrid notes, sim4 (a design)
std::vector<double> branch_weights(std::span<const BranchSupport> branches, double decay = 0.01);

}  // namespace worldline
