// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace worldline {

struct Catalogue;  // agents/catalogue.hpp

/// What a user asks for when an interrupted run is to go on.
struct ResumeRequest {
    std::string record;
    std::string scenario;           ///< to be held against the record's own; empty: that
    int threads = 0;                ///< 0: as many as the machine has
    double checkpoint_every = 5.0;  ///< [s]
    bool verify = false;            ///< first; after a power loss it is done unasked
};

/// `worldline resume`: goes on with a run from the last checkpoint of its record.
///
/// @return An exit code.
int resume_command(const ResumeRequest& request, const Catalogue& catalogue);

}  // namespace worldline
