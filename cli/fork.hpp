// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace worldline {

struct Catalogue;  // agents/catalogue.hpp

/// What a user asks for when a run is to become another from some moment on.
struct ForkRequest {
    std::string record;
    std::string scenario_folder;   ///< where traces are; empty: beside the record
    std::string at;                ///< coordinate time: "12 s"
    std::vector<std::string> set;  ///< "parameter=value"
    std::string output;            ///< empty: the record's name and "-fork.h5"
    int threads = 0;               ///< 0: as many as the machine has
    bool overwrite = false;
};

/// `worldline fork`: another future for a run that has been recorded.
///
/// @return An exit code.
int fork_command(const ForkRequest& request, const Catalogue& catalogue);

}  // namespace worldline
