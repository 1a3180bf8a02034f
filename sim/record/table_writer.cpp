// SPDX-License-Identifier: Apache-2.0
#include "sim/record/table_writer.hpp"

#include <limits>
#include <utility>

namespace worldline {
namespace {

using schema::chunk_rows;
using schema::Column;

/// Under this, the index of a chunked dataset is larger than what packing could gain.
constexpr std::uint64_t plain_bytes_max = 8192;

template <class Number>
hdf5::Value value_of(Number number) {
    const auto bytes = std::as_bytes(std::span<const Number>(&number, 1));
    return {schema::type_of<Number>(), {bytes.begin(), bytes.end()}, true};
}

/// What stands for "none" in a column.
hdf5::Value missing(schema::Type type) {
    switch (type) {
    case schema::u2:
        return value_of(std::numeric_limits<std::uint16_t>::max());
    case schema::u4:
        return value_of(std::numeric_limits<std::uint32_t>::max());
    case schema::u8:
        return value_of(std::numeric_limits<std::uint64_t>::max());
    case schema::i8:
        return value_of(std::numeric_limits<std::int64_t>::min());
    case schema::f8:
        return value_of(std::numeric_limits<double>::quiet_NaN());
    case schema::u1:
    case schema::i1:
        break;
    }
    stop_because("a column without a value for none", std::source_location::current());
}

}  // namespace

TableWriter::TableWriter(hdf5::File& file, const schema::Table& table, bool compress)
    : file_(&file), table_(&table), compress_(compress), blocks_(table.columns.size()) {
    const std::string group = "/" + std::string(table.name);
    std::string names;
    for (const Column& column : table.columns) {
        names += (names.empty() ? "" : ",") + std::string(column.name);
    }
    file.create_group(group);
    file.set(group, "meaning", table.meaning);
    file.set(group, "kind", name_of(table.kind));
    file.set(group, "columns", names);
}

TableWriter::TableWriter(hdf5::File& file, const schema::Table& table, bool compress,
                         Blocks written, std::uint64_t inherited)
    : file_(&file),
      table_(&table),
      compress_(compress),
      inherited_(inherited),
      blocks_(std::move(written)) {
    expects(blocks_.size() == table.columns.size(), "blocks of each column");
    rows_ = rows_of(blocks_);
    const bool is_over = rows_ % chunk_rows != 0;
    for (std::size_t c = 0; rows_ > inherited_ && !is_over && c < table.columns.size(); ++c) {
        datasets_.push_back(file.dataset(path_of(c)));
    }
}

std::uint64_t TableWriter::rows_of(const Blocks& blocks) {
    std::uint64_t rows = 0;
    for (const ColumnBlock& block : blocks.front()) rows += block.rows;
    return rows;
}

void TableWriter::write(const RowChunk& chunk) {
    expects(chunk.columns.is_full(), "only whole chunks are written during a run");
    expects(chunk.packed.size() == table_->columns.size(), "chunks are packed before");
    expects(rows_ % chunk_rows == 0, "nothing is written after the end");
    const bool is_inherited = past_ != nullptr && is_past(chunk);
    if (!is_inherited) past_ = nullptr;
    if (!is_inherited && datasets_.empty()) create_datasets(chunk_rows);
    const std::uint64_t first = rows_ - inherited_;
    for (std::size_t c = 0; c < blocks_.size(); ++c) {
        const PackedColumn& column = chunk.packed[c];
        blocks_[c].push_back(column.block);
        if (is_inherited) continue;
        datasets_[c].set_rows(first + chunk_rows);
        datasets_[c].write_chunk(first, column.bytes, is_packed(c) ? column.skipped_filters : 0);
    }
    rows_ += chunk_rows;
    if (is_inherited) inherited_ = rows_;
}

/// Whether the record that is followed has the same rows at this place.
bool TableWriter::is_past(const RowChunk& chunk) const {
    const std::uint64_t block = rows_ / chunk_rows;
    for (std::size_t c = 0; c < blocks_.size(); ++c) {
        const auto& past = (*past_)[c];
        if (block >= past.size() || past[block].rows != chunk_rows ||
            past[block].digest != chunk.packed[c].block.digest) {
            return false;
        }
    }
    return true;
}

void TableWriter::finish(Columns& rest, Packer& packer) {
    expects(rows_ % chunk_rows == 0 && !rest.is_full(), "a table is finished once");
    const bool is_small = datasets_.empty();
    if (is_small) create_datasets(rest.rows());
    for (std::size_t c = 0; c < datasets_.size() && rest.rows() > 0; ++c) {
        blocks_[c].push_back(block_of(rest.values(c), table_->columns[c]));
        if (layout_of(c, rows_ - inherited_ + rest.rows()).chunk_rows == 0) {
            datasets_[c].write(rest.values(c));
            continue;
        }
        if (!is_small) datasets_[c].set_rows(rows_ - inherited_ + rest.rows());
        write_last(c, is_small ? rest.values(c) : rest.padded_values(c), packer);
    }
    rows_ += rest.rows();
    datasets_.clear();
    if (inherited_ > 0) file_->set("/" + std::string(table_->name), "first_row", inherited_);
}

ColumnDigests TableWriter::digests() const {
    ColumnDigests digests;
    for (std::size_t c = 0; c < blocks_.size(); ++c) {
        Digester digester;
        for (const ColumnBlock& block : blocks_[c]) digester.add(block.digest);
        digests[path_of(c)] = {digester.value(), rows_};
    }
    return digests;
}

std::string TableWriter::path_of(std::size_t column) const {
    return "/" + std::string(table_->name) + "/" + std::string(table_->columns[column].name);
}

bool TableWriter::is_packed(std::size_t column) const {
    return compress_ && !is_digest(table_->columns[column]);
}

hdf5::Layout TableWriter::layout_of(std::size_t column, std::uint64_t rows) const {
    if (rows >= chunk_rows) return {0, chunk_rows, true, is_packed(column)};
    const bool is_plain = rows * size_of(table_->columns[column].type) <= plain_bytes_max;
    if (is_plain) return {.rows = rows};
    return {rows, rows, false, is_packed(column)};
}

void TableWriter::create_datasets(std::uint64_t rows) {
    for (std::size_t c = 0; c < table_->columns.size(); ++c) {
        datasets_.push_back(
            file_->create_dataset(path_of(c), table_->columns[c].type, layout_of(c, rows)));
        describe(c);
    }
}

void TableWriter::describe(std::size_t c) {
    const Column& column = table_->columns[c];
    const std::string path = path_of(c);
    file_->set(path, "units", unit_of(column));
    if (enumeration_of(column).empty()) {
        file_->set(path, "meaning", column.meaning);
    } else {
        file_->set(path, "enum", enumeration_of(column));
    }
    if (!refers_to(column).empty()) file_->set(path, "refers_to", refers_to(column));
    if (has_missing(column)) file_->set(path, "missing", missing(column.type));
}

void TableWriter::write_last(std::size_t column, std::span<const std::byte> values,
                             Packer& packer) {
    std::vector<std::byte> room(values.size());
    const auto [bytes, skipped_filters] =
        is_packed(column) ? packer.pack(values, size_of(table_->columns[column].type), room)
                          : Packer::Packed{values, 0};
    datasets_[column].write_chunk(rows_ - inherited_, bytes, skipped_filters);
}

}  // namespace worldline
