// SPDX-License-Identifier: Apache-2.0
#include "sim/record/overlay.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace worldline::hdf5 {

void Overlay::put(std::uint64_t address, std::span<const std::byte> bytes) {
    if (bytes.empty()) return;
    const auto after = pieces_.upper_bound(address);
    if (after != pieces_.begin()) {  // mostly it is a piece that is there already
        auto& [start, piece] = *std::prev(after);
        const std::uint64_t offset = address - start;
        if (offset <= piece.bytes.size() && bytes.size() <= piece.bytes.size() - offset) {
            std::copy(bytes.begin(), bytes.end(),
                      piece.bytes.begin() + static_cast<std::ptrdiff_t>(offset));
            piece.is_new = true;
            return;
        }
    }
    drop(address, bytes.size());
    pieces_[address] = {{bytes.begin(), bytes.end()}, true};
}

void Overlay::drop(std::uint64_t address, std::uint64_t size) {
    cut(address);
    cut(address + size);
    pieces_.erase(pieces_.lower_bound(address), pieces_.lower_bound(address + size));
}

/// Makes two pieces of the one that spans `address`.
void Overlay::cut(std::uint64_t address) {
    const auto after = pieces_.lower_bound(address);
    if (after == pieces_.begin()) return;
    auto& [start, piece] = *std::prev(after);
    const std::uint64_t offset = address - start;
    if (offset >= piece.bytes.size()) return;
    const auto middle = piece.bytes.begin() + static_cast<std::ptrdiff_t>(offset);
    pieces_[address] = {{middle, piece.bytes.end()}, piece.is_new};
    piece.bytes.resize(offset);
}

void Overlay::lay_over(std::uint64_t address, std::span<std::byte> bytes) const {
    const std::uint64_t end = address + bytes.size();
    auto at = pieces_.upper_bound(address);
    if (at != pieces_.begin()) --at;
    for (; at != pieces_.end() && at->first < end; ++at) {
        const auto& [start, piece] = *at;
        const std::uint64_t first = std::max(start, address);
        const std::uint64_t last = std::min<std::uint64_t>(start + piece.bytes.size(), end);
        if (first >= last) continue;
        const auto from = std::span(piece.bytes).subspan(first - start, last - first);
        std::copy(from.begin(), from.end(),
                  bytes.begin() + static_cast<std::ptrdiff_t>(first - address));
    }
}

void Overlay::settle() {
    for (auto& [start, piece] : pieces_) piece.is_new = false;
}

std::uint64_t Overlay::end() const {
    if (pieces_.empty()) return 0;
    const auto& [start, piece] = *pieces_.rbegin();
    return start + piece.bytes.size();
}

}  // namespace worldline::hdf5
