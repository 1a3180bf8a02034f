// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/memory_sink.hpp"

namespace worldline {

void MemorySink::commit(const Batch& batch) { facts.append(batch); }

}  // namespace worldline
