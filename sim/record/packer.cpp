// SPDX-License-Identifier: Apache-2.0
#include "sim/record/packer.hpp"

#include <algorithm>

#include <isa-l.h>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr std::uint32_t both_filters = 0b11;

template <std::size_t size>
void shuffle_values(const std::byte* from, std::byte* into, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
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
        return shuffle_values<1>(values.data(), into.data(), count);
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

Packer::Packed Packer::pack(std::span<const std::byte> values, std::size_t size) {
    shuffled_.resize(values.size());
    packed_.resize(values.size() - values.size() / 10);
    shuffle_bytes(values, size, shuffled_);
    const std::size_t length = deflate(shuffled_, packed_, work_);
    if (length == 0) return {values, both_filters};
    return {std::span(packed_).first(length), 0};
}

}  // namespace worldline
