// SPDX-License-Identifier: Apache-2.0
//
// Goal: the hypergraph says who became what because of what, with numbers that stay.
// Method: a talk of two agents written by hand (tests/support/facts.hpp), every number counted on
// paper; then the laws on a ring of relays, where one token goes round and all is known.
#include "sim/ledger/hypergraph.hpp"

#include <algorithm>
#include <stdexcept>

#include "tests/support/check.hpp"
#include "tests/support/facts.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;
using namespace worldline::by_hand;

namespace {

template <class Index>
std::vector<std::uint32_t> numbers(const std::vector<Index>& indices) {
    std::vector<std::uint32_t> made;
    for (const Index index : indices) made.push_back(index.number);
    return made;
}

using Numbers = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("Nodes are numbered by kind and identity, edges by row", "[ledger]") {
    const Hypergraph graph(talk());
    // States 0#0 0#1 0#2 0#3 1#0 1#1, messages 0.0 1.0 1.1, the promise.
    REQUIRE(graph.n_nodes() == 10);
    REQUIRE(graph.n_edges() == 4);
    CHECK(graph.node(transition(0, 0)).number == 0);  // initial state
    CHECK(graph.node(transition(0, 3)).number == 3);
    CHECK(graph.node(transition(1, 1)).number == 5);
    CHECK(graph.node(message(1, 1)).number == 8);
    CHECK(graph.node(PromiseId{AgentId{0}, 0}).number == 9);
    CHECK(graph.kind({5}) == NodeKind::transition);
    CHECK(graph.kind({6}) == NodeKind::message);
    CHECK(graph.kind({9}) == NodeKind::promise);
    CHECK(graph.id(NodeIndex{4}) == transition(1, 0).packed);
    CHECK(graph.edge(transition(1, 1)).number == 2);
    CHECK(graph.id(EdgeIndex{1}) == transition(0, 2));
    CHECK_FALSE(graph.node(message(7, 0)).exists());
    CHECK_FALSE(graph.edge(transition(1, 2)).exists());
}

TEST_CASE("Incidences that need no rows are there, both ways", "[ledger]") {
    const Hypergraph graph(talk());
    CHECK(graph.n_incidences() == 7 + 8);  // tails: 4 f, 2 in, 1 keeps; heads: 4 f, 3, 1

    const auto tails = graph.tails({2});  // agent 1 hears message 0.0
    REQUIRE(tails.size() == 2);
    CHECK((tails[0].node.number == 4 && tails[0].role == Role::f));
    CHECK((tails[1].node.number == 6 && tails[1].role == Role::in));
    const auto heads = graph.heads({2});
    REQUIRE(heads.size() == 3);
    CHECK((heads[0].node.number == 5 && heads[0].role == Role::f));
    CHECK((heads[2].node.number == 8 && heads[2].role == Role::message));

    const auto makers = graph.makers({9});  // the promise: made in row 0, kept in row 1
    REQUIRE(makers.size() == 1);
    CHECK((makers[0].edge.number == 0 && makers[0].role == Role::promise));
    const auto users = graph.users({9});
    REQUIRE(users.size() == 1);
    CHECK((users[0].edge.number == 1 && users[0].role == Role::keeps));
    CHECK(graph.makers({0}).empty());  // nothing leads to an initial state
    CHECK(graph.users({8}).empty());   // a message under way
}

TEST_CASE("The past holds all that could have had an influence, and the future likewise",
          "[ledger]") {
    const Hypergraph graph(talk());
    const Cone past = graph.past(graph.node(transition(0, 3)));
    CHECK(numbers(past.edges) == Numbers{0, 1, 2, 3});
    CHECK(numbers(past.nodes) == Numbers{0, 1, 2, 3, 4, 6, 7, 9});  // not what agent 1 became
    const Cone future = graph.future(graph.node(message(0, 0)));
    CHECK(numbers(future.edges) == Numbers{2, 3});
    CHECK(numbers(future.nodes) == Numbers{3, 5, 6, 7, 8});
    CHECK(numbers(graph.past({0}).nodes) == Numbers{0});
}

TEST_CASE("A generation is the longest way from the start", "[ledger]") {
    // 0#0 0#1 0#2 0#3 1#0 1#1 | 0.0 1.0 1.1 | the promise, kept in 0#2
    CHECK(Hypergraph(talk()).generations() == Numbers{0, 1, 2, 3, 0, 2, 1, 2, 2, 1});
}

TEST_CASE("Facts that refer to nothing known still make a graph", "[ledger]") {
    Batch facts;
    CHECK(Hypergraph(facts).n_nodes() == 0);
    CHECK(Hypergraph(facts).generations().empty());
    facts.transitions = {step(transition(3, 5), 7, message(9, 9))};
    facts.messages = {said(message(4, 0), transition(4, 1), 3, 9)};  // said in no known transition
    const Hypergraph graph(facts);
    CHECK(graph.n_nodes() == 4);  // 3#4 3#5 | 4.0 9.9
    CHECK(graph.makers(graph.node(message(4, 0))).empty());
    CHECK(graph.generations() == Numbers{0, 1, 0, 0});
}

TEST_CASE("Contradictions are refused", "[ledger]") {
    Batch twice = talk();
    twice.transitions.push_back(twice.transitions.front());
    CHECK_THROWS_AS(Hypergraph(twice), std::invalid_argument);

    Batch circle = talk();
    circle.transitions[0].cause = message(1, 0);  // an answer before the question
    CHECK_THROWS_AS(Hypergraph(circle).generations(), std::invalid_argument);
}

TEST_CASE("A token that goes round a ring leaves one thread", "[ledger]") {
    // Four relays, 10 ticks apart, until t = 100: one start and nine hearings.
    const MemorySink run = relays::facts_of(relays::ring(4, 1, Duration{10}, Time{100}));
    const Hypergraph graph(run.facts);
    CHECK(graph.n_edges() == 10);
    CHECK(graph.n_nodes() == 4 + 10 + 10);  // initial states, states, messages
    const NodeIndex last = graph.node(TransitionId{AgentId{1}, 3});  // heard at t = 90
    REQUIRE(last.exists());
    CHECK(graph.generations()[last.number] == 10);
    const Cone past = graph.past(last);
    CHECK(past.edges.size() == 10);
    // The four initial states, the nine messages heard, and of the ten states those from which
    // their agents went on (0#1 0#2 1#1 1#2 2#1 3#1) and the last itself.
    CHECK(past.nodes.size() == 4 + 9 + 7);
}

TEST_CASE("A message is said once and heard at most once, and nothing is its own cause",
          "[ledger][law]") {
    const MemorySink run = relays::facts_of(relays::ring(30, 20, Duration{7}, Time{2'000}));
    const Hypergraph graph(run.facts);
    const auto generations = graph.generations();  // throws when there is a cycle
    std::size_t n_under_way = 0;
    for (std::uint32_t n = 0; n < graph.n_nodes(); ++n) {
        if (graph.kind({n}) != NodeKind::message) continue;
        CHECK(graph.makers({n}).size() == 1);
        CHECK(graph.users({n}).size() <= 1);
        n_under_way += graph.users({n}).empty();
    }
    CHECK(n_under_way == 20);
    for (std::uint32_t e = 0; e < graph.n_edges(); ++e) {
        std::uint32_t latest_tail = 0;
        for (const NodeEnd& tail : graph.tails({e})) {
            latest_tail = std::max(latest_tail, generations[tail.node.number]);
        }
        for (const NodeEnd& head : graph.heads({e})) {
            CHECK(generations[head.node.number] == latest_tail + 1);
        }
    }
}

TEST_CASE("A long history is no deeper than the stack", "[ledger]") {
    constexpr std::uint32_t n = 200'000;
    Batch facts;
    for (std::uint32_t i = 1; i <= n; ++i) {
        facts.transitions.push_back(step(transition(0, i), i));
        facts.messages.push_back(said(message(0, i), transition(0, i), 1, i + 1));
    }
    const Hypergraph graph(facts);
    CHECK(graph.past(graph.node(transition(0, n))).edges.size() == n);
    CHECK(graph.future(graph.node(transition(0, 0))).nodes.size() == 2 * n + 1);
    CHECK(graph.generations()[n] == n);
}
