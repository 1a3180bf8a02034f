// SPDX-License-Identifier: Apache-2.0
//
// Goal: memory that is used in crowds and freed in crowds is used again, and belongs to one chain
// at a time.
// Method: chains of known length; every byte of a chunk is written and read back.
#include "sim/base/chunks.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "sim/base/memory.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

Chunk* chain_of(Chunks& chunks, std::size_t length) {
    Chunk* last = nullptr;
    for (std::size_t i = 0; i < length; ++i) last = chunks.take(last);
    return last;
}

std::size_t length_of(const Chunk* last) {
    std::size_t length = 0;
    for (; last != nullptr; last = last->previous) ++length;
    return length;
}

bool is_all(const std::byte* begin, std::size_t count, std::byte value) {
    return std::all_of(begin, begin + count, [&](std::byte b) { return b == value; });
}

constexpr std::size_t room = Chunk::size - Chunk::header;

}  // namespace

TEST_CASE("A chain goes from its last chunk to its first", "[chunks]") {
    Chunks chunks;
    Chunk* const first = chunks.take(nullptr);
    CHECK(first->previous == nullptr);
    CHECK(first->first == first);
    Chunk* const second = chunks.take(first);
    Chunk* const third = chunks.take(second);
    CHECK(third->previous == second);
    CHECK(second->previous == first);
    CHECK(third->first == first);
    CHECK(length_of(third) == 3);
}

TEST_CASE("A chunk is found from the byte before an end", "[chunks]") {
    Chunks chunks;
    Chunk* const chunk = chunks.take(nullptr);
    CHECK(reinterpret_cast<std::uintptr_t>(chunk) % Chunk::size == 0);
    CHECK(Chunk::of(chunk->begin()) == chunk);
    CHECK(Chunk::of(chunk->begin() + 1) == chunk);
    CHECK(Chunk::of(chunk->begin() + room) == chunk);
    CHECK(Chunk::is_full(chunk->begin() + room));
    CHECK(!Chunk::is_full(chunk->begin() + room - 1));
    CHECK(!Chunk::is_full(chunk->begin()));
    CHECK(Chunk::is_full(nullptr));
}

TEST_CASE("No byte belongs to two chunks", "[chunks]") {
    Chunks chunks;
    constexpr std::size_t n_chunks = 5'000;
    std::vector<Chunk*> lasts;
    for (std::size_t i = 0; i < n_chunks / 5; ++i) lasts.push_back(chain_of(chunks, 5));
    std::set<Chunk*> all;
    unsigned number = 0;
    for (Chunk* last : lasts) {
        for (Chunk* chunk = last; chunk != nullptr; chunk = chunk->previous) {
            all.insert(chunk);
            std::memset(chunk->begin(), static_cast<int>(++number % 251), room);
        }
    }
    CHECK(all.size() == n_chunks);
    number = 0;
    bool all_kept = true;
    for (Chunk* last : lasts) {
        for (Chunk* chunk = last; chunk != nullptr; chunk = chunk->previous) {
            all_kept = all_kept && is_all(chunk->begin(), room, std::byte(++number % 251));
        }
    }
    CHECK(all_kept);
    CHECK(chunks.bytes() >= n_chunks * Chunk::size);
}

TEST_CASE("What was given back is used again", "[chunks]") {
    Chunks chunks;
    std::set<Chunk*> before;
    Chunk* last = chain_of(chunks, 1'000);
    for (Chunk* chunk = last; chunk != nullptr; chunk = chunk->previous) before.insert(chunk);
    const std::size_t bytes = chunks.bytes();
    chunks.give(last);
    for (int round = 0; round < 50; ++round) {
        Chunk* const longer = chain_of(chunks, 600);
        Chunk* const shorter = chain_of(chunks, 400);
        CHECK(length_of(longer) == 600);
        CHECK(length_of(shorter) == 400);
        for (Chunk* chunk = longer; chunk != nullptr; chunk = chunk->previous) {
            REQUIRE(before.contains(chunk));
        }
        chunks.give(shorter);
        chunks.give(longer);
    }
    CHECK(chunks.bytes() == bytes);
}

TEST_CASE("A chain of one chunk is given back, too", "[chunks]") {
    Chunks chunks;
    Chunk* const chunk = chunks.take(nullptr);
    chunks.give(chunk);
    CHECK(chunks.take(nullptr) == chunk);
}

TEST_CASE("Pages are zero and writable from end to end", "[chunks]") {
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{4'096}, std::size_t{100'000},
                                    std::size_t{2} << 20, (std::size_t{4} << 20) + 1}) {
        CAPTURE(bytes);
        const Pages pages(bytes);
        CHECK(pages.bytes() == bytes);
        CHECK(reinterpret_cast<std::uintptr_t>(pages.begin()) % Chunk::size == 0);
        CHECK(is_all(pages.begin(), bytes, std::byte{0}));
        std::memset(pages.begin(), 7, bytes);
        CHECK(is_all(pages.begin(), bytes, std::byte{7}));
    }
}

TEST_CASE("Pages that are moved are given back once", "[chunks]") {
    Pages pages(100'000);
    std::byte* const begin = pages.begin();
    Pages moved = std::move(pages);
    CHECK(moved.begin() == begin);
    CHECK(pages.begin() == nullptr);
}

TEST_CASE("Pages are given back to the system", "[chunks]") {
    constexpr std::size_t bytes = std::size_t{32} << 20;
    const std::size_t before = resident_bytes();
    if (before == 0) return;  // not known on this system
    {
        const Pages pages(bytes);
        CHECK(resident_bytes() < before + bytes / 2);  // untouched ones cost nothing
        std::memset(pages.begin(), 1, bytes);
        CHECK(resident_bytes() >= before + bytes / 2);
    }
    CHECK(resident_bytes() < before + bytes / 2);
}

TEST_CASE("An array on pages holds what an array holds, small and large", "[chunks]") {
    std::vector<std::uint64_t, OnPages<std::uint64_t>> numbers;
    constexpr std::uint64_t count = 700'000;  // from the heap to huge pages on the way
    for (std::uint64_t i = 0; i < count; ++i) numbers.push_back(i * i);
    bool all_kept = true;
    for (std::uint64_t i = 0; i < count; ++i) all_kept = all_kept && numbers[i] == i * i;
    CHECK(all_kept);
    const auto copy = numbers;
    CHECK(copy == numbers);
    numbers.resize(3);
    numbers.shrink_to_fit();
    CHECK(numbers == std::vector<std::uint64_t, OnPages<std::uint64_t>>{0, 1, 4});
}
