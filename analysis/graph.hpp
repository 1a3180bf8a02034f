// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/ledger/hypergraph.hpp"

namespace worldline {

/// The incidence graph of a hypergraph, for the algorithms of Boost.Graph. The one door to them.
///
/// Bipartite and directed: tail → edge → head. Vertex v is node v of the hypergraph where
/// v < n_nodes(), else its edge v − n_nodes(). Arcs that stand twice are kept twice.
///
/// What is found here with another's code is a witness for what `Hypergraph` finds with ours.
class IncidenceGraph {
public:
    using Vertex = std::uint32_t;

    explicit IncidenceGraph(const Hypergraph& hypergraph);
    ~IncidenceGraph();
    IncidenceGraph(const IncidenceGraph&) = delete;
    IncidenceGraph& operator=(const IncidenceGraph&) = delete;

    std::size_t n_vertices() const;
    std::size_t n_arcs() const;
    std::size_t n_nodes() const { return n_nodes_; }

    /// Every vertex, causes first; nothing when something is its own cause. Linear.
    std::optional<std::vector<Vertex>> topological_order() const;

    /// Groups of vertices that are causes of one another: as many as vertices exactly when there
    /// is no cycle. Linear. [Tarjan1972]
    std::size_t n_strong_components() const;

    /// All vertices that `from` leads to, itself included, ascending. Linear.
    std::vector<Vertex> reached_from(Vertex from) const;

private:
    struct Graph;
    std::size_t n_nodes_;
    std::unique_ptr<Graph> graph_;
};

}  // namespace worldline
