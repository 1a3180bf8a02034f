// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/ledger/batch.hpp"

/// Facts written by hand, for tests.
namespace worldline::by_hand {

constexpr TransitionId transition(std::uint32_t agent, std::uint32_t count) {
    return {AgentId{agent}, count};
}
constexpr MessageId message(std::uint32_t sender, std::uint32_t count) {
    return {AgentId{sender}, count};
}

inline Transition step(TransitionId id, std::int64_t time, MessageId cause = {}) {
    Transition transition;
    transition.id = id;
    transition.time = Time{time};
    transition.cause = cause;
    return transition;
}

inline Message said(MessageId id, TransitionId in, std::uint32_t receiver, std::int64_t received) {
    Message message;
    message.id = id;
    message.receiver = AgentId{receiver};
    message.transition = in;
    message.received = Time{received};
    return message;
}

/// Two agents talk. In the order of a record with bins of 18 ticks: not in causal order.
///
///     agent 0   #1 ──────────────── #2 ──── #3        t = 0, 15, 20
///               │ makes promise 0.0 │ keeps ↑
///               ↓ message 0.0       it      │ message 1.0
///     agent 1   ──────── #1 ────────────────╯          t = 10
///                        ╰──── message 1.1, to agent 2, still under way
inline Batch talk() {
    Batch facts;
    facts.transitions = {step(transition(0, 1), 0), step(transition(0, 2), 15),
                         step(transition(1, 1), 10, message(0, 0)),
                         step(transition(0, 3), 20, message(1, 0))};
    facts.messages = {said(message(0, 0), transition(0, 1), 1, 10),
                      said(message(1, 0), transition(1, 1), 0, 20),
                      said(message(1, 1), transition(1, 1), 2, 25)};
    const std::uint64_t promise = PromiseId{AgentId{0}, 0}.packed;
    facts.incidences = {{transition(0, 1), Role::promise, NodeKind::promise, promise},
                        {transition(0, 2), Role::keeps, NodeKind::promise, promise}};
    return facts;
}

}  // namespace worldline::by_hand
