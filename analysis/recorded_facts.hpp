// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/ledger/batch.hpp"
#include "sim/record/reader.hpp"

namespace worldline {

/// What a record tells of cause and effect: transitions, messages without their contents, and
/// positions. In memory as a whole: 72 bytes a transition, 64 a message, 24 a position.
///
/// @throws RecordError  damaged, or it speaks of agents that it does not have
Batch causal_facts(const Reader& record);

}  // namespace worldline
