// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sim/base/digest.hpp"
#include "sim/record/hdf5_file.hpp"

namespace worldline {

/// A column: the digest of the digests of its blocks of 65,536 rows, in order.
struct ColumnDigest {
    Digest digest;
    std::uint64_t rows = 0;
};
using ColumnDigests = std::map<std::string, ColumnDigest>;  ///< by path

/// What a record says, apart from how it is stored: two records with equal content digests hold
/// the same rows and attributes.
///
/// Folded over the groups, their columns and all attributes, each in ascending order of names.
/// Left out: /environment, /runtime, derived and runtime tables, /scenario/source, the `engine:`
/// settings of /scenario/resolved, and the attributes that name the writer or are the digest
/// itself, or tell of the parent of a fork.
///
/// @param known  Columns that need not be read again.
Digest content_digest(const hdf5::File& file, const ColumnDigests& known);

/// `yaml` without its top-level entry `engine`, which says how a run is computed, not what it is.
std::string without_engine(const std::string& yaml);

}  // namespace worldline
