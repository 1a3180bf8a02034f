// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "agents/behaviours/observing.hpp"

namespace worldline {

/// Watches promises: judges those that it has a judge for, learns trust, tells its verdicts.
///
/// | parameter | unit | default | meaning                                             |
/// |-----------|------|---------|-----------------------------------------------------|
/// | judges    | -    | none    | promise or trace → judging rule                     |
/// | tells     | -    | none    | agents that hear its verdicts                       |
/// | knows     | -    | none    | agents whose motions it knows, for `time_of: emission` |
///
/// Hears: promise, withdrawal, outcome, verdict.   Says: verdict.   Promises: nothing.
/// Source: docs/model.md 2 and 3.   Scenarios: two_observers, orbit-clock, lossy-link, flights.
class Observer final : public BehaviourOf<Observer, ObservingState> {
public:
    explicit Observer(std::shared_ptr<const Surroundings> surroundings)
        : observing_(std::move(surroundings)) {}

    static bool needs_start(const AgentSetup& setup) { return Observing::needs_start(setup); }
    ObservingState add(const AgentSetup& setup) { return observing_.add(setup); }
    static Conduct conduct(const AgentSetup&) { return {}; }

    void react(ObservingState& state, const Percept& percept, Actions& actions) const {
        observing_.react(state, percept, actions);
    }

private:
    Observing observing_;
};

}  // namespace worldline
