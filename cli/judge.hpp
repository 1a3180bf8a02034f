// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "scenarios/rejudging.hpp"

namespace worldline {

/// `worldline judge`: what observers would have found by other rules.
struct JudgeCommand {
    std::string record;
    std::string folder;  ///< of the scenario's traces; empty: beside the record
    std::string output;  ///< table of all that they found (CSV); empty: none
    JudgeRequest request;
};

/// Prints last verdicts by observer, and whether a run with those rules would have given the same.
///
/// @return `exit_code::ok`, also where it need not be exact
int judge_command(const JudgeCommand& command, const Catalogue& catalogue);

}  // namespace worldline
