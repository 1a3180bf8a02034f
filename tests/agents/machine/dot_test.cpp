// SPDX-License-Identifier: Apache-2.0
//
// What does the picture of a machine show?
//
// Goal: every state is a node and every transition an edge with its label, whatever the names; what
// stays is dashed; a dot leads to each start; and the text is DOT.
// Method: a reader of the part of DOT that is written, by its grammar (graphviz.org, "DOT
// Language"); a machine from a scenario, and one by hand with names that need quotes.
#include "agents/machine/dot.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <stdexcept>

#include "scenarios/scenario.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

struct Edge {
    std::string from;
    std::string to;
    std::map<std::string, std::string> attributes;
};
struct Graph {
    std::string name;
    std::map<std::string, std::map<std::string, std::string>> nodes;
    std::vector<Edge> edges;
};

/// graph: "digraph" ID "{" (statement ";")* "}"; statement: ID "=" ID | ID ("->" ID)? list?
class DotReader {
public:
    explicit DotReader(const std::string& text) : text_(text) { next(); }

    Graph read() {
        Graph graph;
        take("digraph");
        graph.name = id();
        take("{");
        while (token_ != "}") {
            const std::string first = id();
            if (accept("=")) {
                id();
            } else if (accept("->")) {
                const std::string to = id();
                graph.edges.push_back({first, to, list()});
                graph.nodes[first];
                graph.nodes[to];
            } else if (first == "node") {
                list();
            } else {
                const auto attributes = list();
                graph.nodes[first].insert(attributes.begin(), attributes.end());
            }
            take(";");
        }
        take("}");
        if (!token_.empty()) throw std::runtime_error("something stands behind the graph");
        return graph;
    }

private:
    std::map<std::string, std::string> list() {
        std::map<std::string, std::string> attributes;
        if (!accept("[")) return attributes;
        while (!accept("]")) {
            const std::string key = id();
            take("=");
            attributes[key] = id();
            accept(",");
        }
        return attributes;
    }
    std::string id() {
        if (!is_id_) throw std::runtime_error("an id is due, not `" + token_ + "`");
        const std::string found = token_;
        next();
        return found;
    }
    bool accept(const std::string& what) {
        if (is_quoted_ || token_ != what) return false;
        next();
        return true;
    }
    void take(const std::string& what) {
        if (!accept(what)) throw std::runtime_error("`" + what + "` is due, not `" + token_ + "`");
    }
    void next() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
        token_.clear();
        is_quoted_ = at_ < text_.size() && text_[at_] == '"';
        is_id_ = is_quoted_;
        if (at_ == text_.size()) return;
        if (is_quoted_) return quoted();
        if (text_.compare(at_, 2, "->") == 0) {
            token_ = "->";
        } else {
            while (at_ + token_.size() < text_.size() && is_letter(text_[at_ + token_.size()])) {
                token_ += text_[at_ + token_.size()];
            }
            is_id_ = !token_.empty();
            if (!is_id_) token_ = text_[at_];
        }
        at_ += token_.size();
    }
    void quoted() {
        for (++at_; text_.at(at_) != '"'; ++at_) {
            if (text_[at_] == '\n') throw std::runtime_error("a line ends within quotes");
            if (text_[at_] == '\\') {
                ++at_;
                token_ += text_.at(at_) == 'n' ? '\n' : text_[at_];
            } else {
                token_ += text_[at_];
            }
        }
        ++at_;
    }
    static bool is_letter(char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    }

    const std::string& text_;
    std::size_t at_ = 0;
    std::string token_;
    bool is_quoted_ = false;
    bool is_id_ = false;
};

bool has_edge(const Graph& graph, const std::string& from, const std::string& to,
              const std::string& label, bool is_dashed) {
    return std::count_if(graph.edges.begin(), graph.edges.end(), [&](const Edge& edge) {
               const auto& of = edge.attributes;
               return edge.from == from && edge.to == to && of.contains("label") &&
                      of.at("label") == label && of.contains("style") == is_dashed &&
                      (!is_dashed || of.at("style") == "dashed");
           }) == 1;
}

}  // namespace

TEST_CASE("The picture of a machine has every state and every transition", "[machine]") {
    const Scenario scenario = Scenario::parse(
        "format: worldline/1\nscenario: lamp\nseed: 1\n"
        "time: {resolution: 1 ms, until: 1 s}\nnetwork: {delay: 1 ms}\n"
        "machines:\n  lamp:\n    parameters: {other: agent}\n    variables: {n: 0}\n    states:\n"
        "      dark:\n"
        "        - {hears: press, from: other, when: n < 3, do: [{set: {n: n + 1}}], to: lit}\n"
        "        - {every: 2 s, do: [{tell: other, say: press}]}\n"
        "      lit:\n        - {after: 1 s, to: dark}\n        - {when: n > 8, to: gone}\n"
        "      gone:\n"
        "agents:\n  ann: {machine: lamp, other: bob, start: lit}\n"
        "  bob: {machine: lamp, other: ann}\n",
        "lamp.yaml", "");
    const auto graphs = scenario.machine_graphs();
    REQUIRE(graphs.size() == 1);
    const Graph graph = DotReader(graphs[0].second).read();
    CHECK(graph.name == "lamp");
    std::set<std::string> states;
    for (const auto& [name, attributes] : graph.nodes) {
        if (!attributes.contains("shape")) states.insert(name);
    }
    CHECK(states == std::set<std::string>{"dark", "lit", "gone"});
    CHECK(graph.edges.size() == 4 + 2);  // two begin
    CHECK(has_edge(graph, "dark", "lit", "hears press\nfrom other\nwhen n < 3\ndo set n n + 1",
                   false));
    CHECK(has_edge(graph, "dark", "dark", "every 2 s\ndo tell other, say press", true));
    CHECK(has_edge(graph, "lit", "dark", "after 1 s", false));
    CHECK(has_edge(graph, "lit", "gone", "when n > 8", false));
    for (const char* start : {"dark", "lit"}) {
        const auto is_start = [&](const Edge& edge) {
            return edge.to == start && graph.nodes.at(edge.from).contains("shape") &&
                   graph.nodes.at(edge.from).at("shape") == "point";
        };
        CHECK(std::count_if(graph.edges.begin(), graph.edges.end(), is_start) == 1);
    }
}

TEST_CASE("Quotes, backslashes and ends of lines in names and labels stay in their place",
          "[machine]") {
    MachineTable machine;
    machine.name = "a \"b\" \\";
    const std::string odd = "say \"x\\\"; evil -> it";
    machine.states = {{.name = odd}, {.name = "\\"}};
    machine.transitions = {{.to = 1, .label = "when \"a\" < 1\ndo \\"}, {.label = "]; {"}};
    machine.states[0].free = {0};
    machine.states[1].hears = {1};
    const std::vector<std::uint32_t> starts{0};
    const Graph graph = DotReader(dot_of(machine, starts)).read();
    CHECK(graph.name == machine.name);
    CHECK(graph.nodes.size() == 3);
    CHECK(has_edge(graph, odd, "\\", "when \"a\" < 1\ndo \\", false));
    CHECK(has_edge(graph, "\\", "\\", "]; {", true));
}

}  // namespace worldline
