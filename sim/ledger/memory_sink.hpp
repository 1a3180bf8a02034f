// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/ledger/sink.hpp"

namespace worldline {

/// Keeps everything in memory: for tests and small runs.
class MemorySink final : public Sink {
public:
    void begin(const Preamble& given) override { preamble = given; }
    void commit(const Batch& batch) override;
    void end(const Ending& given) override { ending = given; }

    Preamble preamble;
    Batch facts;
    Ending ending;
};

}  // namespace worldline
