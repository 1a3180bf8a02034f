// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "sim/base/chunks.hpp"
#include "sim/engine/event.hpp"

namespace worldline {

/// The pending events that one lane has sent, in bins of a fixed width: a power of two ticks that
/// the scenario alone decides. Each lane writes to bins of its own, so a send takes no lock; who
/// opens a bin reads those of all lanes.
///
/// Near bins stand in a ring, a row for each: one chain of chunks a block. Far events wait in
/// coarse bins and come into the ring when it reaches them. There is no order inside a bin: its
/// events are sorted when it is opened, block by block, so there is no priority queue. Nothing is
/// allocated for an event: chunks come from what opened bins gave back.
class Bins {
public:
    /// @param width_log2  width of a bin is 2^width_log2 ticks; at most 31
    Bins(unsigned width_log2, std::size_t n_blocks);

    unsigned width_log2() const { return width_log2_; }
    std::int64_t bin_of(Time time) const { return time.ticks >> width_log2_; }
    Time start_of(std::int64_t bin) const { return {bin << width_log2_}; }
    /// Where the next begins; the last bin ends with time itself.
    Time end_of(std::int64_t bin) const {
        const Time start = start_of(bin);
        return start.ticks >= never_ticks - offset_mask_ ? never
                                                         : start + Duration{offset_mask_ + 1};
    }

    /// A place for an event at `time`, with its offset set and all else to be filled in.
    /// @pre the bin of `time` has not been closed, and is not before the open one
    Event& add(Time time, std::size_t block) {
        const std::int64_t bin = bin_of(time);
        if (bin - now_ >= ring_size) [[unlikely]]
            return add_far(time, block);
        const auto row = static_cast<std::size_t>(bin & (ring_size - 1));
        std::byte*& next = ends_[row * n_blocks_ + block];
        if (Chunk::is_full(next)) [[unlikely]]
            begin_chunk(next, row, block);
        auto* event = reinterpret_cast<Event*>(next);
        next += sizeof(Event);
        ++counts_[row];
        event->offset = static_cast<std::uint32_t>(time.ticks & offset_mask_);
        return *event;
    }
    /// A copy of an event that stood elsewhere, with its contents.
    void put(Time time, std::size_t block, const Event& event);
    /// A copy of long contents that lives as long as the bin of `time`.
    std::span<const std::byte> keep(Time time, std::span<const std::byte> contents);

    /// A copy that lives until the open bin is closed.
    std::span<const std::byte> keep_open(std::span<const std::byte> contents) {
        return append(opened_bytes_, contents);
    }

    /// The first bin that holds an event; `no_bin` when nothing is pending.
    std::int64_t first();
    static constexpr std::int64_t no_bin = never_ticks;

    /// Sets a bin's events aside to be served. Bins before it are over; what is added to this one
    /// from now on is not served before it is opened again.
    void open(std::int64_t bin);
    /// Bins before this one are over.
    void skip_to(std::int64_t bin) { advance(bin); }
    std::size_t n_opened() const { return n_opened_; }
    /// One bit a block: does it have an event in the open bin?
    std::span<const std::uint64_t> opened_blocks() const { return opened_blocks_; }
    /// Calls `visit(span of events)` for each piece of a block's events, in no order.
    template <class Visit>
    void each_opened(std::size_t block, Visit visit) const {
        each_in_chain(opened_[block], visit);
    }
    /// Gives back the memory of what was opened.
    void close();

    /// Bins from here on, `ring_size` of them, are near.
    std::int64_t first_of_ring() const { return now_; }
    std::size_t n_near(std::int64_t bin) const { return counts_[row_of(bin)]; }
    /// Calls `visit(span of events)` for each piece of what is pending in a near bin, in no order.
    template <class Visit>
    void each_near(std::int64_t bin, Visit visit) const {
        for (std::size_t block = 0; block < n_blocks_; ++block) {
            each_in_chain(ends_[row_of(bin) * n_blocks_ + block], visit);
        }
    }
    /// Calls `visit(time, event)` for what is pending beyond them; offsets are not set.
    template <class Visit>
    void each_far(Visit visit) const {
        for (const auto& [place, far] : far_) {
            for (const FarEvent& waiting : far.events) visit(waiting.time, waiting.event);
        }
    }
    /// Everything that is pending, in no order: for a change of blocks, and for looking on.
    void each_pending(const std::function<void(Time, const Event&)>& visit) const;

    /// The same, and takes it out.
    void take_all(const std::function<void(Time, const Event&)>& visit);

    std::uint64_t n_pending() const;
    std::size_t bytes() const;

    static constexpr std::int64_t ring_size = 512;

private:
    /// Bytes one after the other in a chain of chunks.
    struct Bytes {
        std::byte* end = nullptr;
    };
    struct FarEvent {
        Time time;
        std::uint32_t block = 0;
        Event event;
    };
    struct FarBin {
        std::vector<FarEvent> events;
        Bytes bytes;
    };
    static constexpr std::int64_t coarse = ring_size / 2;  ///< bins in a far one

    std::size_t row_of(std::int64_t bin) const {
        return static_cast<std::size_t>(bin & (ring_size - 1));
    }
    template <class Visit>
    static void each_in_chain(const std::byte* end, Visit visit) {
        for (Chunk* chunk = end == nullptr ? nullptr : Chunk::of(end); chunk != nullptr;) {
            Chunk* const previous = chunk->previous;
            const auto* first = reinterpret_cast<const Event*>(chunk->begin());
            __builtin_prefetch(previous);
            visit(std::span(first, reinterpret_cast<const Event*>(end)));
            end = reinterpret_cast<const std::byte*>(previous) + Chunk::size;
            chunk = previous;
        }
    }
    void begin_chunk(std::byte*& next, std::size_t row, std::size_t block);
    Event& add_far(Time time, std::size_t block);
    std::span<const std::byte> append(Bytes& bytes, std::span<const std::byte> contents);
    void give(std::byte*& end);
    void advance(std::int64_t bin);
    void bring_near(FarBin far);
    std::int64_t first_near() const;

    unsigned width_log2_;
    std::int64_t offset_mask_;
    std::size_t n_blocks_;
    std::size_t n_words_;   ///< of bits for all blocks
    std::int64_t now_ = 0;  ///< the ring holds bins now_ .. now_ + ring_size − 1

    Chunks chunks_;
    std::vector<std::byte*> ends_;        ///< [row][block]: behind the last event; null: none
    std::vector<std::uint64_t> blocks_;   ///< [row][word]: a bit for each block with events
    std::vector<std::uint64_t> rows_;     ///< a bit for each row with events
    std::vector<std::uint32_t> counts_;   ///< [row]: events
    std::vector<Bytes> bytes_;            ///< [row]: long contents
    std::map<std::int64_t, FarBin> far_;  ///< by bin / coarse

    std::vector<std::byte*> opened_;
    std::vector<std::uint64_t> opened_blocks_;
    Bytes opened_bytes_;
    std::size_t n_opened_ = 0;
};

}  // namespace worldline
