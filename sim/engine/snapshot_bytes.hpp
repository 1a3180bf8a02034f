// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/base/digest.hpp"
#include "sim/engine/contents.hpp"

namespace worldline {

/// Bytes that a run cannot go on from: they are damaged, or of another world.
class SnapshotError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

namespace detail {
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <>
inline constexpr bool is_list<std::string> = true;
template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t n>
inline constexpr bool is_array<std::array<T, n>> = true;
template <class T>
inline constexpr bool lists_fields = requires(T& value) {
    T::fields(value);
};
template <class T>
inline constexpr bool cannot_be_saved = false;
}  // namespace detail

/// Values as flat bytes, little-endian and without padding; floating-point numbers bit for bit.
///
/// Takes numbers, enums, arrays, vectors and strings of them, whatever lists its fields
/// (`fields`), and whatever saves itself (`save`, `load` and `add_shape`, as `StateMap` does).
class SnapshotWriter {
public:
    /// Makes room: what is put from now on does not move what stands there already.
    void reserve(std::size_t more) { bytes_.reserve(bytes_.size() + more); }

    template <class T>
    void put(const T& value) {
        if constexpr (Scalar<T>) {
            put_bytes(std::as_bytes(std::span(&value, 1)));
        } else if constexpr (detail::is_list<T>) {
            put(std::uint64_t{value.size()});
            for (const auto& each : value) put(each);
        } else if constexpr (detail::is_array<T>) {
            for (const auto& each : value) put(each);
        } else if constexpr (requires { value.save(*this); }) {
            value.save(*this);
        } else if constexpr (detail::lists_fields<T>) {
            std::apply([this](const auto&... field) { (put(field), ...); }, T::fields(value));
        } else {
            static_assert(detail::cannot_be_saved<T>,
                          "a field of a state is a number, an enum, a vector, array or string of "
                          "such, a StateMap, or a struct that lists its fields");
        }
    }
    void put_bytes(std::span<const std::byte> bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }

    /// All of it, closed by its digest.
    std::vector<std::byte> sealed() &&;

private:
    std::vector<std::byte> bytes_;
};

/// Takes values out of what a `SnapshotWriter` has sealed, in the same order.
///
/// Every call throws a SnapshotError where bytes are missing or say what cannot be.
class SnapshotReader {
public:
    /// @param sealed  outlives the reader
    /// @throws SnapshotError  a byte is missing or has changed
    explicit SnapshotReader(std::span<const std::byte> sealed);

    template <class T>
    void take(T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            const auto bit = take<std::uint8_t>();
            check(bit <= 1, "a truth value is neither 0 nor 1");
            value = bit != 0;
        } else if constexpr (Scalar<T>) {
            std::memcpy(&value, take_bytes(sizeof(T)).data(), sizeof(T));
        } else if constexpr (detail::is_list<T>) {
            take_list(value);
        } else if constexpr (detail::is_array<T>) {
            for (auto& each : value) take(each);
        } else if constexpr (requires { value.load(*this); }) {
            value.load(*this);
        } else if constexpr (detail::lists_fields<T>) {
            std::apply([this](auto&... field) { (take(field), ...); }, T::fields(value));
        } else {
            static_assert(detail::cannot_be_saved<T>, "what is saved can be loaded");
        }
    }
    template <class T>
    T take() {
        T value{};
        take(value);
        return value;
    }
    std::span<const std::byte> take_bytes(std::size_t count) {
        check(count <= rest_.size(), "it ends too soon");
        const auto bytes = rest_.first(count);
        rest_ = rest_.subspan(count);
        return bytes;
    }
    /// How many of something follow, of which each has one byte at least.
    std::size_t take_count() {
        const auto count = take<std::uint64_t>();
        check(count <= rest_.size(), "it holds fewer than it says");
        return static_cast<std::size_t>(count);
    }
    std::size_t n_left() const { return rest_.size(); }

    /// @param what  is wrong where `truth` does not hold
    static void check(bool truth, const char* what) {
        if (!truth) [[unlikely]]
            fail(what);
    }

private:
    [[noreturn]] static void fail(const char* what);

    template <class List>
    void take_list(List& list) {
        list.clear();
        // One by one: what a damaged count asks for is not laid out before it is there.
        for (std::size_t count = take_count(); count > 0; --count) {
            list.push_back(take<typename List::value_type>());
        }
    }

    std::span<const std::byte> rest_;
};

/// Tells how values of a type lie in a snapshot, so that another type's bytes are not taken for
/// its own.
template <class T>
void add_shape(Digester& shape) {
    enum class Kind : std::uint8_t { scalar, list, array, fields };
    if constexpr (Scalar<T>) {
        shape.add(Kind::scalar);
        shape.add(std::uint64_t{sizeof(T)} << 1 | std::uint64_t{std::is_floating_point_v<T>});
    } else if constexpr (detail::is_list<T>) {
        shape.add(Kind::list);
        add_shape<typename T::value_type>(shape);
    } else if constexpr (detail::is_array<T>) {
        shape.add(Kind::array);
        shape.add(std::uint64_t{std::tuple_size_v<T>});
        add_shape<typename T::value_type>(shape);
    } else if constexpr (requires { T::add_shape(shape); }) {
        T::add_shape(shape);
    } else if constexpr (detail::lists_fields<T>) {
        using Tied = decltype(T::fields(std::declval<T&>()));
        shape.add(Kind::fields);
        shape.add(std::uint64_t{std::tuple_size_v<Tied>});
        [&]<std::size_t... i>(std::index_sequence<i...>) {
            (add_shape<std::remove_cvref_t<std::tuple_element_t<i, Tied>>>(shape), ...);
        }
        (std::make_index_sequence<std::tuple_size_v<Tied>>());
    } else {
        static_assert(detail::cannot_be_saved<T>, "what is saved has a shape");
    }
}

}  // namespace worldline
