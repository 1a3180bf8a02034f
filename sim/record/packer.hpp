// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/base/digest.hpp"
#include "sim/record/columns.hpp"

namespace worldline {

/// Up to 65,536 rows of a column: what `verify`, forks and queries need to know of them. The
/// columns of table `blocks` say what the numbers mean.
struct ColumnBlock {
    std::uint32_t rows = 0;
    std::uint64_t least = 0;
    std::uint64_t most = ~std::uint64_t{0};
    Digest digest;
};

ColumnBlock block_of(std::span<const std::byte> values, const schema::Column& column);

/// A column of a chunk as it is to stand in the file.
struct PackedColumn {
    std::span<const std::byte> bytes;
    std::uint32_t skipped_filters = 0;
    ColumnBlock block;
};

/// Makes chunks small, in the form that every HDF5 can read: bytes shuffled, then deflated.
///
/// ISA-L writes the same stream as zlib does, five times as fast. Its exact bytes may differ
/// from one kind of processor to another; what they unpack to does not.
class Packer {
public:
    struct Packed {
        std::span<const std::byte> bytes;   ///< in `room`, or the values themselves
        std::uint32_t skipped_filters = 0;  ///< both, where less than 10 % would be gained
    };

    Packer();
    /// @param values  Of one column, `size` bytes each.
    /// @param room    As long as `values`.
    Packed pack(std::span<const std::byte> values, std::size_t size, std::span<std::byte> room);

private:
    std::vector<std::byte> shuffled_;
    std::vector<std::byte> work_;
};

/// Rows of one table on their way into the file, with room for their packed form.
struct RowChunk {
    explicit RowChunk(const schema::Table& table) : columns(table) {}

    /// @param compress  Whether columns are packed; halves of digests never are.
    void pack(Packer& packer, bool compress);

    Columns columns;
    std::vector<PackedColumn> packed;  ///< by column, after `pack`

private:
    std::unique_ptr<std::byte[]> room_;
};

/// The lowest bytes of all values, then the next ones, and so on up to the highest.
///
/// @pre Whole values of 1, 2, 4 or 8 bytes; as much room in `into`.
void shuffle_bytes(std::span<const std::byte> values, std::size_t size, std::span<std::byte> into);

}  // namespace worldline
