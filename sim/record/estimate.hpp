// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sim/ledger/row_kind.hpp"
#include "sim/ledger/sink.hpp"

namespace worldline {

/// Above this a record is a summary unless another level is asked for [bytes].
inline constexpr std::uint64_t full_bytes_max = 16'000'000'000;

/// About how many bytes a record of so many rows takes, written as one writes by default: packed.
///
/// How well rows pack depends on what stands in them; the shares used here are those of large
/// records of the library, rounded up. Only the digests of transitions do not pack.
std::uint64_t estimated_bytes(const RowCounts& counts, const Preamble& preamble, RecordLevel level);

}  // namespace worldline
