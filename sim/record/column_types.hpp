// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "sim/record/schema.hpp"

/// What a column's entry in the schema says, taken apart.
namespace worldline::schema {

/// Rows of a chunk, and of a block of the content digest.
inline constexpr std::uint64_t chunk_rows = 65'536;

/// The C++ type of the values of a column.
template <Type type>
using Number = std::tuple_element_t<static_cast<std::size_t>(type),
                                    std::tuple<std::uint8_t, std::uint16_t, std::uint32_t,
                                               std::uint64_t, std::int8_t, std::int64_t, double>>;

template <class T>
consteval Type type_of() {
    if constexpr (std::is_same_v<T, Number<u1>>) return u1;
    if constexpr (std::is_same_v<T, Number<u2>>) return u2;
    if constexpr (std::is_same_v<T, Number<u4>>) return u4;
    if constexpr (std::is_same_v<T, Number<u8>>) return u8;
    if constexpr (std::is_same_v<T, Number<i1>>) return i1;
    if constexpr (std::is_same_v<T, Number<i8>>) return i8;
    if constexpr (std::is_same_v<T, Number<f8>>) return f8;
    throw "no column has values of this type";  // stops the compiler
}

constexpr std::string_view name_of(Type type) {
    constexpr std::string_view names[]{"u1", "u2", "u4", "u8", "i1", "i8", "f8"};
    return names[static_cast<std::size_t>(type)];
}

constexpr std::string_view name_of(TableKind kind) {
    constexpr std::string_view names[]{"constant", "fact", "derived", "runtime"};
    return names[static_cast<std::size_t>(kind)];
}

/// "row:X" or "id:X" if the values name rows of table X; else empty.
constexpr std::string_view refers_to(const Column& column) {
    const bool refers = column.unit.starts_with("row:") || column.unit.starts_with("id:");
    return refers ? column.unit : std::string_view{};
}

/// The unit of the values; "1" where they are no quantity.
constexpr std::string_view unit_of(const Column& column) {
    return refers_to(column).empty() ? column.unit : std::string_view("1");
}

/// The name X if the labels of the values stand in /enums/X; else empty.
constexpr std::string_view enumeration_of(const Column& column) {
    constexpr std::string_view mark = "enum:";
    return column.meaning.starts_with(mark) ? column.meaning.substr(mark.size())
                                            : std::string_view{};
}

/// Half of a digest: looks like noise, so it is never compressed, and has no value for "none".
constexpr bool is_digest(const Column& column) {
    return column.name.ends_with("_high") || column.name.ends_with("_low");
}

/// Whether one value of the type is set aside for "none".
constexpr bool has_missing(const Column& column) {
    return column.type != u1 && column.type != i1 && !is_digest(column);
}

}  // namespace worldline::schema
