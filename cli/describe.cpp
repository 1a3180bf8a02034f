// SPDX-License-Identifier: Apache-2.0
#include "cli/describe.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "agents/catalogue.hpp"
#include "agents/rules/judge.hpp"
#include "agents/rules/trust.hpp"
#include "cli/exit_code.hpp"
#include "cli/library.hpp"
#include "cli/report.hpp"
#include "scenarios/json_schema.hpp"
#include "scenarios/scenario.hpp"
#include "sim/record/format_page.hpp"
#include "sim/spacetime/parts.hpp"

namespace worldline {
namespace {

struct Kind {
    std::string name;  ///< as a user says it
    std::string plural;
    std::vector<Part> parts;
};

template <class Maker>
std::vector<Part> parts_of(const Registry<Maker>& registry) {
    std::vector<Part> parts;
    for (const auto& [name, entry] : registry.entries()) parts.push_back(entry.part);
    return parts;
}

std::vector<Kind> kinds(const Catalogue& catalogue) {
    return {{"behaviour", "behaviours", parts_of(catalogue.behaviours)},
            {"clock", "clocks", parts_of(clocks())},
            {"motion", "motions", parts_of(motions())},
            {"metric", "metrics", parts_of(metrics())},
            {"judge", "judges", parts_of(judge_rules())},
            {"trust", "trust rules", parts_of(catalogue.trust_rules)}};
}

std::string trimmed(const std::string& text) {
    constexpr const char* around = " '\"";
    const std::size_t start = text.find_first_not_of(around);
    return start == std::string::npos
               ? ""
               : text.substr(start, text.find_last_not_of(around) + 1 - start);
}

/// The summary of a scenario, without reading the rest of it: its trace may not be there.
std::string summary_of(const std::filesystem::path& file) {
    std::ifstream lines(file);
    const std::string key = "summary:";
    std::string line;
    while (std::getline(lines, line) && !line.starts_with(key)) continue;
    if (!lines) return "";
    std::string text = trimmed(line.substr(key.size()));
    if (text != ">-" && text != ">") return text;
    text.clear();
    while (std::getline(lines, line) && line.starts_with(' ')) {
        text += (text.empty() ? "" : " ") + trimmed(line);
    }
    return text;
}

std::string range_of(const Parameter& parameter) {
    std::string range;
    if (!parameter.choices.empty()) range = fmt::format("{}", fmt::join(parameter.choices, ", "));
    if (std::isfinite(parameter.minimum)) range += fmt::format("from {:g}", parameter.minimum);
    if (std::isfinite(parameter.maximum)) {
        range += fmt::format("{}to {:g}", range.empty() ? "" : " ", parameter.maximum);
    }
    return range;
}

/// Room for the longest name.
std::size_t width_of(const Part& part) {
    std::size_t width = 18;
    for (const Parameter& one : part.parameters) width = std::max(width, one.name.size());
    return width;
}

void print_row(const Parameter& one, std::size_t width) {
    const bool must = one.required || one.default_value.empty();
    fmt::print("  {:<{}} {:<8} {:<14} {}\n", one.name, width, one.unit == "1" ? "" : one.unit,
               one.required ? "must be given"
               : must       ? "none"
                            : one.default_value,
               one.meaning);
    const std::string range = range_of(one);
    if (!range.empty()) fmt::print("  {:<{}} {}\n", "", width + 24, range);
}

void print_part(const Kind& kind, const Part& part) {
    fmt::print("{} {}: {}\n", kind.name, part.name, part.summary);
    if (!part.equation.empty()) fmt::print("equation: {}\n", part.equation);
    if (!part.loses.empty()) fmt::print("loses: {}\n", part.loses);
    if (!part.source.empty()) fmt::print("source: {}\n", part.source);
    if (part.parameters.empty()) return fmt::print("It has no parameters.\n");
    const std::size_t width = width_of(part);
    fmt::print("\n  {:<{}} {:<8} {:<14} {}\n", "parameter", width, "unit", "default", "meaning");
    for (const Parameter& one : part.parameters) {
        print_row(one, width);
        for (Parameter column : one.columns) {
            column.name = "  " + column.name;
            print_row(column, width);
        }
    }
}

int unknown(const std::string& what, const std::string& word,
            const std::vector<std::string>& names) {
    const std::string near = nearest(word, names);
    fmt::print(stderr, "worldline: there is no {} {}{}; there are {}\n", what, word,
               near.empty() ? "" : ": did you mean " + near + "?", fmt::join(names, ", "));
    return exit_code::bad_input;
}

}  // namespace

int list_command(const Catalogue& catalogue) {
    fmt::print("scenarios\n");
    for (const auto& [name, file] : library()) {
        fmt::print("  {:<18} {}\n", name, first_sentence(summary_of(file)));
    }
    for (const Kind& kind : kinds(catalogue)) {
        fmt::print("{}\n", kind.plural);
        for (const Part& part : kind.parts) {
            fmt::print("  {:<18} {}\n", part.name, first_sentence(part.summary));
        }
    }
    return exit_code::ok;
}

int describe_command(const std::string& kind, const std::string& name, const Catalogue& catalogue) {
    if (kind == "language" || kind == "record") {
        fmt::print("{}", kind == "language" ? language_markdown(catalogue) : format_markdown());
        return exit_code::ok;
    }
    if (kind == "schema") {
        fmt::print("{}", language_schema(catalogue));
        return exit_code::ok;
    }
    std::vector<std::string> kind_names{"language", "record", "schema", "machine"};
    for (const Kind& one : kinds(catalogue)) {
        kind_names.push_back(one.name);
        if (one.name != kind) continue;
        std::vector<std::string> names;
        for (const Part& part : one.parts) {
            names.push_back(part.name);
            if (name.empty() || part.name == name) print_part(one, part);
            if (part.name == name) return exit_code::ok;
            if (name.empty() && &part != &one.parts.back()) fmt::print("\n");
        }
        return name.empty() ? exit_code::ok : unknown(kind, name, names);
    }
    return unknown("kind", kind, kind_names);
}

int describe_machine_command(const std::string& file, const std::string& name,
                             const Catalogue& catalogue) {
    if (file.empty()) {
        fmt::print(stderr,
                   "worldline: of which scenario? worldline describe machine FILE [NAME]\n");
        return exit_code::bad_input;
    }
    std::vector<std::string> names;
    const Scenario scenario = Scenario::load(scenario_file(file), {}, catalogue);
    for (const auto& [machine, graph] : scenario.machine_graphs()) {
        names.push_back(machine);
        if (name.empty() || machine == name) fmt::print("{}", graph);
        if (machine == name) return exit_code::ok;
    }
    if (name.empty() && !names.empty()) return exit_code::ok;
    if (!name.empty() && !names.empty()) return unknown("machine", name, names);
    fmt::print(stderr, "worldline: {} has no machines\n", file);
    return exit_code::bad_input;
}

}  // namespace worldline
