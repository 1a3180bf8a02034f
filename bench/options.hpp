// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bench/catalogue.hpp"
#include "bench/recording.hpp"

namespace worldline {

/// What to measure, how, and how often.
struct BenchOptions {
    Benchmark benchmark;
    Load load;
    int threads = 1;
    int repeat = 1;      ///< runs, a line each
    bool drops = false;  ///< every fact is laid out and handed over, and then dropped
    RecordLevel level = RecordLevel::off;  ///< of the record
    bool all_levels = false;               ///< one after the other
    bool is_apart = false;                 ///< what is to be recorded waits until the run is over
    std::string output;                    ///< file; empty: the benchmark's name and ".h5"

    std::string file() const { return output.empty() ? benchmark.name + ".h5" : output; }
};

/// How the command is used, for people: all benchmarks with their options and defaults.
std::string bench_help();

/// @param words  of the command, without the program's name
/// @throws BadOption
BenchOptions parse_bench_options(std::span<const std::string_view> words);

}  // namespace worldline
