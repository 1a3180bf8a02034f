// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "sim/base/digest.hpp"

namespace worldline {

/// Whether this processor computes in vectors of 32 bytes.
bool has_avx2();

/// The same as `digest_of`, twice as fast where texts are long. @pre has_avx2()
Digest digest_by_avx2(std::span<const std::byte> bytes);

}  // namespace worldline
