// SPDX-License-Identifier: Apache-2.0
#include "sim/base/fold.hpp"

#include <algorithm>
#include <cstring>

namespace worldline {

void Fold::add_bytes(std::span<const std::byte> bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += 16) {
        std::uint64_t words[2] = {0, 0};
        std::memcpy(words, bytes.data() + at, std::min<std::size_t>(16, bytes.size() - at));
        add(words[0], words[1]);
    }
}

}  // namespace worldline
