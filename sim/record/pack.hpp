// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/parallel.hpp"

namespace worldline {

/// What became of a record that was packed.
struct Packed {
    std::uint64_t bytes_before = 0;  ///< of the file
    std::uint64_t bytes_after = 0;
    std::uint64_t chunks = 0;  ///< of all columns
};

/// Writes a record anew with every chunk compressed, also those that were stored as they were when
/// compressing would have held up the run. What it says stays the same, and its content digest.
///
/// It is written beside `output`, verified in full, and only then renamed to it; `output` may be
/// `input` itself.
///
/// @throws RecordError  the record is unfinished, of a later minor version, damaged, or `output`
///                      cannot be written
Packed pack(const std::string& input, const std::string& output, Schedule schedule = {});

}  // namespace worldline
