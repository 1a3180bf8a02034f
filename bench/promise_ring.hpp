// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "agents/behaviours/observing.hpp"
#include "bench/worlds.hpp"

namespace worldline {

struct PromiseRingState {
    ObservingState observing;
    PromiseId promise;             ///< the last that it made
    std::uint32_t n_promises = 0;  ///< made so far

    static constexpr auto fields(auto& self) {
        return std::tie(self.observing, self.promise, self.n_promises);
    }
};

/// Agents in a circle that promise, keep, judge and learn trust.
///
/// Once a unit an agent ends the promise before and makes the next: a number in [0, 1), one unit
/// from now, to its successor, which judges it by value and deadline and updates its trust, as an
/// `observer` does. One promise in `1 / faults` fails: one half of these with a number outside,
/// the other with none at all.
///
/// Agents begin at a moment of chance within the first unit, make P promises each, and the run
/// ends when the last is judged. All that happens can be counted: N · P promises, assessments and
/// notices, N · P outcomes less those withheld, N · (3 P + 2) events.
class PromiseRing final : public BehaviourOf<PromiseRing, PromiseRingState> {
public:
    PromiseRing(const Load& load, std::shared_ptr<const Surroundings> surroundings);

    void react(PromiseRingState& state, const Percept& percept, Actions& actions) const;

    static World world(const Load& load);
    /// What its agents judge by: one judge, one body; without clocks and network.
    static std::shared_ptr<Surroundings> surroundings(const Load& load);
    static std::uint64_t n_promises(const Load& load);

private:
    void keep(const PromiseRingState& state, const Percept& percept, Actions& actions) const;
    void promise(PromiseRingState& state, const Percept& percept, Actions& actions) const;

    AgentId successor(AgentId agent) const { return {(agent.number + 1) % n_agents_}; }

    std::uint32_t n_agents_;
    std::uint32_t n_promises_;
    double faults_;
    Observing observing_;
};

}  // namespace worldline
