// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace worldline {

struct PackRequest {
    std::string record;
    std::string output;  ///< empty: in its place
    int threads = 0;     ///< 0: as many as the machine has
};

/// `worldline pack`: compresses what recording had left uncompressed.
///
/// @return An exit code.
int pack_command(const PackRequest& request);

}  // namespace worldline
