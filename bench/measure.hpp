// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "bench/options.hpp"
#include "sim/base/digest.hpp"

namespace worldline {

/// What one run of a benchmark showed.
struct Measured {
    int threads = 1;
    std::uint64_t events = 0;
    double seconds = 0.0;  ///< wall clock, from the first window until the sinks have all
    Digest digest;
};

/// Builds the world and runs it once. Building is not measured.
Measured measure(const BenchOptions& options);

/// One JSON object on one line.
std::string json_of(const BenchOptions& options, const Measured& measured);

}  // namespace worldline
