# SPDX-License-Identifier: Apache-2.0
"""The world-line hypergraph of a record: states are nodes, transitions are edges."""
import dataclasses

import numpy as np

from worldline.extras import need

#: Roles of states that a transition starts from; all other roles are of what it leads to.
TAIL_ROLES = ("f", "in", "in_error", "read", "base", "evidence", "keeps")
KINDS = ("transition", "message", "promise")


@dataclasses.dataclass(frozen=True)
class Ends:
    """One side of all edges, one entry for each end.

    Attributes
    ----------
    edge, node : ndarray, shape (n_ends,), dtype int64
        Place in `Hypergraph.edge_id` and in `Hypergraph.node_id`.
    role : ndarray, shape (n_ends,), dtype uint8
        Place in `Hypergraph.roles`.
    """

    edge: np.ndarray
    node: np.ndarray
    role: np.ndarray

    def __len__(self):
        return len(self.edge)


class Hypergraph:
    """A directed hypergraph with roles, as incidence arrays.

    An edge is one transition of one agent. Its tails are the agent's state before (role ``f``),
    the message that it heard (``in``) and the promise that it keeps (``keeps``); its heads are the
    state after (``f``), each message that it said (``message``) and the promises that it makes
    (``promise``). States after a transition
    carry that transition's identity; the state before an agent's first one has count 0.

    Attributes
    ----------
    node_kind : ndarray, shape (n_nodes,), dtype uint8
        Place in `kinds`: transition (a state), message, promise.
    node_id : ndarray, shape (n_nodes,), dtype uint64
        Maker in the upper 32 bits, the maker's own count in the lower.
    edge_id : ndarray, shape (n_edges,), dtype uint64
        Likewise: agent and interior time.
    edge_time : ndarray, shape (n_edges,), dtype int64, unit tick
        Coordinate time (apparatus view).
    tails, heads : Ends
    roles, kinds : tuple of str
    """

    def __init__(self, record):
        self.roles, self.kinds = tuple(record.labels("role")), KINDS
        self.agent_names = record.agent_names
        transitions = record.transitions
        agent, count = transitions["agent"][:], transitions["interior_time"][:]
        self.edge_id, self.edge_time = pack(agent, count), transitions["time"][:]
        self._order = np.argsort(self.edge_id, kind="stable")
        ends = [self._implied(transitions), self._said(record), self._written(record)]
        edge, kind, node, role = (np.concatenate(part) for part in zip(*ends))
        messages = record.messages
        all_messages = pack(messages["sender"][:], messages["sequence"][:])
        self._number_nodes(kind, node, all_messages)
        place = self._place_of_nodes(kind, node)
        is_tail = np.isin(role, [self.roles.index(name) for name in TAIL_ROLES])
        # `f` stands on both sides: what leads to the edge's own state is its head.
        leads_here = (role == self.roles.index("f")) & (kind == 0) & (node == self.edge_id[edge])
        is_tail &= ~leads_here
        self.tails = Ends(edge[is_tail], place[is_tail], role[is_tail])
        self.heads = Ends(edge[~is_tail], place[~is_tail], role[~is_tail])

    @property
    def n_nodes(self):
        return len(self.node_id)

    @property
    def n_edges(self):
        return len(self.edge_id)

    def _implied(self, transitions):
        """Ends that need no rows: the state before and after, and what was heard."""
        edges = np.arange(self.n_edges)
        cause = transitions["cause"][:]
        heard = np.flatnonzero(cause != np.iinfo(np.uint64).max)
        f, heard_as = self.roles.index("f"), self.roles.index("in")
        return (np.concatenate([edges, edges, heard]),
                np.concatenate([np.zeros(2 * len(edges), np.uint8), np.ones(len(heard), np.uint8)]),
                np.concatenate([self.edge_id - np.uint64(1), self.edge_id, cause[heard]]),
                np.concatenate([np.full(2 * len(edges), f, np.uint8),
                                np.full(len(heard), heard_as, np.uint8)]))

    def _said(self, record):
        messages = record.messages
        sender = messages["sender"][:]
        edge = self._edge_of(pack(sender, messages["interior_time"][:]))
        said = edge >= 0
        return (edge[said], np.ones(said.sum(), np.uint8),
                pack(sender, messages["sequence"][:])[said],
                np.full(said.sum(), self.roles.index("message"), np.uint8))

    def _written(self, record):
        rows = record.incidences
        edge = self._edge_of(pack(rows["agent"][:], rows["interior_time"][:]))
        known = edge >= 0
        return (edge[known], rows["kind"][:][known].astype(np.uint8),
                rows["node"][:][known].astype(np.uint64), rows["role"][:][known].astype(np.uint8))

    def _edge_of(self, identity):
        """Place of the edges with these identities; -1 where there is none."""
        if self.n_edges == 0:
            return np.full(len(identity), -1)
        at = np.searchsorted(self.edge_id, identity, sorter=self._order)
        place = self._order[np.minimum(at, self.n_edges - 1)]
        return np.where(self.edge_id[place] == identity, place, -1)

    def _number_nodes(self, kind, node, all_messages):
        """Nodes in order of kind, then identity; messages that nobody heard are nodes too."""
        by_kind = [np.unique(node[kind == number]) for number in range(len(KINDS))]
        by_kind[1] = np.union1d(by_kind[1], all_messages)
        self._by_kind = by_kind
        self._starts = np.concatenate([[0], np.cumsum([len(ids) for ids in by_kind])])
        self.node_id = np.concatenate(by_kind).astype(np.uint64)
        self.node_kind = np.repeat(np.arange(len(KINDS), dtype=np.uint8),
                                   [len(ids) for ids in by_kind])

    def _place_of_nodes(self, kind, node):
        place = np.empty(len(node), np.int64)
        for number, ids in enumerate(self._by_kind):
            chosen = kind == number
            place[chosen] = self._starts[number] + np.searchsorted(ids, node[chosen])
        return place

    def node_name(self, node):
        """Name of one node: its kind, its maker, and the maker's own count."""
        identity = int(self.node_id[node])
        kind = "state" if self.node_kind[node] == 0 else KINDS[self.node_kind[node]]
        return f"{kind} {self.agent_names[identity >> 32]}#{identity & 0xffffffff}"

    def edge_name(self, edge):
        identity = int(self.edge_id[edge])
        return f"{self.agent_names[identity >> 32]}#{identity & 0xffffffff}"

    def to_networkx(self):
        """As a bipartite ``networkx.DiGraph``: state -> transition -> state.

        Nodes are ``("node", n)`` and ``("edge", n)``, with attributes ``name`` and ``kind``; edges
        carry ``role``.
        """
        graph = need("networkx").DiGraph()
        graph.add_nodes_from((("node", n), {"name": self.node_name(n), "bipartite": 0,
                                            "kind": KINDS[self.node_kind[n]]})
                             for n in range(self.n_nodes))
        graph.add_nodes_from((("edge", n), {"name": self.edge_name(n), "bipartite": 1,
                                            "kind": "hyperedge", "time": int(self.edge_time[n])})
                             for n in range(self.n_edges))
        for ends, is_tail in ((self.tails, True), (self.heads, False)):
            for edge, node, role in zip(ends.edge.tolist(), ends.node.tolist(), ends.role):
                pair = [("node", node), ("edge", edge)]
                graph.add_edge(*(pair if is_tail else pair[::-1]), role=self.roles[role])
        return graph

    def to_xgi(self):
        """As an ``xgi.DiHypergraph``; nodes and edges are numbered as here and carry ``name``."""
        graph = need("xgi").DiHypergraph()
        graph.add_nodes_from((n, {"name": self.node_name(n), "kind": KINDS[self.node_kind[n]]})
                             for n in range(self.n_nodes))
        tails, heads = ([set() for _ in range(self.n_edges)] for _ in range(2))
        for ends, sets in ((self.tails, tails), (self.heads, heads)):
            for edge, node in zip(ends.edge.tolist(), ends.node.tolist()):
                sets[edge].add(node)
        for edge in range(self.n_edges):
            graph.add_edge((tails[edge], heads[edge]), edge, name=self.edge_name(edge))
        return graph

    def __repr__(self):
        parts = ", ".join(f"{np.sum(self.node_kind == n):,} {name}s"
                          for n, name in enumerate(("state", "message", "promise")))
        return (f"<Hypergraph: {self.n_nodes:,} nodes ({parts}), {self.n_edges:,} edges, "
                f"{len(self.tails):,} tails, {len(self.heads):,} heads>")


def pack(maker, count):
    """Identities: maker in the upper 32 bits, the maker's own count in the lower."""
    return maker.astype(np.uint64) << np.uint64(32) | count.astype(np.uint64)
