// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

namespace worldline {

/// Runs a command that reads a record in a process of its own: on a damaged file the HDF5 library
/// may crash, and then that is what the user is told.
///
/// @return What `command` returns; an exit code that says that something differs after a crash.
int in_own_process(const std::string& record, const std::function<int()>& command);

}  // namespace worldline
