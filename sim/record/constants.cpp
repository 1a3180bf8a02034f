// SPDX-License-Identifier: Apache-2.0
#include "sim/record/constants.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "sim/record/facts.hpp"

namespace worldline {
namespace {

/// Rows that a column of two bytes can refer to; the last value is "none".
constexpr std::size_t short_rows_max = 65'535;

template <class Rows>
void require_short(const Rows& rows, const char* table, const std::string& path) {
    if (rows.size() <= short_rows_max) return;
    throw RecordError(path + ": /" + table + " has " + std::to_string(rows.size()) +
                      " rows; a record has room for " + std::to_string(short_rows_max));
}

/// The shortest text that reads back to this number.
std::string text_of(double number) {
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

}  // namespace

Constants::Constants(const Preamble& preamble, const std::string& path) {
    require_short(preamble.message_kinds, "message_kinds", path);
    require_short(preamble.timelines, "timelines", path);
    require_short(preamble.axes, "axes", path);
    require_short(preamble.judges, "judges", path);
    for (const Preamble::Agent& agent : preamble.agents) {
        const std::uint32_t name = intern(agent.name);
        const std::uint32_t behaviour = intern(agent.behaviour);
        const std::uint32_t clock = intern(agent.clock);
        agents_.push_back({name, behaviour, agent.kernel, clock, intern(agent.motion)});
    }
    add_types(preamble);
    message_kinds_ = intern_all(preamble.message_kinds);
    timelines_ = intern_all(preamble.timelines);
    for (const Preamble::Axis& axis : preamble.axes) {
        const std::uint32_t name = intern(axis.name);
        axes_.push_back({name, intern(axis.unit)});
    }
    for (const Preamble::Judge& judge : preamble.judges) {
        const std::uint32_t name = intern(judge.name);
        judges_.push_back({name, intern(judge.rule)});
    }
    add_bodies(preamble);
    add_outcomes(preamble);
    add_groups(preamble);
    add_promises(preamble);
    for (const schema::Enumeration& enumeration : schema::enumerations) {
        auto& labels = enumerations_.emplace_back(enumeration.name, 0).second;
        for (const std::string_view label : enumeration.labels) labels.push_back(intern(label));
    }
}

std::uint64_t Constants::rows(const schema::Table& table) const { return find(table).rows; }

void Constants::put(hdf5::Rows rows, Columns& into) const {
    const Table table = find(into.table());
    expects(rows.first + rows.count <= table.rows, "rows that there are");
    (this->*table.put)(rows, into);
}

Constants::Table Constants::find(const schema::Table& table) const {
    const std::string_view name = table.name;
    using C = Constants;
    if (name == "strings") return {string_starts_.size(), &C::put_starts};
    if (name == "string_bytes") return {string_bytes_.size(), &C::put_bytes};
    if (name == "agents") return {agents_.size(), &C::put_agents};
    if (name == "types") return {types_.size(), &C::put_types};
    if (name == "message_kinds")
        return {message_kinds_.size(), &C::put_texts<schema::named, &C::message_kinds_>};
    if (name == "timelines")
        return {timelines_.size(), &C::put_texts<schema::named, &C::timelines_>};
    if (name == "axes") return {axes_.size(), &C::put_texts<schema::axes, &C::axes_>};
    if (name == "judges") return {judges_.size(), &C::put_texts<schema::judges, &C::judges_>};
    if (name == "bodies") return {bodies_.size(), &C::put_bodies};
    if (name == "body_members")
        return {body_members_.size(), &C::put_texts<schema::body_members, &C::body_members_>};
    if (name == "body_names") return {body_names_.size(), &C::put_body_names};
    if (name == "outcome_texts")
        return {outcome_texts_.size(), &C::put_texts<schema::outcome_texts, &C::outcome_texts_>};
    if (name == "outcome_vectors") return {vector_starts_.size(), &C::put_vectors};
    if (name == "outcome_components") return {components_.size(), &C::put_components};
    if (name == "groups") return {group_starts_.size(), &C::put_groups};
    if (name == "group_members") return {group_members_.size(), &C::put_members};
    if (name == "named_promises") return {named_promises_.size(), &C::put_named_promises};
    stop_because("a constant table that is never filled", std::source_location::current());
}

std::uint32_t Constants::intern(std::string_view text) {
    const auto next = static_cast<std::uint32_t>(string_starts_.size());
    const auto [at, is_new] = row_of_text_.try_emplace(std::string(text), next);
    if (is_new) {
        string_starts_.push_back(string_bytes_.size());
        const auto bytes = std::as_bytes(std::span(text));
        string_bytes_.insert(string_bytes_.end(), bytes.begin(), bytes.end());
    }
    return at->second;
}

Constants::Texts<1> Constants::intern_all(const std::vector<std::string>& texts) {
    Texts<1> rows;
    rows.reserve(texts.size());
    for (const std::string& text : texts) rows.push_back({intern(text)});
    return rows;
}

void Constants::add_types(const Preamble& preamble) {
    for (std::size_t i = 0; i < preamble.types.size(); ++i) {
        const std::uint32_t name = intern(preamble.types[i]);
        const bool has_unit = i < preamble.type_units.size();
        types_.push_back(
            {.name = name,
             .unit = intern(has_unit ? preamble.type_units[i] : "1"),
             .domain = i < preamble.domains.size() ? preamble.domains[i] : Domain::event});
    }
}

void Constants::add_bodies(const Preamble& preamble) {
    bodies_ = preamble.bodies;
    for (std::uint32_t body = 0; body < bodies_.size(); ++body) {
        const Constraint& constraint = bodies_[body].constraint;
        for (const std::string& member : constraint.members) {
            body_members_.push_back({body, intern(member)});
        }
        for (const AgentId agent : bodies_[body].names) body_names_.emplace_back(body, agent);
        if (!constraint.members.empty()) continue;  // then the numbers are places of texts
        for (const double number : constraint.numbers) {
            body_members_.push_back({body, intern(text_of(number))});
        }
    }
}

void Constants::add_outcomes(const Preamble& preamble) {
    outcome_texts_ = intern_all(preamble.outcome_texts);
    for (const std::vector<double>& vector : preamble.outcome_vectors) {
        vector_starts_.push_back(components_.size());
        components_.insert(components_.end(), vector.begin(), vector.end());
    }
}

void Constants::add_promises(const Preamble& preamble) {
    expects(preamble.named_promises.size() == preamble.promise_names.size(),
            "each named promise has a name");
    for (std::size_t i = 0; i < preamble.named_promises.size(); ++i) {
        named_promises_.push_back(
            {.promise = preamble.named_promises[i],
             .name = intern(preamble.promise_names[i]),
             .is_announced = i < preamble.announced.size() && preamble.announced[i]});
    }
}

void Constants::add_groups(const Preamble& preamble) {
    for (const std::vector<AgentId>& group : preamble.groups) {
        expects(std::is_sorted(group.begin(), group.end()), "the members of a group are sorted");
        group_starts_.push_back(group_members_.size());
        group_members_.insert(group_members_.end(), group.begin(), group.end());
    }
}

/// A table of which every column is u4 and stands ready in an array of rows.
template <const auto& columns, auto member>
void Constants::put_texts(hdf5::Rows rows, Columns& into) const {
    const auto& table = this->*member;
    if constexpr (std::size(columns) == 1) {
        worldline::put<columns>(rows, into, [&](auto i) { return table[i][0]; });
    } else {
        worldline::put<columns>(
            rows, into,  //
            [&](auto i) { return table[i][0]; }, [&](auto i) { return table[i][1]; });
    }
}

void Constants::put_bytes(hdf5::Rows rows, Columns& into) const {
    facts::put_bytes(string_bytes_, rows, into);
}

void Constants::put_starts(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::strings>(rows, into, [&](auto i) { return string_starts_[i]; });
}

void Constants::put_agents(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::agents>(
        rows, into,  //
        [&](auto i) { return agents_[i][0]; }, [&](auto i) { return agents_[i][1]; },
        [&](auto i) { return agents_[i][2]; }, [&](auto i) { return agents_[i][3]; },
        [&](auto i) { return agents_[i][4]; });
}

void Constants::put_types(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::types>(
        rows, into,  //
        [&](auto i) { return types_[i].name; },
        [&](auto i) { return static_cast<std::uint8_t>(types_[i].domain); },
        [&](auto i) { return types_[i].unit; });
}

void Constants::put_bodies(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::bodies>(
        rows, into,  //
        [&](auto i) { return bodies_[i].type.number; },
        [&](auto i) { return static_cast<std::uint8_t>(bodies_[i].polarity); },
        [&](auto i) { return static_cast<std::uint8_t>(bodies_[i].constraint.kind); },
        [&](auto i) { return bodies_[i].constraint.lower; },
        [&](auto i) { return bodies_[i].constraint.upper; },
        [&](auto i) { return bodies_[i].subject.number; },
        [&](auto i) { return bodies_[i].probability; }, [&](auto i) { return bodies_[i].places; },
        [&](auto i) { return static_cast<std::uint8_t>(bodies_[i].all_or_nothing); },
        [&](auto i) { return static_cast<std::uint8_t>(bodies_[i].impositions); });
}

void Constants::put_body_names(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::body_names>(
        rows, into,  //
        [&](auto i) { return body_names_[i].first; },
        [&](auto i) { return body_names_[i].second.number; });
}

void Constants::put_vectors(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::outcome_vectors>(rows, into, [&](auto i) { return vector_starts_[i]; });
}

void Constants::put_components(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::outcome_components>(rows, into, [&](auto i) { return components_[i]; });
}

void Constants::put_groups(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::groups>(rows, into, [&](auto i) { return group_starts_[i]; });
}

void Constants::put_members(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::group_members>(rows, into,
                                          [&](auto i) { return group_members_[i].number; });
}

void Constants::put_named_promises(hdf5::Rows rows, Columns& into) const {
    worldline::put<schema::named_promises>(
        rows, into,  //
        [&](auto i) { return named_promises_[i].promise.packed; },
        [&](auto i) { return named_promises_[i].name; },
        [&](auto i) { return static_cast<std::uint8_t>(named_promises_[i].is_announced); });
}

}  // namespace worldline
