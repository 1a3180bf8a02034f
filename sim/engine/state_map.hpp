// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/base/digest.hpp"
#include "sim/base/expects.hpp"
#include "sim/engine/snapshot_bytes.hpp"

namespace worldline {

/// A growing part of a state: values by a 64-bit key, with a digest that follows every change.
///
/// The digest is the sum of its entries' digests, so a state with a million entries still has a
/// fingerprint at once, and it does not depend on the order in which entries came. Values are
/// changed through `put` alone. Keys are looked up, never walked in table order.
template <class Value>
class StateMap {
public:
    const Value* find(std::uint64_t key) const {
        const std::size_t place = place_of(key);
        return place == none ? nullptr : &slots_[place].value;
    }
    void put(std::uint64_t key, const Value& value) {
        const std::size_t place = place_of(key);
        if (place != none) {
            digest_ = digest_ - entry_digest(key, slots_[place].value);
            slots_[place].value = value;
        } else {
            if ((size_ + 1) * 4 > slots_.size() * 3) grow();
            insert({key, value, true});
            ++size_;
        }
        digest_ = digest_ + entry_digest(key, value);
    }
    void erase(std::uint64_t key) {
        const std::size_t place = place_of(key);
        if (place == none) return;
        digest_ = digest_ - entry_digest(key, slots_[place].value);
        --size_;
        close_gap(place);
    }
    std::size_t size() const { return size_; }
    Digest digest() const { return digest_; }

    /// Every entry, in ascending order of keys: for setting up and for looking on, not for haste.
    std::vector<std::pair<std::uint64_t, Value>> sorted() const;

    void save(SnapshotWriter& writer) const {
        writer.put(std::uint64_t{size_});
        for (const Slot& slot : slots_) {
            if (!slot.is_used) continue;
            writer.put(slot.key);
            writer.put(slot.value);
        }
    }
    void load(SnapshotReader& reader);
    static void add_shape(Digester& shape) {
        shape.add(std::string_view("map"));
        worldline::add_shape<Value>(shape);
    }

private:
    struct Slot {
        std::uint64_t key = 0;
        Value value{};
        bool is_used = false;
    };
    static constexpr std::size_t none = ~std::size_t{0};

    static std::size_t hash(std::uint64_t key) {
        key ^= key >> 32;
        key *= 0x9E37'79B9'7F4A'7C15ULL;
        return static_cast<std::size_t>(key ^ (key >> 29));
    }
    static Digest entry_digest(std::uint64_t key, const Value& value) {
        Digester digester;
        digester.add(key);
        digester.add(value);
        return digester.value();
    }
    std::size_t place_of(std::uint64_t key) const {
        if (slots_.empty()) return none;
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t place = hash(key) & mask;; place = (place + 1) & mask) {
            if (!slots_[place].is_used) return none;
            if (slots_[place].key == key) return place;
        }
    }
    void insert(Slot slot) {
        const std::size_t mask = slots_.size() - 1;
        std::size_t place = hash(slot.key) & mask;
        while (slots_[place].is_used) place = (place + 1) & mask;
        slots_[place] = std::move(slot);
    }
    void grow() {
        std::vector<Slot> old(slots_.empty() ? 8 : slots_.size() * 2);
        old.swap(slots_);
        for (Slot& slot : old) {
            if (slot.is_used) insert(std::move(slot));
        }
    }
    /// Linear probing without tombstones: later entries of the run move up.
    void close_gap(std::size_t gap) {
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t place = (gap + 1) & mask; slots_[place].is_used;
             place = (place + 1) & mask) {
            const std::size_t home = hash(slots_[place].key) & mask;
            if (((place - home) & mask) >= ((place - gap) & mask)) {
                slots_[gap] = std::move(slots_[place]);
                gap = place;
            }
        }
        slots_[gap] = Slot{};
    }

    std::vector<Slot> slots_;  ///< a power of two of them, at most three quarters used
    std::size_t size_ = 0;
    Digest digest_;
};

template <class Value>
std::vector<std::pair<std::uint64_t, Value>> StateMap<Value>::sorted() const {
    std::vector<std::pair<std::uint64_t, Value>> entries;
    for (const Slot& slot : slots_) {
        if (slot.is_used) entries.emplace_back(slot.key, slot.value);
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return entries;
}

/// Room for all of them is made first: entries come in the order of a table, and would crowd at
/// the beginning of a smaller one.
template <class Value>
void StateMap<Value>::load(SnapshotReader& reader) {
    *this = StateMap();
    const std::size_t count = reader.take_count();
    if (count > 0) slots_.resize(std::max<std::size_t>(8, std::bit_ceil((count * 4 + 2) / 3)));
    for (std::size_t i = 0; i < count; ++i) {
        const auto key = reader.take<std::uint64_t>();
        put(key, reader.take<Value>());
    }
}

}  // namespace worldline
