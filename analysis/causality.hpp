// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/engine/network.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

/// Laws that the facts of every run obey.
enum class CausalLaw : std::uint8_t {
    counts_without_gap,    ///< an agent's transitions count 1, 2, 3, ...
    never_goes_back,       ///< an agent's (time, round) never falls from one to the next
    said_in_a_transition,  ///< a message names the transition of its sender in which it was said
    takes_time,            ///< between kernels a message is received later than it was said
    heard_was_said,        ///< the cause of a transition is a message that was said
    heard_by_receiver,     ///< a message is heard by the agent that it was sent to
    heard_when_received,   ///< at the very time at which it is received, where that is known
    heard_once,            ///< and in one transition
    effect_after_cause,    ///< a transition is later than its cause's, in (time, round)
};

/// The law in words.
std::string_view text_of(CausalLaw law);

/// One place where facts break a law: so not the facts of a run, or a fault of the engine.
struct CausalityFault {
    CausalLaw law = CausalLaw::counts_without_gap;
    TransitionId transition = {};  ///< which breaks it; none: the message does
    MessageId message = {};        ///< that is concerned, if any
    friend bool operator==(const CausalityFault&, const CausalityFault&) = default;
};

/// Holds the facts of a run against the order of cause and effect. Empty: all is well.
///
/// Apparatus view: coordinate time and rounds, which no agent sees.
///
/// @param facts    all of a run, recorded at level `full`; messages may still be under way
/// @param kernels  host of each agent, by its number; empty: every agent is alone
/// @param pilots   who steers itself, by number; empty: nobody. When such a one receives what is
///                 under way to it is not known when it is said, and may be `never`.
/// @return         faults of agents in order of transitions, then those of messages
/// @par Complexity O(n log n) in rows
std::vector<CausalityFault> check_causality(const Batch& facts,
                                            std::span<const std::uint32_t> kernels = {},
                                            const std::vector<bool>& pilots = {});

/// Who steers itself, by number.
std::vector<bool> pilots_of(const Network& network, std::size_t n_agents);

}  // namespace worldline
