// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// Where things are that come with the program.
namespace worldline {

/// The folder that this program is in.
std::filesystem::path program_folder();

/// The scenarios that come with the program: name → file. Looked for in $WORLDLINE_LIBRARY, then
/// where a source tree, a prefix and a Python package have them.
std::map<std::string, std::filesystem::path> library();

/// The scenario file that a user means: a path, or the name of one of the library's.
///
/// @return `given` itself where it is neither, so that the message about it names it.
std::string scenario_file(const std::string& given);

/// Names of further commands: programs called `worldline-NAME` on PATH or beside this one.
std::vector<std::string> other_programs();

}  // namespace worldline
