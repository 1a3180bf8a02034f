// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/record/fault.hpp"
#include "sim/record/reader.hpp"

namespace worldline {

/// What is known of how a file agrees with the schema.
struct SchemaReport {
    std::vector<Fault> faults;
    /// Tables, columns and attributes that only a later minor version knows, or that one of this
    /// record's did not have yet.
    std::vector<std::string> differences;
};

/// Holds a file against the schema: tables, columns, types, units, attributes, labels. No row is
/// read.
///
/// A record of the program's own minor version must have what the schema has and nothing else. An
/// older one may lack tables, columns and attributes; a newer one may have more of them.
///
/// @param is_finished  false: tables without a whole chunk are not there yet
SchemaReport check_schema(const hdf5::File& file, bool is_finished);

}  // namespace worldline
