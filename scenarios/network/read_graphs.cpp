// SPDX-License-Identifier: Apache-2.0
#include "scenarios/network/read_graphs.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>
#include <utility>

#include "scenarios/keys.hpp"
#include "scenarios/network/edge_list.hpp"
#include "scenarios/network/graph_kinds.hpp"

namespace worldline {
namespace {

/// A number of a way: one for all, or drawn by each.
struct WayValue {
    std::optional<double> constant = {};  ///< of a time in ticks
    std::optional<Draw> draw = {};
    bool is_given = false;  ///< in the file, even where it cannot be read
};

WayValue read_value(const Fields& fields, const char* key) {
    const Node* node = fields.node(key);
    if (!node) return {};
    const Parameter& row = *keys::graph().find(key);
    if (is_drawn(*node, row)) {
        return {.draw = read_draw(fields.desk(), *node, fields.label(key), row), .is_given = true};
    }
    const bool is_time = row.kind == ParameterKind::duration;
    return {.constant = is_time ? static_cast<double>(fields.span(key).ticks) : fields.number(key),
            .is_given = true};
}

/// What the links of one graph are like.
struct Ways {
    WayValue delay;
    WayValue latency;
    WayValue jitter;
    WayValue loss;
};

/// Agents and groups in the order in which they stand.
std::vector<AgentId> read_among(Draft& draft, const Fields& fields) {
    Desk& desk = draft.desk;
    const Node* among = fields.node("among");
    std::vector<AgentId> found;
    if (!among) {
        found.resize(draft.spec.agents.size());
        for (std::uint32_t i = 0; i < found.size(); ++i) found[i] = {i};
        return found;
    }
    const Label label = fields.label("among");
    const std::vector<Node> one = {*among};
    for (const Node& item : among->is_list() ? among->items : one) {
        const auto some = read::agents(desk, item, label);
        found.insert(found.end(), some.begin(), some.end());
    }
    std::vector<AgentId> sorted = found;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
        desk.fault(*among, label.text + ": `" + draft.spec.agents[twice->number].name +
                               "` stands here twice");
        found.clear();
    }
    return found;
}

/// One graph of the scenario while it is read.
class GraphReader {
public:
    GraphReader(Draft& draft, const std::string& name, Node& map, const WayDefaults& otherwise)
        : draft_(draft),
          desk_(draft.desk),
          name_(name),
          map_(map),
          label_{"network.graphs." + name},
          otherwise_(otherwise),
          n_faults_(draft.desk.faults.size()) {}

    void read() {
        const Family family = graph_family();
        Part own = keys::graph();
        own.parameters.front().choices = family.names();
        const PartUse use = read_part(desk_, map_, "kind", family, own, label_);
        const Part* part = family.find(use.kind);
        if (!part || !map_.is_map()) return;
        const Part all = keys::joined(own, *part);
        const Fields fields(desk_, map_, all, label_);
        ways_ = {read_value(fields, "delay"), read_value(fields, "latency"),
                 read_value(fields, "jitter"), read_value(fields, "loss")};
        GraphSpec graph{.name = name_, .among = read_among(draft_, fields), .edges = {}};
        if (use.kind == "file") {
            add_listed(use, graph);
        } else {
            check_delay(false);
            if (is_good()) add_generated(use, graph);
        }
        draft_.graphs.push_back(std::move(graph));
    }

private:
    bool is_good() const { return desk_.faults.size() == n_faults_; }

    /// In a graph a way has a delay; in space light has one, and the channel may add to it.
    void check_delay(bool file_has_it) {
        const std::string& metric = draft_.spec.metric.kind;
        const bool is_graph = metric == "graph";
        if (is_graph && !ways_.delay.is_given && !file_has_it) {
            desk_.fault(map_, label_.text + ".delay is missing: from either end to the other");
        }
        if (is_graph && ways_.latency.is_given) {
            desk_.fault(*map_.find("latency"), label_.text +
                                                   ".latency adds to light time, and in `graph` "
                                                   "there is none; make it part of `delay`");
        }
        if (!is_graph && (ways_.delay.is_given || file_has_it)) {
            desk_.fault(map_, label_.text + ".delay: in space `" + metric +
                                  "` light time decides how long signals take; `latency` adds to "
                                  "it");
        }
    }

    void add_generated(const PartUse& use, GraphSpec& graph) {
        const auto n = static_cast<std::uint32_t>(graph.among.size());
        Random random = chance_of(draft_.spec.seed, name_, "graph");
        std::vector<Edge> edges;
        try {
            edges = graph_kinds().find(use.kind)->make(n, use.arguments, random);
        } catch (const std::invalid_argument& error) {
            const std::string what = error.what();
            const auto value = use.places.find(what.substr(0, what.find(' ')));
            const bool is_known = value != use.places.end();
            desk_.faults.add(is_known ? value->second : map_.place,
                             label_.text + (is_known ? "." : ": ") + what);
            return;
        }
        for (const Edge& edge : edges) {
            add(graph, {graph.among[edge.one], graph.among[edge.other]});
        }
        if (const std::size_t n_apart = n_pieces(n, edges); n_apart > 1) {
            desk_.warnings.push_back(label_.text + " is in " + std::to_string(n_apart) +
                                     " pieces: not everybody is joined to everybody by a path");
        }
    }

