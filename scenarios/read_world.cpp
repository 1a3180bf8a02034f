// SPDX-License-Identifier: Apache-2.0
//
// What surrounds the agents: space, network, types, rules, kernels.
#include <algorithm>
#include <array>

#include "scenarios/draft.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/network/read_graphs.hpp"
#include "scenarios/size.hpp"
#include "sim/base/units.hpp"
#include "sim/spacetime/constants.hpp"

namespace worldline {
namespace {

Node& section_or_empty(Draft& draft, std::string_view name) {
    if (!draft.document.find(name)) {
        Node map{Node::Kind::map};
        map.added = true;
        draft.document.put(name, std::move(map));
    }
    return *draft.document.find(name);
}

/// The numbers of `prior: [a, b]` under the names that the rule knows them by.
void split_prior(const Catalogue& catalogue, Desk& desk, Node& map) {
    const Node* found = map.find("prior");
    if (!found) return;
    const Node prior = *found;
    const auto at = found - map.items.data();
    map.keys.erase(map.keys.begin() + at);
    map.items.erase(map.items.begin() + at);
    const Node* rule = map.find("rule");
    const Part* part = rule ? trust_family(catalogue).find(rule->text) : nullptr;
    if (part && !part->find("a")) {
        return desk.fault(
            prior, "trust.prior: `" + part->name + "` has no prior; it belongs to the rule `beta`");
    }
    if (!read::is_pair(desk, prior, {"trust.prior"}, "[a, b]")) return;
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
        const char* name = i == 0 ? "a" : "b";
        map.put(name, prior.items[i]);
        map.find(name)->place = prior.items[i].place;
    }
}

/// In a graph a way has a delay; in space light has one, and the channel may add to it.
void refuse_other_delay(Draft& draft, const Fields& fields) {
    const std::string& metric = draft.spec.metric.kind;
    if (metric == "graph" && fields.has("latency")) {
        draft.desk.fault(*fields.node("latency"),
                         fields.label("latency").text +
                             " adds to light time, and in `graph` there is none; make it part of "
                             "`delay`");
    }
    if (metric != "graph" && !metric.empty() && fields.has("delay")) {
        draft.desk.fault(*fields.node("delay"),
                         fields.label("delay").text + ": in space `" + metric +
                             "` light time decides how long signals take; `latency` adds to it");
    }
}

/// What is not given is as `otherwise`.
Channel read_channel(const Fields& fields, Channel otherwise) {
    Channel channel = otherwise;
    if (fields.has("latency")) channel.latency = fields.span("latency");
    if (fields.has("jitter")) channel.jitter = static_cast<double>(fields.span("jitter").ticks);
    if (fields.has("loss")) channel.loss = fields.number("loss");
    return channel;
}

void read_link(Draft& draft, Node& item) {
    Desk& desk = draft.desk;
    const Fields link(desk, item, keys::link(), {"link"});
    refuse_other_delay(draft, link);
    if (draft.spec.metric.kind == "graph" && item.is_map() && !link.has("delay")) {
        desk.fault(item, "link.delay is missing: from either end to the other");
    }
    const Duration delay = link.span("delay");
    const Channel channel = read_channel(link, draft.spec.channel);
    const Node* between = link.node("between");
    if (!between || !read::is_pair(desk, *between, link.label("between"), "[one, other]")) return;
    const auto one = read::agent(desk, between->items[0], link.label("between"));
    const auto other = read::agent(desk, between->items[1], link.label("between"));
    if (!one || !other) return;
    if (*one == *other) desk.fault(*between, "link.between: a link has two different ends");
    if (!join(draft, *one, *other)) {
        desk.fault(*between, "link.between: these two have a link already, and it goes both ways");
    }
    draft.spec.links.push_back({*one, *other, delay, channel});
}

/// Of whatever dimension: a known unit is refused for that, an unknown one for being unknown.
bool is_unit(const std::string& text) {
    if (text == "1") return true;
    try {
        quantity("1 " + text, "s");
    } catch (const UnitError& error) {
        return std::string_view(error.what()).find("known unit") == std::string_view::npos;
    }
    return true;
}

Judge read_judge(Draft& draft, const Node& name, Node& map) {
    Desk& desk = draft.desk;
    const Family family = judge_family();
    Part table = keys::judge();
    table.parameters.front().choices = family.names();
    const Fields fields(desk, map, table, {name.text});
    Judge judge;
    judge.name = name.text;
    const std::string rule = fields.choice("rule");
    if (family.find(rule)) judge.rule = judge_rules().find(rule)->make;
    for (const char* key : {"against", "value_tolerance"}) {
        const Part* part = family.find(rule);
        if (!part || part->find(key) || !fields.has(key)) continue;
        if (fields.node(key)->text == table.find(key)->default_value) continue;  // as if not given
        const bool is_order = key == std::string_view("against");
        desk.warnings.push_back(fields.label(key).text + ": `" + rule +
                                "` does not go by that; it belongs to `" +
                                (is_order ? "schedule" : "range") + "`");
    }
    judge.time_of = enum_of<TimeOf>(fields.choice("time_of"), *table.find("time_of"));
    judge.against = enum_of<Against>(fields.choice("against"), *table.find("against"));
    judge.clock = enum_of<JudgeClock>(fields.choice("clock"), *table.find("clock"));
    judge.tolerance = fields.span("tolerance");
    judge.patience = fields.span("patience");
    judge.value_tolerance = fields.number("value_tolerance");
    if (Wide{judge.tolerance.ticks} + judge.patience.ticks > ticks_max) {
        desk.fault(map, name.text +
                            ": tolerance + patience is out of range at this resolution; a "
                            "coarser `time.resolution` would do");
    }
    if (!fields.has("patience") && judge.time_of != TimeOf::arrival) {
        desk.fault(map, fields.label("patience").text +
                            " is missing: with `time_of: " + fields.node("time_of")->text +
                            "` an outcome may come long after it happened, so say how long "
                            "silence is borne");
    }
    return judge;
}

}  // namespace

