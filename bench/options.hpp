// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bench/catalogue.hpp"

namespace worldline {

/// What to measure, how, and how often.
struct BenchOptions {
    Benchmark benchmark;
    Load load;
    int threads = 1;
    int repeat = 1;      ///< runs, a line each
    bool drops = false;  ///< every fact is laid out and handed over, and then dropped
    std::string record;  ///< file for a full record; empty: none

    std::string sink() const { return !record.empty() ? "record" : drops ? "drop" : "none"; }
};

/// How the command is used, for people: all benchmarks with their options and defaults.
std::string bench_help();

/// @param words  of the command, without the program's name
/// @throws BadOption
BenchOptions parse_bench_options(std::span<const std::string_view> words);

}  // namespace worldline
