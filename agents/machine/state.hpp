// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "agents/behaviours/observing.hpp"
#include "agents/machine/table.hpp"
#include "sim/engine/states.hpp"

namespace worldline {

/// A list whose first few values lie where it lies itself: most machines need no more.
template <class T, std::size_t n_near>
class ShortList {
public:
    std::size_t size() const { return size_; }
    T& operator[](std::size_t i) { return i < n_near ? near_[i] : far_[i - n_near]; }
    const T& operator[](std::size_t i) const { return i < n_near ? near_[i] : far_[i - n_near]; }

    /// Of so many values, all new.
    void reset(std::size_t size) {
        for (std::size_t i = 0; i < n_near && i < size_; ++i) near_[i] = T{};
        size_ = static_cast<std::uint32_t>(size);
        if (size <= n_near && far_.empty()) return;
        far_.assign(size > n_near ? size - n_near : 0, T{});
    }

    /// Together, for expressions. @pre there are no more than `n_near`, or `room` has space for all
    std::span<const T> all(std::vector<T>& room) const {
        if (size_ <= n_near) return {near_.data(), size_};
        room.assign(near_.begin(), near_.end());
        room.insert(room.end(), far_.begin(), far_.end());
        return room;
    }

    Digest digest() const {
        Digester digester;
        for (std::size_t i = 0; i < size_; ++i) digester.add((*this)[i]);
        return digester.value();
    }
    void save(SnapshotWriter& writer) const {
        writer.put(std::uint64_t{size_});
        for (std::size_t i = 0; i < size_; ++i) writer.put((*this)[i]);
    }
    void load(SnapshotReader& reader) {
        reset(reader.take_count());
        for (std::size_t i = 0; i < size_; ++i) reader.take((*this)[i]);
    }
    static void add_shape(Digester& shape) {
        shape.add(std::string_view("short list"));
        worldline::add_shape<T>(shape);
    }

private:
    std::array<T, n_near> near_{};
    std::uint32_t size_ = 0;
    std::vector<T> far_;
};

/// One timed transition of the state that a machine is in.
struct Timer {
    Reading at = no_reading;  ///< when it fires; none: not as things stand
    double rate = 0.0;        ///< of a `rate`, now [1/s]
    double left = 0.0;        ///< of its draw, while the rate is 0

    static constexpr auto fields(auto& self) { return std::tie(self.at, self.rate, self.left); }
};

/// What a machine has promised last under one of its names.
struct MadePromise {
    PromiseId promise = {};  ///< none: nothing, or it was kept or taken back
    Reading due = no_reading;

    static constexpr auto fields(auto& self) { return std::tie(self.promise, self.due); }
};

/// What a child is told at its birth, before the numbers of its variables.
struct Birth {
    std::uint32_t plan = 0;
    std::uint32_t machine = 0;
    std::uint32_t observing = 0;  ///< `ObservingState::plan`
    std::uint32_t state = 0;      ///< that it begins in

    static constexpr auto fields(auto& self) {
        return std::tie(self.plan, self.machine, self.observing, self.state);
    }
};

/// What an agent that is a machine remembers.
struct MachineState {
    ObservingState observing;
    std::uint32_t plan = 0;     ///< its parameters
    std::uint32_t machine = 0;  ///< place in `Machines::all`
    std::uint32_t state = 0;    ///< that it is in
    Reading entered;            ///< when it came into that
    AlarmId alarm;              ///< the one that it has set
    Reading alarm_at = no_reading;
    AgentId parent = nobody;
    Birth birth;
    std::uint64_t dropped = 0;  ///< percepts that matched nothing
    ShortList<double, 4> variables;
    ShortList<Timer, 2> timers;        ///< of the state's timed transitions, in their order
    ShortList<MadePromise, 2> made;    ///< by the machine's offers
    StateMap<std::uint32_t> verdicts;  ///< by promise: how many of its own
    StateMap<std::uint32_t> kept;      ///< by promise: occurrences of one's own so far
    StateMap<std::uint32_t> noticed;   ///< by promise that was told of in the run: its type

    static constexpr auto fields(auto& self) {
        return std::tie(self.observing, self.plan, self.machine, self.state, self.entered,
                        self.alarm, self.alarm_at, self.parent, self.birth, self.dropped,
                        self.variables, self.timers, self.made, self.verdicts, self.kept,
                        self.noticed);
    }
    static constexpr std::array field_names{"observing", "plan",     "machine",   "state",
                                            "entered",   "alarm",    "alarm_at",  "parent",
                                            "birth",     "dropped",  "variables", "timers",
                                            "made",      "verdicts", "kept",      "noticed"};
};

/// States of machines, whose variables have names.
class MachineStates final : public StatesOf<MachineState> {
public:
    explicit MachineStates(std::shared_ptr<const Machines> machines)
        : machines_(std::move(machines)) {}

    std::unique_ptr<States> clone() const override {
        return std::make_unique<MachineStates>(*this);
    }
    std::unique_ptr<States> empty() const override {
        return std::make_unique<MachineStates>(machines_);
    }
    std::vector<StateValue> values(std::size_t index) const override;

private:
    std::shared_ptr<const Machines> machines_;
};

}  // namespace worldline
