// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/base/registry.hpp"
#include "sim/spacetime/parts.hpp"

/// Who is joined to whom: graphs as pairs of places 0 .. n − 1.
///
/// They are made here, and not by the generators of Boost.Graph: those draw through logarithms of
/// the C library and may give an edge twice. A graph is a function of its parameters and of
/// `Random`, the same on every machine.
namespace worldline {

/// Two places that are joined, `one` < `other`.
struct Edge {
    std::uint32_t one = 0;
    std::uint32_t other = 0;

    friend constexpr auto operator<=>(const Edge&, const Edge&) = default;
};

/// More edges than this would not fit into a scenario's memory.
inline constexpr double n_edges_max = 2e7;

/// Each edge once, in an order that is a function of the parameters and of `random`.
/// @throws std::invalid_argument  one sentence, beginning with the parameter's name: such a graph
///                                cannot be. Beginning with a capital letter: it is too large.
using GraphMaker =
    std::function<std::vector<Edge>(std::uint32_t n, const Arguments&, Random& random)>;

/// complete, grid, random, random_tree, ring, scale_free, small_world, star, tree
const Registry<GraphMaker>& graph_kinds();

/// In how many pieces the graph is: two places are in one if a path joins them.
std::size_t n_pieces(std::uint32_t n, const std::vector<Edge>& edges);

}  // namespace worldline
