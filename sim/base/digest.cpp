// SPDX-License-Identifier: Apache-2.0
#include "sim/base/digest.hpp"

#include <algorithm>
#include <cstring>

#define XXH_INLINE_ALL  // the calls are short
#include <xxhash.h>

#include "sim/base/digest_long.hpp"

namespace worldline {

static_assert(std::endian::native == std::endian::little,
              "words are fingerprinted as they lie in memory, lowest byte first");

Digest digest_of(std::span<const std::byte> bytes) {
    constexpr std::size_t long_min = 4'096;
    if (bytes.size() >= long_min && has_avx2()) return digest_by_avx2(bytes);
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return {hash.high64, hash.low64};
}

std::string hex(Digest digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(32);
    for (const std::uint64_t half : {digest.high, digest.low}) {
        for (int shift = 60; shift >= 0; shift -= 4) text += digits[(half >> shift) & 15];
    }
    return text;
}

void Digester::add(std::string_view text) {
    add(std::uint64_t{text.size()});  // or "ab", "c" would look like "a", "bc"
    add_bytes(std::as_bytes(std::span(text)));
}

void Digester::add_bytes(std::span<const std::byte> bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
        add(word);
    }
}

void Digester::fold() {
    const Digest so_far = value();
    words_[0] = so_far.high;
    words_[1] = so_far.low;
    used_ = 2;
}

}  // namespace worldline
