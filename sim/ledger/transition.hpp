// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sim/base/digest.hpp"
#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"

namespace worldline {

/// A hyperedge of the world-line hypergraph: one reaction of one agent, the tuple
/// (f1, invars) → (outvars, f2).
///
/// f1 is the state that the agent's previous transition led to, f2 the state that this one leads
/// to, so the f-state after a transition *is* that transition (same id): tails and heads with
/// role `f` need no rows. The message that was heard is the tail `in` (`cause`); each message
/// that was said is a head `message` (it names its transition). Only other states and roles have
/// rows of their own (`Incidence`).
struct Transition {
    TransitionId id;         ///< (agent, its interior time: 1 for its first reaction)
    Time time;               ///< apparatus view
    std::uint8_t round = 0;  ///< of zero-delay exchange inside a kernel
    std::int8_t return_code = 0;
    MessageId cause;  ///< what was heard; none: the agent's own alarm or plan
    Digest content;   ///< σ: equal contents are equal, an FSM returns to them
    Digest history;   ///< η: folds all that happened before; never repeats
    TimelineId timeline = TimelineId{0};
};

/// What part a state plays in a transition.
enum class Role : std::uint8_t {
    // clang-format off
    f, in, in_error, read, base, evidence,  // tails
    keeps,                                  // tail: the promise that it keeps
    out, out_error, message, merged,        // heads
    promise,                                // head: the promise that it makes
    // clang-format on
};
constexpr bool is_tail(Role role) { return role <= Role::keeps; }

/// What kind of state (or promise) the other end of an incidence is.
enum class NodeKind : std::uint8_t { transition, message, promise };

/// One end of a hyperedge: `node` plays `role` in `transition`.
struct Incidence {
    TransitionId transition;
    Role role = Role::in;
    NodeKind kind = NodeKind::transition;
    std::uint64_t node = 0;        ///< packed id of that kind
    std::uint32_t occurrence = 0;  ///< of a schedule, for `keeps`
};

/// What an agent's clock showed at one of its transitions; kept where selected.
struct ReadingRow {
    TransitionId transition;
    Reading reading;
};

/// Where a state is on one of the world's named axes; kept where selected.
struct PositionRow {
    TransitionId transition;
    std::uint16_t axis = 0;
    double position = 0.0;  ///< [unit of the axis]
};

}  // namespace worldline
