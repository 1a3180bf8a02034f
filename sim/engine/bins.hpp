// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "sim/engine/event.hpp"

namespace worldline {

/// Pending events of one block in one bin, with the long contents that arrive in it.
struct BinBlock {
    std::vector<Event> events;
    std::vector<std::byte> bytes;
};

/// One bin of every block.
struct Bin {
    std::vector<BinBlock> blocks;
    std::size_t n_events = 0;
};

/// All pending events, in bins of a fixed width: a power of two ticks that the scenario alone
/// decides. Near bins stand in a ring, far ones in a map until their turn comes.
///
/// No order inside a bin: a window's events are sorted when it is opened, agent by agent, so
/// there is no priority queue.
class Bins {
public:
    /// @param width_log2  width of a bin is 2^width_log2 ticks; at most 31
    Bins(unsigned width_log2, std::size_t n_blocks);

    std::int64_t bin_of(Time time) const { return time.ticks >> width_log2_; }
    Time start_of(std::int64_t bin) const { return {bin << width_log2_}; }

    /// @pre the bin of `time` has not been opened yet
    void put(Time time, std::size_t block, Event event, std::span<const std::byte> contents);

    /// The first bin that holds an event; `no_bin` when nothing is pending.
    std::int64_t first() const;
    static constexpr std::int64_t no_bin = never_ticks;

    /// Takes a bin out. Bins before it are over. Hand it back with `close`, for its memory.
    std::unique_ptr<Bin> open(std::int64_t bin);
    void close(std::unique_ptr<Bin> bin);

private:
    static constexpr std::int64_t ring_size = 4'096;

    Bin& at(std::int64_t bin);
    std::unique_ptr<Bin> fresh();
    void advance(std::int64_t bin);

    unsigned width_log2_;
    std::size_t n_blocks_;
    std::int64_t now_ = 0;  ///< first bin that may still be opened; the ring holds now_ .. +size
    std::size_t n_near_ = 0;
    std::vector<std::unique_ptr<Bin>> ring_;
    std::map<std::int64_t, std::unique_ptr<Bin>> far_;
    std::vector<std::unique_ptr<Bin>> free_;
};

}  // namespace worldline
