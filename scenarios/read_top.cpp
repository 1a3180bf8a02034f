// SPDX-License-Identifier: Apache-2.0
//
// What comes before the world: changes of the user, parameters, time, names.
#include <algorithm>
#include <set>

#include "scenarios/draft.hpp"
#include "scenarios/families.hpp"
#include "scenarios/keys.hpp"
#include "sim/base/units.hpp"

namespace worldline {
namespace {

constexpr std::string_view language = "worldline/1";

/// The top table, with the reserved names, so that those are refused by another sentence.
Part top_table() {
    Part reserved;
    for (const std::string& name : keys::reserved()) {
        reserved.parameters.push_back({.name = name, .kind = ParameterKind::map});
    }
    return keys::joined(keys::top(), reserved);
}

void add_agent(Draft& draft, const Node& at, const std::string& name) {
    const AgentId id{static_cast<std::uint32_t>(draft.spec.agents.size())};
    if (draft.desk.agents.find(name) || draft.desk.groups.find(name)) {
        draft.desk.fault(at, "`" + name + "` is the name of another agent or group already");
        return;
    }
    draft.spec.agents.push_back({name});
    draft.desk.agents.add(name, id);
}

void add_group(Draft& draft, const Node& name, Node& value) {
    const Node* count = value.is_map() ? value.find("count") : nullptr;
    if (!count) return;  // its table says so later
    const Label label{name.text + ".count"};
    const std::size_t n_before = draft.desk.faults.size();
    const std::int64_t n = read::integer(draft.desk, *count, label);
    if (draft.desk.faults.size() > n_before) return;
    const Parameter& row = *keys::group().find("count");
    const auto most = static_cast<std::int64_t>(row.maximum);
    if (n < 1 || n > most) {
        draft.desk.fault(*count, label.text + " must be at " +
                                     (n < 1 ? "least 1" : "most " + std::to_string(most)) + " (" +
                                     row.meaning + ")");
        return draft.desk.groups.add(name.text, {});
    }
    if (draft.desk.agents.find(name.text) || draft.desk.groups.find(name.text)) {
        draft.desk.fault(name, "`" + name.text + "` is the name of another agent or group already");
        return;
    }
    std::vector<AgentId> members;
    members.reserve(static_cast<std::size_t>(n));
    draft.spec.agents.reserve(draft.spec.agents.size() + static_cast<std::size_t>(n));
    for (std::int64_t i = 1; i <= n; ++i) {
        std::string member = name.text + "_" + std::to_string(i);
        if (draft.desk.agents.find(member)) {
            draft.desk.fault(name,
                             "`" + member + "` is the name of another agent or group already");
        }
        members.push_back({static_cast<std::uint32_t>(draft.spec.agents.size())});
        draft.spec.agents.push_back({std::move(member)});
    }
    draft.desk.groups.add(name.text, std::move(members));
}

/// The number that each name of a section stands for: its place in the section.
void number_names(Draft& draft, std::string_view section, Names<std::uint32_t>& names) {
    each_entry(draft, section, [&](const Node& name, Node&) {
        read::name(draft.desk, name, {std::string(section)});
        names.add(name.text, static_cast<std::uint32_t>(names.size()));
    });
}

void refuse_override(Draft& draft, const std::string& option, std::string message) {
    draft.desk.faults.add(Diagnostic{option, 0, 0, std::move(message), {}});
}

}  // namespace

Node* section(Draft& draft, std::string_view name) { return draft.document.find(name); }

void each_entry(Draft& draft, std::string_view name,
                const std::function<void(const Node& name, Node& value)>& visit) {
    Node* map = section(draft, name);
    if (name == "promises" && draft.expanded_promises) map = &*draft.expanded_promises;
    if (!map || map->is_null()) return;
    if (!map->is_map()) {
        draft.desk.fault(*map, std::string(name) + ": a map is due here, from names to entries");
        return;
    }
    for (std::size_t i = 0; i < map->keys.size(); ++i) {
        if (map->keys[i].is_scalar() && !is_own_key(map->keys[i].text)) {
            visit(map->keys[i], map->items[i]);
        }
    }
}

void apply(Draft& draft, const Overrides& overrides) {
    Node& document = draft.document;
    if (!document.is_map()) return;
    if (overrides.seed) document.put("seed", Node::scalar(std::to_string(*overrides.seed)));
    if (overrides.until) {
        Node* time = document.find("time");
        if (time && time->is_map()) time->put("until", Node::scalar(*overrides.until));
    }
    Node* parameters = document.find("parameters");
    std::vector<std::string> names;
    for (const Node& key : parameters ? parameters->keys : std::vector<Node>()) {
        if (key.is_scalar() && !is_own_key(key.text)) names.push_back(key.text);
    }
    for (const auto& [name, value] : overrides.set) {
        if (std::find(names.begin(), names.end(), name) != names.end()) {
            parameters->put(name, Node::scalar(value));
            continue;
        }
        const std::string none = names.empty() ? "; the scenario has none" : "";
        refuse_override(draft, "--set " + name,
                        "there is no parameter `" + name + "`" + suggestion(name, names) + none);
    }
}

void read_top(Draft& draft) {
    Desk& desk = draft.desk;
    if (!draft.document.is_map()) {
        desk.fault(draft.document, "a scenario is a map; it begins with `format: worldline/1`");
        return;
    }
    const Part table = top_table();
    const Fields top(desk, draft.document, table, {});
    for (std::size_t i = 0; i < draft.document.keys.size(); ++i) {
        const Node& key = draft.document.keys[i];
        const auto names = keys::reserved();
        if (std::find(names.begin(), names.end(), key.text) != names.end()) {
            desk.fault(key, "`" + key.text +
                                "` belongs to the language, but this version cannot "
                                "do it yet");
        }
    }
    const Node* format = top.node("format");
    if (format && top.text("format") != language) {
        desk.fault(*format, "format: `" + format->text +
                                "` is not a language that this version "
                                "reads; it reads `worldline/1`");
    }
    draft.spec.scenario = top.name("scenario");
    draft.spec.summary = top.has("summary") ? top.text("summary") : "";
    draft.spec.source = top.has("source") ? top.text("source") : "";
}

void read_parameters(Draft& draft) {
    Desk& desk = draft.desk;
    each_entry(draft, "parameters", [&](const Node& name, Node& value) {
        const Label label{"parameters." + name.text};
        const std::string word = read::name(desk, name, label);
        if (!value.is_scalar()) {
            desk.fault(value, label.text + ": a quantity, a number or a text is due here");
            if (!word.empty())
                desk.parameters.add(word, "");  // told here, and not where it is used
        } else if (!word.empty()) {
            desk.parameters.add(word, value.text);
        }
    });
    if (draft.document.is_map()) {
        const Node* seed = draft.document.find("seed");
        if (seed) {
            const std::int64_t value = read::integer(desk, *seed, {"seed"});
            if (value < 0) desk.fault(*seed, "seed must be at least 0");
            draft.spec.seed = static_cast<std::uint64_t>(value);
        }
    }
}

void read_time(Draft& draft) {
    Desk& desk = draft.desk;
    Node* map = section(draft, "time");
    if (!map) return;
    const Fields time(desk, *map, keys::time(), {"time"});
    if (const Node* node = time.node("resolution")) {
        const std::string text = read::substituted(desk, *node, time.label("resolution"));
        try {
            desk.resolution = resolution(text);
        } catch (const UnitError& error) {
            desk.fault(*node, "time.resolution: " + std::string(error.what()));
        }
    }
    draft.spec.resolution = desk.resolution;
    if (const Node* node = time.node("until")) {
        const std::size_t n_before = desk.faults.size();
        desk.until = Time{} + time.span("until");
        const bool is_good = desk.faults.size() == n_before;
        if (is_good && desk.until.ticks == 0) desk.fault(*node, "time.until must be after 0");
    }
    draft.spec.until = desk.until;
    if (const Node* node = time.node("epoch")) {
        draft.spec.epoch = node->text;
        draft.spec.epoch_seconds = utc_seconds(node->text);
        if (!draft.spec.epoch_seconds) {
            desk.fault(*node, "time.epoch: `" + node->text + "` is no moment of UTC, such as " +
                                  "`2013-01-01T00:00:00Z`");
        }
    }
}

void read_names(Draft& draft) {
    Desk& desk = draft.desk;
    number_names(draft, "types", desk.types);
    number_names(draft, "judges", desk.judges);
    number_names(draft, "traces", desk.traces);
    number_names(draft, "machines", draft.machines);
    if (!draft.document.is_map()) return;
    for (const Node& key : draft.document.keys) {  // agents are numbered in the order of the file
        if (key.text != "agents" && key.text != "groups") continue;
        const Node& named = *draft.document.find(key.text);
        desk.is_complete = desk.is_complete && (named.is_map() || named.is_null());
        std::set<std::string> seen;
        each_entry(draft, key.text, [&](const Node& name, Node& value) {
            const std::string word = read::name(desk, name, {key.text});
            if (word.empty() || !seen.insert(word).second) return;
            const bool is_one = key.text == "agents" && !(value.is_map() && value.find("count"));
            if (is_one) {
                add_agent(draft, name, word);
            } else {
                add_group(draft, name, value);
            }
        });
    }
}

void read_promise_names(Draft& draft) {
    Desk& desk = draft.desk;
    expand_promises(draft);
    number_names(draft, "promises", desk.promises);
    each_entry(draft, "traces", [&](const Node& name, Node&) {
        if (!desk.promises.find(name.text) && !desk.families.find(name.text)) return;
        desk.fault(name, "`" + name.text + "` is the name of a promise already");
    });
}

}  // namespace worldline
