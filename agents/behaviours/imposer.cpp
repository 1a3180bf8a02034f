// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/imposer.hpp"

namespace worldline {

ImposerState Imposer::add(const AgentSetup& setup) {
    ImposerState state;
    state.steward = steward_.add(setup);
    state.plan = static_cast<std::uint32_t>(plans_.size());
    std::vector<Demand> demands;
    for (const Imposes& row : setup.imposes) {
        for (const AgentId on : row.on) {
            if (on == setup.id) continue;  // of its own group it means the others
            demands.push_back({Reading{} + row.at, on, {row.type, row.value}});
        }
    }
    plans_.push_back(std::move(demands));
    return state;
}

void Imposer::react(ImposerState& state, const Percept& percept, Actions& actions) const {
    const auto& demands = plans_[state.plan];
    if (percept.kind == event_kind::start) {
        for (std::uint32_t i = 0; i < demands.size(); ++i) {
            actions.wake(demands[i].at, alarm_kind::own, std::as_bytes(std::span(&i, 1)));
        }
    }
    if (percept.kind != alarm_kind::own) return steward_.react(state.steward, percept, actions);
    const Demand& demand = demands[percept.as<std::uint32_t>()];
    const Contents contents = Contents::of(demand.imposition);
    actions.tell(demand.on, {.kind = message_kind::imposition, .contents = contents.bytes()});
}

}  // namespace worldline
