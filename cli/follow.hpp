// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace worldline {

/// `worldline info --follow`: a line for each checkpoint of a run that is being recorded, until it
/// has ended.
///
/// @param record  that the run writes, or is to write
/// @param every   between two looks [s]
/// @return An exit code.
int follow_command(const std::string& record, double every);

}  // namespace worldline
