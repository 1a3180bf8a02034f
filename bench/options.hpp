// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/benchmark.hpp"

namespace worldline {

/// What to measure, and how often.
struct BenchOptions {
    std::string name;  ///< phold or ring
    Load load;
    int threads = 1;
    int repeat = 1;      ///< runs, a line each
    std::string record;  ///< file for a full record; empty: none
};

/// A command that nobody can make sense of; says why in one sentence.
class BadOption : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// How the command is used, for people.
extern const std::string_view bench_usage;

/// @param words  of the command, without the program's name
/// @throws BadOption
BenchOptions parse_bench_options(std::span<const std::string_view> words);

}  // namespace worldline
