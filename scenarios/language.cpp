// SPDX-License-Identifier: Apache-2.0
//
// The reference page of the language, from the tables that validate it.
#include <fmt/format.h>

#include <cmath>

#include "scenarios/draft.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/network/read_graphs.hpp"
#include "scenarios/scenario.hpp"

namespace worldline {
namespace {

constexpr const char* head = R"(# The scenario language

A scenario is one YAML 1.2 file. A run is a function of it and of its seed.

- A **quantity** is a number and a unit: `20000 km`, `38 us/d`, or several that add up, `3 d 1 min`.
  Units are those of UDUNITS-2, with `yr` = 365.25 d, `c`, `deg` and `dB`. A number without a unit
  where one is due is an error.
- A quantity, time or number of a behaviour, a clock or a motion may be a **distribution**, such as
  `{normal: [20 us/d, 5 us/d]}`: then each agent draws its own, by the seed and its name.
- The name of a **parameter** may stand wherever a quantity, a number or a file name is due, and
  `--set name=value` changes it.
- **Agents** in a list may be agents and groups.
- A **name** is one word. Words that YAML 1.1 takes for something else (`no`, `on`, `1:30`) are
  errors unless they stand in quotes.
- **Unknown keys** are errors; keys that begin with `x-` are the author's own.
- Links are `uses`, `cites`, `contests`, `supersedes` and `condition`.

All faults of a file are shown at once, each with its line and a caret.
)";

std::string kind_of(const Parameter& row) {
    switch (row.kind) {
    case ParameterKind::quantity:
        return "quantity";
    case ParameterKind::duration:
        return "time";
    case ParameterKind::number:
        return "number";
    case ParameterKind::integer:
        return "whole number";
    case ParameterKind::text:
        return "text";
    case ParameterKind::flag:
        return "true or false";
    case ParameterKind::agent:
        return "agent";
    case ParameterKind::agents:
        return "agents";
    case ParameterKind::promise:
        return "promise";
    case ParameterKind::choice:
        return "one of a few";
    case ParameterKind::map:
        return "map or list";
    case ParameterKind::names:
        return "one or several of a few";
    case ParameterKind::rows:
        return "list of maps";
    case ParameterKind::point:
        return "map from axes";
    case ParameterKind::file:
        return "file";
    }
    return "";
}

/// As a cell of a table: bars would end it.
std::string cell(const std::string& text) {
    std::string result;
    for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
    return result;
}

std::string meaning_of(const Parameter& row) {
    std::string text = cell(row.meaning);
    std::string all;
    for (const std::string& one : row.choices) all += (all.empty() ? "`" : ", `") + one + "`";
    if (!all.empty()) text += (text.empty() ? "" : ": ") + all;
    const bool has_least = std::isfinite(row.minimum);
    const bool has_most = std::isfinite(row.maximum);
    if (has_least && has_most) {
        text += fmt::format(" [{:g} to {:g}]", row.minimum, row.maximum);
    } else if (has_least) {
        text += fmt::format(" [at least {:g}]", row.minimum);
    }
    return text;
}

std::string row_of(const Parameter& row, const std::string& name) {
    const std::string otherwise = row.required                ? "must be given"
                                  : row.default_value.empty() ? "none"
                                                              : "`" + row.default_value + "`";
    std::string text = fmt::format("| `{}` | {} | {} | {} | {} |\n", name, kind_of(row),
                                   row.unit == "1" ? "" : row.unit, otherwise, meaning_of(row));
    for (const Parameter& column : row.columns) text += row_of(column, name + ": " + column.name);
    return text;
}

std::string rows_of(const Part& part) {
    if (part.parameters.empty()) return "No keys.\n";
    std::string text = "| key | kind | unit | default | meaning |\n|---|---|---|---|---|\n";
    for (const Parameter& row : part.parameters) text += row_of(row, row.name);
    return text;
}

std::string section_of(const Part& part, const std::string& title) {
    return "\n## " + title + "\n\n" + part.summary + "\n\n" + rows_of(part);
}

std::string family_section(const Family& family, const std::string& title,
                           const std::string& names) {
    std::string text = "\n## " + title + "\n\n" + names + "\n";
    for (const Part* part : family.parts) {
        text += "\n### " + part->name + "\n\n" + part->summary;
        if (!part->source.empty()) text += " Source: " + part->source + ".";
        if (!part->equation.empty()) text += "\n\n> " + part->equation;
        if (!part->loses.empty()) text += "\n\nLoses: " + part->loses;
        text += "\n\n" + rows_of(*part);
    }
    return text;
}

}  // namespace

std::string language_markdown(const Catalogue& catalogue) {
    std::string text = head;
    text += section_of(keys::top(), "The file");
    std::string later;
    for (const std::string& name : keys::reserved())
        later += (later.empty() ? "`" : ", `") + name + "`";
    text += "\nSet aside for later, and refused: " + later + ".\n";
    text += section_of(keys::time(), "time");
    text += section_of(keys::space(), "space");
    text += section_of(keys::axis(), "space: axes");
    text += section_of(keys::frame(), "space: frames");
    text += section_of(keys::type(), "types");
    text += section_of(keys::network(), "network");
    text += section_of(keys::link(), "network: links");
    text += section_of(keys::graph(), "network: graphs");
    text += section_of(keys::judge(), "judges");
    text += section_of(keys::trust(), "trust");
    text += section_of(keys::promise(), "promises");
    text += section_of(keys::body(), "promises: give and accept");
    text += section_of(keys::schedule(), "promises: schedule");
    text += section_of(keys::builds_on(), "promises: builds_on");
    text += section_of(keys::kernel(), "kernels");
    text += section_of(keys::agent(), "agents");
    text += section_of(keys::keeps(), "agents: keeps");
    text += section_of(keys::group(), "groups");
    text += section_of(keys::machine(), "machines");
    text += section_of(keys::transition(), "machines: transitions");
    for (const Part& part : keys::acts()) text += section_of(part, "machines: do: " + part.name);
    text += section_of(keys::trace(), "traces");
    text += section_of(keys::trace_columns(), "traces: columns");
    text += section_of(keys::rating_columns(), "traces: columns of assessments");
    text += section_of(keys::record(), "record");
    text += section_of(keys::record_when(), "record: when");
    text += section_of(keys::engine(), "engine");
    text += section_of(keys::expectation(), "expect");
    for (const Part& part : keys::measures()) text += section_of(part, "expect: " + part.name);
    text += family_section(graph_family(), "Graphs", "Named by `kind` of a graph of the network.");
    text += family_section(distribution_family(), "Distributions",
                           "Where agents or links draw a number or a time for themselves.");
    text += family_section(metric_family(), "Metrics", "Named by `space.metric`.");
    text += family_section(motion_family(), "Motions", "Named by `motion.kind`.");
    text += family_section(clock_family(), "Clocks", "Named by `clock` or `clock.kind`.");
    text += family_section(behaviour_family(catalogue), "Behaviours", "Named by `behaviour`.");
    text += family_section(judge_family(), "Judging rules", "Named by `rule` of a judge.");
    text += family_section(trust_family(catalogue), "Trust rules", "Named by `trust.rule`.");
    return text;
}

}  // namespace worldline
