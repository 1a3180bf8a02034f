// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace worldline {

struct DiffRequest {
    std::string a, b;  ///< records
    int steps = 10;    ///< of what led to it, at most
};

/// `worldline diff`: whether two records say the same; else the first event that they tell
/// differently, and what led to it in each.
///
/// @return An exit code: `differs` where they do.
int diff_command(const DiffRequest& request);

}  // namespace worldline
