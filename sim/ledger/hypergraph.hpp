// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

using NodeIndex = Index<struct NodeTag>;  ///< a state, message or promise of one hypergraph
using EdgeIndex = Index<struct EdgeTag>;  ///< a transition of one hypergraph

/// The other end of an incidence, seen from an edge.
struct NodeEnd {
    NodeIndex node;
    Role role = Role::f;
};

/// The other end of an incidence, seen from a node.
struct EdgeEnd {
    EdgeIndex edge;
    Role role = Role::f;
};

/// What stands on one side of each of many things, one list after the other. [CSR]
template <class End>
struct EndLists {
    std::vector<std::uint32_t> starts;  ///< where each list begins, and the end
    std::vector<End> ends;

    std::span<const End> of(std::uint32_t index) const {
        return std::span(ends).subspan(starts[index], starts[index + 1] - starts[index]);
    }
};

/// Part of a hypergraph; both lists ascend.
struct Cone {
    std::vector<NodeIndex> nodes;
    std::vector<EdgeIndex> edges;
};

/// The world-line hypergraph of a run: who became what, because of what.
///
/// | edge e = one transition | role      | node                                               |
/// |-------------------------|-----------|----------------------------------------------------|
/// | tail                    | `f`       | the agent's state before: its previous transition, |
/// |                         |           | or its initial state (count 0)                     |
/// | tail                    | `in`      | the message that it heard                          |
/// | head                    | `f`       | the state after: same identity as the transition   |
/// | head                    | `message` | each message that it said                          |
/// | as written              | others    | rows of `Incidence`; `keeps` is a tail             |
///
/// Nodes are numbered by kind (state, message, promise), then identity; edge e is row e of the
/// transitions. So numbers do not depend on threads, and Python's `Hypergraph` has the same.
/// Nodes that facts refer to and do not contain are nodes too, without an edge that makes them.
///
/// Laws of the facts of a run: no cycle; every message is said in one transition and heard in at
/// most one. (Messages under way at the end are heard in none.)
class Hypergraph {
public:
    /// @throws std::invalid_argument  a transition stands twice in the facts.
    /// @par Complexity  O(n log n) in rows
    explicit Hypergraph(const Batch& facts);

    std::size_t n_nodes() const { return node_ids_.size(); }
    std::size_t n_edges() const { return edge_ids_.size(); }
    std::size_t n_incidences() const { return tails_.ends.size() + heads_.ends.size(); }

    NodeKind kind(NodeIndex node) const;
    std::uint64_t id(NodeIndex node) const { return node_ids_[node.number]; }  ///< packed
    TransitionId id(EdgeIndex edge) const { return edge_ids_[edge.number]; }

    /// Their places; none where the facts say nothing of it.  O(log n)
    NodeIndex node(TransitionId state) const { return find(NodeKind::transition, state.packed); }
    NodeIndex node(MessageId message) const { return find(NodeKind::message, message.packed); }
    NodeIndex node(PromiseId promise) const { return find(NodeKind::promise, promise.packed); }
    EdgeIndex edge(TransitionId transition) const;

    std::span<const NodeEnd> tails(EdgeIndex edge) const { return tails_.of(edge.number); }
    std::span<const NodeEnd> heads(EdgeIndex edge) const { return heads_.of(edge.number); }
    /// Edges that the node is a head of: what it came from.
    std::span<const EdgeEnd> makers(NodeIndex node) const { return makers_.of(node.number); }
    /// Edges that the node is a tail of: what came from it.
    std::span<const EdgeEnd> users(NodeIndex node) const { return users_.of(node.number); }

    /// All that could have had an influence on `node`, and itself: its light cone, as far as
    /// signals were sent.  O(size of the cone's incidences) and a bit for each node and edge
    Cone past(NodeIndex node) const;
    /// All that `node` could have had an influence on, and itself.
    Cone future(NodeIndex node) const;

    /// By node: the largest number of transitions in a row that leads to it. Linear.
    /// @throws std::invalid_argument  something is among its own causes.
    std::vector<std::uint32_t> generations() const;

private:
    struct Row;  ///< one incidence

    std::vector<Row> rows_of(const Batch& facts) const;
    void number_nodes(std::vector<Row>& rows, const Batch& facts);
    NodeIndex find(NodeKind kind, std::uint64_t packed) const;
    void number_edges(const Batch& facts);
    void link(const std::vector<Row>& rows);

    std::vector<std::uint64_t> node_ids_;         ///< ascending in each kind
    std::array<std::uint32_t, 4> kind_starts_{};  ///< where each kind begins, and the end
    std::vector<TransitionId> edge_ids_;
    std::vector<std::uint32_t> edges_by_id_;  ///< edges in ascending order of identity
    EndLists<NodeEnd> tails_, heads_;         ///< by edge
    EndLists<EdgeEnd> makers_, users_;        ///< by node
};

}  // namespace worldline
