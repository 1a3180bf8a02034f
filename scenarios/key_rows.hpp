// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/registry.hpp"

/// How rows of tables of keys are written down. For the sources of this folder only.
namespace worldline::keys::rows {

using Kind = ParameterKind;
using Rows = std::vector<Parameter>;

inline constexpr double any = std::numeric_limits<double>::infinity();

inline Parameter key(std::string name, Kind kind, std::string meaning) {
    return {.name = std::move(name), .kind = kind, .meaning = std::move(meaning)};
}

inline Parameter must(Parameter row) {
    row.required = true;
    return row;
}

inline Parameter or_else(Parameter row, std::string default_value) {
    row.default_value = std::move(default_value);
    return row;
}

inline Parameter in(Parameter row, std::string unit) {
    row.unit = std::move(unit);
    return row;
}

struct Range {
    double minimum = -any;
    double maximum = any;
};

inline Parameter within(Parameter row, Range range) {
    row.minimum = range.minimum;
    row.maximum = range.maximum;
    return row;
}

inline Parameter choice(std::string name, std::vector<std::string> choices, std::string meaning) {
    Parameter row = key(std::move(name), Kind::choice, std::move(meaning));
    row.choices = std::move(choices);
    return row;
}

/// A time that may not lie before the start.
inline Parameter span(std::string name, std::string meaning) {
    return within(in(key(std::move(name), Kind::duration, std::move(meaning)), "s"), {0.0, any});
}

inline std::vector<std::string> verdict_words() {
    return {"undecided", "kept", "not_kept", "broken", "invalidated"};
}

inline Part table(std::string name, std::string summary, Rows rows) {
    return {std::move(name), std::move(summary), "", std::move(rows)};
}

}  // namespace worldline::keys::rows
