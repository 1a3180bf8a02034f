// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/verify.hpp"

namespace worldline {

/// `worldline verify --causality`: holds the facts of a record against the order of cause and
/// effect, and against light cones in the world that its own scenario describes.
///
/// @return An exit code: `differs` where an effect comes too soon.
/// @throws RecordError    the record does not hold every fact, or not those of its scenario
/// @throws ScenarioError  its scenario reads what is no longer there
int verify_causality(const VerifyRequest& request, const Catalogue& catalogue);

}  // namespace worldline
