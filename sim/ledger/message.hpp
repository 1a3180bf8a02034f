// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"

namespace worldline {

/// What travels between agents: also a node of the hypergraph, born in one transition and heard
/// in another.
struct Message {
    MessageId id;  ///< (sender, the sender's own count)
    AgentId receiver;
    std::uint16_t kind = 0;      ///< see `message_kinds`
    TransitionId transition;     ///< in which it was said
    Time received;               ///< apparatus view
    PromiseId promise;           ///< that it is about; none
    std::uint64_t contents = 0;  ///< place of its bytes in the batch; see `Batch::contents`
    std::uint32_t size = 0;      ///< of the contents [bytes]
};

}  // namespace worldline
