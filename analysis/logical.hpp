// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "sim/ledger/batch.hpp"
#include "sim/spacetime/logical.hpp"

namespace worldline {

/// What logical clocks would have shown in a run: one for each agent, moved by all that it did.
///
/// A transition that hears a message is a reception, any other one a local event; each message
/// that it says is a sending after that. Read-side: nobody in the run need have carried a clock.
class LogicalClocks {
public:
    struct Stamp {
        LamportClock lamport;
        VectorClock vector;  ///< entries by agents' numbers
        HybridClock hybrid;  ///< from recorded readings; where none was kept, time stands still
    };

    /// @param facts     all of a run, recorded at level `full`
    /// @par Complexity  O(n (log n + agents)) in transitions and messages, and as much memory
    explicit LogicalClocks(const Batch& facts);

    /// @throws std::out_of_range  there is no such transition or message.
    const Stamp& of(TransitionId id) const { return transitions_.at(id); }
    const Stamp& of(MessageId id) const { return messages_.at(id); }

    /// Could `a` have had an effect on `b`? That is always within the light cone of `a`.
    bool happened_before(TransitionId a, TransitionId b) const {
        return order_of(of(a).vector, of(b).vector) == HappenedBefore::before;
    }

private:
    std::map<TransitionId, Stamp> transitions_;
    std::map<MessageId, Stamp> messages_;
};

}  // namespace worldline
