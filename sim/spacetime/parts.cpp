// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/parts.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "sim/base/units.hpp"

namespace worldline {

bool Arguments::has_number(std::string_view name) const {
    return numbers.contains(std::string(name));
}

double Arguments::number(std::string_view name) const {
    const auto at = numbers.find(std::string(name));
    if (at == numbers.end()) throw std::invalid_argument(fmt::format("{} is missing", name));
    return at->second;
}

const std::vector<Arguments>& Arguments::rows_of(const std::string& name) const {
    static const std::vector<Arguments> none;
    const auto at = rows.find(name);
    return at == rows.end() ? none : at->second;
}

namespace {

void check_names(const Part& part, const Arguments& given) {
    const auto check = [&](const auto& values) {
        for (const auto& entry : values) {
            if (part.find(entry.first)) continue;
            std::vector<std::string> names;
            for (const Parameter& parameter : part.parameters) names.push_back(parameter.name);
            const std::string near = nearest(entry.first, names);
            const std::string hint = near.empty() ? "" : fmt::format("; did you mean {}?", near);
            throw std::invalid_argument(
                fmt::format("{} is not a parameter of {}{}", entry.first, part.name, hint));
        }
    };
    check(given.numbers);
    check(given.texts);
    check(given.durations);
    check(given.lists);
    check(given.rows);
    check(given.points);
}

void check_range(const Parameter& parameter, double number) {
    if (number >= parameter.minimum && number <= parameter.maximum) return;
    const std::string unit = parameter.unit == "1" ? "" : " " + parameter.unit;
    throw std::invalid_argument(fmt::format("{} must lie between {}{} and {}{}, and not be {}{}",
                                            parameter.name, parameter.minimum, unit,
                                            parameter.maximum, unit, number, unit));
}

void take_default(const Parameter& parameter, Arguments& given) {
    if (parameter.kind == ParameterKind::choice || parameter.kind == ParameterKind::text) {
        given.texts[parameter.name] = parameter.default_value;
    } else if (parameter.kind == ParameterKind::names) {
        given.lists[parameter.name] = {parameter.default_value};
    } else if (parameter.kind == ParameterKind::flag) {
        given.numbers[parameter.name] = parameter.default_value == "true" ? 1.0 : 0.0;
    } else {
        given.numbers[parameter.name] = quantity(parameter.default_value, parameter.unit);
    }
}

}  // namespace

Arguments completed(const Part& part, Arguments given) {
    check_names(part, given);
    for (const Parameter& parameter : part.parameters) {
        const std::string& name = parameter.name;
        const bool is_given = given.numbers.contains(name) || given.texts.contains(name) ||
                              given.durations.contains(name) || given.lists.contains(name) ||
                              given.rows.contains(name) || given.points.contains(name);
        if (!is_given && parameter.required) {
            throw std::invalid_argument(fmt::format("{} needs {}", part.name, name));
        }
        if (!is_given && !parameter.default_value.empty()) take_default(parameter, given);
        if (given.rows.contains(name)) {
            const Part row{.name = part.name + "." + name, .parameters = parameter.columns};
            for (Arguments& one : given.rows[name]) one = completed(row, std::move(one));
        }
        if (given.has_number(name)) check_range(parameter, given.number(name));
    }
    return given;
}

}  // namespace worldline
