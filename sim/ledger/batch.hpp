// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/ledger/assessment.hpp"
#include "sim/ledger/message.hpp"
#include "sim/ledger/promise.hpp"
#include "sim/ledger/transition.hpp"

namespace worldline {

/// How much is written down.
enum class RecordLevel : std::uint8_t { off, summary, promises, full };

/// Facts of one or more committed bins, in row order: (bin, agent, time, round, sequence).
///
/// Appended to, handed to every sink, and let go.
struct Batch {
    std::vector<Promise> promises;
    std::vector<BuildsOn> builds_on;
    std::vector<Assessment> assessments;
    std::vector<Time> assessed;             ///< when, one for each assessment: apparatus view
    std::vector<TransitionId> assessed_in;  ///< in which transition, likewise
    std::vector<Message> messages;
    std::vector<std::byte> contents;  ///< of messages, one after the other
    std::vector<Transition> transitions;
    std::vector<Incidence> incidences;
    std::vector<ReadingRow> readings;
    std::vector<PositionRow> positions;

    std::size_t rows() const {
        return promises.size() + builds_on.size() + assessments.size() + messages.size() +
               transitions.size() + incidences.size() + readings.size() + positions.size();
    }
    void clear();
    /// Puts the rows of `later` behind ours. Contents move along.
    void append(const Batch& later);
};

}  // namespace worldline
