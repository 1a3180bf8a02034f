// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

namespace worldline::bindings {

/// Community trust and EigenTrust over a table of pairs, and what follows from trust.
void register_community(pybind11::module_& m);

}  // namespace worldline::bindings
