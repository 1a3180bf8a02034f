// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "cli/run.hpp"

namespace worldline {

/// How much of a run will be written down, and how much that is.
struct RecordPlan {
    RecordLevel level = RecordLevel::full;
    std::uint64_t bytes = 0;       ///< about, at this level
    std::uint64_t full_bytes = 0;  ///< about, at level full
    bool is_lowered = false;       ///< nobody asked for a level, and a full record is too large
    bool is_selected = false;      ///< the scenario leaves something out
};

/// The level that is asked for, else the scenario's, else `full` up to `full_bytes_max`.
RecordPlan record_plan_of(const RunRequest& request, const Scenario& scenario);

/// "about 1.2 GB (full)".
std::string to_text(const RecordPlan& plan);

/// Says on standard error, before the run, how large the record at `output` may become, and
/// whether there is room for it.
void tell(const RecordPlan& plan, const std::string& output);

}  // namespace worldline
