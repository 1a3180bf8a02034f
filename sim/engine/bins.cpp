// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/bins.hpp"

#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {

Bins::Bins(unsigned width_log2, std::size_t n_blocks)
    : width_log2_(width_log2), n_blocks_(n_blocks), ring_(ring_size) {
    expects(width_log2 <= 31, "an offset in a bin fits 32 bits");
    expects(n_blocks > 0, "there is a block");
}

std::unique_ptr<Bin> Bins::fresh() {
    if (free_.empty()) {
        auto bin = std::make_unique<Bin>();
        bin->blocks.resize(n_blocks_);
        return bin;
    }
    auto bin = std::move(free_.back());
    free_.pop_back();
    return bin;
}

Bin& Bins::at(std::int64_t bin) {
    auto& held =
        bin - now_ < ring_size ? ring_[static_cast<std::size_t>(bin % ring_size)] : far_[bin];
    if (!held) {
        held = fresh();
        if (bin - now_ < ring_size) ++n_near_;
    }
    return *held;
}

void Bins::put(Time time, std::size_t block, Event event, std::span<const std::byte> contents) {
    const std::int64_t bin = bin_of(time);
    expects(bin >= now_, "nothing is sent into a bin that is over");
    Bin& held = at(bin);
    BinBlock& place = held.blocks[block];
    event.offset = static_cast<std::uint32_t>((time - start_of(bin)).ticks);
    if (contents.size() <= Event::inline_max) {
        event.put_inline(contents);
    } else {
        event.put_handle(place.bytes.size(), static_cast<std::uint32_t>(contents.size()));
        place.bytes.insert(place.bytes.end(), contents.begin(), contents.end());
    }
    place.events.push_back(event);
    ++held.n_events;
}

std::int64_t Bins::first() const {
    if (n_near_ > 0) {
        for (std::int64_t bin = now_;; ++bin) {
            if (ring_[static_cast<std::size_t>(bin % ring_size)]) return bin;
        }
    }
    return far_.empty() ? no_bin : far_.begin()->first;
}

/// Moves the ring so that it starts at `bin`: what was far and is near now comes in.
void Bins::advance(std::int64_t bin) {
    expects(bin >= now_, "bins are opened in order");
    now_ = bin;
    while (!far_.empty() && far_.begin()->first - now_ < ring_size) {
        auto& place = ring_[static_cast<std::size_t>(far_.begin()->first % ring_size)];
        expects(!place, "a bin is near or far, never both");
        place = std::move(far_.begin()->second);
        ++n_near_;
        far_.erase(far_.begin());
    }
}

std::unique_ptr<Bin> Bins::open(std::int64_t bin) {
    advance(bin);
    auto& place = ring_[static_cast<std::size_t>(bin % ring_size)];
    expects(place != nullptr, "a bin that is opened holds something");
    --n_near_;
    auto opened = std::move(place);
    now_ = bin + 1;  // what is sent from now on arrives later
    advance(now_);
    return opened;
}

void Bins::close(std::unique_ptr<Bin> bin) {
    for (BinBlock& block : bin->blocks) {
        block.events.clear();
        block.bytes.clear();
    }
    bin->n_events = 0;
    free_.push_back(std::move(bin));
}

}  // namespace worldline
