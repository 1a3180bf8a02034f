// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace worldline {

struct Catalogue;  // agents/catalogue.hpp

struct VerifyRequest {
    std::string record;
    int threads = 0;  ///< 0: as many as the machine has
    bool schema_only = false;
    bool causality_only = false;
    std::string folder;  ///< where traces of the scenario are; empty: beside the record
};

/// `worldline verify`: says whether a record is what was written; names what is not.
///
/// @return An exit code: `differs` where something is wrong.
int verify_command(const VerifyRequest& request, const Catalogue& catalogue);

}  // namespace worldline
