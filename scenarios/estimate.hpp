// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenarios/spec.hpp"
#include "sim/ledger/row_kind.hpp"

namespace worldline {

/// How many rows of what is selected a full record will have, as far as that can be known before
/// the run: from promises, schedules and traces, who hears of them, judges them and is told.
///
/// Left out: what agents promise of their own accord, and outcomes that come after their silence
/// was judged. Conditions on verdicts and return codes are taken to hold for all. Of a time range
/// traces have their share, as if their rows were spread evenly over the run.
///
/// @par Complexity  O(agents + promises + members of groups), times log
RowCounts estimated_rows(const Spec& spec);

}  // namespace worldline
