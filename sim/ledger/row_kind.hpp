// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/ledger/batch.hpp"

namespace worldline {

/// What a fact of a run is: the tables of facts in a record. The contents of a message are part of
/// it.
enum class RowKind : std::uint8_t {
    promises,
    builds_on,
    assessments,
    messages,
    transitions,
    incidences,
    readings,
    positions,
};

/// The names of their tables.
inline constexpr std::array<std::string_view, 8> row_kind_names{
    "promises",    "builds_on",  "assessments", "messages",
    "transitions", "incidences", "readings",    "positions"};
inline constexpr std::size_t n_row_kinds = row_kind_names.size();

/// The lowest level that writes them down.
constexpr RecordLevel level_of(RowKind kind) {
    return kind <= RowKind::assessments ? RecordLevel::promises : RecordLevel::full;
}

/// How many rows of each kind there are, or may be.
struct RowCounts {
    std::array<double, n_row_kinds> rows{};
    double contents_bytes = 0.0;  ///< of all messages

    double& operator[](RowKind kind) { return rows[static_cast<std::size_t>(kind)]; }
    double operator[](RowKind kind) const { return rows[static_cast<std::size_t>(kind)]; }
};

}  // namespace worldline
