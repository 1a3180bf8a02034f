// SPDX-License-Identifier: Apache-2.0
#include "sim/record/block_reader.hpp"

#include <algorithm>

#include <isa-l.h>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr std::uint32_t without_shuffle = 0b01;
constexpr std::uint32_t without_deflate = 0b10;

template <class Number>
void unshuffle_values(const std::byte* from, std::byte* into, std::size_t count) {
    auto* out = reinterpret_cast<Number*>(into);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t value = 0;
        for (std::size_t k = 0; k < sizeof(Number); ++k) {
            value |= static_cast<std::uint64_t>(from[k * count + i]) << (8 * k);
        }
        out[i] = static_cast<Number>(value);
    }
}

/// Whether `into` is exactly what `from` unpacks to.
bool inflate(std::span<const std::byte> from, std::span<std::byte> into) {
    inflate_state state;
    isal_inflate_init(&state);
    state.crc_flag = ISAL_ZLIB;
    state.next_in = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(from.data()));
    state.avail_in = static_cast<std::uint32_t>(from.size());
    state.next_out = reinterpret_cast<std::uint8_t*>(into.data());
    state.avail_out = static_cast<std::uint32_t>(into.size());
    return isal_inflate_stateless(&state) == ISAL_DECOMP_OK && state.avail_out == 0;
}

}  // namespace

void unshuffle_bytes(std::span<const std::byte> shuffled, std::size_t size,
                     std::span<std::byte> into) {
    expects(shuffled.size() % size == 0 && into.size() == shuffled.size(), "whole values");
    const std::size_t count = shuffled.size() / size;
    switch (size) {
    case 1:
        std::copy(shuffled.begin(), shuffled.end(), into.begin());
        return;
    case 2:
        return unshuffle_values<std::uint16_t>(shuffled.data(), into.data(), count);
    case 4:
        return unshuffle_values<std::uint32_t>(shuffled.data(), into.data(), count);
    case 8:
        return unshuffle_values<std::uint64_t>(shuffled.data(), into.data(), count);
    }
    stop_because("values have 1, 2, 4 or 8 bytes", std::source_location::current());
}

void StoredBlock::unpack() {
    if (!is_stored_) return;
    std::vector<std::byte>& all = shuffled_;  // as long as the chunk, which may be longer
    if (is_packed_ && (stored_.skipped_filters & without_deflate) == 0) {
        if (!inflate(stored_.bytes, all)) {
            throw RecordError("its packed bytes are not what was written");
        }
    } else if (stored_.bytes.size() == all.size()) {
        std::swap(stored_.bytes, all);
    } else {
        throw RecordError("it has " + std::to_string(stored_.bytes.size()) + " bytes, not " +
                          std::to_string(all.size()));
    }
    if (is_packed_ && (stored_.skipped_filters & without_shuffle) == 0) {
        const std::size_t n_values = values_.size();
        values_.resize(all.size());
        unshuffle_bytes(all, size_, values_);
        values_.resize(n_values);
    } else {
        std::copy_n(all.begin(), values_.size(), values_.begin());
    }
    is_stored_ = false;
}

BlockReader::BlockReader(const Reader& record, const schema::Table& table,
                         const schema::Column& column)
    : record_(&record), table_(&table), column_(&column), first_row_(record.first_row(table.name)) {
    if (first_row_ > 0) parent_ = std::make_unique<BlockReader>(record.parent(), table, column);
    if (!record.has_column(table.name, column.name)) return;
    dataset_ =
        record.file().dataset("/" + std::string(table.name) + "/" + std::string(column.name));
    layout_ = dataset_->layout();
}

void BlockReader::read(hdf5::Rows rows, StoredBlock& into) const {
    if (rows.first < first_row_) return parent_->read(rows, into);
    const std::uint64_t first = rows.first - first_row_;
    into.size_ = size_of(column_->type);
    into.values_.resize(rows.count * into.size_);
    const bool is_in_file = rows.first < record_->rows_in_file(table_->name);
    const std::uint64_t chunk_rows = layout_ ? layout_->chunk_rows : 0;
    const bool is_chunk = rows.count <= chunk_rows && chunk_rows <= schema::chunk_rows &&
                          chunk_rows > 0 && first % chunk_rows == 0;
    into.is_stored_ = is_in_file && is_chunk;
    if (!into.is_stored_) return record_->read_bytes(*table_, *column_, rows, into.values_);
    dataset_->read_chunk(first, into.stored_);
    into.is_packed_ = layout_->filters;
    into.shuffled_.resize(layout_->chunk_rows * into.size_);
}

}  // namespace worldline
