// SPDX-License-Identifier: Apache-2.0
//
// Traces: what their tables hold, and the agents that they bring.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "agents/catalogue.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/keys.hpp"
#include "sim/base/units.hpp"

namespace worldline {
namespace {

constexpr std::array<const char*, n_trace_columns> column_keys = {
    "promiser", "promisee", "made", "due", "ends", "outcome", "probability"};
constexpr std::array<const char*, n_trace_columns> rating_column_keys = {
    "promiser", "assessor", "made", "", "", "rating", ""};
constexpr Wide attoseconds_per_second = 1'000'000'000'000'000'000;
constexpr Resolution one_second{1'000'000'000'000'000'000};

bool find_table(Draft& draft, const Fields& fields, TraceFormat& format) {
    const Node* node = fields.node("file");
    if (!node) return false;
    const Label label = fields.label("file");
    format.file = read::substituted(draft.desk, *node, label);
    const std::string made_by = fields.has("made_by") ? fields.text("made_by") : "";
    format.path = read::file(draft.desk, *node, label, format.file, made_by);
    return !format.path.empty();
}

/// How long a unit of time is [as].
Wide length_of(Desk& desk, const Fields& fields) {
    const std::string unit = fields.text("time_unit");
    try {
        return Wide{duration("1 " + unit, one_second).ticks} * attoseconds_per_second;
    } catch (const UnitError&) {
        // Shorter than a second, or no unit at all: asked again below.
    }
    try {
        return resolution("1 " + unit).attoseconds;
    } catch (const UnitError& error) {
        desk.fault(*fields.node("time_unit"), fields.label("time_unit").text + ": " + error.what());
    }
    return 1;
}

void read_columns(Desk& desk, const Fields& fields, TraceFormat& format) {
    Node* map = fields.node("columns");
    if (!map) return;
    const bool is_rated = format.kind == TraceKind::assessments;
    const Fields columns(desk, *map, is_rated ? keys::rating_columns() : keys::trace_columns(),
                         fields.label("columns"));
    for (std::size_t i = 0; i < n_trace_columns; ++i) {
        const char* key = is_rated ? rating_column_keys[i] : column_keys[i];
        if (*key != '\0' && columns.has(key)) format.columns[i] = columns.text(key);
    }
}

/// What only one kind of trace has.
void read_kind(Desk& desk, const Fields& fields, TraceFormat& format) {
    format.kind = enum_of<TraceKind>(fields.choice("kind"), *keys::trace().find("kind"));
    const bool is_rated = format.kind == TraceKind::assessments;
    const char* const needed = is_rated ? "kept_from" : "outcomes";
    if (!fields.node(needed)) {
        desk.faults.add(fields.place(), fields.label(needed).text +
                                            " is missing: " + keys::trace().find(needed)->meaning);
    }
    for (const char* key : {"outcomes", "promisees"}) {
        if (!is_rated || !fields.node(key)) continue;
        desk.fault(*fields.node(key), fields.label(key).text + " belongs to `kind: promises`");
    }
    for (const char* key : {"kept_from", "assessors"}) {
        if (is_rated || !fields.node(key)) continue;
        desk.fault(*fields.node(key), fields.label(key).text + " belongs to `kind: assessments`");
    }
    if (is_rated && fields.node("kept_from")) format.kept_from = fields.number("kept_from");
}

void read_outcomes(Desk& desk, const Fields& fields, TraceFormat& format) {
    const Node* map = fields.node("outcomes");
    if (!map) return;
    const Label label = fields.label("outcomes");
    if (!map->is_map()) return desk.fault(*map, label.text + ": a map is due, {word: outcome}");
    const Parameter kinds{.name = "outcomes",
                          .choices = {"happened", "contrary_act", "unobserved"}};
    for (std::size_t i = 0; i < map->keys.size(); ++i) {
        const std::string word = read::text(desk, map->keys[i], label);
        const std::string kind = read::choice(desk, map->items[i], label + word, kinds.choices);
        format.outcomes.emplace(word, enum_of<OutcomeKind>(kind, kinds));
    }
}

/// Numbers the agents that nobody has declared: all promisers, then all promisees, by name.
void add_agents(Draft& draft, const TraceSurvey& found) {
    const std::set<std::string> promisers(found.promisers.begin(), found.promisers.end());
    const std::set<std::string> promisees(found.promisees.begin(), found.promisees.end());
    std::set<std::string> all = promisers;
    all.insert(promisees.begin(), promisees.end());
    for (const std::string& name : all) {
        if (draft.desk.agents.find(name)) continue;
        const AgentId id{static_cast<std::uint32_t>(draft.spec.agents.size())};
        draft.spec.agents.push_back({name});
        draft.desk.agents.add(name, id);
    }
}

void survey_one(Draft& draft, const Node& name, Node& map) {
    Desk& desk = draft.desk;
    const Fields fields(desk, map, keys::trace(), {name.text});
    TraceSpec trace;
    trace.name = name.text;
    trace.place = name.place;
    TraceFormat& format = trace.format;
    format.name = name.text;
    format.until = desk.until;
    const std::size_t n_before = desk.faults.size();
    const bool is_there = find_table(draft, fields, format);
    read_kind(desk, fields, format);
    read_columns(desk, fields, format);
    read_outcomes(desk, fields, format);
    format.time.unit = length_of(desk, fields);
    format.time.tick = desk.resolution.attoseconds;
    format.time.has_epoch = draft.spec.epoch_seconds.has_value();
    format.time.epoch = Wide{draft.spec.epoch_seconds.value_or(0)} * attoseconds_per_second;
    TraceSurvey found;
    if (is_there && desk.faults.size() == n_before) {
        found = survey(format);
        for (const Diagnostic& fault : found.faults) desk.faults.add(fault);
        const std::string late = std::to_string(found.n_late_rows);
        if (found.n_late_rows > 0) {
            desk.warnings.push_back(name.text + ": " + late +
                                    " rows lie at or after the end of the run");
        }
        if (found.n_rows == 0 && found.faults.empty()) {
            desk.warnings.push_back(name.text + ": `" + format.file + "` has no rows");
        }
    }
    desk.is_complete = desk.is_complete && desk.faults.size() == n_before;
    trace.n_rows = found.n_rows;
    add_agents(draft, found);
    draft.spec.traces.push_back(std::move(trace));
    draft.surveys.push_back(std::move(found));
}

/// The agents of one side of a trace, by name; those that it brought get its template.
void place_side(Draft& draft, Fields& fields, const std::string& side,
                const std::vector<std::string>& names, TextMap<AgentId>& agents) {
    Spec& spec = draft.spec;
    Node* map = fields.node(side);
    std::optional<std::uint32_t> of;
    if (map) of = read_template(draft, *map, keys::agent(), fields.label(side));
    std::vector<std::string> strangers;
    for (const std::string& name : names) {
        const AgentId id = *draft.desk.agents.find(name);
        agents.emplace(name, id);
        AgentSpec& agent = spec.agents[id.number];
        if (agent.of != AgentSpec::no_template) continue;
        if (of) {
            agent.of = *of;
        } else {
            strangers.push_back(name);
        }
    }
    if (strangers.empty()) return;
    const std::string more =
        strangers.size() == 1 ? "" : " and " + std::to_string(strangers.size() - 1) + " more";
    draft.desk.faults.add(fields.place(), fields.label(side).text + " is missing: `" +
                                              strangers.front() + "`" + more +
                                              " in the file are no agents of the scenario");
}

void refuse_idle_promisers(Draft& draft, const TraceSpec& trace) {
    std::set<std::uint32_t> asked;
    for (const std::string& name : draft.surveys[&trace - draft.spec.traces.data()].promisers) {
        const AgentSpec& agent = draft.spec.agents[draft.desk.agents.find(name)->number];
        if (agent.of == AgentSpec::no_template || !asked.insert(agent.of).second) continue;
        const AgentTemplate& of = draft.spec.templates[agent.of];
        const auto* behaviour = draft.catalogue.behaviours.find(of.behaviour);
        if (!behaviour || behaviour->part.find("keeps")) continue;
        draft.desk.faults.add(of.place, "`" + name + "` makes promises of the trace `" +
                                            trace.name + "`, and `" + of.behaviour +
                                            "` makes none; `behaviour: steward` does");
    }
}

/// What a promise was made from is told by its body and its promiser: `Origins` in `watch.cpp`.
void refuse_alike(Draft& draft, const TraceSpec& trace, const Node& at) {
    for (const TraceSpec& other : draft.spec.traces) {
        if (&other == &trace) return;
        if (other.body != trace.body) continue;  // that of rows which state no probability
        std::vector<std::string> shared;
        for (const auto& [name, agent] : trace.promisers) {
            if (other.promisers.contains(name)) shared.push_back(name);
        }
        if (shared.empty()) continue;
        const std::string& one = *std::min_element(shared.begin(), shared.end());
        draft.desk.fault(at, trace.name + ".give: the trace `" + other.name +
                                 "` gives the same, and `" + one +
                                 "` promises in both, so their promises cannot be told apart; "
                                 "declare another type in `types` and give that here");
    }
}

void refuse_idle_assessors(Draft& draft, const TraceSpec& trace) {
    std::set<std::uint32_t> asked;
    for (const auto& [name, id] : trace.promisees) {
        const AgentSpec& agent = draft.spec.agents[id.number];
        if (agent.of == AgentSpec::no_template || !asked.insert(agent.of).second) continue;
        const AgentTemplate& of = draft.spec.templates[agent.of];
        if (of.behaviour == "rater" || !draft.catalogue.behaviours.find(of.behaviour)) continue;
        draft.desk.faults.add(of.place, "assessors of the trace `" + trace.name +
                                            "` find what it says, and `" + of.behaviour +
                                            "` finds for itself; `behaviour: rater` does");
    }
}

/// A body for each probability that rows state.
void add_bodies(Spec& spec, TraceSpec& trace, const Body& body, const TraceSurvey& found) {
    for (const double probability : found.probabilities) {
        Body stated = body;
        stated.probability = probability;
        const BodyId id{static_cast<std::uint32_t>(spec.bodies.size())};
        spec.bodies.push_back(std::move(stated));  // not looked for: there may be many
        trace.bodies.emplace(probability, id);
        trace.own_bodies.push_back(id);
    }
}

/// Whom a trace names as promiser and promisee of a promise, and who else knows of it.
void read_pairs(Draft& draft, TraceSpec& trace, const TraceSurvey& found,
                const std::vector<AgentId>& scope) {
    Spec& spec = draft.spec;
    for (std::size_t i = 0; i < found.pairs.size(); ++i) {
        const auto& [promiser, promisee] = found.pairs[i];
        const AgentId from = *draft.desk.agents.find(found.promisers[promiser]);
        const AgentId to = *draft.desk.agents.find(found.promisees[promisee]);
        std::vector<AgentId> all = scope;
        all.insert(all.end(), {from, to});
        const TraceSpec::Group group{spec.intern({to}), spec.intern(std::move(all))};
        trace.groups.emplace(std::uint64_t{from.number} << 32 | to.number, group);
        trace.pairs.push_back({from, group.scope, found.rows_of_pairs[i]});
    }
}

/// The promises that are rated: one of each who is, made at the start to those who will rate it.
void read_standing(Draft& draft, TraceSpec& trace, const TraceSurvey& found,
                   const std::vector<AgentId>& scope) {
    Spec& spec = draft.spec;
    std::map<AgentId, std::vector<AgentId>> assessors;
    trace.listeners = spec.intern(scope);
    for (std::size_t i = 0; i < found.pairs.size(); ++i) {
        const auto& [promiser, assessor] = found.pairs[i];
        const AgentId by = *draft.desk.agents.find(found.promisees[assessor]);
        assessors[*draft.desk.agents.find(found.promisers[promiser])].push_back(by);
        trace.pairs.push_back({by, trace.listeners, found.rows_of_pairs[i]});
    }
    for (auto& [promiser, promisees] : assessors) {
        std::vector<AgentId> all = scope;
        all.insert(all.end(), promisees.begin(), promisees.end());
        all.push_back(promiser);
        const auto count = draft.n_made[promiser]++;
        trace.standing.emplace(promiser.number, Promise{.id = PromiseId(promiser, count),
                                                        .body = trace.body,
                                                        .promisees = spec.intern(promisees),
                                                        .scope = spec.intern(std::move(all))});
    }
}

}  // namespace

void survey_traces(Draft& draft) {
    each_entry(draft, "traces", [&](const Node& name, Node& map) { survey_one(draft, name, map); });
}

void read_traces(Draft& draft) {
    Spec& spec = draft.spec;
    std::size_t place = 0;
    each_entry(draft, "traces", [&](const Node& name, Node& map) {
        TraceSpec& trace = spec.traces[place];
        const TraceSurvey& found = draft.surveys[place];
        trace.name_id = {static_cast<std::uint32_t>(draft.desk.promises.size() + place)};
        ++place;
        Fields fields(draft.desk, map, keys::trace(), {name.text});
        if (!fields.node("columns")) return;
        const std::vector<AgentId> scope = fields.agents("scope");
        if (Node* give = fields.node("give")) {
            const Body body = read_body(draft, *give, fields.label("give"), false);
            trace.type = body.type;
            trace.body = spec.intern(body);
            add_bodies(spec, trace, body, found);
        }
        const bool is_rated = trace.format.kind == TraceKind::assessments;
        if (is_rated) place_side(draft, fields, "assessors", found.promisees, trace.promisees);
        place_side(draft, fields, "promisers", found.promisers, trace.promisers);
        if (!is_rated) place_side(draft, fields, "promisees", found.promisees, trace.promisees);
        if (const Node* give = fields.node("give")) refuse_alike(draft, trace, *give);
        if (is_rated) {
            refuse_idle_assessors(draft, trace);
            read_standing(draft, trace, found, scope);
        } else {
            refuse_idle_promisers(draft, trace);
            read_pairs(draft, trace, found, scope);
        }
    });
}

}  // namespace worldline
