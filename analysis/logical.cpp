// SPDX-License-Identifier: Apache-2.0
#include "analysis/logical.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

namespace worldline {

LogicalClocks::LogicalClocks(const Batch& facts) {
    // Causes come first: an effect is later in (time, round).
    std::vector<const Transition*> transitions;
    for (const Transition& transition : facts.transitions) transitions.push_back(&transition);
    std::sort(transitions.begin(), transitions.end(), [](const auto* a, const auto* b) {
        return std::tie(a->time, a->round, a->id) < std::tie(b->time, b->round, b->id);
    });
    std::vector<const Message*> messages;
    for (const Message& message : facts.messages) messages.push_back(&message);
    std::sort(messages.begin(), messages.end(), [](const auto* a, const auto* b) {
        return std::tie(a->transition, a->id) < std::tie(b->transition, b->id);
    });
    std::map<TransitionId, std::int64_t> readings;
    for (const ReadingRow& row : facts.readings) readings[row.transition] = row.reading.ticks;

    std::map<AgentId, Stamp> clocks;
    for (const Transition* transition : transitions) {
        const AgentId agent = transition->id.maker();
        Stamp& clock = clocks[agent];
        clock.vector.own = agent.number;
        const auto reading = readings.find(transition->id);
        const std::int64_t physical = reading == readings.end() ? 0 : reading->second;
        const auto heard = messages_.find(transition->cause);
        if (transition->cause.exists() && heard != messages_.end()) {
            clock.lamport.receive(heard->second.lamport);
            clock.vector.receive(heard->second.vector);
            clock.hybrid.receive(heard->second.hybrid, physical);
        } else {
            clock.lamport.local();
            clock.vector.local();
            clock.hybrid.local(physical);
        }
        transitions_[transition->id] = clock;
        const auto first = std::lower_bound(
            messages.begin(), messages.end(), transition->id,
            [](const Message* message, TransitionId id) { return message->transition < id; });
        for (auto at = first; at != messages.end() && (*at)->transition == transition->id; ++at) {
            clock.lamport.send();
            clock.vector.send();
            clock.hybrid.send(physical);
            messages_[(*at)->id] = clock;
        }
    }
}

}  // namespace worldline