void read_axes(Draft& draft, Node& map) {
    Desk& desk = draft.desk;
    Node* axes = map.is_map() ? map.find("axes") : nullptr;
    if (!axes) {
        desk.axes = {{"x", "m"}, {"y", "m"}, {"z", "m"}};
        return;
    }
    if (!axes->is_list())
        return desk.fault(*axes, "space.axes: a list of {name, unit} is due here");
    for (Node& item : axes->items) {
        const Fields axis(desk, item, keys::axis(), {"space.axes"});
        const std::string name = axis.name("name");
        const std::string unit = axis.text("unit");
        const auto is_this = [&](const auto& other) { return other.first == name; };
        if (!name.empty() && std::any_of(desk.axes.begin(), desk.axes.end(), is_this)) {
            desk.fault(*axis.node("name"), "space.axes.name: there are two axes `" + name + "`");
        }
        if (!is_unit(unit)) {
            desk.fault(*axis.node("unit"), "space.axes.unit: `" + unit +
                                               "` is not a known unit; for a plain number, "
                                               "leave it out");
        }
        draft.spec.axes.push_back({name, unit});
        desk.axes.emplace_back(name, unit);
    }
}

void read_frames(Draft& draft, Node& map) {
    Desk& desk = draft.desk;
    Node* frames = map.is_map() ? map.find("frames") : nullptr;
    if (!frames) return;
    if (!frames->is_map()) {
        return desk.fault(*frames, "space.frames: a map is due here, {name: {velocity_x: ...}}");
    }
    for (std::size_t i = 0; i < frames->keys.size(); ++i) {
        const std::string name = read::name(desk, frames->keys[i], {"space.frames"});
        const Fields fields(desk, frames->items[i], keys::frame(), {"space.frames." + name});
        const auto three = [&](const char* x, const char* y, const char* z) {
            return Vector3{fields.number(x), fields.number(y), fields.number(z)};
        };
        desk.frames.add(name, static_cast<std::uint32_t>(draft.spec.frames.size()));
        draft.spec.frames.push_back({name, three("velocity_x", "velocity_y", "velocity_z"),
                                     three("x", "y", "z"), frames->items[i].place});
    }
}

/// Frames are those of flat space, and an agent has its own already.
void check_frames(Draft& draft) {
    for (const FrameSpec& frame : draft.spec.frames) {
        const std::string& metric = draft.spec.metric.kind;
        if (metric != "flat" && metric != "galilean") {
            draft.desk.faults.add(frame.place, "space.frames." + frame.name +
                                                   ": moving frames belong to `metric: flat` or "
                                                   "`galilean`, not to `" +
                                                   metric + "`");
        }
        if (metric == "flat" && !(length(frame.velocity) < constants::light_speed)) {
            draft.desk.faults.add(frame.place, "space.frames." + frame.name +
                                                   ": velocity must be below the speed of "
                                                   "light: nobody moves with such a frame");
        }
        if (!draft.desk.agents.find(frame.name)) continue;
        draft.desk.faults.add(frame.place, "space.frames." + frame.name +
                                               ": an agent has this name, and so has its frame");
    }
}

