// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "agents/behaviours/complying.hpp"
#include "agents/behaviours/observing.hpp"
#include "agents/machine/state.hpp"
#include "agents/machine/table.hpp"

namespace worldline {

/// What one agent gives its machine's parameters. Its children have the same.
struct MachinePlan {
    AgentId self;
    std::uint32_t start = 0;
    std::vector<double> numbers = {};
    std::vector<AgentId> agents = {};
    std::vector<NameId> promises = {};
    std::vector<Offered> offers = {};
    std::vector<AgentId> neighbours = {};
};

/// An agent whose conduct is a machine of states and transitions, written in the scenario. Judges
/// and tells as an observer does, besides.
///
/// One percept is one step that runs to its end, at one reading: of the transitions of the present
/// state that the percept sets off, the first whose guard holds; then transitions without trigger
/// until none holds. Guards see the agent as it was before the step. What sets off nothing is
/// dropped and counted. What is imposed on it reaches it only where it accepts that; it complies,
/// unless it keeps that acceptance by an act of its own.
///
/// | parameter | unit | default | meaning                                        |
/// |-----------|------|---------|------------------------------------------------|
/// | machine   | -    | -       | one of the scenario's `machines`               |
/// | offspring | 1    | 0       | how many agents it may call into being         |
///
/// Hears: what an observer hears, imposition, and what machines say.   Says: promise, withdrawal,
/// outcome, verdict, imposition, own words.
/// Promises: what the scenario writes, and what its transitions promise.
/// Source: docs/model.md 6.   Scenarios: flaggers, traffic-light.
class Machine final : public BehaviourOf<Machine, MachineState> {
public:
    explicit Machine(std::shared_ptr<const Surroundings> surroundings);

    std::unique_ptr<States> states() const override;
    MachineState add(const AgentSetup& setup);
    Conduct conduct(const AgentSetup& setup) const;
    void react(MachineState& state, const Percept& percept, Actions& actions) const;

    // For the steps that it takes.
    const Machines& machines() const { return *surroundings_->machines; }
    const MachinePlan& plan_of(const MachineState& state) const { return plans_[state.plan]; }
    const Surroundings& surroundings() const { return *surroundings_; }
    const Observing& observing() const { return observing_; }
    const Complying& complying() const { return complying_; }
    /// Place of a promise that the scenario writes in `known_at_start`.
    std::optional<std::size_t> place_of(PromiseId promise) const;
    bool is_announced(std::size_t place) const {
        const auto& announced = surroundings_->announced;
        return place < announced.size() && announced[place];
    }

private:
    void be_born(MachineState& state, const Percept& percept) const;
    void note(MachineState& state, const Percept& percept) const;
    void forget(MachineState& state, const Percept& percept) const;

    std::shared_ptr<const Surroundings> surroundings_;
    Complying complying_;
    Observing observing_;
    std::vector<MachinePlan> plans_;
};

}  // namespace worldline
