// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/setup.hpp"

namespace worldline {

/// When a piece of evidence counts as having happened, as its judge sees it: e.
///
/// `arrival`: own reading. `stated`: the sender's reading in the message. `emission`: own reading
/// less the light time that the agent's ephemeris gives, evaluated at its *own reading*, for
/// coordinate time is hidden from it. With `clock: promiser` the own reading is first mapped
/// through the frame, by the agent's knowledge of both ideal clocks, and e is a reading of the
/// promiser's clock. A pure function: the same inside a run and on the record.
///
/// @param arrival  the judge's reading when the outcome came
Reading evidence_time(const Judge& rule, const Outcome& outcome, Reading arrival, AgentId self,
                      AgentId sender, const Surroundings& surroundings);

}  // namespace worldline