    void add_listed(const PartUse& use, GraphSpec& graph) {
        const auto file = use.arguments.texts.find("file");
        const auto unit = use.arguments.texts.find("time_unit");
        if (file == use.arguments.texts.end() || file->second.empty() || !is_good()) return;
        const auto edges = read_edge_list(draft_, file->second, unit->second);
        if (!is_good()) return;  // what its rows would have said is not known
        if (edges.empty()) {
            desk_.warnings.push_back(label_.text + ": the file has no links");
            return;
        }
        std::vector<AgentId> known = graph.among;
        std::sort(known.begin(), known.end());
        const bool has_delays = std::all_of(edges.begin(), edges.end(),
                                            [](const ListedEdge& edge) { return edge.delay; });
        check_delay(has_delays);
        for (const ListedEdge& edge : edges) {
            for (const AgentId end : {edge.one, edge.other}) {
                if (std::binary_search(known.begin(), known.end(), end)) continue;
                desk_.fault(*map_.find("among"), label_.text + ".among: `" + name_of(end) +
                                                     "` is in the file, and not among these");
            }
            if (!is_good()) return;
            add(graph, edge);
        }
        if (n_passed_over_ > 0) {
            desk_.warnings.push_back(label_.text + ": " + std::to_string(n_passed_over_) +
                                     " links are there already, and were passed over");
        }
    }

    const std::string& name_of(AgentId agent) const {
        return draft_.spec.agents[agent.number].name;
    }

    double value_of(const WayValue& value, const std::string& whose, const char* key,
                    double otherwise) {
        if (value.constant) return *value.constant;
        if (!value.draw) return otherwise;
        try {
            return value.draw->value(draft_.spec.seed, whose, name_ + "." + key, desk_.resolution);
        } catch (const std::range_error& error) {
            std::string ends = whose;
            std::replace(ends.begin(), ends.end(), '\n', ' ');
            desk_.faults.add(value.draw->place,
                             value.draw->label + ": the link of " + ends + " " + error.what());
        }
        return otherwise;
    }

    void add(GraphSpec& graph, const ListedEdge& edge) {
        graph.edges.emplace_back(edge.one, edge.other);
        if (!join(draft_, edge.one, edge.other)) {
            ++n_passed_over_;
            return;
        }
        std::string whose;
        if (ways_.delay.draw || ways_.latency.draw || ways_.jitter.draw || ways_.loss.draw) {
            const auto [first, last] = std::minmax(name_of(edge.one), name_of(edge.other));
            whose = first + "\n" + last;
        }
        const auto ticks = [](double number) {
            return Duration{static_cast<std::int64_t>(number)};
        };
        LinkSpec link{edge.one, edge.other, {}, otherwise_.channel};
        link.delay = edge.delay ? *edge.delay : ticks(value_of(ways_.delay, whose, "delay", 0.0));
        const auto latency = static_cast<double>(link.channel.latency.ticks);
        link.channel.latency = ticks(value_of(ways_.latency, whose, "latency", latency));
        link.channel.jitter = edge.jitter
                                  ? static_cast<double>(edge.jitter->ticks)
                                  : value_of(ways_.jitter, whose, "jitter", link.channel.jitter);
        link.channel.loss =
            edge.loss ? *edge.loss : value_of(ways_.loss, whose, "loss", link.channel.loss);
        draft_.spec.links.push_back(link);
    }

    Draft& draft_;
    Desk& desk_;
    const std::string& name_;
    Node& map_;
    Label label_;
    const WayDefaults& otherwise_;
    std::size_t n_faults_;
    std::size_t n_passed_over_ = 0;
    Ways ways_ = {};
};

}  // namespace

Family graph_family() {
    Family family{"graph", {}, false};
    for (const auto& entry : graph_kinds().entries()) family.parts.push_back(&entry.second.part);
    family.parts.push_back(&keys::graph_file());
    return family;
}

bool join(Draft& draft, AgentId one, AgentId other) {
    const auto [low, high] = std::minmax(one.number, other.number);
    return draft.linked.insert(std::uint64_t{low} << 32 | high).second;
}

void read_graphs(Draft& draft, Node& map, const WayDefaults& otherwise) {
    if (!map.is_map()) {
        return draft.desk.fault(map,
                                "network.graphs: a map is due here, {name: {kind: ..., among: "
                                "...}}");
    }
    for (std::size_t i = 0; i < map.keys.size(); ++i) {
        const std::string name = read::name(draft.desk, map.keys[i], {"network.graphs"});
        if (name.empty() || is_own_key(name)) continue;
        if (draft.desk.agents.find(name) || draft.desk.groups.find(name)) {
            draft.desk.fault(map.keys[i],
                             "`" + name + "` is the name of an agent or group already");
        }
        GraphReader(draft, name, map.items[i], otherwise).read();
    }
}

}  // namespace worldline
