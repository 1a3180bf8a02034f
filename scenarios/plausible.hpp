// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "scenarios/compile.hpp"

namespace worldline {

/// Promises of which those who are to judge them can hear nothing, or not in time, and statements
/// about others of whom the promiser cannot have heard: nothing wrong, but nobody can mean it. One
/// warning each, with its place in the file; of many the first few.
///
/// A way is what links and the delay of all pairs leave, in any number of hops, for others may pass
/// on what they hear; in space light reaches everybody. What chance may delay, it may also not.
///
/// @par Complexity  O(agents + links + judged promises), and one search of the links for each of
///                  at most a hundred promisers whose direct link seems too slow
std::vector<std::string> implausible_promises(const Spec& spec, const Compiled& compiled,
                                              const std::string& file);

}  // namespace worldline
