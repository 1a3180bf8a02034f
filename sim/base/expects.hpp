// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <source_location>

namespace worldline {

/// Stops the program when a promise that this code made to itself is broken.
[[noreturn]] void stop_because(const char* why, std::source_location where);

/// Stops the program unless `truth` holds. Always on, in every build.
///
/// For what only a mistake in this code can break. What a user, a file or another agent can
/// break is an error or a verdict, never this.
///
/// @param truth  State it positively: `expects(index < count, "...")`.
/// @param why    One sentence: what would be wrong if it did not hold.
inline void expects(bool truth, const char* why,
                    std::source_location where = std::source_location::current()) {
    if (!truth) [[unlikely]] stop_because(why, where);
}

}  // namespace worldline
