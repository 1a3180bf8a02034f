// SPDX-License-Identifier: Apache-2.0
//
// Whom a community trusts, and what follows from trust: for `worldline.trust`.
#include "python/bindings/community.hpp"

#include <stdexcept>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "analysis/community_trust.hpp"
#include "analysis/derived_trust.hpp"

namespace py = pybind11;
using namespace pybind11::literals;

namespace worldline::bindings {
namespace {

using Agents = py::array_t<std::uint32_t, py::array::c_style | py::array::forcecast>;
using Numbers = py::array_t<double, py::array::c_style | py::array::forcecast>;

std::vector<TrustOf> pairs_of(const Agents& by, const Agents& in, const Numbers& trust,
                              std::uint32_t n_agents) {
    if (by.size() != in.size() || by.size() != trust.size()) {
        throw std::invalid_argument("by, in_ and trust have as many entries as each other");
    }
    std::vector<TrustOf> pairs;
    for (py::ssize_t i = 0; i < by.size(); ++i) {
        const TrustOf pair{by.data()[i], in.data()[i], trust.data()[i]};
        if (pair.by >= n_agents || pair.in >= n_agents || !(pair.trust >= 0.0) ||
            pair.trust > 1e300) {
            throw std::invalid_argument("entry " + std::to_string(i) +
                                        " is no pair of agents with a trust from 0 on");
        }
        pairs.push_back(pair);
    }
    return pairs;
}

py::dict dict_of(const Standing& standing) {
    return py::dict("standing"_a = Numbers(py::ssize_t(standing.of.size()), standing.of.data()),
                    "rounds"_a = standing.rounds, "change"_a = standing.change,
                    "has_settled"_a = standing.has_settled);
}

py::tuple transitive(const Agents& by, const Agents& in, const Numbers& trust, double damping) {
    if (!(damping >= 0.0 && damping <= 1.0)) throw std::invalid_argument("damping is in [0, 1]");
    constexpr std::uint32_t any = 0xffff'ffffu;
    const std::vector<TrustVia> found = transitive_trust(pairs_of(by, in, trust, any), damping);
    const auto n = static_cast<py::ssize_t>(found.size());
    Agents by_found(n), in_found(n), via(n);
    Numbers trust_found(n);
    for (py::ssize_t i = 0; i < n; ++i) {
        const TrustVia& row = found[static_cast<std::size_t>(i)];
        by_found.mutable_data()[i] = row.by;
        in_found.mutable_data()[i] = row.in;
        trust_found.mutable_data()[i] = row.trust;
        via.mutable_data()[i] = row.via;
    }
    return py::make_tuple(by_found, in_found, trust_found, via);
}

Numbers weights_of_claims(const Numbers& trust, const Agents& from, const Agents& onto,
                          const Agents& claims) {
    if (from.size() != onto.size()) {
        throw std::invalid_argument("from_ and onto have as many entries as each other");
    }
    std::vector<RestsOn> rests;
    const auto is_claim = [&](std::uint32_t place) { return place < trust.size(); };
    for (py::ssize_t i = 0; i < from.size(); ++i) {
        rests.push_back({from.data()[i], onto.data()[i]});
        if (is_claim(rests.back().from) && is_claim(rests.back().onto)) continue;
        throw std::invalid_argument("entry " + std::to_string(i) + " of from_ or onto is no claim");
    }
    const std::vector<std::uint32_t> asked(claims.data(), claims.data() + claims.size());
    for (const std::uint32_t claim : asked) {
        if (!is_claim(claim)) throw std::invalid_argument("claims: there is no such claim");
    }
    const auto weights = claim_weights({trust.data(), std::size_t(trust.size())}, rests, asked);
    return Numbers(py::ssize_t(weights.size()), weights.data());
}

Numbers weights_of_branches(const Numbers& support, const Numbers& age, double decay) {
    if (support.size() != age.size()) {
        throw std::invalid_argument("support and age have as many entries as each other");
    }
    if (!(decay >= 0.0)) throw std::invalid_argument("decay is from 0 on");
    std::vector<BranchSupport> branches;
    for (py::ssize_t i = 0; i < support.size(); ++i) {
        branches.push_back({support.data()[i], age.data()[i]});
        if (branches.back().support >= 0.0 && branches.back().age >= 0.0) continue;
        throw std::invalid_argument("entry " + std::to_string(i) +
                                    ": support and age are from 0 "
                                    "on");
    }
    const auto weights = branch_weights(branches, decay);
    return Numbers(py::ssize_t(weights.size()), weights.data());
}

void register_derived(py::module_& m) {
    m.def("transitive_trust", &transitive, "by"_a, "in_"_a, "trust"_a, "damping"_a = 0.8,
          "Own trust, and at second hand where there is none: by, in, trust, via.");
    m.def("trust_level", py::vectorize(&trust_level), "trust"_a,
          "How many of 0.30, 0.50, 0.70, 0.85 and 0.95 trust has reached.");
    m.def("claim_weights", &weights_of_claims, "trust"_a, "from_"_a, "onto"_a, "claims"_a,
          "Product of trust over each claim and all that it rests on.");
    m.def("branch_weights", &weights_of_branches, "support"_a, "age"_a, "decay"_a = 0.01,
          "exp(-decay age) times the share of support.");
}

}  // namespace

void register_community(py::module_& m) {
    register_derived(m);
    m.def(
        "community_trust",
        [](const Agents& by, const Agents& in, const Numbers& trust, std::uint32_t n_agents,
           double shift, double tolerance, std::uint32_t rounds_max) {
            return dict_of(community_trust(
                pairs_of(by, in, trust, n_agents), n_agents,
                {.shift = shift, .tolerance = tolerance, .rounds_max = rounds_max}));
        },
        "by"_a, "in_"_a, "trust"_a, "n_agents"_a, "shift"_a = 1.0, "tolerance"_a = 1e-12,
        "rounds_max"_a = 10'000, "Principal eigenvector of who trusts whom, by power iteration.");
    m.def(
        "eigen_trust",
        [](const Agents& by, const Agents& in, const Numbers& trust, std::uint32_t n_agents,
           const std::vector<std::uint32_t>& beforehand, double a) {
            for (const std::uint32_t agent : beforehand) {
                if (agent >= n_agents) throw std::invalid_argument("beforehand: no such agent");
            }
            if (!(a > 0.0 && a <= 1.0)) throw std::invalid_argument("a is in (0, 1]");
            return dict_of(eigen_trust(pairs_of(by, in, trust, n_agents), n_agents, beforehand, a));
        },
        "by"_a, "in_"_a, "trust"_a, "n_agents"_a, "beforehand"_a, "a"_a,
        "EigenTrust: shares of trust, with some trusted beforehand.");
}

}  // namespace worldline::bindings
