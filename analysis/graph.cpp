// SPDX-License-Identifier: Apache-2.0
#include "analysis/graph.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>

#include "sim/base/expects.hpp"

namespace worldline {

using Vertex = IncidenceGraph::Vertex;
using Csr = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property,
                                               boost::no_property, boost::no_property, Vertex>;

struct IncidenceGraph::Graph {
    Csr csr;
};

namespace {

Csr incidences_of(const Hypergraph& hypergraph) {
    const auto n_nodes = static_cast<Vertex>(hypergraph.n_nodes());
    std::vector<std::pair<Vertex, Vertex>> arcs;
    arcs.reserve(hypergraph.n_incidences());
    for (Vertex n = 0; n < n_nodes; ++n) {
        for (const EdgeEnd& use : hypergraph.users({n})) {
            arcs.emplace_back(n, n_nodes + use.edge.number);
        }
    }
    for (std::uint32_t e = 0; e < hypergraph.n_edges(); ++e) {
        for (const NodeEnd& head : hypergraph.heads({e})) {
            arcs.emplace_back(n_nodes + e, head.node.number);
        }
    }
    const auto n_vertices = static_cast<Vertex>(n_nodes + hypergraph.n_edges());
    return Csr(boost::edges_are_sorted, arcs.begin(), arcs.end(), n_vertices);
}

}  // namespace

IncidenceGraph::IncidenceGraph(const Hypergraph& hypergraph)
    : n_nodes_(hypergraph.n_nodes()),
      graph_(std::make_unique<Graph>(Graph{incidences_of(hypergraph)})) {
    expects(n_arcs() == hypergraph.n_incidences(), "every incidence is an arc");
}

IncidenceGraph::~IncidenceGraph() = default;

std::size_t IncidenceGraph::n_vertices() const { return num_vertices(graph_->csr); }

std::size_t IncidenceGraph::n_arcs() const { return num_edges(graph_->csr); }

std::optional<std::vector<Vertex>> IncidenceGraph::topological_order() const {
    std::vector<Vertex> order;
    order.reserve(n_vertices());
    try {
        boost::topological_sort(graph_->csr, std::back_inserter(order));
    } catch (const boost::not_a_dag&) {
        return std::nullopt;
    }
    std::reverse(order.begin(), order.end());  // Boost.Graph gives effects first
    return order;
}

std::size_t IncidenceGraph::n_strong_components() const {
    const Csr& csr = graph_->csr;
    std::vector<Vertex> component(n_vertices());
    return boost::strong_components(
        csr, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, csr)));
}

std::vector<Vertex> IncidenceGraph::reached_from(Vertex from) const {
    expects(from < n_vertices(), "a visit starts in the graph");
    const Csr& csr = graph_->csr;
    std::vector<boost::default_color_type> colors(n_vertices());
    boost::breadth_first_search(csr, from,
                                boost::color_map(boost::make_iterator_property_map(
                                    colors.begin(), get(boost::vertex_index, csr))));
    std::vector<Vertex> reached;
    for (Vertex v = 0; v < colors.size(); ++v) {
        if (colors[v] == boost::black_color) reached.push_back(v);
    }
    return reached;
}

}  // namespace worldline
