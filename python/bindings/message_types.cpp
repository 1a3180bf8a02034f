// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/message_types.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "agents/protocol.hpp"
#include "sim/base/expects.hpp"

namespace py = pybind11;

namespace worldline::bindings {
namespace {

template <std::size_t n>
using FieldNames = std::array<const char*, n>;

template <class T>
constexpr bool is_reading = std::is_same_v<T, Reading>;

template <class T>
py::object type_of() {
    if constexpr (is_reading<T>) {
        py::list fields;
        fields.append(py::make_tuple("ticks", "<i8"));
        fields.append(py::make_tuple("fraction", "<f8"));
        return fields;
    } else if constexpr (std::is_floating_point_v<T>) {
        return py::str("<f" + std::to_string(sizeof(T)));
    } else if constexpr (std::is_enum_v<T>) {
        return py::str("<u" + std::to_string(sizeof(T)));
    } else if constexpr (std::is_integral_v<T>) {
        const char* const kind = std::is_signed_v<T> ? "<i" : "<u";
        return py::str(kind + std::to_string(sizeof(T)));
    } else {  // an identity, or a duration: one number
        using Tied = decltype(T::fields(std::declval<T&>()));
        static_assert(std::tuple_size_v<Tied> == 1, "what a message contains has a NumPy type");
        return type_of<std::remove_cvref_t<std::tuple_element_t<0, Tied>>>();
    }
}

/// The packed dtype of a struct that lists its fields, whose names are told here.
template <class T, std::size_t n>
py::dtype contents_of(const FieldNames<n>& names) {
    using Tied = decltype(T::fields(std::declval<T&>()));
    static_assert(std::tuple_size_v<Tied> == n, "every field has a name");
    py::list fields;
    [&]<std::size_t... i>(std::index_sequence<i...>) {
        (fields.append(py::make_tuple(
             names[i], type_of<std::remove_cvref_t<std::tuple_element_t<i, Tied>>>())),
         ...);
    }
    (std::make_index_sequence<n>());
    return py::dtype::from_args(fields);
}

}  // namespace

std::vector<MessageType> message_types() {
    return {
        {"promise", message_kind::promise,
         contents_of<Notice>(FieldNames<8>{"promise", "name", "type", "body", "made", "due",
                                           "period", "occurrences"})},
        {"withdrawal", message_kind::withdrawal, contents_of<Withdrawal>(FieldNames<1>{"promise"})},
        {"outcome", message_kind::outcome,
         contents_of<Outcome>(
             FieldNames<6>{"promise", "name", "occurrence", "kind", "value", "stated"})},
        {"verdict", message_kind::verdict,
         contents_of<Told>(FieldNames<5>{"promise", "occurrence", "type", "verdict", "degree"})}};
}

std::uint16_t kind_named(const std::string& name, Preamble& preamble) {
    std::vector<std::string>& kinds = preamble.message_kinds;
    expects(kinds.size() >= message_kind::first_own, "kinds of the project have names");
    const auto at = std::find(kinds.begin(), kinds.end(), name);
    if (at == kinds.end()) {
        kinds.push_back(name);
        return static_cast<std::uint16_t>(kinds.size() - 1);
    }
    return static_cast<std::uint16_t>(at - kinds.begin());
}

}  // namespace worldline::bindings
