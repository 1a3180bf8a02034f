// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace worldline {

std::size_t resident_bytes();       ///< memory that this process uses now; 0: not known
std::size_t peak_resident_bytes();  ///< the most that it has used so far

}  // namespace worldline
