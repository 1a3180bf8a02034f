// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "sim/spacetime/point.hpp"

/// Functions of more than numbers, over arrays: Python stacks what they take into one row for
/// each element, and takes their rows apart again.
namespace worldline::bindings {

using Numbers = pybind11::array_t<double, pybind11::array::c_style | pybind11::array::forcecast>;

inline Vector3 vector_at(const double* numbers) { return {numbers[0], numbers[1], numbers[2]}; }

/// @throws pybind11::value_error  not an array (n, n_columns).
inline void check_rows(const Numbers& rows, pybind11::ssize_t n_columns) {
    if (rows.ndim() == 2 && rows.shape(1) == n_columns) return;
    throw pybind11::value_error("an array of shape (n, " + std::to_string(n_columns) +
                                ") is wanted");
}

/// `function(const double* row)` → array of `n_out` numbers, on an array (n, n_in): (n, n_out).
template <std::size_t n_in, std::size_t n_out, class Function>
auto by_row(Function function) {
    return [function](const Numbers& rows) {
        check_rows(rows, static_cast<pybind11::ssize_t>(n_in));
        pybind11::array_t<double> result({rows.shape(0), static_cast<pybind11::ssize_t>(n_out)});
        for (pybind11::ssize_t i = 0; i < rows.shape(0); ++i) {
            const std::array<double, n_out> values = function(rows.data(i, 0));
            for (std::size_t k = 0; k < n_out; ++k) {
                *result.mutable_data(i, static_cast<pybind11::ssize_t>(k)) = values[k];
            }
        }
        return result;
    };
}

inline std::array<double, 3> numbers_of(Vector3 v) { return {v.x, v.y, v.z}; }

inline std::array<double, 6> numbers_of(const MovingPoint& p) {
    return {p.position.x, p.position.y, p.position.z, p.velocity.x, p.velocity.y, p.velocity.z};
}

}  // namespace worldline::bindings
