// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "sim/ledger/batch.hpp"
#include "sim/ledger/sink.hpp"
#include "sim/record/columns.hpp"
#include "sim/record/packer.hpp"

/// From the rows of a batch to the columns of the record's fact tables, one function a table.
///
/// Each appends rows `rows` of the batch to `into`, which must have room for them.
namespace worldline::facts {

/// Where the contents of one message are in the record.
struct Contents {
    MessageId message;
    std::uint64_t start = 0;
    std::uint32_t size = 0;
};

void put_promises(const Batch& batch, hdf5::Rows rows, Columns& into);
void put_builds_on(const Batch& batch, hdf5::Rows rows, Columns& into);
void put_assessments(const Batch& batch, hdf5::Rows rows, Columns& into);
void put_messages(const Batch& batch, hdf5::Rows rows, Columns& into);
void put_contents(std::span<const Contents> contents, hdf5::Rows rows, Columns& into);
void put_transitions(const Batch& batch, hdf5::Rows rows, Columns& into);
void put_incidences(const Batch& batch, hdf5::Rows rows, Columns& into);
void put_readings(const Batch& batch, hdf5::Rows rows, Columns& into);
void put_positions(const Batch& batch, hdf5::Rows rows, Columns& into);
/// How the run went.
void put_stretches(std::span<const Stretch> stretches, hdf5::Rows rows, Columns& into);
/// A block, with the number of its column and its own number in that column.
struct NumberedBlock {
    std::uint16_t column = 0;
    std::uint32_t number = 0;
    ColumnBlock block;
};
void put_blocks(std::span<const NumberedBlock> blocks, hdf5::Rows rows, Columns& into);
/// Bytes instead of rows: a table of one column, `byte`.
void put_bytes(std::span<const std::byte> bytes, hdf5::Rows rows, Columns& into);

}  // namespace worldline::facts