void read_space(Draft& draft) {
    Desk& desk = draft.desk;
    Node& map = section_or_empty(draft, "space");
    if (map.is_null()) map.kind = Node::Kind::map;
    read_axes(draft, map);
    draft.spec.metric = read_part(desk, map, "metric", metric_family(), keys::space(), {"space"});
    read_frames(draft, map);
    check_frames(draft);
}

void read_types(Draft& draft) {
    each_entry(draft, "types", [&](const Node& name, Node& map) {
        const Fields type(draft.desk, map, keys::type(), {"types." + name.text});
        draft.spec.types.push_back(name.text);
        draft.spec.type_domains.push_back(type.choice("domain"));
        std::string unit = type.text("unit");
        if (type.choice("domain") == "time" && unit == "1") unit = "s";
        if (!is_unit(unit)) {
            draft.desk.fault(*type.node("unit"),
                             "types." + name.text + ".unit: `" + unit + "` is not a known unit");
            unit = "1";
        }
        draft.spec.type_units.push_back(std::move(unit));
    });
    // What is told is a promise about one's own assessment: tellers are trusted in this type.
    if (!draft.desk.types.find("assessment")) {
        draft.spec.types.emplace_back("assessment");
        draft.spec.type_domains.emplace_back("event");
        draft.spec.type_units.emplace_back("1");
    }
}

void read_network(Draft& draft) {
    Desk& desk = draft.desk;
    Node* map = section(draft, "network");
    if (!map) return;
    const Fields network(desk, *map, keys::network(), {"network"});
    refuse_other_delay(draft, network);
    if (network.has("delay")) draft.spec.default_delay = network.span("delay");
    draft.spec.channel = read_channel(network, {});
    Node* links = network.node("links");
    if (links && !links->is_list()) {
        desk.fault(*links, "network.links: a list of links is due here");
    } else if (links) {
        for (Node& item : links->items) read_link(draft, item);
    }
    if (Node* graphs = network.node("graphs")) read_graphs(draft, *graphs, {draft.spec.channel});
}

void read_judges(Draft& draft) {
    each_entry(draft, "judges", [&](const Node& name, Node& map) {
        draft.spec.judges.push_back(read_judge(draft, name, map));
    });
}

void read_trust(Draft& draft) {
    Desk& desk = draft.desk;
    Node& map = section_or_empty(draft, "trust");
    if (map.is_null()) map.kind = Node::Kind::map;
    Part own = keys::trust();
    own.parameters.front().choices = trust_family(draft.catalogue).names();
    PartUse& trust = draft.spec.trust;
    split_prior(draft.catalogue, desk, map);
    trust = read_part(desk, map, "rule", trust_family(draft.catalogue), own, {"trust"});
    if (const Node* hearsay = map.is_map() ? map.find("hearsay") : nullptr) {
        const Parameter& row = *own.find("hearsay");
        const std::string word = read::choice(desk, *hearsay, {"trust.hearsay"}, row.choices);
        draft.spec.hearsay = enum_of<Hearsay>(word, row);
    }
}

void read_kernels(Draft& draft) {
    each_entry(draft, "kernels", [&](const Node& name, Node& map) {
        const Fields kernel(draft.desk, map, keys::kernel(), {"kernels." + name.text});
        draft.spec.kernels.push_back(name.text);
    });
}

void read_engine(Draft& draft) {
    Node* map = section(draft, "engine");
    if (!map) return;
    const Fields engine(draft.desk, *map, keys::engine(), {"engine"});
    draft.spec.ordered_ties = engine.choice("tie") == "ordered";
    if (!engine.has("memory_limit")) return;
    const Node& limit = *engine.node("memory_limit");
    const Label label = engine.label("memory_limit");
    const std::size_t n_before = draft.desk.faults.size();
    const std::string text = read::substituted(draft.desk, limit, label);
    draft.spec.memory_limit = bytes_of(text);
    if (draft.spec.memory_limit || draft.desk.faults.size() > n_before) return;
    draft.desk.fault(limit, label.text + ": `" + text + "` is no size; a number and a unit are " +
                                "due here, such as `500 MB` or `2 GB`");
}

}  // namespace worldline
