// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/scenario.hpp"
#include "sim/ledger/sink.hpp"

namespace worldline {

/// What a user asks for when a scenario is to be run.
struct RunRequest {
    std::string scenario;  ///< path, or the name of one of the library's
    std::string output;    ///< empty: the scenario's name and ".h5"
    std::optional<std::uint64_t> seed;
    std::optional<std::uint64_t> shuffle;
    int threads = 0;               ///< 0: as many as the machine has
    std::vector<std::string> set;  ///< "parameter=value"
    std::optional<std::string> until;
    std::optional<RecordLevel> level;  ///< none: full, or summary where that would be huge
    bool compress = true;
    std::optional<std::string> memory_limit;  ///< "2 GB"; none: the scenario's
    double checkpoint_every = 5.0;            ///< least time between two checkpoints [s]
    bool checks_causality = false;            ///< is every effect in the light cone of its cause?
    bool overwrite = false;                   ///< also what an interrupted run has left
};

/// @throws ScenarioError  a `set` that is not "parameter=value"
Overrides overrides_of(const RunRequest& request);

/// Reads a scenario, and says so on a terminal: a large one takes a while.
Scenario loaded(const std::string& file, const Overrides& overrides, const Catalogue& catalogue);

/// `worldline run`: runs a scenario, writes its record, prints its figures.
///
/// @return An exit code.
int run_command(const RunRequest& request, const Catalogue& catalogue);

}  // namespace worldline
