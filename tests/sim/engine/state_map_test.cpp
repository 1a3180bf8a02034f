// SPDX-License-Identifier: Apache-2.0
// Does a map in a state hold what was put, and does its digest say what it holds?
//
// Goal: equal to std::map after any puts and erases, through rows, tables and growth; the digest
// depends on the entries alone: not on their order, on what was there before, or on who asked when.
#include "sim/engine/state_map.hpp"

#include <map>

#include "sim/base/random.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

struct Entry {
    double share = 0.0;
    std::uint32_t count = 0;

    static constexpr auto fields(auto& self) { return std::tie(self.share, self.count); }
};

/// The digest of a map that was filled at once, and is asked for the first time.
Digest fresh_digest(const std::map<std::uint64_t, Entry>& entries) {
    StateMap<Entry> map;
    for (auto at = entries.rbegin(); at != entries.rend(); ++at) map.put(at->first, at->second);
    return map.digest();
}

void check_equal(const StateMap<Entry>& map, const std::map<std::uint64_t, Entry>& entries) {
    REQUIRE(map.size() == entries.size());
    const auto sorted = map.sorted();
    REQUIRE(sorted.size() == entries.size());
    std::size_t place = 0;
    for (const auto& [key, entry] : entries) {
        REQUIRE(sorted[place++].first == key);
        const Entry* found = map.find(key);
        REQUIRE(found != nullptr);
        REQUIRE(found->count == entry.count);
    }
}

TEST_CASE("A map holds what was put, whatever came and went", "[engine]") {
    const auto n_keys = GENERATE(1u, 3u, 5u, 40u, 3'000u);
    const auto asked_each = GENERATE(1u, 7u, 1'000'000u);  // how often the digest is asked for
    CAPTURE(n_keys, asked_each);
    Random random(7, Purpose::behaviour, AgentId{n_keys}, asked_each);
    StateMap<Entry> map;
    std::map<std::uint64_t, Entry> entries;
    for (std::uint32_t step = 1; step <= 20'000; ++step) {
        const auto key = static_cast<std::uint64_t>(random.uniform() * n_keys) << 32;
        if (random.uniform() < 0.45) {
            map.erase(key);
            entries.erase(key);
        } else {
            const Entry entry{random.uniform(), step};
            map.put(key, entry);
            entries[key] = entry;
        }
        if (step % asked_each == 0 && step > 18'000) {
            REQUIRE(map.digest() == fresh_digest(entries));
        } else if (step % asked_each == 0) {
            map.digest();
        }
    }
    check_equal(map, entries);
    CHECK(map.digest() == fresh_digest(entries));
    CHECK(StateMap<Entry>(map).digest() == map.digest());
}

TEST_CASE("Copies of a map go their own ways", "[engine]") {
    StateMap<Entry> one;
    for (std::uint64_t key = 0; key < 20; ++key) one.put(key, {0.5, 1});
    one.digest();
    const Digest before = one.digest();  // asked again: it is kept from now on
    StateMap<Entry> other = one;
    other.put(3, {0.25, 2});
    CHECK(one.digest() == before);
    CHECK(other.digest() != before);
    other.put(3, {0.5, 1});
    CHECK(other.digest() == before);
    one.erase(3);
    CHECK(other.find(3) != nullptr);
    CHECK(StateMap<Entry>().digest() == Digest{});
}

}  // namespace
}  // namespace worldline
