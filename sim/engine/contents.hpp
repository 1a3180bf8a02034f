// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <span>
#include <tuple>
#include <type_traits>

#include "sim/base/expects.hpp"

namespace worldline {

static_assert(std::endian::native == std::endian::little, "contents are little-endian bytes");

/// A value that is not made of other values.
template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// What a message says, as flat bytes: the fields of a struct one after the other, little-endian,
/// without padding. The same bytes serve bins, records, other machines and signatures.
class Contents {
public:
    static constexpr std::size_t size_max = 112;

    Contents() = default;

    /// The bytes of anything that lists its fields.
    template <class T>
    static Contents of(const T& value) {
        Contents contents;
        contents.put(value);
        return contents;
    }
    static Contents copy_of(std::span<const std::byte> bytes) {
        expects(bytes.size() <= size_max, "contents fit their buffer");
        Contents contents;
        std::memcpy(contents.bytes_.data(), bytes.data(), bytes.size());
        contents.size_ = bytes.size();
        return contents;
    }
    std::span<const std::byte> bytes() const { return {bytes_.data(), size_}; }

private:
    template <class T>
    void put(const T& value) {
        if constexpr (Scalar<T>) {
            expects(size_ + sizeof(T) <= size_max, "contents fit their buffer");
            std::memcpy(bytes_.data() + size_, &value, sizeof(T));
            size_ += sizeof(T);
        } else {
            std::apply([this](const auto&... field) { (put(field), ...); }, T::fields(value));
        }
    }

    std::array<std::byte, size_max> bytes_;
    std::size_t size_ = 0;
};

namespace detail {
template <class T>
void take(T& value, std::span<const std::byte>& rest) {
    if constexpr (Scalar<T>) {
        expects(rest.size() >= sizeof(T), "contents hold what their kind says");
        std::memcpy(&value, rest.data(), sizeof(T));
        rest = rest.subspan(sizeof(T));
    } else {
        std::apply([&rest](auto&... field) { (take(field, rest), ...); }, T::fields(value));
    }
}
}  // namespace detail

/// The struct that `bytes` were made of.
template <class T>
T value_of(std::span<const std::byte> bytes) {
    T value{};
    detail::take(value, bytes);
    expects(bytes.empty(), "contents hold no more than their kind says");
    return value;
}

}  // namespace worldline
