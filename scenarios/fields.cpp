// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "scenarios/desk.hpp"
#include "sim/base/expects.hpp"

namespace worldline {
namespace {

std::vector<std::string> names_of(const Part& table) {
    std::vector<std::string> names;
    for (const Parameter& row : table.parameters) names.push_back(row.name);
    return names;
}

std::string with_unit(double value, const std::string& unit) {
    return fmt::format("{}", value) + (unit == "1" ? "" : " " + unit);
}

/// A minimum that is itself not allowed, and why. Tables know of no such thing.
struct OpenMinimum {
    std::string_view part;
    std::string_view parameter;
    std::string_view why;
};
constexpr std::array open_minima = {
    OpenMinimum{"clock drift", "drift", "a clock may not stand still or run backwards"},
    OpenMinimum{"record", "sample", "`level: summary` writes no facts"},
};

const OpenMinimum* open_minimum_of(const std::string& part, const std::string& parameter) {
    const auto at = std::find_if(open_minima.begin(), open_minima.end(), [&](const auto& one) {
        return one.part == part && one.parameter == parameter;
    });
    return at == open_minima.end() ? nullptr : &*at;
}

}  // namespace

bool is_own_key(std::string_view key) { return key.starts_with("x-"); }

Fields::Fields(Desk& desk, Node& map, const Part& table, Label label)
    : desk_(desk), map_(map), table_(table), label_(std::move(label)), is_map_(true) {
    if (map_.is_null()) map_.kind = Node::Kind::map;  // `dave:` and `dave: {}` say the same
    if (!map_.is_map()) {
        is_map_ = false;
        desk_.fault(map_, label_.text + ": a map is due here, with the keys of " + table_.name);
        return;
    }
    check_keys();
    add_defaults();
}

void Fields::check_keys() {
    for (const Node& key : map_.keys) {
        if (is_own_key(key.text) || table_.find(key.text) || !key.is_scalar()) continue;
        desk_.fault(key, (label_ + key.text).text + ": `" + key.text + "` is not a key of " +
                             table_.name + suggestion(key.text, names_of(table_)));
    }
    for (const Parameter& row : table_.parameters) {
        if (row.changeable) desk_.changeable.insert((label_ + row.name).text);
        if (row.required && !map_.find(row.name)) {
            desk_.fault(map_, (label_ + row.name).text + " is missing: " + row.meaning);
        }
    }
}

void Fields::add_defaults() {
    for (const Parameter& row : table_.parameters) {
        if (row.default_value.empty() || map_.find(row.name)) continue;
        Node value = Node::scalar(row.default_value);
        value.added = true;
        map_.put(row.name, std::move(value));
    }
}

Node* Fields::node(std::string_view key) const { return is_map_ ? map_.find(key) : nullptr; }

bool Fields::has(std::string_view key) const { return is_map_ && map_.given(key) != nullptr; }

const Parameter& Fields::row(std::string_view key) const {
    const Parameter* found = table_.find(key);
    expects(found != nullptr, "every key that is read stands in its table");
    return *found;
}

bool Fields::is_within(const Parameter& row, const Node& node, double value) const {
    const OpenMinimum* open = open_minimum_of(table_.name, row.name);
    if (open && value <= row.minimum) {
        desk_.fault(node, fmt::format("{} must be greater than {} ({})", (label_ + row.name).text,
                                      with_unit(row.minimum, row.unit), open->why));
        return false;
    }
    if (value >= row.minimum && value <= row.maximum) return true;
    const std::string bound = value < row.minimum ? "at least " + with_unit(row.minimum, row.unit)
                                                  : "at most " + with_unit(row.maximum, row.unit);
    desk_.fault(node, (label_ + row.name).text + " must be " + bound + " (" + row.meaning + ")");
    return false;
}

std::string Fields::text(std::string_view key) const {
    const Node* value = node(key);
    return value ? read::text(desk_, *value, label(key)) : "";
}

std::string Fields::name(std::string_view key) const {
    const Node* value = node(key);
    return value ? read::name(desk_, *value, label(key)) : "";
}

std::string Fields::choice(std::string_view key) const {
    const Node* value = node(key);
    return value ? read::choice(desk_, *value, label(key), row(key).choices) : "";
}

double Fields::number(std::string_view key) const {
    const Node* value = node(key);
    if (!value) return 0.0;
    const std::size_t n_before = desk_.faults.size();
    const double number = read::quantity(desk_, *value, label(key), row(key).unit);
    return desk_.faults.size() == n_before && is_within(row(key), *value, number) ? number : 0.0;
}

Duration Fields::span(std::string_view key) const {
    const Node* value = node(key);
    if (!value) return {};
    const std::size_t n_before = desk_.faults.size();
    const Duration span = read::span(desk_, *value, label(key));
    const double seconds = static_cast<double>(span.ticks) * desk_.resolution.seconds();
    return desk_.faults.size() == n_before && is_within(row(key), *value, seconds) ? span
                                                                                   : Duration{};
}

std::int64_t Fields::integer(std::string_view key) const {
    const Node* value = node(key);
    if (!value) return 0;
    const std::size_t n_before = desk_.faults.size();
    const std::int64_t number = read::integer(desk_, *value, label(key));
    const bool is_good =
        desk_.faults.size() == n_before && is_within(row(key), *value, static_cast<double>(number));
    return is_good ? number : 0;
}

bool Fields::flag(std::string_view key) const {
    const Node* value = node(key);
    return value && read::flag(desk_, *value, label(key));
}

std::vector<std::string> Fields::names(std::string_view key) const {
    const Node* value = node(key);
    if (!value) return {};
    return read::names(desk_, *value, label(key), row(key).choices);
}

std::map<std::string, double> Fields::point(std::string_view key) const {
    const Node* value = node(key);
    if (!value) return {};
    return read::point(desk_, *value, label(key), row(key).unit);
}

std::string Fields::file(std::string_view key) const {
    const Node* value = node(key);
    if (!value) return "";
    const std::string given = read::substituted(desk_, *value, label(key));
    return given.empty() ? "" : read::file(desk_, *value, label(key), given);
}

std::optional<AgentId> Fields::agent(std::string_view key) const {
    const Node* value = node(key);
    return value ? read::agent(desk_, *value, label(key)) : std::nullopt;
}

std::vector<AgentId> Fields::agents(std::string_view key) const {
    const Node* value = node(key);
    return value ? read::agents(desk_, *value, label(key)) : std::vector<AgentId>();
}

}  // namespace worldline
