// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/run.hpp"

namespace worldline {

/// `worldline explain`: of a record where the time of its run went; of a scenario what limits its
/// speed and what a run will take.
///
/// @return An exit code.
int explain_command(const RunRequest& request, const Catalogue& catalogue);

/// What the profile of a record says.
///
/// @throws RecordError  there is none
void explain_record(const std::string& path);

/// Lookahead, windows and a prediction, from a short trial without a record.
void explain_scenario(const RunRequest& request, const std::string& file,
                      const Catalogue& catalogue);

}  // namespace worldline
