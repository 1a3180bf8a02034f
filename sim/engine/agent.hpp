// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "sim/engine/actions.hpp"
#include "sim/engine/contents.hpp"
#include "sim/engine/states.hpp"

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

    /// Whether turns of several agents are open at once, so that what they write down stands mixed.
    virtual bool interleaves() const { return false; }

    /// Whether only the thread that runs the world may call it. Then that thread runs all of it.
    virtual bool stays_on_calling_thread() const { return false; }
};

/// Derive from this, as `class Relay final : public BehaviourOf<Relay, RelayState>`, and write
/// `void react(RelayState&, const Percept&, Actions&) const`: one call for each percept, in key
/// order, not virtual.
template <class Self, class State>
class BehaviourOf : public Behaviour {
public:
    std::unique_ptr<States> states() const override { return std::make_unique<StatesOf<State>>(); }
    void run(States& states, Turns& turns) const override;
};

/// One agent's part in a reaction of many.
template <class State>
struct Reaction {
    State& state;
    const Percept& percept;
    Actions& actions;
};

/// The second form, for what goes faster for many at once, in vectors: write
/// `void react(std::span<const Reaction<State>>) const`. The agents of one call differ, each is
/// alone in its kernel, and each has one percept. It is the same behaviour as one that is asked
/// for each of them alone, and must give the same: who stands beside whom depends on threads.
template <class Self, class State>
class BatchBehaviourOf : public Behaviour {
public:
    std::unique_ptr<States> states() const override { return std::make_unique<StatesOf<State>>(); }
    void run(States& states, Turns& turns) const override;
    bool interleaves() const override { return true; }
};

}  // namespace worldline

#include "sim/engine/turns.hpp"
