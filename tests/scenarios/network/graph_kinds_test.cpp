// SPDX-License-Identifier: Apache-2.0
//
// Graphs by their generators.
//
// Goal: every kind of graph is the one that its name stands for in the literature.
// Method: what each kind always has (degrees, number of edges, one piece) exactly; what it has on
// average against its formula, within four standard deviations, with fixed seeds.
#include "scenarios/network/graph_kinds.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/small_world_generator.hpp>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

Arguments with(std::map<std::string, double> numbers) { return {.numbers = std::move(numbers)}; }

std::vector<Edge> graph(const std::string& kind, std::uint32_t n, const Arguments& given,
                        std::uint64_t seed = 1) {
    Random random(seed, Purpose::scenario, AgentId{0}, 0);
    const auto* entry = graph_kinds().find(kind);
    REQUIRE(entry);
    return entry->make(n, completed(entry->part, given), random);
}

std::vector<std::uint32_t> degrees(std::uint32_t n, const std::vector<Edge>& edges) {
    std::vector<std::uint32_t> degree(n, 0);
    for (const Edge& one : edges) {
        ++degree[one.one];
        ++degree[one.other];
    }
    return degree;
}

/// Short, for what is compared as it stands: "0-1 0-2".
std::string written(const std::vector<Edge>& edges) {
    std::string text;
    for (const Edge& one : edges) {
        text +=
            (text.empty() ? "" : " ") + std::to_string(one.one) + "-" + std::to_string(one.other);
    }
    return text;
}

/// Every edge joins two different places, the lower one first, and none is there twice.
bool is_simple(std::uint32_t n, const std::vector<Edge>& edges) {
    const std::set<Edge> once(edges.begin(), edges.end());
    return once.size() == edges.size() && std::all_of(edges.begin(), edges.end(), [&](Edge one) {
               return one.one < one.other && one.other < n;
           });
}

/// Mean over places of the share of pairs of neighbours that are joined themselves.
double clustering(std::uint32_t n, const std::vector<Edge>& edges) {
    std::vector<std::set<std::uint32_t>> of(n);
    for (const Edge& one : edges) {
        of[one.one].insert(one.other);
        of[one.other].insert(one.one);
    }
    double sum = 0.0;
    for (const auto& ours : of) {
        double n_joined = 0.0;
        for (const std::uint32_t a : ours) {
            for (const std::uint32_t b : ours) n_joined += a < b && of[a].contains(b) ? 1.0 : 0.0;
        }
        const auto d = static_cast<double>(ours.size());
        if (d > 1.0) sum += 2.0 * n_joined / (d * (d - 1.0));
    }
    return sum / n;
}

}  // namespace

TEST_CASE("In a ring everybody has k neighbours, the nearest ones", "[graph]") {
    for (const double k : {2.0, 4.0, 6.0}) {
        const auto edges = graph("ring", 7, with({{"k", k}}));
        CHECK(is_simple(7, edges));
        for (const auto degree : degrees(7, edges)) CHECK(degree == k);
    }
    CHECK(graph("ring", 4, {}) == std::vector<Edge>{{0, 1}, {1, 2}, {2, 3}, {0, 3}});
}

TEST_CASE("A star has its first in the middle, and in a complete graph all are joined", "[graph]") {
    CHECK(graph("star", 4, {}) == std::vector<Edge>{{0, 1}, {0, 2}, {0, 3}});
    const auto edges = graph("complete", 9, {});
    CHECK(is_simple(9, edges));
    CHECK(edges.size() == 36);
}

TEST_CASE("A grid has corners, edges and an inside; a torus has an inside alone", "[graph]") {
    const auto flat = graph("grid", 12, with({{"rows", 3}}));
    CHECK(is_simple(12, flat));
    CHECK(degrees(12, flat) == std::vector<std::uint32_t>{2, 3, 3, 2, 3, 4, 4, 3, 2, 3, 3, 2});
    const auto torus = graph("grid", 12, with({{"rows", 3}, {"wrap", 1}}));
    CHECK(is_simple(12, torus));
    for (const auto degree : degrees(12, torus)) CHECK(degree == 4);
}

