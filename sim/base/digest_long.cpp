// SPDX-License-Identifier: Apache-2.0
//
// The fingerprint of long texts, in vectors of 32 bytes where the processor has them. A file of its
// own: what stands below the pragma may run nowhere else.
#include "sim/base/digest_long.hpp"

#if defined(__x86_64__)

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx2")
#define XXH_INLINE_ALL
#define XXH_VECTOR XXH_AVX2
#include <xxhash.h>

namespace worldline {

Digest digest_by_avx2(std::span<const std::byte> bytes) {
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return {hash.high64, hash.low64};
}

}  // namespace worldline
#pragma GCC pop_options

namespace worldline {

bool has_avx2() {
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
}

}  // namespace worldline

#else

namespace worldline {

bool has_avx2() { return false; }
Digest digest_by_avx2(std::span<const std::byte> bytes) { return digest_of(bytes); }

}  // namespace worldline

#endif
