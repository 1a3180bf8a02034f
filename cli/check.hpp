// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/run.hpp"

namespace worldline {

/// `worldline check`: reads and validates a scenario.
///
/// @return An exit code.
int check_command(const RunRequest& request, const Catalogue& catalogue);

/// `worldline check --run`: also runs it, without a record, and holds it against its `expect:`.
int check_by_running(const RunRequest& request, const Catalogue& catalogue);

}  // namespace worldline
