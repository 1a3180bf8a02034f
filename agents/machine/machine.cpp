// SPDX-License-Identifier: Apache-2.0
#include "agents/machine/machine.hpp"

#include <cstring>

#include "agents/machine/conduct.hpp"
#include "agents/machine/step.hpp"
#include "agents/noticing.hpp"
#include "sim/base/expects.hpp"

namespace worldline {

std::vector<StateValue> MachineStates::values(std::size_t index) const {
    std::vector<StateValue> values = StatesOf<MachineState>::values(index);
    const MachineState& state = rows[index];
    const MachineTable& table = machines_->all[state.machine];
    for (std::size_t i = 0; i < state.variables.size(); ++i) {
        values.push_back({table.variables[i].name, state.variables[i]});
    }
    return values;
}

Machine::Machine(std::shared_ptr<const Surroundings> surroundings)
    : surroundings_(surroundings), complying_(surroundings), observing_(std::move(surroundings)) {
    expects(surroundings_->machines != nullptr, "an agent that is a machine has one");
}

std::unique_ptr<States> Machine::states() const {
    return std::make_unique<MachineStates>(surroundings_->machines);
}

std::optional<std::size_t> Machine::place_of(PromiseId promise) const {
    return surroundings_->written.place_of(promise, surroundings_->known_at_start);
}

Conduct Machine::conduct(const AgentSetup& setup) const {
    return conduct_of(machines().all.at(setup.machine.machine));
}

MachineState Machine::add(const AgentSetup& setup) {
    expects(setup.machine.machine < machines().all.size(), "a machine is known");
    const MachineTable& table = machines().all[setup.machine.machine];
    MachinePlan plan{.self = setup.id,
                     .start = setup.machine.start,
                     .agents = setup.machine.agents,
                     .promises = setup.machine.promises,
                     .offers = setup.machine.offers,
                     .neighbours = setup.neighbours};
    expects(plan.start < table.states.size(), "a machine begins in a state of its own");
    expects(
        plan.agents.size() == table.agents.size() && plan.promises.size() == table.promises.size(),
        "every parameter of a machine has its value");
    expects(plan.offers.size() == table.offers.size(), "it is known to whom a machine promises");
    for (const std::string& name : table.numbers) plan.numbers.push_back(setup.numbers.at(name));
    MachineState state;
    state.observing = observing_.add(setup);
    state.plan = static_cast<std::uint32_t>(plans_.size());
    state.machine = setup.machine.machine;
    plans_.push_back(std::move(plan));
    return state;
}

/// A child is the same machine as its parent, with the same parameters.
void Machine::be_born(MachineState& state, const Percept& percept) const {
    std::memcpy(&state.birth, percept.contents.data(), sizeof(Birth));
    state.parent = percept.sender;
    state.plan = state.birth.plan;
    state.machine = state.birth.machine;
    state.observing.plan = state.birth.observing;
}

/// A promise that it is told of in the run: whether it may judge that, and of which type it is.
/// What it knew before is not noted, nor what its transitions never ask.
void Machine::note(MachineState& state, const Percept& percept) const {
    const Notice notice = notice_of(percept.contents);
    if (place_of(notice.promise) || machines().all[state.machine].asks_types) {
        state.noticed.put(notice.promise.packed, notice.type.number);
    }
}

/// What ends once has ended: its type is not asked for again.
void Machine::forget(MachineState& state, const Percept& percept) const {
    if (state.noticed.size() == 0) return;
    const bool is_outcome = percept.kind == message_kind::outcome;
    if (is_outcome && percept.as<Outcome>().occurrence != no_occurrence) return;
    const PromiseId promise =
        is_outcome ? percept.as<Outcome>().promise : percept.as<Withdrawal>().promise;
    if (!place_of(promise)) state.noticed.erase(promise.packed);
}

/// Verdicts first: what one finds comes before what one does about it.
void Machine::react(MachineState& state, const Percept& percept, Actions& actions) const {
    if (percept.kind == event_kind::birth) be_born(state, percept);
    if (percept.kind != alarm_kind::own) observing_.react(state.observing, percept, actions);
    if (percept.kind == message_kind::promise) note(state, percept);
    MachineStep step(*this, state, percept, actions);
    switch (percept.kind) {
    case event_kind::start:
    case event_kind::birth:
        step.begin();
        return;
    case alarm_kind::own:
        step.ring();
        return;
    case alarm_kind::silence:
        return;  // the observer's own
    default:
        step.hear();
    }
    if (percept.kind == message_kind::outcome || percept.kind == message_kind::withdrawal) {
        forget(state, percept);
    }
}

}  // namespace worldline
