// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/pilot.hpp"

namespace worldline {

PilotState Pilot::add(const AgentSetup& setup) {
    PilotState state;
    state.steward = steward_.add(setup);
    state.plan = static_cast<std::uint32_t>(plans_.size());
    Plan plan;
    const auto recall = setup.numbers.find("recall");
    plan.is_recalled_by_messages = recall != setup.numbers.end() && recall->second != 0.0;
    const auto turns = setup.rows.find("turns");
    if (turns != setup.rows.end()) {
        for (const Arguments& row : turns->second) {
            plan.turns.push_back(
                {Reading{} + row.durations.at("at"),
                 {row.number("velocity_x"), row.number("velocity_y"), row.number("velocity_z")}});
        }
    }
    plans_.push_back(std::move(plan));
    return state;
}

Conduct Pilot::conduct(const AgentSetup& setup) {
    Conduct conduct = Steward::conduct(setup);
    conduct.acts_by_clock = true;  // its clock goes by its course
    return conduct;
}

void Pilot::react(PilotState& state, const Percept& percept, Actions& actions) const {
    const Plan& plan = plans_[state.plan];
    if (percept.kind == alarm_kind::own && percept.alarm.exists()) {
        if (!state.is_recalled) actions.course(plan.turns[percept.as<std::uint32_t>()].velocity);
        return;
    }
    if (percept.kind == event_kind::start) {
        for (std::uint32_t i = 0; i < plan.turns.size(); ++i) {
            actions.wake(plan.turns[i].at, alarm_kind::own, std::as_bytes(std::span(&i, 1)));
        }
    }
    const bool is_message = percept.message.exists() && percept.sender != percept.self;
    if (is_message && plan.is_recalled_by_messages && !state.is_recalled) {
        state.is_recalled = true;
        actions.course(-actions.place().velocity);
    }
    steward_.react(state.steward, percept, actions);
}

}  // namespace worldline
