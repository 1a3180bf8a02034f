// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

namespace worldline::bindings {

/// Judging again, of columns that Python has read.
void register_rejudging(pybind11::module_& m);

}  // namespace worldline::bindings
