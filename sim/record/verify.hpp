// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/record/fault.hpp"
#include "sim/record/reader.hpp"

namespace worldline {

/// What was found of a record.
struct Verification {
    /// In the order of the tables; of each column the first of each kind. Empty: all is well.
    std::vector<Fault> faults;
    /// What could not be asked, and why.
    std::vector<std::string> notes;
    bool is_finished = true;
    /// Of an unfinished record: up to where it was looked at; none: no checkpoint says it.
    std::optional<Time> until_checkpoint;
    Resolution resolution;
    std::string content_digest;  ///< computed anew; empty: it has none, or could not be read
    std::string run_digest;      ///< computed anew; empty: it cannot be, see `notes`
    std::uint64_t rows = 0;
    std::uint64_t blocks = 0;  ///< of which the digest was computed
    std::uint64_t bytes = 0;   ///< of values
};

/// Looks at everything that a record says of itself: lengths, types and attributes as
/// `check_schema` does, each value, the order of rows, the digest of every block, and both digests
/// of the whole.
///
/// One thread reads, all unpack and compute. Of an unfinished record it is what the last checkpoint
/// tells of.
///
/// @throws NoRecord  there is nothing to verify
Verification verify(const std::string& path, Schedule schedule = {});

}  // namespace worldline
