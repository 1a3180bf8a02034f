// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

/// What an observer may expect of promises that it has noticed: rows that Python has read. Not in
/// `worldline::bindings`, as its neighbours are: that is a function here.
namespace worldline {

void register_binding(pybind11::module_& m);

}  // namespace worldline
