// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <boost/container/small_vector.hpp>

#include "sim/base/expects.hpp"
#include "sim/engine/actions.hpp"
#include "sim/engine/event.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/spacetime/clocks.hpp"

namespace worldline {

/// What an agent has asked its own clock to wake it for.
struct Alarm {
    Reading at;
    Time time;                   ///< first tick at which the clock shows it
    std::uint32_t sequence = 0;  ///< the agent's own count
    std::uint16_t kind = 0;
    std::uint8_t round = 0;  ///< above 0 when it was due at the moment it was set
    std::uint8_t size = 0;
    bool is_cancelled = false;
    std::array<std::byte, Event::inline_max> contents{};

    static constexpr auto fields(auto& self) {
        return std::tie(self.at, self.time, self.sequence, self.kind, self.round, self.size,
                        self.is_cancelled, self.contents);
    }
};

/// One agent's alarms in the order of their readings; at one reading, in the order of setting.
///
/// Three alarms have room here, beside their order: an agent that keeps a promise a second and
/// waits for another has its own, one that rings in silence, and one that was cancelled before.
///
/// Only the earliest stands in the bins, marked with a generation; what a bin holds for an older
/// generation is stale and dropped when opened. So a change of mind touches one agent only.
class Alarms {
public:
    AlarmId set(const Alarm& alarm) {
        const std::uint32_t place = free_place();
        slab_[place] = alarm;
        heap_.push_back(place);
        std::push_heap(heap_.begin(), heap_.end(), Later{slab_});
        return {place, alarm.sequence};
    }
    void cancel(AlarmId id) {
        if (id.place < slab_.size() && slab_[id.place].sequence == id.sequence) {
            slab_[id.place].is_cancelled = true;
        }
    }
    /// The earliest that was not cancelled; null when there is none.
    const Alarm* first() {
        while (!heap_.empty() && slab_[heap_.front()].is_cancelled) drop();
        return heap_.empty() ? nullptr : &slab_[heap_.front()];
    }
    /// Calls `change(alarm)` for each: its clock runs otherwise now. Readings keep their order.
    template <class Change>
    void each(Change change) {
        for (const std::uint32_t place : heap_) change(slab_[place]);
    }
    /// The same for who only looks on, in time that goes with their number: nothing is tidied
    /// away. Places would come free sooner than in a run that nobody looks at, and an agent that
    /// remembers its alarms has places in its state.
    const Alarm* seen_first() const {
        const Alarm* first = nullptr;
        for (const std::uint32_t place : heap_) {
            const Alarm& alarm = slab_[place];
            if (alarm.is_cancelled) continue;
            if (first == nullptr || alarm.at < first->at ||
                (alarm.at == first->at && alarm.sequence < first->sequence)) {
                first = &alarm;
            }
        }
        return first;
    }
    /// How many will ring.
    std::size_t n_set() const {
        return static_cast<std::size_t>(
            std::count_if(heap_.begin(), heap_.end(),
                          [this](std::uint32_t place) { return !slab_[place].is_cancelled; }));
    }
    std::size_t size() const { return heap_.size(); }
    std::size_t bytes() const {
        const auto apart = [](const auto& list, std::size_t inside) {  // bytes outside of this
            return list.capacity() > inside ? list.capacity() * sizeof(list.front()) : 0;
        };
        return sizeof *this + apart(slab_, n_inside) + apart(heap_, 4) + apart(free_, 4);
    }
    /// What follows will look at these.
    [[gnu::always_inline]] void fetch() const {
        for (std::size_t at = 0; at < sizeof *this; at += 64) {
            __builtin_prefetch(reinterpret_cast<const std::byte*>(this) + at, 1);
        }
    }
    AlarmId first_id() const { return {heap_.front(), slab_[heap_.front()].sequence}; }

    /// Removes the earliest and returns it. @pre first() != nullptr
    Alarm take() {
        expects(!heap_.empty(), "an alarm is taken where one is due");
        const Alarm alarm = slab_[heap_.front()];
        drop();
        return alarm;
    }

    /// Places and all: an agent that remembers its alarms has places in its state.
    void save(SnapshotWriter& writer) const;
    /// @param instrument  of the agent, which outlives the clock that it steers
    void load(SnapshotReader& reader, const Clock& instrument);

    std::unique_ptr<const SteeredClock>
        steered;  ///< the clock they go by, where the agent steers it
    std::uint32_t generation = 0;
    Time armed = never;  ///< when the bins will open this list; `never`: not in the bins

private:
    static constexpr std::size_t n_inside = 3;
    using Slab = boost::container::small_vector<Alarm, n_inside>;
    using Places = boost::container::small_vector<std::uint32_t, 4>;

    struct Later {
        const Slab& slab;
        bool operator()(std::uint32_t a, std::uint32_t b) const {
            if (slab[a].at != slab[b].at) return slab[a].at > slab[b].at;
            return slab[a].sequence > slab[b].sequence;
        }
    };
    std::uint32_t free_place() {
        if (free_.empty()) {
            slab_.emplace_back();
            return static_cast<std::uint32_t>(slab_.size() - 1);
        }
        const std::uint32_t place = free_.back();
        free_.pop_back();
        return place;
    }
    void drop() {
        const std::uint32_t place = heap_.front();
        std::pop_heap(heap_.begin(), heap_.end(), Later{slab_});
        heap_.pop_back();
        slab_[place].is_cancelled = true;  // a late cancel of a reused place finds another count
        free_.push_back(place);
    }

    Slab slab_;
    Places heap_;
    Places free_;
};

}  // namespace worldline
