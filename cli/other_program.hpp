// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

namespace worldline {

/// Becomes the program `worldline-NAME`, NAME being the first argument, as git does. Looked for
/// beside this program, then on PATH.
///
/// @param arguments  what came after `worldline`
/// @param known      commands of this program, to suggest one when no such program is there
/// @return           An exit code, only if there is no such program.
int other_program(std::span<char* const> arguments, std::vector<std::string> known);

}  // namespace worldline
