// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "sim/base/digest.hpp"
#include "sim/base/expects.hpp"
#include "sim/engine/snapshot_bytes.hpp"

namespace worldline {

/// A growing part of a state: values by a 64-bit key, with a digest that follows every change.
///
/// The digest is the sum of its entries' digests, so a state with a million entries still has a
/// fingerprint soon, and it does not depend on the order in which entries came. It costs nothing
/// until somebody asks. In a table that is asked again and again each entry keeps its own, and only
/// what has changed since is worked out. Values are changed through `put` alone. Keys are looked
/// up, never walked in table order.
///
/// An empty map is one pointer; a few entries stand in a row that is searched from its beginning,
/// more in a table with linear probing.
template <class Value>
class StateMap {
public:
    StateMap() = default;
    StateMap(const StateMap& other) : table_(copy_of(other.table_.get())) {}
    StateMap(StateMap&&) noexcept = default;
    StateMap& operator=(StateMap other) noexcept {
        table_ = std::move(other.table_);
        return *this;
    }

    const Value* find(std::uint64_t key) const {
        const std::size_t place = place_of(key);
        return place == none ? nullptr : &table_->slots()[place].value;
    }
    void put(std::uint64_t key, const Value& value) {
        std::size_t place = place_of(key);
        if (place == none) {
            if (is_full()) grow();
            place = free_place(key);
            table_->slots()[place].key = key;
            table_->slots()[place].is_used = true;
            ++table_->size;
        } else {
            forget(place);
        }
        table_->slots()[place].value = value;
        note_change(place);
    }
    void erase(std::uint64_t key) {
        const std::size_t place = place_of(key);
        if (place == none) return;
        forget(place);
        --table_->size;
        if (table_->n_slots <= n_in_a_row) {
            table_->slots()[place] = Slot{};
        } else {
            close_gap(place);
        }
    }
    std::size_t size() const { return table_ ? table_->size : 0; }
    Digest digest() const;

    /// Every entry, in ascending order of keys: for setting up and for looking on, not for haste.
    std::vector<std::pair<std::uint64_t, Value>> sorted() const;

