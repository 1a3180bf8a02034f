// SPDX-License-Identifier: Apache-2.0
//
// Goal: the events of a block stand side by side for each kernel, whichever way of sorting their
// number asks for, and whichever lanes sent them; what is not due yet is left behind.
// Method: random events against std::sort.
#include "sim/engine/arrivals.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/random.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

/// How many events come to how many slots. Up to 32 are inserted, more are counted, and where
/// there are over six slots for each they are counted by two digits.
struct Crowd {
    std::uint32_t n_events;
    std::uint32_t n_slots;
};
constexpr Crowd crowds[] = {{1, 1},       {2, 1'000},    {32, 64},       {33, 64},
                            {33, 10'000}, {5'000, 100},  {5'000, 1},     {1'000, 5'999},
                            {1'000, 6'001}, {1'000, 65'536}, {40, 1u << 20}};

constexpr std::uint32_t first_slot = 300;

std::vector<Event> some_events(Crowd crowd) {
    Random random(crowd.n_events, Purpose::scenario, AgentId{crowd.n_slots}, 0);
    std::vector<Event> events;
    for (std::uint32_t i = 0; i < crowd.n_events; ++i) {
        Event event{};
        event.offset = static_cast<std::uint32_t>(random.below(64));
        event.receiver = first_slot + static_cast<std::uint32_t>(random.below(crowd.n_slots));
        event.sequence = i;
        events.push_back(event);
    }
    return events;
}

/// Spread over lanes, all in one open bin, with events of another block among them.
struct Lanes {
    Lanes(const std::vector<Event>& events, std::size_t n_lanes) {
        for (std::size_t i = 0; i < n_lanes; ++i) lanes.push_back(std::make_unique<Bins>(6, 2));
        for (const Event& event : events) {
            Bins& lane = *lanes[event.sequence % n_lanes];
            Event& put = lane.add(Time{event.offset}, 1);
            put = event;
            lane.add(Time{event.offset}, 0) = Event{};
        }
        for (const auto& lane : lanes) {
            lane->open(0);
            pointers.push_back(lane.get());
        }
    }
    std::vector<std::unique_ptr<Bins>> lanes;
    std::vector<const Bins*> pointers;
};

template <class Key>
bool is_side_by_side(std::span<const Event> events, Key key) {
    return std::is_sorted(events.begin(), events.end(),
                          [&](const Event& a, const Event& b) { return key(a) < key(b); });
}

/// Numbers of the events, ascending.
std::vector<std::uint32_t> numbers_of(std::span<const Event> events) {
    std::vector<std::uint32_t> numbers;
    for (const Event& event : events) numbers.push_back(event.sequence);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::vector<std::uint32_t> numbers_to(std::uint32_t count) {
    std::vector<std::uint32_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0u);
    return numbers;
}

}  // namespace

TEST_CASE("The events of a block stand side by side for each receiver", "[arrivals]") {
    Arrivals arrivals;  // one for all: what is left of the last crowd must not show
    for (const Crowd crowd : crowds) {
        for (const std::size_t n_lanes : {1u, 3u}) {
            CAPTURE(crowd.n_events, crowd.n_slots, n_lanes);
            const Lanes lanes(some_events(crowd), n_lanes);
            arrivals.collect(lanes.pointers,
                             {.number = 1, .first = first_slot, .count = crowd.n_slots},
                             Arrivals::no_cut);
            CHECK(is_side_by_side(arrivals.events(), [](const Event& e) { return e.receiver; }));
            CHECK(numbers_of(arrivals.events()) == numbers_to(crowd.n_events));
            CHECK(arrivals.late.empty());
        }
    }
    CHECK(arrivals.bytes() > 0);
}

TEST_CASE("Kernels stand side by side where agents share them", "[arrivals]") {
    for (const Crowd crowd : crowds) {
        CAPTURE(crowd.n_events, crowd.n_slots);
        std::vector<std::uint32_t> hosts(first_slot + crowd.n_slots);
        for (std::uint32_t slot = 0; slot < hosts.size(); ++slot) {
            hosts[slot] = slot < first_slot ? slot : slot - (slot - first_slot) % 3;
        }
        const Lanes lanes(some_events(crowd), 2);
        Arrivals arrivals;
        arrivals.collect(
            lanes.pointers,
            {.number = 1, .first = first_slot, .count = crowd.n_slots, .hosts = hosts},
            Arrivals::no_cut);
        CHECK(is_side_by_side(arrivals.events(),
                              [&](const Event& e) { return hosts[e.receiver]; }));
        CHECK(numbers_of(arrivals.events()) == numbers_to(crowd.n_events));
    }
}

TEST_CASE("For the loop by time all are collected, in no order", "[arrivals]") {
    for (const Crowd crowd : crowds) {
        const Lanes lanes(some_events(crowd), 2);
        Arrivals arrivals;
        arrivals.collect(
            lanes.pointers,
            {.number = 1, .first = first_slot, .count = crowd.n_slots, .by_kernel = false},
            Arrivals::no_cut);
        CHECK(numbers_of(arrivals.events()) == numbers_to(crowd.n_events));
    }
}

TEST_CASE("What is not due before the cut is left behind", "[arrivals]") {
    Arrivals arrivals;
    for (const Crowd crowd : crowds) {
        for (const std::uint32_t cut : {0u, 20u, 64u}) {
            CAPTURE(crowd.n_events, crowd.n_slots, cut);
            const std::vector<Event> events = some_events(crowd);
            const Lanes lanes(events, 2);
            arrivals.collect(lanes.pointers,
                             {.number = 1, .first = first_slot, .count = crowd.n_slots}, cut);
            std::vector<Event> due, late;
            for (const Event& event : events) (event.offset < cut ? due : late).push_back(event);
            CHECK(numbers_of(arrivals.events()) == numbers_of(due));
            CHECK(numbers_of(arrivals.late) == numbers_of(late));
            CHECK(is_side_by_side(arrivals.events(), [](const Event& e) { return e.receiver; }));
        }
    }
}

TEST_CASE("A block to which nothing comes has no arrivals", "[arrivals]") {
    const Lanes lanes({}, 2);
    Arrivals arrivals;
    arrivals.collect(lanes.pointers, {.number = 1, .first = 0, .count = 100}, Arrivals::no_cut);
    CHECK(arrivals.events().empty());
    arrivals.collect(lanes.pointers, {.number = 1, .first = 0, .count = 100}, 5);
    CHECK(arrivals.events().empty());
}
