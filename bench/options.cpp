// SPDX-License-Identifier: Apache-2.0
#include "bench/options.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

namespace worldline {
namespace {

/// An option that every benchmark has.
struct RunParameter {
    std::string option;
    std::string symbol;  ///< empty: a flag, without a value
    std::string meaning;
    void (*set)(BenchOptions&, std::string_view) = nullptr;  ///< @throws BadOption
};

void set_sink(BenchOptions& options, std::string_view text) {
    if (text != "none" && text != "drop") {
        throw BadOption(fmt::format("--sink must be none or drop, not '{}'", text));
    }
    options.drops = text == "drop";
}

void set_level(BenchOptions& options, std::string_view text) {
    options.all_levels = text == "all";
    options.level = RecordLevel::off;
    if (options.all_levels) return;
    const auto at = std::find(std::begin(level_names), std::end(level_names), text);
    if (at == std::end(level_names)) {
        throw BadOption(fmt::format(
            "--record must be off, summary, promises, full or all, not '{}'; --output names the "
            "file",
            text));
    }
    options.level = static_cast<RecordLevel>(at - std::begin(level_names));
}

std::vector<RunParameter> run_parameters() {
    using Text = std::string_view;
    return {{"--threads", "K", "of the engine; 1 unless said",
             [](BenchOptions& options, Text text) {
                 options.threads = NumberOption<int>{"--threads", 1, 4'096}(text);
             }},
            {"--repeat", "TIMES", "runs, a line each; 1 unless said",
             [](BenchOptions& options, Text text) {
                 options.repeat = NumberOption<int>{"--repeat", 1, 1'000'000}(text);
             }},
            {"--sink", "none|drop", "drop: hand every message and transition to one that drops it",
             set_sink},
            {"--record", "LEVEL", "off, summary, promises or full; all: one after the other",
             set_level},
            {"--output", "FILE", "where the record goes; NAME.h5 unless said",
             [](BenchOptions& options, Text text) { options.output = text; }},
            {"--apart", "", "write the record when the run is over, and measure that alone",
             [](BenchOptions& options, Text) { options.is_apart = true; }}};
}

[[noreturn]] void refuse(const Benchmark& benchmark, std::string_view option) {
    std::vector<std::string> known;
    for (const LoadParameter& parameter : benchmark.parameters()) {
        known.push_back(parameter.option());
    }
    for (const RunParameter& parameter : run_parameters()) known.push_back(parameter.option);
    throw BadOption(fmt::format("{} has no option '{}'; {}", benchmark.name, option,
                                what_was_meant(option, known)));
}

/// How many words were read: the option and, unless it is a flag, its value.
std::size_t read_option(BenchOptions& options, std::span<const std::string_view> words) {
    const std::string_view option = words.front();
    const auto value = [&] {
        if (words.size() < 2) throw BadOption(fmt::format("{} needs a value", option));
        return words[1];
    };
    for (const LoadParameter& parameter : options.benchmark.parameters()) {
        if (parameter.option() != option) continue;
        parameter.set(options.load, parameter.is_flag() ? std::string_view() : value());
        return parameter.is_flag() ? 1 : 2;
    }
    for (const RunParameter& parameter : run_parameters()) {
        if (parameter.option != option) continue;
        const bool is_flag = parameter.symbol.empty();
        parameter.set(options, is_flag ? std::string_view() : value());
        return is_flag ? 1 : 2;
    }
    refuse(options.benchmark, option);
}

/// "--agents 65536 --events 1": the options of a benchmark with their defaults.
std::string defaults_of(const Benchmark& benchmark) {
    std::string text;
    for (const LoadParameter& parameter : benchmark.parameters()) {
        text += parameter.is_flag() ? fmt::format(" [{}]", parameter.option())
                                    : fmt::format(" {} {}", parameter.option(),
                                                  parameter.value(benchmark.defaults));
    }
    return text;
}

}  // namespace

std::string bench_help() {
    std::string help =
        "usage: worldline bench NAME [OPTION VALUE]...\n\n"
        "Prints one JSON object a run. Times are in units; a unit is a simulated second.\n\n"
        "Benchmarks, each with its options and their defaults:\n";
    for (const Benchmark& benchmark : benchmarks()) {
        help += fmt::format("  {:<12} {}\n              {}\n", benchmark.name, benchmark.summary,
                            defaults_of(benchmark));
    }
    help +=
        "  spacetime    what one question to a motion, a clock or a metric costs, in ns; no "
        "options\n"
        "  rejudge      what judging a run again costs, by ten rules and by a thousand "
        "observers;\n"
        "               no options\n";
    help += "\nTheir options:\n";
    for (const LoadParameter& parameter : load_parameters()) {
        help += fmt::format("  {:<20} {}\n", parameter.option() + " " + parameter.symbol,
                            parameter.meaning);
    }
    help += "\nOptions of all:\n";
    for (const RunParameter& parameter : run_parameters()) {
        help += fmt::format("  {:<20} {}\n", parameter.option + " " + parameter.symbol,
                            parameter.meaning);
    }
    return help;
}

BenchOptions parse_bench_options(std::span<const std::string_view> words) {
    if (words.empty()) throw BadOption("which benchmark? worldline bench --help names them");
    BenchOptions options;
    options.benchmark = benchmark_of(words.front());
    options.load = options.benchmark.defaults;
    words = words.subspan(1);
    while (!words.empty()) words = words.subspan(read_option(options, words));
    const bool is_recorded = options.all_levels || options.level != RecordLevel::off;
    if (options.drops && is_recorded) {
        throw BadOption("--sink drop and --record exclude each other");
    }
    if (options.is_apart && options.level == RecordLevel::off) {
        throw BadOption("--apart needs --record summary, promises or full");
    }
    return options;
}

}  // namespace worldline
