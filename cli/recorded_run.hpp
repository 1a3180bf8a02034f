// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/recorder.hpp"

namespace worldline {

/// A scenario that is to be run, and where it is written down.
struct RecordedRun {
    const Scenario& scenario;
    std::string folder;  ///< in which its files are looked up
    RunOptions options;
    std::string output;
    Recorder::Options recording;
    std::optional<Saved> from;   ///< where it goes on; none: from its beginning
    bool checks_causality = false;
    bool is_as_expected = true;  ///< false: what `expect:` says is about other parameters
};

/// Has checkpoints keep what a run needs to go on beside the engine's state.
/// @param expectations  outlive the recorder
void keep_beside(Recorder& recorder, const Expectations& expectations, const RecordedRun& what);

/// The level of a record.
RecordLevel level_of(const Reader& record);

/// Runs it and prints its figures, with progress and checkpoints in between.
///
/// @return An exit code.
int run_recorded(RecordedRun what);

}  // namespace worldline
