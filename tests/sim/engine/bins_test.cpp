// SPDX-License-Identifier: Apache-2.0
//
// Goal: what is added to the bins comes out once, in its bin and its block, with all it says; and
// pending events cost little more memory than they are large.
// Method: random times near and far, against a std::multimap; every event carries its own number.
#include "sim/engine/bins.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/base/random.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::uint32_t n_blocks = 70;  // more than the bits of a word

/// As many bytes as `number` says, each its own.
std::vector<std::byte> contents_of(std::uint32_t number) {
    std::vector<std::byte> contents(number % 5 == 0 ? 13 + number % 90 : number % 13);
    for (std::size_t i = 0; i < contents.size(); ++i) contents[i] = std::byte(number + 3 * i);
    return contents;
}

void add(Bins& bins, Time time, std::uint32_t number) {
    Event& event = bins.add(time, number % n_blocks);
    event.receiver = number % n_blocks;
    event.sender = 7;
    event.sequence = number;
    event.kind = 9;
    event.round = 0;
    const auto contents = contents_of(number);
    if (contents.size() <= Event::inline_max) {
        event.put_inline(contents);
    } else {
        event.put_long(bins.keep(time, contents));
    }
}

bool is_whole(const Event& event) {
    const auto wanted = contents_of(event.sequence);
    const auto found = event.bytes();
    return event.receiver == event.sequence % n_blocks && event.sender == 7 && event.kind == 9 &&
           std::equal(found.begin(), found.end(), wanted.begin(), wanted.end());
}

/// A second, simple way to keep them: by time, the numbers.
using Expected = std::multimap<std::int64_t, std::uint32_t>;

/// Opens a bin and checks it against what is expected in it, which is then forgotten.
void serve(Bins& bins, std::int64_t bin, Expected& expected) {
    bins.open(bin);
    std::vector<std::pair<std::int64_t, std::uint32_t>> found;
    std::size_t n_set = 0;
    bool all_whole = true;
    for (std::size_t block = 0; block < n_blocks; ++block) {
        std::size_t n_here = 0;
        bins.each_opened(block, [&](std::span<const Event> events) {
            for (const Event& event : events) {
                all_whole = all_whole && is_whole(event) && event.receiver == block;
                found.emplace_back(bins.start_of(bin).ticks + event.offset, event.sequence);
                ++n_here;
            }
        });
        const bool is_set = (bins.opened_blocks()[block / 64] >> (block % 64) & 1) != 0;
        CHECK(is_set == (n_here > 0));
        n_set += is_set ? 1 : 0;
    }
    CHECK(all_whole);
    CHECK(n_set > 0);
    CHECK(bins.n_opened() == found.size());
    std::sort(found.begin(), found.end());
    const auto first = expected.begin();
    const auto end = expected.lower_bound(bins.start_of(bin + 1).ticks);
    std::vector<std::pair<std::int64_t, std::uint32_t>> wanted(first, end);
    std::sort(wanted.begin(), wanted.end());
    CHECK(found == wanted);
    expected.erase(first, end);
    bins.close();
}

/// Mostly near, sometimes behind the ring, sometimes very far.
std::int64_t some_span(Random& random, std::int64_t width) {
    const std::uint64_t reach = random.below(10);
    const std::uint64_t n_bins = reach < 6 ? 20 : reach < 9 ? 2'000 : 3'000'000;
    return static_cast<std::int64_t>(random.below(n_bins * static_cast<std::uint64_t>(width)));
}

}  // namespace

