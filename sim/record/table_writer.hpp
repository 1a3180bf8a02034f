// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/record/columns.hpp"
#include "sim/record/content_digest.hpp"
#include "sim/record/hdf5_file.hpp"
#include "sim/record/packer.hpp"

namespace worldline {

/// Writes one table of a record: whole chunks while the run lasts, each once, the rest at its end.
///
/// A file that is lost half-way thus holds no chunk that was written twice. A table that never
/// fills a chunk is stored in its true size, so that small records are small.
class TableWriter {
public:
    using Blocks = std::vector<std::vector<ColumnBlock>>;  ///< by column
    static std::uint64_t rows_of(const Blocks& blocks);

    /// @param compress  Whether chunks are packed; halves of digests never are.
    TableWriter(hdf5::File& file, const schema::Table& table, bool compress);

    /// Goes on with a table of which these blocks have been written.
    ///
    /// @param inherited  Rows that stand in the parent of a fork.
    TableWriter(hdf5::File& file, const schema::Table& table, bool compress, Blocks written,
                std::uint64_t inherited);

    /// From now on chunks that are the same as in another record are not written, up to the first
    /// that differs. @param past  outlives it
    void follow(const Blocks& past) { past_ = &past; }
    std::uint64_t inherited_rows() const { return inherited_; }

    /// @pre The chunk is full, and packed.
    void write(const RowChunk& chunk);
    /// Writes the rows that are left. Nothing comes after this.
    void finish(Columns& rest, Packer& packer);

    std::uint64_t rows() const { return rows_; }
    const Blocks& blocks() const { return blocks_; }
    /// What the content digest needs to know of the columns.
    ColumnDigests digests() const;

private:
    std::string path_of(std::size_t column) const;
    bool is_packed(std::size_t column) const;
    hdf5::Layout layout_of(std::size_t column, std::uint64_t rows) const;
    bool is_past(const RowChunk& chunk) const;
    void create_datasets(std::uint64_t rows);
    void describe(std::size_t column);
    void write_last(std::size_t column, std::span<const std::byte> values, Packer& packer);

    hdf5::File* file_;
    const schema::Table* table_;
    bool compress_;
    std::uint64_t rows_ = 0;
    std::uint64_t inherited_ = 0;   ///< of these: the first ones, which stand in the parent
    const Blocks* past_ = nullptr;  ///< that is followed
    std::vector<hdf5::Dataset> datasets_;
    Blocks blocks_;
};

}  // namespace worldline
