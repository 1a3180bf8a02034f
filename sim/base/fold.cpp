// SPDX-License-Identifier: Apache-2.0
#include "sim/base/fold.hpp"

#include <cstring>

namespace worldline {

void Fold::add_bytes(std::span<const std::byte> bytes) {
    const std::size_t n_whole = bytes.size() & ~std::size_t{15};
    std::uint64_t words[2];
    for (std::size_t at = 0; at < n_whole; at += 16) {  // a copy of known size is no call
        std::memcpy(words, bytes.data() + at, 16);
        add(words[0], words[1]);
    }
    if (n_whole == bytes.size()) return;
    words[0] = words[1] = 0;
    std::memcpy(words, bytes.data() + n_whole, bytes.size() - n_whole);
    add(words[0], words[1]);
}

}  // namespace worldline
