// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load.hpp"
#include "bench/parameters.hpp"
#include "sim/engine/world.hpp"

namespace worldline {

/// A load with a name: what it is, what can be chosen about it, and the world that it runs in.
struct Benchmark {
    std::string name;
    std::string summary;            ///< one line
    std::vector<std::string> uses;  ///< names of parameters, in the order of the line of a run
    Load defaults = {};
    World (*world)(const Load&) = nullptr;
    /// How many of its events others count who measure it; null: all.
    std::uint64_t (*transitions)(std::uint64_t events) = nullptr;
    /// How many promises are made, ended and judged; null: there are none in it.
    std::uint64_t (*promises)(const Load&) = nullptr;

    /// Those of `load_parameters` that it uses.
    std::vector<LoadParameter> parameters() const;
};

/// All benchmarks, in the order of the help.
std::vector<Benchmark> benchmarks();

/// @throws BadOption  there is none of this name; says which one may be meant.
Benchmark benchmark_of(std::string_view name);

/// What to say of an unknown word: "did you mean 'phold'?", or all that is known.
std::string what_was_meant(std::string_view word, const std::vector<std::string>& known);

}  // namespace worldline
