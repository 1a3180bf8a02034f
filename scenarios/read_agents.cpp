// SPDX-License-Identifier: Apache-2.0
//
// Agents, groups, and the agents that a trace brings: one template each.
#include <algorithm>
#include <utility>

#include "scenarios/draft.hpp"
#include "scenarios/families.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/machine_use.hpp"

namespace worldline {
namespace {

const Part& kind_table() {
    static const Part part{"",
                           "",
                           "",
                           {{.name = "kind",
                             .kind = ParameterKind::choice,
                             .meaning = "which one",
                             .required = true}}};
    return part;
}

/// The number of a promise or trace among names: promises first.
std::optional<NameId> name_id(Draft& draft, const Node& node, const Label& label) {
    Desk& desk = draft.desk;
    const std::string word = read::name(desk, node, label);
    if (word.empty()) return std::nullopt;
    if (const auto* promise = desk.promises.find(word)) return NameId{*promise};
    if (const auto* family = desk.families.find(word)) return NameId{family_bit | *family};
    if (const auto* trace = desk.traces.find(word)) {
        return NameId{static_cast<std::uint32_t>(desk.promises.size()) + *trace};
    }
    const std::size_t n_before = desk.promises.size() + desk.traces.size();
    if (const auto* offer = draft.offers.find(word)) {
        return NameId{static_cast<std::uint32_t>(n_before) + *offer};
    }
    std::vector<std::string> known = desk.promises.all();
    for (const std::string& name : desk.families.all()) known.push_back(name);
    for (const std::string& name : desk.traces.all()) known.push_back(name);
    for (const std::string& name : draft.offers.all()) known.push_back(name);
    read::refuse_unknown(desk, node, label, word, known, "promise or trace");
    return std::nullopt;
}

void read_judges_of(Draft& draft, const Fields& fields, AgentSetup& setup) {
    const Node* map = fields.node("judges");
    if (!map) return;
    const Label label = fields.label("judges");
    if (!map->is_map()) {
        return draft.desk.fault(*map, label.text + ": a map is due here, {promise: judge}");
    }
    for (std::size_t i = 0; i < map->keys.size(); ++i) {
        const auto name = name_id(draft, map->keys[i], label);
        const auto judge = read::meaning(draft.desk, map->items[i], label + map->keys[i].text,
                                         draft.desk.judges, "judge");
        if (name && judge) {
            setup.judges.push_back({*name, static_cast<std::uint16_t>(*judge)});
        }
    }
}

/// A promise, or a family of them.
std::optional<std::uint32_t> kept_place(Desk& desk, const Node& node, const Label& label) {
    if (const auto* family = desk.families.find(node.text)) return family_bit | *family;
    return read::meaning(desk, node, label, desk.promises, "promise");
}

void read_keeps(Draft& draft, const Fields& fields, AgentSetup& setup) {
    Node* map = fields.node("keeps");
    if (!map) return;
    const Label label = fields.label("keeps");
    if (!map->is_map()) {
        return draft.desk.fault(*map, label.text + ": a map is due here, {promise: {at: time}}");
    }
    for (std::size_t i = 0; i < map->keys.size(); ++i) {
        const auto place = kept_place(draft.desk, map->keys[i], label);
        const Fields entry(draft.desk, map->items[i], keys::keeps(), label + map->keys[i].text);
        Keeps keeps;
        keeps.at = entry.span("at");
        keeps.until = entry.span("until");
        if (place) {
            draft.kept.insert_or_assign(*place,
                                        std::pair(map->keys[i].place, label + map->keys[i].text));
        }
        if (const Node* value = entry.node("value"); value && place) {
            draft.outcomes.insert_or_assign(*place, std::pair(*value, entry.label("value")));
        }
        if (const Node* after = entry.node("after")) {
            const auto other = kept_place(draft.desk, *after, entry.label("after"));
            if (other) keeps.after = NameId{*other};
        }
        if (const Node* unless = entry.node("unless")) {
            const auto other = read::meaning(draft.desk, *unless, entry.label("unless"),
                                             draft.desk.promises, "promise");
            if (other) keeps.unless = NameId{*other};
        }
        if (!place) continue;
        keeps.name = {*place};  // its promise is known when promises are
        setup.keeps.push_back(keeps);
    }
}

void read_withdraws(Draft& draft, const Fields& fields, AgentSetup& setup) {
    const Node* map = fields.node("withdraws");
    if (!map) return;
    const Label label = fields.label("withdraws");
    if (!map->is_map()) {
        return draft.desk.fault(*map, label.text + ": a map is due here, {promise: time}");
    }
    for (std::size_t i = 0; i < map->keys.size(); ++i) {
        const auto place =
            read::meaning(draft.desk, map->keys[i], label, draft.desk.promises, "promise");
        const Duration at = read::span(draft.desk, map->items[i], label + map->keys[i].text);
        if (place) setup.withdraws.push_back({.promise = {}, .name = {*place}, .at = at});
    }
}

void read_imposes(Draft& draft, const Fields& fields, AgentSetup& setup) {
    Node* list = fields.node("imposes");
    if (!list) return;
    const Label label = fields.label("imposes");
    if (!list->is_list()) {
        return draft.desk.fault(*list, label.text + ": a list of {at, on, type} is due here");
    }
    for (Node& item : list->items) {
        const Fields entry(draft.desk, item, keys::imposes(), label);
        const Node* type = entry.node("type");
        if (!type) continue;
        const auto place =
            read::meaning(draft.desk, *type, entry.label("type"), draft.desk.types, "type");
        if (!place) continue;
        Imposes row{.at = entry.span("at"), .on = entry.agents("on"), .type = {*place}};
        if (const Node* value = entry.node("value")) {
            row.value = read_outcome(draft, *value, entry.label("value"), row.type);
        }
        const Node* on = entry.node("on");
        if (on && on->is_list() && on->items.empty()) {
            draft.desk.fault(*on, entry.label("on").text + ": nobody; on whom does it impose?");
        }
        setup.imposes.push_back(std::move(row));
    }
}

/// Parameters that only this behaviour has.
void take_further(const Arguments& arguments, AgentSetup& setup) {
    setup.numbers = arguments.numbers;
    setup.texts = arguments.texts;
    setup.rows = arguments.rows;
    for (const auto& [name, span] : arguments.durations) {
        setup.numbers[name] = static_cast<double>(span.ticks);
    }
}

/// The keys of an agent that is a machine: it has that behaviour and no other.
Part of_machine(Part table) {
    for (Parameter& row : table.parameters) {
        if (row.name == "behaviour") row.default_value = "machine";
    }
    return table;
}

/// Parameters of a machine that are agents and given as `successor` or `predecessor`, where nobody
/// has that name; by the machine's agents. In `part` they become words. Empty: there are none.
std::vector<Relative> read_relatives(Draft& draft, const Node& map, Part& part,
                                     const Label& label) {
    Desk& desk = draft.desk;
    std::vector<Relative> relatives;
    bool has_any = false;
    for (Parameter& row : part.parameters) {
        if (row.kind != ParameterKind::agent) continue;
        relatives.push_back(Relative::none);
        const Node* node = map.find(row.name);
        if (!node || !node->is_scalar() || desk.agents.find(node->text)) continue;
        const auto relative = relative_of(node->text);
        if (!relative || desk.groups.find(node->text)) continue;
        row.kind = ParameterKind::text;
        const auto* members = desk.groups.find(label.text);
        if (members && !members->empty()) {
            relatives.back() = *relative;
            has_any = true;
        } else if (!members) {
            desk.fault(*node, (label + row.name).text + ": `" + node->text +
                                  "` is another member of a group, and this is no group; an "
                                  "agent is due here");
        }
    }
    return has_any ? relatives : std::vector<Relative>();
}

/// `tells: neighbours`, where nobody has that name.
bool tells_neighbours(const Desk& desk, const Fields& fields) {
    const Node* tells = fields.node("tells");
    return tells && tells->is_scalar() && tells->text == "neighbours" &&
           !desk.agents.find("neighbours") && !desk.groups.find("neighbours");
}

/// Those who may be born in the run have numbers from the start, behind all others.
void add_offspring(Draft& draft) {
    auto& agents = draft.spec.agents;
    const std::size_t n = agents.size();
    for (std::uint32_t i = 0; i < n; ++i) {
        if (agents[i].of == AgentSpec::no_template) continue;
        const std::uint32_t of = agents[i].of;
        const std::uint32_t n_children = draft.spec.templates[of].setup.machine.n_offspring;
        for (std::uint32_t child = 1; child <= n_children; ++child) {
            const AgentId id{static_cast<std::uint32_t>(agents.size())};
            agents.push_back({agents[i].name + "." + std::to_string(child), of, AgentId{i}});
            draft.desk.agents.add(agents.back().name, id);
        }
    }
}

/// Kernels that `kernels:` gives hosts to.
void read_hosts(Draft& draft, std::vector<std::uint32_t>& kernel_of) {
    std::uint32_t number = 0;
    each_entry(draft, "kernels", [&](const Node& name, Node& map) {
        ++number;
        const Node* hosts = map.is_map() ? map.find("hosts") : nullptr;
        if (!hosts) return;
        const Label label{"kernels." + name.text + ".hosts"};
        for (const AgentId agent : read::agents(draft.desk, *hosts, label)) {
            std::uint32_t& kernel = kernel_of[agent.number];
            if (kernel != 0 && kernel != number) {
                draft.desk.fault(*hosts, label.text + ": `" + draft.spec.agents[agent.number].name +
                                             "` has another kernel already");
            }
            kernel = number;
        }
    });
}

}  // namespace

PartUse read_clock(Draft& draft, Node& node, const Label& label) {
    Desk& desk = draft.desk;
    const Family family = clock_family();
    if (!node.is_scalar()) return read_part(desk, node, "kind", family, kind_table(), label);
    const std::string word = read::name(desk, node, label);
    Node* declared = section(draft, "clocks");
    Node* named = declared && declared->is_map() ? declared->find(word) : nullptr;
    if (named && !word.empty()) {
        return read_part(desk, *named, "kind", family, kind_table(), {word});
    }
    const Part* part = family.find(word);
    if (part || word.empty()) {
        for (const Parameter& row : part ? part->parameters : std::vector<Parameter>()) {
            if (!row.required) continue;
            desk.fault(node, label.text + ": clock `" + word + "` needs " + row.name +
                                 "; write `{kind: " + word + ", " + row.name + ": ...}`");
        }
        return {word, {}, node.place, {}};
    }
    std::vector<std::string> known = family.names();
    for (const Node& key : declared ? declared->keys : std::vector<Node>()) {
        known.push_back(key.text);
    }
    read::refuse_unknown(desk, node, label, word, known, "clock");
    return {};
}

std::uint32_t read_template(Draft& draft, Node& map, const Part& table, const Label& label) {
    Desk& desk = draft.desk;
    AgentTemplate made;
    made.place = map.place;
    Family family = behaviour_family(draft.catalogue);
    Part own = table;
    const Part* machine = machine_part(draft, map, label);
    Part of_this;  // of an agent that is a machine
    if (machine) {
        of_this = *machine;
        const Node* other = map.find("behaviour");  // which has been refused
        if (other && other->is_scalar()) of_this.name = other->text;
        made.relatives = read_relatives(draft, map, of_this, label);
        family = {"behaviour", {&of_this}, true};
        own = of_machine(table);
    }
    const PartUse behaviour = read_part(desk, map, "behaviour", family, own, label);
    made.behaviour = behaviour.kind;
    take_further(behaviour.arguments, made.setup);
    made.draws = behaviour.draws;
    const Part* const part = family.find(made.behaviour);
    if (map.is_map() && part) {
        const Part all = keys::joined(own, *part);
        const Fields fields(desk, map, all, label);
        if (machine) made.setup.machine = read_machine_use(draft, fields, behaviour, *machine);
        if (!made.relatives.empty()) {
            const auto& members = *desk.groups.find(label.text);
            made.first = members.front();
            made.count = static_cast<std::uint32_t>(members.size());
        }
        if (Node* clock = fields.node("clock")) {
            made.clock = read_clock(draft, *clock, {"clock"});
        }
        if (Node* motion = fields.node("motion")) {
            made.motion =
                read_part(desk, *motion, "kind", motion_family(), kind_table(), {"motion"});
        }
        if (const Node* kernel = fields.node("kernel")) {
            Names<std::uint32_t> kernels;
            for (const std::string& name : draft.spec.kernels) {
                kernels.add(name, static_cast<std::uint32_t>(kernels.size() + 1));
            }
            made.kernel =
                read::meaning(desk, *kernel, fields.label("kernel"), kernels, "kernel").value_or(0);
        }
        read_judges_of(draft, fields, made.setup);
        read_keeps(draft, fields, made.setup);
        read_withdraws(draft, fields, made.setup);
        read_imposes(draft, fields, made.setup);
        made.members = fields.agents("members");
        made.tells_neighbours = tells_neighbours(desk, fields);
        if (!made.tells_neighbours) made.setup.tells = fields.agents("tells");
        made.setup.knows = fields.agents("knows");
        for (const Parameter& row : part->parameters) {
            if (row.kind != ParameterKind::agents || row.name == "tells" || row.name == "knows") {
                continue;
            }
            made.setup.lists[row.name] = fields.agents(row.name);
        }
    }
    draft.spec.templates.push_back(std::move(made));
    return static_cast<std::uint32_t>(draft.spec.templates.size() - 1);
}

namespace {

/// Does a list of agents name this one, or is it this one?
const Node* named_in(const Node* list, const std::string& name) {
    if (!list) return nullptr;
    if (list->is_scalar()) return list->text == name ? list : nullptr;
    for (const Node& item : list->items) {
        if (item.is_scalar() && item.text == name) return &item;
    }
    return nullptr;
}

/// Others make a whole, and what one asks of oneself is no imposition.
void refuse_itself(Draft& draft, const Node& name, const Node& map) {
    if (!map.is_map()) return;
    Desk& desk = draft.desk;
    const Node* members = map.find("members");
    if (const Node* itself = named_in(members, name.text)) {
        desk.fault(*itself,
                   name.text + ".members: `" + name.text + "` itself; a whole is made of others");
    } else if (members && members->is_list() && members->items.empty()) {
        desk.fault(*members, name.text + ".members: nobody; a whole is made of others");
    }
    const Node* imposes = map.find("imposes");
    if (!imposes || !imposes->is_list() || !desk.agents.find_single(name.text)) return;
    for (const Node& row : imposes->items) {
        const Node* itself = row.is_map() ? named_in(row.find("on"), name.text) : nullptr;
        if (!itself) continue;
        desk.fault(*itself, name.text + ".imposes.on: `" + name.text +
                                "` itself; who asks something of itself imposes on nobody");
    }
}

/// One agent, or many alike.
void read_entry(Draft& draft, const Node& name, Node& map, const Part& table) {
    refuse_itself(draft, name, map);
    const std::uint32_t of = read_template(draft, map, table, {name.text});
    if (const AgentId* id = draft.desk.agents.find(name.text))
        draft.spec.agents[id->number].of = of;
    const auto* members = draft.desk.groups.find(name.text);
    if (!members) return;
    for (const AgentId id : *members) draft.spec.agents[id.number].of = of;
}

}  // namespace

void read_agents(Draft& draft) {
    Spec& spec = draft.spec;
    each_entry(draft, "agents", [&](const Node& name, Node& map) {
        const bool is_one = !(map.is_map() && map.find("count"));
        read_entry(draft, name, map, is_one ? keys::agent() : keys::group());
    });
    each_entry(draft, "groups",
               [&](const Node& name, Node& map) { read_entry(draft, name, map, keys::group()); });
    add_offspring(draft);
    // Agents that traces bring have their templates from there; see `read_traces`.
    std::vector<std::uint32_t> kernel_of(spec.agents.size(), 0);
    read_hosts(draft, kernel_of);
    for (std::size_t i = 0; i < spec.agents.size(); ++i) {
        if (kernel_of[i] == 0 || spec.agents[i].of == AgentSpec::no_template) continue;
        AgentTemplate own = spec.templates[spec.agents[i].of];
        own.kernel = kernel_of[i];
        spec.agents[i].of = static_cast<std::uint32_t>(spec.templates.size());
        spec.templates.push_back(std::move(own));
    }
}

}  // namespace worldline
