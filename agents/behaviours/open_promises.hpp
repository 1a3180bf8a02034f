// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "agents/noticing.hpp"
#include "sim/engine/actions.hpp"
#include "sim/engine/state_map.hpp"

namespace worldline {

/// A promise that an observer has noticed and waits to see kept.
struct OpenPromise {
    Notice notice;
    std::uint16_t judge = 0;
    std::uint32_t awaited = no_occurrence;  ///< next occurrence; 0 for a single promise
    AlarmId alarm = {};                     ///< rings when silence is judged
    Reading previous = no_reading;          ///< e of the last occurrence that came
    std::uint32_t previous_occurrence = 0;  ///< which one that was

    static constexpr auto fields(auto& self) {
        return std::tie(self.notice, self.judge, self.awaited, self.alarm, self.previous,
                        self.previous_occurrence);
    }
};

/// What an observer waits for, by promise; and what promises rest on that were made in the run, as
/// their notices said. What the scenario writes about that stands in `Surroundings::grounds`.
class OpenPromises {
public:
    const OpenPromise* find(std::uint64_t promise) const { return promises_.find(promise); }
    void put(std::uint64_t promise, const OpenPromise& open) { promises_.put(promise, open); }
    void erase(std::uint64_t promise) { promises_.erase(promise); }
    std::size_t size() const { return promises_.size(); }
    std::vector<std::pair<std::uint64_t, OpenPromise>> sorted() const { return promises_.sorted(); }

    /// `from` rests on a ground, as its notice says.
    void rest(PromiseId from, const Ground& ground);
    /// The n-th promise that `from` rests on, and the n-th that rests on `onto`; from 0.
    std::optional<BuildsOn> ground(PromiseId from, std::uint32_t n) const;
    std::optional<BuildsOn> upon(PromiseId onto, std::uint32_t n) const;

    Digest digest() const { return promises_.digest() + links_.digest(); }
    void save(SnapshotWriter& writer) const {
        promises_.save(writer);
        links_.save(writer);
    }
    void load(SnapshotReader& reader) {
        promises_.load(reader);
        links_.load(reader);
    }
    static void add_shape(Digester& shape) {
        StateMap<OpenPromise>::add_shape(shape);
        StateMap<Ground>::add_shape(shape);
    }

private:
    StateMap<OpenPromise> promises_;
    StateMap<Ground> links_;  ///< each link twice: by the n-th of `from`, and of `onto`
};

}  // namespace worldline