TEST_CASE("A tree has one edge less than places, and is in one piece", "[graph]") {
    CHECK(graph("tree", 7, {}) ==
          std::vector<Edge>{{0, 1}, {0, 2}, {1, 3}, {1, 4}, {2, 5}, {2, 6}});
    CHECK(graph("tree", 3, with({{"branching", 1}})) == std::vector<Edge>{{0, 1}, {1, 2}});
    for (const std::uint32_t n : {1u, 2u, 3u, 10u, 1000u}) {
        const auto edges = graph("random_tree", n, {}, n);
        CHECK(is_simple(n, edges));
        CHECK(edges.size() == n - 1);
        CHECK(n_pieces(n, edges) == 1);
    }
}

TEST_CASE("Every tree on four places comes as often as every other", "[graph]") {
    std::map<std::set<Edge>, int> n_times;  // Cayley: 4^2 of them
    constexpr int n = 16'000;
    for (int seed = 0; seed < n; ++seed) {
        const auto edges = graph("random_tree", 4, {}, static_cast<std::uint64_t>(seed));
        ++n_times[{edges.begin(), edges.end()}];
    }
    CHECK(n_times.size() == 16);
    double chi_squared = 0.0;  // 15 degrees of freedom: mean 15, deviation sqrt(30)
    for (const auto& one : n_times) chi_squared += std::pow(one.second - 1000.0, 2) / 1000.0;
    CHECK(std::fabs(chi_squared - 15.0) < 4.0 * std::sqrt(30.0));
}

TEST_CASE("A random graph has the number of edges that its chance says", "[graph]") {
    constexpr std::uint32_t n = 2000;
    const double n_pairs = 0.5 * n * (n - 1);
    for (const double p : {0.001, 0.01, 0.5, 0.999}) {
        const auto edges = graph("random", n, with({{"p", p}}), 5);
        CHECK(is_simple(n, edges));
        const double deviation = std::sqrt(n_pairs * p * (1.0 - p));
        CHECK(std::fabs(static_cast<double>(edges.size()) - n_pairs * p) < 4.0 * deviation);
    }
    CHECK(graph("random", 50, with({{"p", 0}})).empty());
    CHECK(graph("random", 50, with({{"p", 1}})).size() == 1225);
    CHECK(graph("random", 50, with({{"p", 1e-300}})).empty());
}

TEST_CASE("Every pair of a random graph is joined as often as every other", "[graph]") {
    std::map<Edge, int> n_times;
    constexpr int n = 4000;
    for (int seed = 0; seed < n; ++seed) {
        for (const Edge& one :
             graph("random", 5, with({{"p", 0.3}}), static_cast<std::uint64_t>(seed))) {
            ++n_times[one];
        }
    }
    CHECK(n_times.size() == 10);
    for (const auto& one : n_times) {
        CHECK(std::fabs(one.second - 0.3 * n) < 4.0 * std::sqrt(0.3 * 0.7 * n));
    }
}

TEST_CASE("A small world that leads nowhere is a ring, and clusters like one", "[graph]") {
    constexpr std::uint32_t n = 100, k = 6;
    auto edges = graph("small_world", n, with({{"k", k}, {"p", 0}}));
    CHECK(clustering(n, edges) == Approx(3.0 * (k - 2) / (4.0 * (k - 1))).epsilon(1e-12));
    std::sort(edges.begin(), edges.end());
    auto ring = graph("ring", n, with({{"k", k}}));
    std::sort(ring.begin(), ring.end());
    CHECK(edges == ring);
    // Boost's generator, as a peer that was written by others.
    Random random(1, Purpose::scenario, AgentId{0}, 0);
    using Graph = boost::adjacency_list<>;
    using Peer = boost::small_world_iterator<Random, Graph>;
    std::vector<Edge> others;
    for (Peer at(random, n, k, 0.0), end; at != end; ++at) {
        const auto a = static_cast<std::uint32_t>(at->first);
        const auto b = static_cast<std::uint32_t>(at->second);
        others.push_back({std::min(a, b), std::max(a, b)});
    }
    std::sort(others.begin(), others.end());
    CHECK(edges == others);
}

