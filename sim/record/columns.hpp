// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "sim/base/expects.hpp"
#include "sim/record/column_types.hpp"
#include "sim/record/hdf5_file.hpp"
#include "sim/record/tables.hpp"

namespace worldline {

/// Up to one chunk of rows of one table, column by column, on their way into the file.
class Columns {
public:
    explicit Columns(const schema::Table& table)
        : table_(&table),
          bytes_(std::make_unique_for_overwrite<std::byte[]>(schema::chunk_rows *
                                                             schema::row_bytes(table))) {}

    const schema::Table& table() const { return *table_; }
    void clear() { rows_ = 0; }
    std::uint64_t rows() const { return rows_; }
    std::uint64_t room() const { return schema::chunk_rows - rows_; }
    bool is_full() const { return room() == 0; }

    /// Where the value of the next row goes.
    template <class T>
    T* next(std::size_t column) {
        return reinterpret_cast<T*>(start_of(column)) + rows_;
    }
    void add_rows(std::uint64_t count) {
        expects(count <= room(), "a chunk has room for its rows");
        rows_ += count;
    }

    std::span<const std::byte> values(std::size_t column) const {
        return {start_of(column), rows_ * size_of(table_->columns[column].type)};
    }
    /// As long as a whole chunk: zeros follow the values.
    std::span<const std::byte> padded_values(std::size_t column) {
        const std::size_t size = size_of(table_->columns[column].type);
        std::byte* const start = start_of(column);
        std::fill(start + rows_ * size, start + schema::chunk_rows * size, std::byte{});
        return {start, schema::chunk_rows * size};
    }

    /// Appends rows that were written down column by column, as `values` gives them.
    /// @pre there is room, and for each column as many values
    void append(std::span<const std::byte> columns, std::uint64_t count) {
        expects(columns.size() == count * schema::row_bytes(*table_), "a value for each row");
        expects(count <= room(), "a chunk has room for its rows");
        const std::byte* from = columns.data();
        for (std::size_t c = 0; c < table_->columns.size(); ++c) {
            const std::size_t size = size_of(table_->columns[c].type);
            std::copy(from, from + count * size, start_of(c) + rows_ * size);
            from += count * size;
        }
        rows_ += count;
    }

private:
    std::byte* start_of(std::size_t column) const {
        return bytes_.get() + schema::chunk_rows * schema::row_offset(*table_, column);
    }

    const schema::Table* table_;
    std::unique_ptr<std::byte[]> bytes_;
    std::uint64_t rows_ = 0;
};

/// Appends some rows to `into`: for each column, in the order of the schema, a function from the
/// number of a row to its value, which must have the type of the column exactly.
///
/// @pre `into` has room for them.
template <const auto& columns, class... Get>
void put(hdf5::Rows rows, Columns& into, const Get&... get) {
    static_assert(sizeof...(Get) == std::size(columns), "a value for each column");
    expects(into.table().columns.data() == columns, "rows go into their own table");

    const auto put_column = [&into]<std::size_t c>(std::integral_constant<std::size_t, c>,
                                                   hdf5::Rows tile, const auto& value_of) {
        using Number = schema::Number<columns[c].type>;
        static_assert(std::is_same_v<decltype(value_of(std::size_t{})), Number>);
        Number* out = into.template next<Number>(c);
        for (std::size_t i = tile.first; i < tile.first + tile.count; ++i) *out++ = value_of(i);
    };
    const auto put_tile = [&]<std::size_t... c>(hdf5::Rows tile, std::index_sequence<c...>) {
        (put_column(std::integral_constant<std::size_t, c>{}, tile, get), ...);
        into.add_rows(tile.count);
    };
    constexpr std::uint64_t tile_rows = 256;  // rows that stay in the first cache
    for (std::uint64_t done = 0; done < rows.count; done += tile_rows) {
        put_tile({rows.first + done, std::min(tile_rows, rows.count - done)},
                 std::index_sequence_for<Get...>{});
    }
}

}  // namespace worldline
