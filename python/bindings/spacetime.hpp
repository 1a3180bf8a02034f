// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

namespace worldline::bindings {

/// Puts the submodule `spacetime` into the module: formulas on arrays, and motions, metrics and
/// clocks by name.
void register_spacetime(pybind11::module_& m);

/// What of it makes parts, and what compares clocks: for `register_spacetime`.
void register_spacetime_parts(pybind11::module_& m);
void register_synchronisation(pybind11::module_& m);

}  // namespace worldline::bindings
