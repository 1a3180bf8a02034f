// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/hypergraph.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "sim/base/expects.hpp"

namespace worldline {

struct Hypergraph::Row {
    std::uint32_t edge = 0;
    std::uint32_t node = 0;  ///< filled in when nodes are numbered
    std::uint64_t packed = 0;
    NodeKind kind = NodeKind::transition;
    Role role = Role::f;
    bool is_tail = false;
};

namespace {

constexpr std::uint32_t n_kinds = 3;

std::uint32_t narrow(std::size_t count) {
    expects(count < std::numeric_limits<std::uint32_t>::max(), "numbers of nodes fit 32 bits");
    return static_cast<std::uint32_t>(count);
}

void sort_unique(std::vector<std::uint64_t>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

/// Lists by `owner`, each in the order of the rows. A counting sort: linear.
template <class End, class Row, class Owner, class EndOf>
EndLists<End> lists(const std::vector<Row>& rows, bool of_tails, std::size_t n_owners, Owner owner,
                    EndOf end_of) {
    EndLists<End> made;
    made.starts.assign(n_owners + 1, 0);
    for (const Row& row : rows) {
        if (row.is_tail == of_tails) ++made.starts[owner(row) + 1];
    }
    for (std::size_t i = 0; i < n_owners; ++i) made.starts[i + 1] += made.starts[i];
    made.ends.resize(made.starts.back());
    std::vector<std::uint32_t> next(made.starts.begin(), made.starts.end() - 1);
    for (const Row& row : rows) {
        if (row.is_tail == of_tails) made.ends[next[owner(row)]++] = end_of(row);
    }
    return made;
}

/// Visits what can be reached by steps from node to edge and from edge to node.
Cone reach(NodeIndex from, const EndLists<EdgeEnd>& edges_of, const EndLists<NodeEnd>& nodes_of) {
    std::vector<bool> has_node(edges_of.starts.size() - 1);
    std::vector<bool> has_edge(nodes_of.starts.size() - 1);
    expects(from.number < has_node.size(), "a cone has an apex in the graph");
    Cone cone;
    has_node[from.number] = true;
    cone.nodes.push_back(from);
    for (std::size_t i = 0; i < cone.nodes.size(); ++i) {
        for (const EdgeEnd& to : edges_of.of(cone.nodes[i].number)) {
            if (has_edge[to.edge.number]) continue;
            has_edge[to.edge.number] = true;
            cone.edges.push_back(to.edge);
            for (const NodeEnd& end : nodes_of.of(to.edge.number)) {
                if (has_node[end.node.number]) continue;
                has_node[end.node.number] = true;
                cone.nodes.push_back(end.node);
            }
        }
    }
    std::sort(cone.nodes.begin(), cone.nodes.end());
    std::sort(cone.edges.begin(), cone.edges.end());
    return cone;
}

}  // namespace

Hypergraph::Hypergraph(const Batch& facts) {
    number_edges(facts);
    std::vector<Row> rows = rows_of(facts);
    number_nodes(rows, facts);
    link(rows);
}

void Hypergraph::number_edges(const Batch& facts) {
    edge_ids_.reserve(facts.transitions.size());
    for (const Transition& transition : facts.transitions) edge_ids_.push_back(transition.id);
    edges_by_id_.resize(narrow(edge_ids_.size()));
    for (std::uint32_t i = 0; i < edges_by_id_.size(); ++i) edges_by_id_[i] = i;
    std::sort(edges_by_id_.begin(), edges_by_id_.end(),
              [this](std::uint32_t a, std::uint32_t b) { return edge_ids_[a] < edge_ids_[b]; });
    for (std::size_t i = 1; i < edges_by_id_.size(); ++i) {
        const TransitionId id = edge_ids_[edges_by_id_[i]];
        if (id != edge_ids_[edges_by_id_[i - 1]]) continue;
        throw std::invalid_argument("transition " + std::to_string(id.count()) + " of agent " +
                                    std::to_string(id.maker().number) + " stands twice");
    }
}

/// All incidences: those that need no rows of their own, then those that have them.
std::vector<Hypergraph::Row> Hypergraph::rows_of(const Batch& facts) const {
    std::vector<Row> rows;
    rows.reserve(3 * facts.transitions.size() + facts.messages.size() + facts.incidences.size());
    for (std::uint32_t e = 0; e < edge_ids_.size(); ++e) {
        const std::uint64_t after = edge_ids_[e].packed;
        rows.push_back({e, 0, after - 1, NodeKind::transition, Role::f, true});
        const MessageId cause = facts.transitions[e].cause;
        if (cause.exists()) rows.push_back({e, 0, cause.packed, NodeKind::message, Role::in, true});
        rows.push_back({e, 0, after, NodeKind::transition, Role::f, false});
    }
    for (const Message& message : facts.messages) {
        const EdgeIndex said = edge(message.transition);
        if (!said.exists()) continue;
        rows.push_back(
            {said.number, 0, message.id.packed, NodeKind::message, Role::message, false});
    }
    for (const Incidence& row : facts.incidences) {
        const EdgeIndex at = edge(row.transition);
        if (!at.exists()) continue;
        rows.push_back({at.number, 0, row.node, row.kind, row.role, is_tail(row.role)});
    }
    return rows;
}

void Hypergraph::number_nodes(std::vector<Row>& rows, const Batch& facts) {
    std::array<std::vector<std::uint64_t>, n_kinds> ids;
    const auto of = [&](NodeKind kind) -> auto& { return ids[static_cast<std::size_t>(kind)]; };
    for (const Row& row : rows) of(row.kind).push_back(row.packed);
    for (const Message& message : facts.messages)
        of(NodeKind::message).push_back(message.id.packed);
    for (std::uint32_t kind = 0; kind < n_kinds; ++kind) {
        sort_unique(ids[kind]);
        node_ids_.insert(node_ids_.end(), ids[kind].begin(), ids[kind].end());
        kind_starts_[kind + 1] = narrow(node_ids_.size());
    }
    for (Row& row : rows) row.node = find(row.kind, row.packed).number;
}

NodeIndex Hypergraph::find(NodeKind kind, std::uint64_t packed) const {
    const auto at_kind = static_cast<std::size_t>(kind);
    const auto begin = node_ids_.begin() + kind_starts_[at_kind];
    const auto end = node_ids_.begin() + kind_starts_[at_kind + 1];
    const auto at = std::lower_bound(begin, end, packed);
    if (at == end || *at != packed) return {};
    return {static_cast<std::uint32_t>(at - node_ids_.begin())};
}

void Hypergraph::link(const std::vector<Row>& rows) {
    const auto by_edge = [](const Row& row) { return row.edge; };
    const auto by_node = [](const Row& row) { return row.node; };
    const auto to_node = [](const Row& row) { return NodeEnd{{row.node}, row.role}; };
    const auto to_edge = [](const Row& row) { return EdgeEnd{{row.edge}, row.role}; };
    narrow(rows.size());
    tails_ = lists<NodeEnd>(rows, true, n_edges(), by_edge, to_node);
    heads_ = lists<NodeEnd>(rows, false, n_edges(), by_edge, to_node);
    users_ = lists<EdgeEnd>(rows, true, n_nodes(), by_node, to_edge);
    makers_ = lists<EdgeEnd>(rows, false, n_nodes(), by_node, to_edge);
}

NodeKind Hypergraph::kind(NodeIndex node) const {
    expects(node.number < n_nodes(), "a node is in the graph");
    std::uint32_t kind = 0;
    while (node.number >= kind_starts_[kind + 1]) ++kind;
    return static_cast<NodeKind>(kind);
}

EdgeIndex Hypergraph::edge(TransitionId transition) const {
    const auto at = std::lower_bound(
        edges_by_id_.begin(), edges_by_id_.end(), transition,
        [this](std::uint32_t place, TransitionId id) { return edge_ids_[place] < id; });
    if (at == edges_by_id_.end() || edge_ids_[*at] != transition) return {};
    return {*at};
}

Cone Hypergraph::past(NodeIndex node) const { return reach(node, makers_, tails_); }

Cone Hypergraph::future(NodeIndex node) const { return reach(node, users_, heads_); }

/// A node is settled when all that make it are, an edge when all its tails are. [Kahn1962]
std::vector<std::uint32_t> Hypergraph::generations() const {
    std::vector<std::uint32_t> generation(n_nodes()), of_edge(n_edges());
    std::vector<std::uint32_t> makers_left(n_nodes()), tails_left(n_edges());
    std::vector<std::uint32_t> settled;
    settled.reserve(n_nodes());
    for (std::uint32_t e = 0; e < n_edges(); ++e) {
        tails_left[e] = static_cast<std::uint32_t>(tails_.of(e).size());
        expects(tails_left[e] > 0, "every transition starts from a state");
    }
    for (std::uint32_t n = 0; n < n_nodes(); ++n) {
        makers_left[n] = static_cast<std::uint32_t>(makers_.of(n).size());
        if (makers_left[n] == 0) settled.push_back(n);
    }
    for (std::size_t i = 0; i < settled.size(); ++i) {
        for (const EdgeEnd& use : users_.of(settled[i])) {
            const std::uint32_t e = use.edge.number;
            of_edge[e] = std::max(of_edge[e], generation[settled[i]] + 1);
            if (--tails_left[e] > 0) continue;
            for (const NodeEnd& head : heads_.of(e)) {
                const std::uint32_t n = head.node.number;
                generation[n] = std::max(generation[n], of_edge[e]);
                if (--makers_left[n] == 0) settled.push_back(n);
            }
        }
    }
    if (settled.size() < n_nodes()) {
        throw std::invalid_argument("the facts contradict themselves: a state is its own cause");
    }
    return generation;
}

}  // namespace worldline
