// SPDX-License-Identifier: Apache-2.0
#include "analysis/community_trust.hpp"

#include <cmath>
#include <functional>

#include <Eigen/SparseCore>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

using Matrix = Eigen::SparseMatrix<double, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

/// Aᵀ: row = who is trusted.
Matrix transposed(std::span<const TrustOf> pairs, std::uint32_t n_agents) {
    std::vector<Eigen::Triplet<double>> entries;
    entries.reserve(pairs.size());
    for (const TrustOf& pair : pairs) {
        expects(pair.by < n_agents && pair.in < n_agents, "who trusts and is trusted is an agent");
        expects(std::isfinite(pair.trust) && pair.trust >= 0.0, "trust is a number from 0 on");
        entries.emplace_back(static_cast<int>(pair.in), static_cast<int>(pair.by), pair.trust);
    }
    Matrix matrix(n_agents, n_agents);
    matrix.setFromTriplets(entries.begin(), entries.end());
    return matrix;
}

Standing iterate(Vector of, const std::function<Vector(const Vector&)>& step,
                 const Iteration& iteration) {
    Standing standing;
    while (standing.rounds < iteration.rounds_max && !standing.has_settled) {
        const Vector next = step(of);
        standing.change = (next - of).cwiseAbs().sum();
        standing.has_settled = standing.change <= iteration.tolerance;
        ++standing.rounds;
        of = next;
    }
    standing.of.assign(of.begin(), of.end());
    return standing;
}

}  // namespace

Standing community_trust(std::span<const TrustOf> pairs, std::uint32_t n_agents,
                         const Iteration& iteration) {
    if (n_agents == 0) return {};
    const Matrix trusted = transposed(pairs, n_agents);
    if (trusted.sum() <= 0.0) {
        return {.of = std::vector<double>(n_agents, 0.0), .has_settled = true};
    }
    const auto step = [&](const Vector& v) {
        Vector next = trusted * v + iteration.shift * v;
        const double sum = next.sum();
        if (sum > 0.0) next /= sum;
        return next;
    };
    return iterate(Vector::Constant(n_agents, 1.0 / n_agents), step, iteration);
}

Standing eigen_trust(std::span<const TrustOf> pairs, std::uint32_t n_agents,
                     std::span<const std::uint32_t> beforehand, double a,
                     const Iteration& iteration) {
    expects(a > 0.0 && a <= 1.0, "the weight of those beforehand is in (0, 1]");
    if (n_agents == 0) return {};
    const Matrix trusted = transposed(pairs, n_agents);
    Vector given = Vector::Zero(n_agents);
    for (const TrustOf& pair : pairs) given[pair.by] += pair.trust;
    Vector p = Vector::Constant(n_agents, beforehand.empty() ? 1.0 / n_agents : 0.0);
    for (const std::uint32_t agent : beforehand) {
        expects(agent < n_agents, "who is trusted beforehand is an agent");
        p[agent] += 1.0 / static_cast<double>(beforehand.size());
    }
    const auto step = [&](const Vector& t) {
        Vector share = t;
        double idle = 0.0;  // of those who trust nobody
        for (Eigen::Index i = 0; i < t.size(); ++i) {
            idle += given[i] > 0.0 ? 0.0 : t[i];
            share[i] = given[i] > 0.0 ? t[i] / given[i] : 0.0;
        }
        return Vector((1.0 - a) * (trusted * share + idle * p) + a * p);
    };
    return iterate(p, step, iteration);
}

}  // namespace worldline
