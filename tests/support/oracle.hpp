// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/engine/world.hpp"
#include "sim/ledger/memory_sink.hpp"

namespace worldline {

/// What a run of `world` must give: a sequential engine without bins, windows, blocks or threads.
///
/// It keeps every pending event in one std::multimap by the full key and serves the first, one at a
/// time. It shares with the engine what an agent sees and does (`Turns`), and nothing of order.
/// Facts come in order of time; compare them agent by agent.
MemorySink run_oracle(World world);

}  // namespace worldline
