// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "sim/base/digest.hpp"
#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"
#include "sim/record/reader.hpp"

namespace worldline {

/// What one agent did in one of its transitions, as far as one table of a record tells.
struct RecordedEvent {
    TransitionId id;
    Time time;
    std::uint8_t round = 0;
    Digest digest = {};  ///< of its rows

    /// Apparatus order, in which effects follow their causes.
    friend auto operator<=>(const RecordedEvent& a, const RecordedEvent& b) {
        return std::tie(a.time, a.round, a.id, a.digest) <=>
               std::tie(b.time, b.round, b.id, b.digest);
    }
    friend bool operator==(const RecordedEvent&, const RecordedEvent&) = default;
};

/// The first event that is not the same in two records.
struct Divergence {
    std::optional<RecordedEvent> a;  ///< none: the first record has not this event
    std::optional<RecordedEvent> b;  ///< none: the second has not
};

/// What is held against one another.
struct Comparison {
    std::string_view table;
    bool has_states = true;  ///< false: not what the agents are, only what they hear and do
};

/// The first row of a table that is not the same; none: all are. Blocks with equal digests are not
/// read.
std::optional<std::uint64_t> first_different_row(const Reader& a, const Reader& b,
                                                 const Comparison& what);

/// The first event, in apparatus order, of which a table tells two records different things; none:
/// all rows are the same.
///
/// Rows of a record stand bin after bin, and in a bin agent after agent; so the first row that
/// differs only says in which bin the first event is.
///
/// @param what  of `transitions` or `assessments`
/// @pre         Agents and ticks are the same in both.
/// @par Complexity  O(rows that have other digests), where bins are equally wide
std::optional<Divergence> first_divergence(const Reader& a, const Reader& b,
                                           const Comparison& what);

}  // namespace worldline
