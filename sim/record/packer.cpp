// SPDX-License-Identifier: Apache-2.0
#include "sim/record/packer.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

#include <isa-l.h>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr std::uint32_t both_filters = 0b11;

using Bytes16 = std::uint8_t __attribute__((vector_size(16)));

/// The bytes of two vectors in turn: those of the lower halves, then those of the upper ones.
template <std::size_t size>
void riffle(std::array<Bytes16, size>& vectors) {
    std::array<Bytes16, size> mixed;
    for (std::size_t i = 0; i < size / 2; ++i) {
        const Bytes16 a = vectors[i];
        const Bytes16 b = vectors[i + size / 2];
        mixed[2 * i] =
            __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        mixed[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13,
                                                   29, 14, 30, 15, 31);
    }
    vectors = mixed;
}

/// Sixteen values at a time. Each riffle turns the bits of a byte's place round by one; after four
/// of them the number of the byte in its value stands above the number of the value.
template <std::size_t size>
void shuffle_values(const std::byte* from, std::byte* into, std::size_t count) {
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        std::array<Bytes16, size> vectors;
        std::memcpy(vectors.data(), from + i * size, sizeof vectors);
        for (int round = 0; round < 4; ++round) riffle(vectors);
        for (std::size_t k = 0; k < size; ++k) {
            std::memcpy(into + k * count + i, &vectors[k], sizeof vectors[k]);
        }
    }
    for (; i < count; ++i) {
        for (std::size_t k = 0; k < size; ++k) into[k * count + i] = from[i * size + k];
    }
}

/// Length of the stream in `into`; 0 if it does not fit.
std::size_t deflate(std::span<std::byte> from, std::span<std::byte> into,
                    std::span<std::byte> work) {
    isal_zstream stream;
    isal_deflate_stateless_init(&stream);
    stream.level = 1;
    stream.level_buf = reinterpret_cast<std::uint8_t*>(work.data());
    stream.level_buf_size = static_cast<std::uint32_t>(work.size());
    stream.gzip_flag = IGZIP_ZLIB;
    stream.end_of_stream = 1;
    stream.flush = NO_FLUSH;
    stream.next_in = reinterpret_cast<std::uint8_t*>(from.data());
    stream.avail_in = static_cast<std::uint32_t>(from.size());
    stream.next_out = reinterpret_cast<std::uint8_t*>(into.data());
    stream.avail_out = static_cast<std::uint32_t>(into.size());
    return isal_deflate_stateless(&stream) == COMP_OK ? stream.total_out : 0;
}

}  // namespace

void shuffle_bytes(std::span<const std::byte> values, std::size_t size, std::span<std::byte> into) {
    expects(values.size() % size == 0 && into.size() == values.size(), "whole values are shuffled");
    const std::size_t count = values.size() / size;
    switch (size) {
    case 1:
        std::copy(values.begin(), values.end(), into.begin());
        return;
    case 2:
        return shuffle_values<2>(values.data(), into.data(), count);
    case 4:
        return shuffle_values<4>(values.data(), into.data(), count);
    case 8:
        return shuffle_values<8>(values.data(), into.data(), count);
    }
    stop_because("values have 1, 2, 4 or 8 bytes", std::source_location::current());
}

Packer::Packer() : work_(ISAL_DEF_LVL1_DEFAULT) {}

Packer::Packed Packer::pack(std::span<const std::byte> values, std::size_t size,
                            std::span<std::byte> room) {
    expects(room.size() >= values.size(), "there is room for what cannot be made smaller");
    shuffled_.resize(values.size());
    shuffle_bytes(values, size, shuffled_);
    const std::size_t most = values.size() - values.size() / 10;
    const std::size_t length = deflate(shuffled_, room.first(most), work_);
    if (length == 0) return {values, both_filters};
    return {room.first(length), 0};
}

void RowChunk::pack(Packer& packer, bool compress) {
    const schema::Table& table = columns.table();
    if (!room_) {
        room_ = std::make_unique_for_overwrite<std::byte[]>(schema::chunk_rows *
                                                            schema::row_bytes(table));
    }
    packed.clear();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const schema::Column& column = table.columns[c];
        const auto values = columns.values(c);
        PackedColumn one{values, 0, block_of(values, column)};
        if (!is_digest(column)) {
            std::byte* const start = room_.get() + schema::chunk_rows * row_offset(table, c);
            const auto [bytes, skipped] =
                compress ? packer.pack(values, size_of(column.type), {start, values.size()})
                         : Packer::Packed{values, both_filters};
            one.bytes = bytes;
            one.skipped_filters = skipped;
        }
        packed.push_back(one);
    }
}

namespace {

template <class Number>
void find_range(std::span<const std::byte> bytes, ColumnBlock& block) {
    const std::span values(reinterpret_cast<const Number*>(bytes.data()),
                           bytes.size() / sizeof(Number));
    if (values.empty()) return;
    Number least = values[0];
    Number most = values[0];
    for (const Number value : values) {
        least = value < least ? value : least;
        most = value > most ? value : most;
    }
    constexpr std::uint64_t shift = std::is_signed_v<Number> ? std::uint64_t{1} << 63 : 0;
    block.least = static_cast<std::uint64_t>(least) + shift;
    block.most = static_cast<std::uint64_t>(most) + shift;
}

}  // namespace

ColumnBlock block_of(std::span<const std::byte> values, const schema::Column& column) {
    ColumnBlock block{.rows = static_cast<std::uint32_t>(values.size() / size_of(column.type)),
                      .digest = digest_of(values)};
    if (is_digest(column)) return block;
    switch (column.type) {
    case schema::u1:
        find_range<std::uint8_t>(values, block);
        break;
    case schema::u2:
        find_range<std::uint16_t>(values, block);
        break;
    case schema::u4:
        find_range<std::uint32_t>(values, block);
        break;
    case schema::u8:
        find_range<std::uint64_t>(values, block);
        break;
    case schema::i8:
        find_range<std::int64_t>(values, block);
        break;
    case schema::i1:
    case schema::f8:
        break;
    }
    return block;
}

}  // namespace worldline
