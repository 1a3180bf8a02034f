// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/record/packer.hpp"
#include "sim/record/reader.hpp"

namespace worldline {

/// The blocks of each column of the schema, by `column_number`.
using BlockTable = std::vector<std::vector<Block>>;

/// What a record says of its blocks: in its table `blocks`, or in the checkpoint of one that is
/// unfinished. Empty where nothing says it.
///
/// @throws RecordError  the table contradicts itself
BlockTable block_table(const Reader& record);

}  // namespace worldline
