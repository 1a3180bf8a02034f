// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// What a community thinks of its members, from what each thinks of some. Apparatus view: nobody
/// in a run holds this table.
namespace worldline {

/// What one agent expects of another. Pairs that are not named count as 0.
struct TrustOf {
    std::uint32_t by;
    std::uint32_t in;
    double trust;  ///< at least 0
};

struct Iteration {
    double shift = 1.0;  ///< iterates on Aᵀ + shift·I; 0: plain, which may swing for ever
    double tolerance = 1e-12;
    std::uint32_t rounds_max = 10'000;
};

struct Standing {
    std::vector<double> of;  ///< by agent; their sum is 1, or 0 where nobody trusts anybody
    std::uint32_t rounds = 0;
    double change = 0.0;  ///< of the last round, summed over agents
    bool has_settled = false;
};

/// Community trust: who is trusted by those who are trusted. v = Aᵀv/|Aᵀv| with A(by, in) = trust,
/// the principal eigenvector, by power iteration from equal parts.
///
/// Where the graph falls into two sides that trust only each other, as a star does, Aᵀ has two
/// eigenvalues of one size and the plain iteration swings between two answers; the shift tells them
/// apart and leaves the eigenvectors as they are.
///
/// @pre             `by` and `in` are below `n_agents`; trust is finite and not negative
/// @par Complexity  O((pairs + n_agents) · rounds)
/// @par Source      J. Bergstra and M. Burgess, Local and global trust based on the concept of
///                  promises (2009), arXiv 0912.4637
Standing community_trust(std::span<const TrustOf> pairs, std::uint32_t n_agents,
                         const Iteration& iteration = {});

/// EigenTrust: t ← (1 − a)·Cᵀt + a·p, where C is A with rows of sum 1 and p is spread evenly over
/// those who are trusted beforehand (all, if none is named). Who trusts nobody trusts as p says.
///
/// @param a         weight of those beforehand, in (0, 1]
/// @par Source      S. Kamvar, M. Schlosser and H. Garcia-Molina, The EigenTrust algorithm (2003)
Standing eigen_trust(std::span<const TrustOf> pairs, std::uint32_t n_agents,
                     std::span<const std::uint32_t> beforehand, double a,
                     const Iteration& iteration = {});

}  // namespace worldline