TEST_CASE("A small world keeps its number of edges, and p of them lead anywhere", "[graph]") {
    constexpr std::uint32_t n = 2000, k = 10;
    for (const double p : {0.1, 0.5, 1.0}) {
        const auto edges = graph("small_world", n, with({{"k", k}, {"p", p}}), 3);
        CHECK(is_simple(n, edges));
        CHECK(edges.size() == n * k / 2);
        const auto n_far = std::count_if(edges.begin(), edges.end(), [&](Edge one) {
            const std::uint32_t apart = one.other - one.one;
            return std::min(apart, n - apart) > k / 2;
        });
        // A link that leads anywhere is far, except for k of n places.
        const double share = p * (1.0 - static_cast<double>(k) / n);
        const double deviation = std::sqrt(share * (1.0 - share) * n * k / 2) + 0.01 * n * p;
        CHECK(std::fabs(static_cast<double>(n_far) - share * n * k / 2) < 4.0 * deviation);
    }
    const auto full = graph("small_world", 5, with({{"k", 4}, {"p", 1}}));  // nowhere else to go
    CHECK(full.size() == 10);
}

TEST_CASE("In a scale-free graph degrees fall off with the third power", "[graph]") {
    constexpr std::uint32_t n = 50'000;
    for (const double m : {1.0, 3.0}) {
        const auto edges = graph("scale_free", n, with({{"m", m}}), 11);
        CHECK(is_simple(n, edges));
        CHECK(n_pieces(n, edges) == 1);
        CHECK(edges.size() == static_cast<std::size_t>(m * (m + 1) / 2 + m * (n - m - 1)));
        const auto degree = degrees(n, edges);
        // Sums of 2 m (m + 1) / (d (d + 1) (d + 2)) from d on: m (m + 1) / (d (d + 1)).
        for (const double d : {m, m + 1, 2 * m + 3, 10 * m}) {
            const double share = m * (m + 1) / (d * (d + 1));
            const auto n_so = static_cast<double>(std::count_if(
                degree.begin(), degree.end(), [&](std::uint32_t one) { return one >= d; }));
            CHECK(std::fabs(n_so - share * n) <= 4.0 * std::sqrt(share * n) + 2.0 * m);
        }
    }
}

TEST_CASE("The same seed gives the same graph, another seed another one", "[graph]") {
    const std::pair<const char*, Arguments> kinds[] = {
        {"random", with({{"p", 0.1}})},
        {"random_tree", {}},
        {"small_world", with({{"k", 4}, {"p", 0.3}})},
        {"scale_free", with({{"m", 2}})}};
    for (const auto& [kind, given] : kinds) {
        CHECK(graph(kind, 200, given, 1) == graph(kind, 200, given, 1));
        CHECK(graph(kind, 200, given, 1) != graph(kind, 200, given, 2));
    }
}

TEST_CASE("A graph is the same on every machine", "[graph]") {
    // As drawn here once: another compiler, library or processor must not change them.
    CHECK(written(graph("random", 8, with({{"p", 0.2}}), 42)) == "0-1 1-2 0-3 2-6 4-7 6-7");
    CHECK(written(graph("random_tree", 6, {}, 42)) == "2-3 1-4 0-1 0-3 3-5");
    CHECK(written(graph("scale_free", 6, with({{"m", 1}}), 42)) == "0-1 1-2 1-3 0-4 3-5");
    CHECK(written(graph("small_world", 6, with({{"k", 2}, {"p", 0.5}}), 42)) ==
          "0-1 1-3 2-3 3-5 3-4 1-5");
}

TEST_CASE("Pieces are counted, those of one place as well", "[graph]") {
    CHECK(n_pieces(5, {{0, 1}, {3, 4}}) == 3);
    CHECK(n_pieces(0, {}) == 0);
}
