// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/record/reader.hpp"
#include "sim/record/table_writer.hpp"

namespace worldline {

/// What a record says of its blocks, by table: in its table `blocks`, or in the checkpoint of one
/// that is unfinished.
///
/// @throws RecordError  it has no such table, or one that contradicts itself
std::vector<TableWriter::Blocks> blocks_of(const Reader& record);

}  // namespace worldline
