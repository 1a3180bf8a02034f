// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "agents/judging/rehearing.hpp"

namespace worldline {

/// A record that cannot be judged again: what its messages say is not what their kinds say.
class HearingError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Columns of a record, as they stand there: all that judging again takes out of it. Columns of one
/// table have one length. [docs/record-format.md]
struct EvidenceColumns {
    struct {
        std::span<const std::uint32_t> sender, sequence, receiver;
        std::span<const std::uint16_t> kind;
    } messages = {};
    struct {
        std::span<const std::uint64_t> message, start;
        std::span<const std::uint32_t> size;
        std::span<const std::byte> bytes;
    } contents = {};
    struct {
        std::span<const std::uint32_t> agent, interior_time;
        std::span<const std::int64_t> time;
        std::span<const std::uint8_t> round;
        std::span<const std::uint64_t> cause;
    } transitions = {};
    struct {
        std::span<const std::uint32_t> agent, interior_time;
        std::span<const std::int64_t> reading;
        std::span<const double> fraction;
    } readings = {};  ///< of those whose readings were recorded
};

/// What some agents heard in a run, in the order in which each of them did.
struct Hearing {
    std::vector<HeardAgain> heard;  ///< contents are those of the columns
    std::uint64_t n_lost = 0;       ///< reactions to messages of any kind that are not recorded
};

/// Messages that a judge reacts to, each at the transition that it caused.
///
/// @param listens  by agent: whose hearing is asked for
/// @param around   of the scenario: what contents may speak of
/// @throws HearingError  columns of different lengths, contents that are not there or speak of
///                       bodies and agents that do not exist
/// @par Complexity  O(messages + transitions): ids of one sender stand in ascending order
Hearing hearing_of(const EvidenceColumns& columns, const std::vector<bool>& listens,
                   const Surroundings& around);

/// Judges again: lets each of these hear what it heard, in turn, and its alarms ring until `end`.
///
/// @param judges  by agent; null: does not judge
void rehear(const Hearing& hearing, const std::vector<Rehearing*>& judges, Time end);

}  // namespace worldline
