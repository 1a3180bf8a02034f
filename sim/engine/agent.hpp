// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/base/digest.hpp"
#include "sim/engine/actions.hpp"
#include "sim/engine/contents.hpp"

namespace worldline {

/// What reaches an agent: its own clock's reading, who sent it, and what it says. Nothing here
/// tells coordinate time, another agent's state, or anything about strangers.
struct Percept {
    Reading now;
    AgentId self;
    AgentId sender;          ///< itself for its own alarms; nobody for plans
    std::uint16_t kind = 0;  ///< `event_kind`, or a message kind
    MessageId message;       ///< none for plans and alarms
    AlarmId alarm;           ///< which of its alarms; none otherwise
    std::span<const std::byte> contents;

    template <class T>
    T as() const {
        return value_of<T>(contents);
    }
};

/// The interior states of all agents of one kind in one block: one array.
class States {
public:
    virtual ~States() = default;
    virtual std::unique_ptr<States> clone() const = 0;
    virtual std::unique_ptr<States> empty() const = 0;
    virtual std::size_t size() const = 0;
    virtual Digest content(std::size_t index) const = 0;      ///< σ
    virtual void take(States& other, std::size_t index) = 0;  ///< moves one in, at the end
};

/// A state is a plain struct that lists its fields once:
/// `static auto fields(auto& self) { return std::tie(self.heard, self.last); }`.
template <class State>
class StatesOf final : public States {
public:
    std::unique_ptr<States> clone() const override { return std::make_unique<StatesOf>(*this); }
    std::unique_ptr<States> empty() const override { return std::make_unique<StatesOf>(); }
    std::size_t size() const override { return rows.size(); }
    Digest content(std::size_t index) const override { return content_of(rows[index]); }
    void take(States& other, std::size_t index) override {
        rows.push_back(std::move(static_cast<StatesOf&>(other).rows[index]));
    }
    static Digest content_of(const State& state) {
        Digester digester;
        digester.add(state);
        return digester.value();
    }

    std::vector<State> rows;
};

class Turns;

/// SEAM: what agents of one kind do, a function from (state, percept) to (actions, state).
///
/// A behaviour holds parameters and no state of its own, so one object serves every agent of its
/// kind, from any thread, and `react` *is* the tuple (f1, invars) → (outvars, f2). Copying the
/// world forks it.
class Behaviour {
public:
    virtual ~Behaviour() = default;

    /// An empty array of this kind's states.
    virtual std::unique_ptr<States> states() const = 0;

    /// All that is due to agents of this kind in one block: called once for each (kind, block).
    virtual void run(States& states, Turns& turns) const = 0;
};

/// Derive from this, as `class Relay final : public BehaviourOf<Relay, RelayState>`, and write
/// `void react(RelayState&, const Percept&, Actions&) const`: one call for each percept, in key
/// order, not virtual. Override `run` instead to serve many agents at once.
template <class Self, class State>
class BehaviourOf : public Behaviour {
public:
    std::unique_ptr<States> states() const override { return std::make_unique<StatesOf<State>>(); }
    void run(States& states, Turns& turns) const override;
};

}  // namespace worldline

#include "sim/engine/turns.hpp"
