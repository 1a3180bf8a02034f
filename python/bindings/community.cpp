// SPDX-License-Identifier: Apache-2.0
//
// Whom a community trusts: for `worldline.trust`.
#include "python/bindings/community.hpp"

#include <stdexcept>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "analysis/community_trust.hpp"

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

}  // namespace

void register_community(py::module_& m) {
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
            return dict_of(
                eigen_trust(pairs_of(by, in, trust, n_agents), n_agents, beforehand, a));
        },
        "by"_a, "in_"_a, "trust"_a, "n_agents"_a, "beforehand"_a, "a"_a,
        "EigenTrust: shares of trust, with some trusted beforehand.");
}

}  // namespace worldline::bindings
