// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/bins.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {

Bins::Bins(unsigned width_log2, std::size_t n_blocks)
    : width_log2_(width_log2),
      offset_mask_((std::int64_t{1} << width_log2) - 1),
      n_blocks_(n_blocks),
      n_words_((n_blocks + 63) / 64),
      ends_(ring_size * n_blocks),
      blocks_(ring_size * n_words_),
      rows_(ring_size / 64),
      counts_(ring_size),
      bytes_(ring_size),
      opened_(n_blocks),
      opened_blocks_(n_words_) {
    expects(width_log2 <= 31, "an offset in a bin fits 32 bits");
    expects(n_blocks > 0, "there is a block");
}

void Bins::begin_chunk(std::byte*& next, std::size_t row, std::size_t block) {
    if (next == nullptr) {
        blocks_[row * n_words_ + block / 64] |= std::uint64_t{1} << (block % 64);
        rows_[row / 64] |= std::uint64_t{1} << (row % 64);
    }
    next = chunks_.take(next == nullptr ? nullptr : Chunk::of(next))->begin();
}

Event& Bins::add_far(Time time, std::size_t block) {
    FarBin& far = far_[bin_of(time) / coarse];
    far.events.push_back({time, static_cast<std::uint32_t>(block), Event{}});
    return far.events.back().event;
}

std::span<const std::byte> Bins::append(Bytes& bytes, std::span<const std::byte> contents) {
    const auto used = reinterpret_cast<std::uintptr_t>(bytes.end) & (Chunk::size - 1);
    if (used == 0 || used + contents.size() > Chunk::size) {
        // A chain is found from the byte before its end, which the header of a chunk is, too.
        Chunk* last = bytes.end == nullptr ? nullptr : Chunk::of(bytes.end);
        bytes.end = chunks_.take(last)->begin();
    }
    std::byte* begin = bytes.end;
    std::copy(contents.begin(), contents.end(), begin);
    bytes.end += contents.size();
    return {begin, contents.size()};
}

std::span<const std::byte> Bins::keep(Time time, std::span<const std::byte> contents) {
    const std::int64_t bin = bin_of(time);
    if (bin - now_ >= ring_size) return append(far_[bin / coarse].bytes, contents);
    return append(bytes_[static_cast<std::size_t>(bin & (ring_size - 1))], contents);
}

void Bins::give(std::byte*& end) {
    if (end != nullptr) chunks_.give(Chunk::of(end));
    end = nullptr;
}

std::int64_t Bins::first_near() const {
    const auto row = static_cast<std::size_t>(now_ & (ring_size - 1));
    constexpr std::size_t n_words = ring_size / 64;
    for (std::size_t i = 0; i <= n_words; ++i) {
        const std::size_t word = (row / 64 + i) % n_words;
        std::uint64_t bits = rows_[word];
        if (i == 0) bits &= ~std::uint64_t{0} << (row % 64);
        if (i == n_words) bits &= ~(~std::uint64_t{0} << (row % 64));
        if (bits == 0) continue;
        const auto found = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
        return now_ + static_cast<std::int64_t>((found - row) & (ring_size - 1));
    }
    return no_bin;
}

std::int64_t Bins::first() {
    std::int64_t near = first_near();
    // What is far comes after what is near, unless the ring has not been moved for long.
    while (!far_.empty() && near >= far_.begin()->first * coarse) {
        std::int64_t first = no_bin;
        for (const FarEvent& far : far_.begin()->second.events) {
            first = std::min(first, bin_of(far.time));
        }
        return std::min(near, first);
    }
    return near;
}

/// Moves the ring so that it starts at `bin`: what was far and is near now comes in.
void Bins::advance(std::int64_t bin) {
    expects(bin >= now_, "bins are opened in order");
    now_ = bin;
    while (!far_.empty() && (far_.begin()->first + 1) * coarse <= now_ + ring_size) {
        FarBin far = std::move(far_.begin()->second);
        far_.erase(far_.begin());
        bring_near(std::move(far));
    }
}

void Bins::put(Time time, std::size_t block, const Event& event) {
    Event& place = add(time, block);
    const std::uint32_t offset = place.offset;
    place = event;
    place.offset = offset;
    if (event.has_long_contents()) place.put_long(keep(time, event.bytes()));
}

void Bins::bring_near(FarBin far) {
    for (const FarEvent& waiting : far.events) put(waiting.time, waiting.block, waiting.event);
    give(far.bytes.end);
}

void Bins::open(std::int64_t bin) {
    expects(n_opened_ == 0, "one bin is open at a time");
    advance(bin);
    const auto row = static_cast<std::size_t>(bin & (ring_size - 1));
    n_opened_ = std::exchange(counts_[row], 0);
    for (std::size_t word = 0; word < n_words_; ++word) {
        std::uint64_t bits = std::exchange(blocks_[row * n_words_ + word], 0);
        opened_blocks_[word] = bits;
        for (; bits != 0; bits &= bits - 1) {
            const auto block = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
            opened_[block] = std::exchange(ends_[row * n_blocks_ + block], nullptr);
        }
    }
    rows_[row / 64] &= ~(std::uint64_t{1} << (row % 64));
    opened_bytes_ = std::exchange(bytes_[row], Bytes{});
}

void Bins::close() {
    for (std::size_t word = 0; word < n_words_; ++word) {
        for (std::uint64_t bits = opened_blocks_[word]; bits != 0; bits &= bits - 1) {
            give(opened_[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))]);
        }
        opened_blocks_[word] = 0;
    }
    give(opened_bytes_.end);
    n_opened_ = 0;
}

void Bins::each_pending(const std::function<void(Time, const Event&)>& visit) const {
    for (std::int64_t bin = now_; bin < now_ + ring_size; ++bin) {
        each_near(bin, [&](std::span<const Event> events) {
            for (const Event& event : events) visit(start_of(bin) + Duration{event.offset}, event);
        });
    }
    each_far(visit);
}

void Bins::take_all(const std::function<void(Time, const Event&)>& visit) {
    each_pending(visit);
    for (std::byte*& end : ends_) give(end);
    for (Bytes& bytes : bytes_) give(bytes.end);
    for (auto& [place, far] : far_) give(far.bytes.end);
    far_.clear();
    std::fill(blocks_.begin(), blocks_.end(), 0);
    std::fill(rows_.begin(), rows_.end(), 0);
    std::fill(counts_.begin(), counts_.end(), 0u);
}

std::uint64_t Bins::n_pending() const {
    std::uint64_t count = 0;
    for (const std::uint32_t in_row : counts_) count += in_row;
    for (const auto& [place, far] : far_) count += far.events.size();
    return count;
}

std::size_t Bins::bytes() const {
    std::size_t bytes = chunks_.bytes() + ends_.size() * sizeof(std::byte*) +
                        blocks_.size() * sizeof(std::uint64_t);
    for (const auto& [place, far] : far_) bytes += far.events.capacity() * sizeof(FarEvent);
    return bytes;
}

}  // namespace worldline
