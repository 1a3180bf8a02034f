// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/arrivals.hpp"

#include <algorithm>
#include <bit>

namespace worldline {
namespace {

constexpr std::size_t few = 32;           ///< sorted by insertion
constexpr std::size_t keys_an_event = 6;  ///< more keys than that: in two passes

/// Room for `count` events; what was there is lost. Growing is rare, and never to the exact size.
template <class Events>
void make_room(Events& events, std::size_t count) {
    if (events.size() >= count) return;
    events = Events();
    events.resize(count + count / 4);
}

/// Counts become places: where the first of each key goes.
std::span<std::uint32_t> begin_counting(std::vector<std::uint32_t>& counts, std::size_t n) {
    if (counts.size() < n) counts.resize(n);
    std::fill_n(counts.begin(), n, 0u);
    return {counts.data(), n};
}
void sum_up(std::span<std::uint32_t> counts) {
    std::uint32_t sum = 0;
    for (std::uint32_t& count : counts) {
        const std::uint32_t before = sum;
        sum += count;
        count = before;
    }
}

}  // namespace

void Arrivals::collect(std::span<const Bins* const> bins, const Block& block, std::uint32_t cut) {
    n_events_ = 0;
    late.clear();
    const auto each = [&](auto visit) {
        for (const Bins* lane : bins) lane->each_opened(block.number, visit);
    };
    each([&](std::span<const Event> events) { n_events_ += events.size(); });
    const auto sort_all = [&](auto from) {
        const std::uint32_t first = block.first;
        if (!block.by_kernel) return copy_all(from, sorted_);
        if (block.hosts.empty()) {
            return sort(from, block.count, [=](const Event& e) { return e.receiver - first; });
        }
        const std::span<const std::uint32_t> hosts = block.hosts;
        sort(from, block.count, [=](const Event& e) { return hosts[e.receiver] - first; });
    };
    if (cut == no_cut) return sort_all(each);
    std::vector<Event> due;
    each([&](std::span<const Event> events) {
        for (const Event& event : events) (event.offset < cut ? due : late).push_back(event);
    });
    n_events_ = due.size();
    sort_all([&](auto visit) { visit(std::span<const Event>(due)); });
}

std::size_t Arrivals::bytes() const {
    return (sorted_.size() + other_.size() + late.capacity()) * sizeof(Event) +
           starts_.size() * sizeof(std::uint32_t);
}

template <class Each, class Key>
void Arrivals::sort(Each each, std::uint32_t n_keys, Key key) {
    make_room(sorted_, n_events_);
    if (n_events_ <= few) {
        copy_all(each, sorted_);
        sort_few(key);
    } else if (n_events_ * keys_an_event >= n_keys) {
        sort_by_count(each, n_keys, key);
    } else {
        sort_by_digits(each, n_keys, key);
    }
}

template <class Each>
void Arrivals::copy_all(Each each, Events& into) {
    make_room(into, n_events_);
    Event* next = into.data();
    each([&](std::span<const Event> events) {
        next = std::copy(events.begin(), events.end(), next);
    });
}

template <class Key>
void Arrivals::sort_few(Key key) {
    for (std::size_t i = 1; i < n_events_; ++i) {
        const Event event = sorted_[i];
        std::size_t place = i;
        for (; place > 0 && key(event) < key(sorted_[place - 1]); --place) {
            sorted_[place] = sorted_[place - 1];
        }
        sorted_[place] = event;
    }
}

template <class Each, class Key>
void Arrivals::sort_by_count(Each each, std::uint32_t n_keys, Key key) {
    const auto places = begin_counting(starts_, n_keys);
    each([&](std::span<const Event> events) {
        for (const Event& event : events) ++places[key(event)];
    });
    sum_up(places);
    Event* const sorted = sorted_.data();
    each([&](std::span<const Event> events) {
        for (const Event& event : events) sorted[places[key(event)]++] = event;
    });
}

/// Two passes over half of the digits each, where counting every key would cost more than that.
template <class Each, class Key>
void Arrivals::sort_by_digits(Each each, std::uint32_t n_keys, Key key) {
    make_room(other_, n_events_);
    const auto bits = static_cast<unsigned>(std::bit_width(n_keys));
    const unsigned low_bits = bits / 2;
    const std::uint32_t low_mask = (1u << low_bits) - 1;
    const std::size_t n_low = std::size_t{1} << low_bits;
    const auto counts = begin_counting(starts_, n_low + (std::size_t{1} << (bits - low_bits)));
    const auto low = counts.first(n_low);
    const auto high = counts.subspan(n_low);
    each([&](std::span<const Event> events) {
        for (const Event& event : events) {
            ++low[key(event) & low_mask];
            ++high[key(event) >> low_bits];
        }
    });
    sum_up(low);
    sum_up(high);
    Event* const other = other_.data();
    each([&](std::span<const Event> events) {
        for (const Event& event : events) other[low[key(event) & low_mask]++] = event;
    });
    Event* const sorted = sorted_.data();
    for (const Event& event : std::span(other, n_events_)) {
        sorted[high[key(event) >> low_bits]++] = event;
    }
}

}  // namespace worldline
