// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/record/reader.hpp"

namespace worldline {

/// Up to 65,536 values of one column on their way out of a file. Its memory is used again.
class StoredBlock {
public:
    /// Takes the values out of their packed form. Blocks are independent of one another, so each
    /// may be unpacked by a thread of its own.
    ///
    /// @throws RecordError  they are not in the form that the file says
    void unpack();
    /// @pre unpacked
    std::span<const std::byte> values() const { return values_; }
    std::size_t value_size() const { return size_; }
    /// Drops what could not be unpacked.
    void clear() { values_.clear(); }

private:
    friend class BlockReader;
    hdf5::StoredChunk stored_;
    std::vector<std::byte> values_;
    std::vector<std::byte> shuffled_;
    std::size_t size_ = 1;  ///< of a value
    bool is_stored_ = false;
    bool is_packed_ = false;  ///< as `Packer` does, unless filters were skipped
};

/// Reads a column in blocks, as they stand in the file, for others to unpack.
///
/// All reading is from one thread at a time, as the library asks.
class BlockReader {
public:
    BlockReader(const Reader& record, const schema::Table& table, const schema::Column& column);

    /// @param rows  of one block, or of the rest that stands in a checkpoint
    /// @throws RecordError  `CutShort` where the file ends before it
    void read(hdf5::Rows rows, StoredBlock& into) const;

private:
    const Reader* record_;
    const schema::Table* table_;
    const schema::Column* column_;
    std::uint64_t first_row_;               ///< of a fork; those before stand in its parent
    std::unique_ptr<BlockReader> parent_;   ///< none: there are none
    std::optional<hdf5::Dataset> dataset_;  ///< none: the file has no rows of it
    std::optional<hdf5::Layout> layout_;
};

/// The reverse of `shuffle_bytes`: value by value again.
void unshuffle_bytes(std::span<const std::byte> shuffled, std::size_t size,
                     std::span<std::byte> into);

}  // namespace worldline