    void save(SnapshotWriter& writer) const {
        writer.put(std::uint64_t{size()});
        for (std::size_t place = 0; table_ && place < table_->n_slots; ++place) {
            const Slot& slot = table_->slots()[place];
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
    /// What is known of the digest; there from when it is asked for again.
    struct Known {
        Digest sum;                         ///< of the slots that are known
        std::vector<Digest> of;             ///< by slot
        std::vector<bool> is_known;         ///< by slot
        std::vector<std::uint64_t> others;  ///< keys of what has changed since
    };
    /// Its slots stand right behind it: one piece of memory, one way to it.
    struct alignas(Slot) Table {
        std::size_t n_slots = 0;  ///< a power of two
        std::size_t size = 0;
        bool was_asked = false;  ///< for its digest
        std::unique_ptr<Known> known = {};

        std::span<Slot> slots() { return {reinterpret_cast<Slot*>(this + 1), n_slots}; }
    };
    struct Free {
        void operator()(Table* table) const {
            std::destroy(table->slots().begin(), table->slots().end());
            std::destroy_at(table);
            ::operator delete(table);
        }
    };
    using TablePointer = std::unique_ptr<Table, Free>;

    static TablePointer make_table(std::size_t n_slots) {
        static_assert(alignof(Slot) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        void* memory = ::operator new(sizeof(Table) + n_slots * sizeof(Slot));
        TablePointer table(new (memory) Table{.n_slots = n_slots});
        std::uninitialized_value_construct_n(table->slots().data(), n_slots);
        return table;
    }
    static TablePointer copy_of(Table* other) {
        if (other == nullptr) return nullptr;
        TablePointer table = make_table(other->n_slots);
        std::copy(other->slots().begin(), other->slots().end(), table->slots().begin());
        table->size = other->size;
        return table;
    }
    static constexpr std::size_t none = ~std::size_t{0};
    static constexpr std::size_t n_in_a_row = 4;  ///< so many slots at most are searched in a row

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
        if (!table_) return none;
        const std::span<Slot> slots = table_->slots();
        if (slots.size() <= n_in_a_row) {
            for (std::size_t place = 0; place < slots.size(); ++place) {
                if (slots[place].is_used && slots[place].key == key) return place;
            }
            return none;
        }
        const std::size_t mask = slots.size() - 1;
        for (std::size_t place = hash(key) & mask;; place = (place + 1) & mask) {
            if (!slots[place].is_used) return none;
            if (slots[place].key == key) return place;
        }
    }
    /// A row may be filled; a table stays one quarter free.
    bool is_full() const {
        if (!table_) return true;
        const std::size_t n_slots = table_->n_slots;
        return n_slots <= n_in_a_row ? table_->size == n_slots
                                     : (table_->size + 1) * 4 > n_slots * 3;
    }
    std::size_t free_place(std::uint64_t key) const {
        const std::span<Slot> slots = table_->slots();
        const std::size_t mask = slots.size() - 1;
        std::size_t place = slots.size() <= n_in_a_row ? 0 : hash(key) & mask;
        while (slots[place].is_used) place = (place + 1) & mask;
        return place;
    }
    void grow() {
        const TablePointer old = std::move(table_);
        table_ = make_table(old ? old->n_slots * 2 : 1);
        if (!old) return;
        table_->size = old->size;
        table_->was_asked = old->was_asked;
        for (Slot& slot : old->slots()) {
            if (slot.is_used) table_->slots()[free_place(slot.key)] = std::move(slot);
        }
    }
    /// Takes an entry that is known out of the sum; it changes, moves or goes.
    void forget(std::size_t place) {
        Known* known = table_->known.get();
        if (known == nullptr || !known->is_known[place]) return;
        known->sum = known->sum - known->of[place];
        known->is_known[place] = false;
    }
    /// Whoever is never asked again keeps no long list of what has changed.
    void note_change(std::size_t place) {
        Known* known = table_->known.get();
        if (known == nullptr) return;
        known->others.push_back(table_->slots()[place].key);
        if (known->others.size() > 2 * table_->n_slots) table_->known.reset();
    }
    /// Linear probing without tombstones: later entries of the run move up.
    void close_gap(std::size_t gap) {
        const std::span<Slot> slots = table_->slots();
        const std::size_t mask = slots.size() - 1;
        for (std::size_t place = (gap + 1) & mask; slots[place].is_used;
             place = (place + 1) & mask) {
            const std::size_t home = hash(slots[place].key) & mask;
            if (((place - home) & mask) >= ((place - gap) & mask)) {
                forget(place);
                slots[gap] = std::move(slots[place]);
                slots[place].is_used = false;
                note_change(gap);
                gap = place;
            }
        }
        slots[gap] = Slot{};
    }

    TablePointer table_;
};

template <class Value>
Digest StateMap<Value>::digest() const {
    if (!table_) return {};
    const std::span<Slot> slots = table_->slots();
    if (!table_->known) {
        Digest sum;
        for (const Slot& slot : slots) {
            if (slot.is_used) sum = sum + entry_digest(slot.key, slot.value);
        }
        const bool is_asked_again = std::exchange(table_->was_asked, true);
        if (!is_asked_again || slots.size() <= n_in_a_row) return sum;
        table_->known = std::make_unique<Known>();
        table_->known->of.resize(slots.size());
        table_->known->is_known.resize(slots.size());
        for (const Slot& slot : slots) {
            if (slot.is_used) table_->known->others.push_back(slot.key);
        }
    }
    Known& known = *table_->known;
    for (const std::uint64_t key : known.others) {
        const std::size_t place = place_of(key);
        if (place == none || known.is_known[place]) continue;
        known.of[place] = entry_digest(key, slots[place].value);
        known.is_known[place] = true;
        known.sum = known.sum + known.of[place];
    }
    known.others.clear();
    return known.sum;
}

template <class Value>
std::vector<std::pair<std::uint64_t, Value>> StateMap<Value>::sorted() const {
    std::vector<std::pair<std::uint64_t, Value>> entries;
    for (std::size_t place = 0; table_ && place < table_->n_slots; ++place) {
        const Slot& slot = table_->slots()[place];
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
    if (count == 0) return;
    const std::size_t n_slots = count <= n_in_a_row ? count : (count * 4 + 2) / 3;
    table_ = make_table(std::bit_ceil(n_slots));
    for (std::size_t i = 0; i < count; ++i) {
        const auto key = reader.take<std::uint64_t>();
        put(key, reader.take<Value>());
    }
}

}  // namespace worldline
