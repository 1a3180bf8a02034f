// SPDX-License-Identifier: Apache-2.0
//
// Registered parts as scenarios name them.
#include <algorithm>

#include "agents/catalogue.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/keys.hpp"

namespace worldline {
namespace {

template <class Maker>
Family family(std::string what, const Registry<Maker>& registry, bool is_individual = false) {
    Family made{std::move(what), {}, is_individual};
    for (const auto& entry : registry.entries()) made.parts.push_back(&entry.second.part);
    return made;
}

std::vector<Arguments> rows_of(const Fields& fields, const Parameter& row);

/// Puts the value of one parameter among the arguments.
void take(Arguments& arguments, const Fields& fields, const Parameter& row) {
    switch (row.kind) {
    case ParameterKind::quantity:
    case ParameterKind::number:
        arguments.numbers[row.name] = fields.number(row.name);
        return;
    case ParameterKind::integer:
        arguments.numbers[row.name] = static_cast<double>(fields.integer(row.name));
        return;
    case ParameterKind::duration:
        arguments.durations[row.name] = fields.span(row.name);
        return;
    case ParameterKind::flag:
        arguments.numbers[row.name] = fields.flag(row.name) ? 1.0 : 0.0;
        return;
    case ParameterKind::choice:
        arguments.texts[row.name] = fields.choice(row.name);
        return;
    case ParameterKind::agent:
        if (const auto agent = fields.agent(row.name)) {
            arguments.numbers[row.name] = static_cast<double>(agent->number);
        }
        return;
    case ParameterKind::text:
    case ParameterKind::promise:
        arguments.texts[row.name] = fields.text(row.name);
        return;
    case ParameterKind::names:
        arguments.lists[row.name] = fields.names(row.name);
        return;
    case ParameterKind::point:
        arguments.points[row.name] = fields.point(row.name);
        return;
    case ParameterKind::file:
        arguments.texts[row.name] = fields.file(row.name);
        return;
    case ParameterKind::rows:
        arguments.rows[row.name] = rows_of(fields, row);
        return;
    case ParameterKind::agents:
    case ParameterKind::map:
        return;  // the language's own keys, read by the caller
    }
}

/// Each map of a list, by the columns of its parameter.
std::vector<Arguments> rows_of(const Fields& fields, const Parameter& row) {
    Desk& desk = fields.desk();
    Node* list = fields.node(row.name);
    const Label label = fields.label(row.name);
    std::vector<Arguments> rows;
    if (!list->is_list()) {
        desk.fault(*list, label.text + ": a list is due here (" + row.meaning + ")");
        return rows;
    }
    const Part table{.name = label.text, .parameters = row.columns};
    for (Node& item : list->items) {
        const Fields one(desk, item, table, label);
        Arguments& read = rows.emplace_back();
        for (const Parameter& column : row.columns) {
            if (one.node(column.name)) take(read, one, column);
        }
    }
    return rows;
}

}  // namespace

const Part* Family::find(std::string_view name) const {
    const auto at = std::find_if(parts.begin(), parts.end(),
                                 [&](const Part* part) { return part->name == name; });
    return at == parts.end() ? nullptr : *at;
}

std::vector<std::string> Family::names() const {
    std::vector<std::string> result;
    for (const Part* part : parts) result.push_back(part->name);
    return result;
}

Family motion_family() { return family("motion", motions(), true); }
Family metric_family() { return family("metric", metrics()); }
Family clock_family() { return family("clock", clocks(), true); }
Family behaviour_family(const Catalogue& catalogue) {
    return family("behaviour", catalogue.behaviours, true);
}
Family judge_family() { return family("judging rule", judge_rules()); }
Family trust_family(const Catalogue& catalogue) {
    return family("trust rule", catalogue.trust_rules);
}

Family distribution_family() {
    Family made{"distribution", {}, false};
    for (const Part& part : distributions()) made.parts.push_back(&part);
    return made;
}

PartUse read_part(Desk& desk, Node& map, std::string_view key, const Family& family,
                  const Part& own, const Label& label) {
    PartUse use;
    use.place = map.place;
    const Parameter* key_row = own.find(key);
    const Node* named = map.is_map() ? map.find(key) : nullptr;
    if (!named && key_row && !key_row->default_value.empty()) {
        use.kind = key_row->default_value;
    } else if (!named) {
        desk.fault(map, (label + key).text + " is missing: which " + family.what + "?");
        return use;
    } else {
        use.kind = read::name(desk, *named, label + key);
        if (use.kind.empty()) return use;
    }
    const Part* part = family.find(use.kind);
    if (!part) {
        const Node& at = named ? *named : map;
        read::refuse_unknown(desk, at, label + key, use.kind, family.names(), family.what);
        return use;
    }
    Part table = keys::joined(own, *part);
    if (own.name.empty()) table.name = family.what + " " + use.kind;
    const Fields fields(desk, map, table, label);
    for (const Parameter& row : part->parameters) {
        const Node* value = fields.node(row.name);
        if (!value || own.find(row.name)) continue;
        if (family.is_individual && is_drawn(*value, row)) {
            const auto draw = read_draw(desk, *value, fields.label(row.name), row);
            if (draw) use.draws.push_back(*draw);
            continue;
        }
        take(use.arguments, fields, row);
        use.places[row.name] = value->place;
    }
    return use;
}

}  // namespace worldline
