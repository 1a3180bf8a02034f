// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/options.hpp"
#include "sim/base/digest.hpp"

namespace worldline {

/// What one run of a benchmark showed.
struct Measured {
    int threads = 1;
    std::uint64_t events = 0;
    double seconds = 0.0;          ///< wall clock, from the first window to the end of the last
    std::uint64_t peak_bytes = 0;  ///< most memory that the process has held so far
    Digest digest;
    double mean_window = 0.0;  ///< on average [units]; 0: not measured
    Recorded recorded = {};  ///< level off: only what it takes without a record
};

/// Builds the world and runs it once. Neither building nor the last words to the sinks are in the
/// seconds; the cost of recording has the last words in it.
///
/// @throws BadOption    the load cannot be.
/// @throws RecordError  the record cannot be written.
Measured measure(const BenchOptions& options);

/// A run, or one for each level of recording where all are asked for.
std::vector<Measured> measure_round(const BenchOptions& options);

/// One JSON object on one line, its keys always in one order.
std::string json_of(const BenchOptions& options, const Measured& measured);

}  // namespace worldline