TEST_CASE("What is added comes out once, in its bin and its block", "[bins]") {
    const auto width_log2 = static_cast<unsigned>(GENERATE(0, 3, 10));
    CAPTURE(width_log2);
    const std::int64_t width = std::int64_t{1} << width_log2;
    Random random(width_log2, Purpose::scenario, AgentId{0}, 0);
    Bins bins(width_log2, n_blocks);
    Expected expected;
    std::uint32_t number = 0;
    std::int64_t now = 0;
    const auto add_some = [&](std::int64_t from, std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::int64_t time = from + some_span(random, width);
            add(bins, Time{time}, ++number);
            expected.emplace(time, number);
        }
    };
    add_some(0, 3'000);
    for (int step = 0; step < 2'000 && !expected.empty(); ++step) {
        CHECK(bins.n_pending() == expected.size());
        const std::int64_t first = bins.first();
        REQUIRE(first == bins.bin_of(Time{expected.begin()->first}));
        serve(bins, first, expected);
        now = bins.start_of(first + 1).ticks;
        if (step < 1'500) add_some(now, random.below(6));
    }
    while (!expected.empty()) serve(bins, bins.first(), expected);
    CHECK(bins.first() == Bins::no_bin);
    CHECK(bins.n_pending() == 0);
}

TEST_CASE("A bin far away is found when nothing is near", "[bins]") {
    Bins bins(4, n_blocks);
    Expected expected;
    for (const std::int64_t bin : {std::int64_t{511}, std::int64_t{512}, std::int64_t{513},
                                   std::int64_t{767}, std::int64_t{768}, std::int64_t{100'000},
                                   std::int64_t{1} << 40}) {
        add(bins, bins.start_of(bin), static_cast<std::uint32_t>(bin % 1'000));
        expected.emplace(bins.start_of(bin).ticks, static_cast<std::uint32_t>(bin % 1'000));
    }
    std::vector<std::int64_t> opened;
    for (std::int64_t bin = bins.first(); bin != Bins::no_bin; bin = bins.first()) {
        opened.push_back(bin);
        serve(bins, bin, expected);
    }
    CHECK(opened == std::vector<std::int64_t>{511, 512, 513, 767, 768, 100'000,
                                              std::int64_t{1} << 40});
}

TEST_CASE("A bin behind the ring comes before a later one inside it", "[bins]") {
    Bins bins(0, n_blocks);
    Expected expected;
    const auto put = [&](std::int64_t time, std::uint32_t number) {
        add(bins, Time{time}, number);
        expected.emplace(time, number);
    };
    put(200, 1);
    put(600, 2);  // beyond the ring, which ends at 512
    serve(bins, 200, expected);
    put(650, 3);  // within it now
    CHECK(bins.first() == 600);
    serve(bins, 600, expected);
    CHECK(bins.first() == 650);
    serve(bins, 650, expected);
}

TEST_CASE("What is added to the open bin waits until it is opened again", "[bins]") {
    Bins bins(4, n_blocks);
    Expected expected;
    add(bins, Time{100}, 5);
    bins.open(6);
    CHECK(bins.n_opened() == 1);
    add(bins, Time{101}, 10);  // of the same bin, and with long contents
    expected.emplace(101, 10);
    bool is_kept = false;
    bins.each_opened(5, [&](std::span<const Event> events) { is_kept = is_whole(events[0]); });
    CHECK(is_kept);
    bins.close();
    CHECK(bins.first() == 6);
    serve(bins, 6, expected);
    CHECK(bins.first() == Bins::no_bin);
}

TEST_CASE("A copy for the open bin lives until it is closed", "[bins]") {
    Bins bins(4, n_blocks);
    add(bins, Time{0}, 1);
    bins.open(0);
    std::vector<std::span<const std::byte>> kept;
    for (std::uint32_t number = 0; number < 1'000; number += 5) {
        kept.push_back(bins.keep_open(contents_of(number)));
        add(bins, Time{20}, number);
    }
    bool all_kept = true;
    for (std::uint32_t i = 0; i < kept.size(); ++i) {
        const auto wanted = contents_of(5 * i);
        all_kept = all_kept && std::equal(kept[i].begin(), kept[i].end(), wanted.begin());
    }
    CHECK(all_kept);
    bins.close();
}

TEST_CASE("All that is pending can be looked at, and taken out", "[bins]") {
    Bins bins(3, n_blocks);
    Random random(1, Purpose::scenario, AgentId{0}, 0);
    Expected expected;
    for (std::uint32_t number = 0; number < 5'000; ++number) {
        const std::int64_t time = some_span(random, 8);
        add(bins, Time{time}, number);
        expected.emplace(time, number);
    }
    std::vector<std::pair<std::int64_t, std::uint32_t>> wanted(expected.begin(), expected.end());
    std::sort(wanted.begin(), wanted.end());
    std::vector<std::pair<std::int64_t, std::uint32_t>> found;
    bool all_whole = true;
    const auto note = [&](Time time, const Event& event) {
        found.emplace_back(time.ticks, event.sequence);
        all_whole = all_whole && is_whole(event);
    };
    bins.each_pending(note);
    std::sort(found.begin(), found.end());
    CHECK(found == wanted);
    CHECK(bins.n_pending() == 5'000);
    found.clear();
    bins.take_all(note);
    std::sort(found.begin(), found.end());
    CHECK(found == wanted);
    CHECK(all_whole);
    CHECK(bins.n_pending() == 0);
    CHECK(bins.first() == Bins::no_bin);
}

TEST_CASE("A million pending events take at most 40 bytes each", "[bins]") {
    constexpr std::uint32_t n_events = 1'000'000;
    const std::uint64_t n_bins = GENERATE(1u, 512u);
    CAPTURE(n_bins);
    Bins bins(10, 1);
    Random random(1, Purpose::scenario, AgentId{0}, 0);
    for (std::uint32_t number = 0; number < n_events; ++number) {
        Event& event = bins.add(Time{static_cast<std::int64_t>(random.below(n_bins << 10))}, 0);
        event.sequence = number;
        event.put_inline({});
    }
    CHECK(bins.n_pending() == n_events);
    CHECK(bins.bytes() <= std::size_t{40} * n_events);
}

TEST_CASE("The memory of bins that are over is used again", "[bins]") {
    Bins bins(4, n_blocks);
    Expected expected;
    std::size_t plateau = 0;
    for (std::uint32_t round = 0; round < 200; ++round) {
        for (std::uint32_t i = 0; i < 1'000; ++i) {
            const std::int64_t time = 16 * (round + 1 + i % 3) + i % 16;
            add(bins, Time{time}, round * 1'000 + i);
            expected.emplace(time, round * 1'000 + i);
        }
        serve(bins, bins.first(), expected);
        if (round == 20) plateau = bins.bytes();
    }
    CHECK(bins.bytes() == plateau);
}
