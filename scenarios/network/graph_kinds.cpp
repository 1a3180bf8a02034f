// SPDX-License-Identifier: Apache-2.0
#include "scenarios/network/graph_kinds.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

#include "sim/base/math.hpp"

namespace worldline {
namespace {

using Edges = std::vector<Edge>;

Edge edge(std::uint32_t a, std::uint32_t b) { return {std::min(a, b), std::max(a, b)}; }

std::uint64_t packed(Edge one) { return std::uint64_t{one.one} << 32 | one.other; }

void refuse_too_many(double n_edges) {
    if (n_edges <= n_edges_max) return;
    throw std::invalid_argument(fmt::format(
        "That makes {:.0f} links, more than {:.0f}; where everybody reaches everybody alike, "
        "`network.delay` says so without links",
        n_edges, n_edges_max));
}

double n_pairs(std::uint32_t n) { return 0.5 * n * (static_cast<double>(n) - 1.0); }

std::uint32_t whole(const Arguments& given, const char* name) {
    return static_cast<std::uint32_t>(given.number(name));
}

/// To how many on either side of a ring everybody is joined.
std::uint32_t reach_of(std::uint32_t n, const Arguments& given) {
    const std::uint32_t k = whole(given, "k");
    if (k % 2 != 0) {
        throw std::invalid_argument("k must be even: half of them on either side");
    }
    if (k >= n) {
        throw std::invalid_argument(
            fmt::format("k must be below the number of agents, which is {}", n));
    }
    refuse_too_many(0.5 * k * n);
    return k / 2;
}

Edges ring(std::uint32_t n, const Arguments& given, Random&) {
    Edges edges;
    const std::uint32_t reach = reach_of(n, given);
    edges.reserve(std::size_t{n} * reach);
    for (std::uint32_t i = 0; i < n; ++i) {
        for (std::uint32_t j = 1; j <= reach; ++j) edges.push_back(edge(i, (i + j) % n));
    }
    return edges;
}

Edges star(std::uint32_t n, const Arguments&, Random&) {
    Edges edges;
    for (std::uint32_t i = 1; i < n; ++i) edges.push_back({0, i});
    return edges;
}

Edges complete(std::uint32_t n, const Arguments&, Random&) {
    refuse_too_many(n_pairs(n));
    Edges edges;
    edges.reserve(static_cast<std::size_t>(n_pairs(n)));
    for (std::uint32_t i = 0; i < n; ++i) {
        for (std::uint32_t j = i + 1; j < n; ++j) edges.push_back({i, j});
    }
    return edges;
}

Edges grid(std::uint32_t n, const Arguments& given, Random&) {
    const std::uint32_t n_rows = whole(given, "rows");
    if (n % n_rows != 0) {
        throw std::invalid_argument(
            fmt::format("rows must divide the number of agents, which is {}", n));
    }
    const std::uint32_t n_columns = n / n_rows;
    const bool wraps = given.number("wrap") != 0.0;
    if (wraps && (n_rows < 3 || n_columns < 3)) {
        throw std::invalid_argument(
            fmt::format("wrap needs three rows and three columns at least; these are {} and {}",
                        n_rows, n_columns));
    }
    Edges edges;
    const auto at = [&](std::uint32_t row, std::uint32_t column) {
        return row * n_columns + column;
    };
    for (std::uint32_t row = 0; row < n_rows; ++row) {
        for (std::uint32_t column = 0; column < n_columns; ++column) {
            const std::uint32_t here = at(row, column);
            if (column + 1 < n_columns) edges.push_back({here, here + 1});
            if (row + 1 < n_rows) edges.push_back({here, here + n_columns});
            if (wraps && column + 1 == n_columns) edges.push_back({at(row, 0), here});
            if (wraps && row + 1 == n_rows) edges.push_back({at(0, column), here});
        }
    }
    return edges;
}

Edges tree(std::uint32_t n, const Arguments& given, Random&) {
    const std::uint32_t branching = whole(given, "branching");
    Edges edges;
    for (std::uint32_t i = 1; i < n; ++i) edges.push_back({(i - 1) / branching, i});
    return edges;
}

/// Every labelled tree has one Prüfer sequence and each is as likely, so every tree is, too.
Edges random_tree(std::uint32_t n, const Arguments&, Random& random) {
    Edges edges;
    if (n < 2) return edges;
    std::vector<std::uint32_t> sequence(n - 2);
    std::vector<std::uint32_t> n_left(n, 1);  // edges that a place still waits for
    for (std::uint32_t& place : sequence) {
        place = static_cast<std::uint32_t>(random.below(n));
        ++n_left[place];
    }
    std::uint32_t first = 0;  // no leaf lies below it, besides the one at hand
    while (n_left[first] != 1) ++first;
    std::uint32_t leaf = first;
    for (const std::uint32_t place : sequence) {
        edges.push_back(edge(leaf, place));
        if (--n_left[place] == 1 && place < first) {
            leaf = place;
            continue;
        }
        do ++first;
        while (n_left[first] != 1);
        leaf = first;
    }
    edges.push_back(edge(leaf, n - 1));
    return edges;
}

/// Passes over pairs that are not joined in one leap: the gap between two edges is geometric.
Edges random_graph(std::uint32_t n, const Arguments& given, Random& random) {
    const double p = given.number("p");
    refuse_too_many(p * n_pairs(n));
    if (p >= 1.0) return complete(n, given, random);
    Edges edges;
    if (p <= 0.0) return edges;
    const double rate = -math::log(1.0 - p);
    double at = -1.0;  // the pair, counted row by row: (1, 0), (2, 0), (2, 1), (3, 0) ...
    double row_begins = 0.0;
    std::uint32_t row = 1;
    while (rate > 0.0) {
        at += 1.0 + std::floor(random.exponential() / rate);
        if (!(at < n_pairs(n))) break;
        while (at >= row_begins + row) row_begins += row++;
        edges.push_back({static_cast<std::uint32_t>(at - row_begins), row});
    }
    return edges;
}

Edges small_world(std::uint32_t n, const Arguments& given, Random& random) {
    const std::uint32_t reach = reach_of(n, given);
    const double p = given.number("p");
    Edges edges;
    std::unordered_set<std::uint64_t> joined;
    std::vector<std::uint32_t> degree(n, 2 * reach);
    for (std::uint32_t j = 1; j <= reach; ++j) {
        for (std::uint32_t i = 0; i < n; ++i) {
            edges.push_back(edge(i, (i + j) % n));
            joined.insert(packed(edges.back()));
        }
    }
    for (std::size_t at = 0; at < edges.size(); ++at) {
        const auto i = static_cast<std::uint32_t>(at % n);
        if (!(random.uniform() < p) || degree[i] + 1 >= n) continue;
        Edge other{};
        do {
            other = edge(i, static_cast<std::uint32_t>(random.below(n)));
        } while (other.one == other.other || joined.contains(packed(other)));
        joined.erase(packed(edges[at]));
        joined.insert(packed(other));
        --degree[edges[at].one == i ? edges[at].other : edges[at].one];
        ++degree[other.one == i ? other.other : other.one];
        edges[at] = other;
    }
    return edges;
}

/// Each newcomer joins `m` that are there, each with a chance in proportion to its degree.
Edges scale_free(std::uint32_t n, const Arguments& given, Random& random) {
    const std::uint32_t m = whole(given, "m");
    if (m >= n) {
        throw std::invalid_argument(
            fmt::format("m must be below the number of agents, which is {}", n));
    }
    refuse_too_many(static_cast<double>(m) * n);
    Edges edges;
    std::vector<std::uint32_t> ends;  // every place, as often as it has edges
    const auto join = [&](std::uint32_t a, std::uint32_t b) {
        edges.push_back(edge(a, b));
        ends.push_back(a);
        ends.push_back(b);
    };
    for (std::uint32_t i = 0; i <= m; ++i) {  // the first are all joined
        for (std::uint32_t j = i + 1; j <= m; ++j) join(i, j);
    }
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t i = m + 1; i < n; ++i) {
        chosen.clear();
        while (chosen.size() < m) {
            const std::uint32_t other = ends[random.below(ends.size())];
            if (std::find(chosen.begin(), chosen.end(), other) == chosen.end()) {
                chosen.push_back(other);
            }
        }
        for (const std::uint32_t other : chosen) join(other, i);
    }
    return edges;
}

Parameter count(const char* name, double minimum, std::string default_value, std::string meaning) {
    return {.name = name,
            .kind = ParameterKind::integer,
            .default_value = std::move(default_value),
            .minimum = minimum,
            .maximum = 1e7,
            .meaning = std::move(meaning),
            .required = false};
}

Parameter required(Parameter row) {
    row.required = true;
    return row;
}

Parameter share(std::string meaning) {
    return {.name = "p",
            .kind = ParameterKind::number,
            .minimum = 0.0,
            .maximum = 1.0,
            .meaning = std::move(meaning),
            .required = true};
}

Parameter around() {
    return count("k", 2.0, "2", "to how many of its nearest everybody is joined, an even number");
}

/// Graphs that leave nothing to chance.
void add_fixed(Registry<GraphMaker>& made) {
    made.add({.name = "ring",
              .summary = "Everybody is joined to the nearest on either side, in a ring.",
              .parameters = {around()},
              .equation = "degree k"},
             ring);
    made.add({.name = "star",
              .summary = "The first of them is joined to all others.",
              .equation = "degree n - 1 and 1"},
             star);
    made.add({.name = "complete",
              .summary = "Everybody is joined to everybody.",
              .equation = "degree n - 1",
              .loses = "Memory: n (n - 1) / 2 links. `network.delay` joins all pairs without."},
             complete);
    made.add(
        {.name = "grid",
         .summary = "Rows one below the other, filled from left to right.",
         .parameters = {required(count("rows", 1.0, "", "how many rows; they divide n")),
                        {.name = "wrap",
                         .kind = ParameterKind::flag,
                         .default_value = "false",
                         .meaning = "the last row and column are joined to the first: a torus"}},
         .equation = "degree 4 inside, 3 at an edge, 2 in a corner; with wrap 4"},
        grid);
    made.add({.name = "tree",
              .summary = "The first is the root, and everybody has so many below it.",
              .parameters = {count("branching", 1.0, "2", "how many are below one")},
              .equation = "parent of i = floor((i - 1) / branching)"},
             tree);
}

void add_random(Registry<GraphMaker>& made) {
    made.add({.name = "random_tree",
              .summary = "A tree, each as likely as every other on these agents.",
              .source = "Prüfer 1918",
              .equation = "P(tree) = n^(2 - n)"},
             random_tree);
    made.add({.name = "random",
              .summary = "Every pair is joined with one chance, by itself.",
              .source = "Erdős and Rényi 1959, Gilbert 1959; Batagelj and Brandes 2005",
              .parameters = {share("the chance that a pair is joined")},
              .equation = "mean degree p (n - 1)",
              .loses = "It may fall into pieces; a warning says so."},
             random_graph);
    made.add({.name = "small_world",
              .summary = "A ring, some of whose links lead anywhere.",
              .source = "Watts and Strogatz 1998",
              .parameters = {around(), share("share of links that lead anywhere")},
              .equation = "clustering at p = 0: 3 (k - 2) / (4 (k - 1))"},
             small_world);
    made.add({.name = "scale_free",
              .summary = "Newcomers join those who have many links already.",
              .source = "Barabási and Albert 1999; Bollobás and others 2001",
              .parameters = {required(count("m", 1.0, "", "links that a newcomer makes"))},
              .equation = "P(degree = d) = 2 m (m + 1) / (d (d + 1) (d + 2))",
              .loses = "The exponent is 3, and no other."},
             scale_free);
}

}  // namespace

const Registry<GraphMaker>& graph_kinds() {
    static const Registry<GraphMaker> all = [] {
        Registry<GraphMaker> made;
        add_fixed(made);
        add_random(made);
        return made;
    }();
    return all;
}

std::size_t n_pieces(std::uint32_t n, const std::vector<Edge>& edges) {
    using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;
    Graph graph(n);
    for (const Edge& one : edges) boost::add_edge(one.one, one.other, graph);
    std::vector<std::uint32_t> piece(n);
    if (n == 0) return 0;
    return static_cast<std::size_t>(boost::connected_components(graph, piece.data()));
}

}  // namespace worldline
