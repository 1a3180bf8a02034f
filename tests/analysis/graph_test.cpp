// SPDX-License-Identifier: Apache-2.0
//
// Goal: Boost.Graph, which knows nothing of us, finds the same order as our own hypergraph.
// Method: cones, cycles and orders are computed twice, once by each.
#include "analysis/graph.hpp"

#include <algorithm>

#include "tests/support/check.hpp"
#include "tests/support/facts.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;
using namespace worldline::by_hand;

namespace {

std::vector<IncidenceGraph::Vertex> vertices_of(const Cone& cone, std::size_t n_nodes) {
    std::vector<IncidenceGraph::Vertex> vertices;
    for (const NodeIndex node : cone.nodes) vertices.push_back(node.number);
    for (const EdgeIndex edge : cone.edges) {
        vertices.push_back(static_cast<IncidenceGraph::Vertex>(n_nodes) + edge.number);
    }
    return vertices;
}

}  // namespace

TEST_CASE("Nodes and edges are vertices, incidences are arcs", "[analysis]") {
    const Hypergraph hypergraph(talk());
    const IncidenceGraph graph(hypergraph);
    CHECK(graph.n_vertices() == 10 + 4);
    CHECK(graph.n_arcs() == 15);
}

TEST_CASE("An order exists when nothing is its own cause", "[analysis][law]") {
    const MemorySink run = relays::facts_of(relays::ring(12, 5, Duration{9}, Time{1'000}));
    const Hypergraph hypergraph(run.facts);
    const IncidenceGraph graph(hypergraph);
    const auto order = graph.topological_order();
    REQUIRE(order.has_value());
    REQUIRE(order->size() == graph.n_vertices());
    CHECK(graph.n_strong_components() == graph.n_vertices());

    std::vector<std::size_t> place(order->size());
    for (std::size_t i = 0; i < order->size(); ++i) place[(*order)[i]] = i;
    const std::size_t n_nodes = hypergraph.n_nodes();
    for (std::uint32_t e = 0; e < hypergraph.n_edges(); ++e) {
        for (const NodeEnd& tail : hypergraph.tails({e})) {
            CHECK(place[tail.node.number] < place[n_nodes + e]);
        }
        for (const NodeEnd& head : hypergraph.heads({e})) {
            CHECK(place[n_nodes + e] < place[head.node.number]);
        }
    }
}

TEST_CASE("A circle of causes is found", "[analysis]") {
    Batch circle = talk();
    circle.transitions[0].cause = message(1, 0);  // an answer before the question
    const IncidenceGraph graph{Hypergraph(circle)};
    CHECK_FALSE(graph.topological_order().has_value());
    // 0#1 said 0.0, heard in 1#1, which said 1.0, heard in 0#1: four vertices are one component.
    CHECK(graph.n_strong_components() == graph.n_vertices() - 3);
}

TEST_CASE("What a state leads to is its future", "[analysis][law]") {
    const MemorySink run = relays::facts_of(relays::ring(8, 3, Duration{5}, Time{200}));
    const Hypergraph hypergraph(run.facts);
    const IncidenceGraph graph(hypergraph);
    for (std::uint32_t n = 0; n < hypergraph.n_nodes(); ++n) {
        const auto future = vertices_of(hypergraph.future({n}), hypergraph.n_nodes());
        REQUIRE(graph.reached_from(n) == future);
    }
    // The past is the same relation, read backwards.
    for (std::uint32_t a = 0; a < hypergraph.n_nodes(); a += 7) {
        const auto future = hypergraph.future({a}).nodes;
        for (std::uint32_t b = 0; b < hypergraph.n_nodes(); ++b) {
            const auto past = hypergraph.past({b}).nodes;
            const bool leads = std::binary_search(future.begin(), future.end(), NodeIndex{b});
            const bool comes_from = std::binary_search(past.begin(), past.end(), NodeIndex{a});
            REQUIRE(leads == comes_from);
        }
    }
}
