// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "agents/judging/hearing.hpp"
#include "sim/ledger/memory_sink.hpp"

namespace worldline {

/// The facts of a run that a `MemorySink` has kept, column by column as a record has them: all that
/// judging again reads.
struct EvidenceOf {
    explicit EvidenceOf(const MemorySink& run) : end(run.ending.time) {
        const Batch& facts = run.facts;
        for (const Message& row : facts.messages) {
            sender.push_back(row.id.maker().number);
            sequence.push_back(row.id.count());
            receiver.push_back(row.receiver.number);
            kind.push_back(row.kind);
            said_in.push_back(row.transition.count());
            if (row.size == 0) continue;
            message.push_back(row.id.packed);
            start.push_back(row.contents);
            size.push_back(row.size);
        }
        bytes = facts.contents;
        for (const Transition& row : facts.transitions) {
            agent.push_back(row.id.maker().number);
            interior_time.push_back(row.id.count());
            time.push_back(row.time.ticks);
            round.push_back(row.round);
            cause.push_back(row.cause.packed);
        }
        for (const ReadingRow& row : facts.readings) {
            reading_agent.push_back(row.transition.maker().number);
            reading_interior_time.push_back(row.transition.count());
            reading.push_back(row.reading.ticks);
            fraction.push_back(row.reading.fraction);
        }
    }

    /// They look at this one, which outlives them.
    EvidenceColumns columns() const {
        EvidenceColumns all;
        all.messages = {sender, sequence, receiver, kind};
        all.contents = {message, start, size, bytes};
        all.transitions = {agent, interior_time, time, round, cause};
        all.readings = {reading_agent, reading_interior_time, reading, fraction};
        return all;
    }

    std::vector<std::uint32_t> sender, sequence, receiver, said_in, size, agent, interior_time,
        reading_agent, reading_interior_time;
    std::vector<std::uint16_t> kind;
    std::vector<std::uint64_t> message, start, cause;
    std::vector<std::int64_t> time, reading;
    std::vector<std::uint8_t> round;
    std::vector<double> fraction;
    std::vector<std::byte> bytes;
    Time end;  ///< every event before it was handled
};

}  // namespace worldline
