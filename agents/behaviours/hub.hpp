// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "agents/behaviours/observing.hpp"

namespace worldline {

/// What a hub remembers.
struct HubState {
    ObservingState observing;
    std::uint32_t plan = 0;
    StateMap<Reading> free_from;  ///< by server: when it has done what it has taken on
    std::uint32_t n_heard = 0;    ///< reports

    static constexpr auto fields(auto& self) {
        return std::tie(self.observing, self.plan, self.free_from, self.n_heard);
    }
    static constexpr std::array field_names{"observing", "plan", "free_from", "n_heard"};
};

/// A centre that commands: each report of a drift waits, first come first served, until one of the
/// servers is free; serving done, the correction is imposed on the node. It also publishes the
/// policy to its neighbours, over and over. After `leaves` it is gone, and what it has taken on
/// still goes out.
///
/// | parameter       | unit | default  | meaning                                               |
/// |-----------------|------|----------|-------------------------------------------------------|
/// | servers         | -    | 1        | corrections that it works on at the same time         |
/// | service         | s    | 10 ms    | how long one correction takes, on the average         |
/// | service_times   | -    | constant | constant; exponential                                 |
/// | publishes_every | s    | 0        | from one publishing of the policy to the next; 0: never |
/// | leaves          | s    | none     | reading at which it goes away                         |
///
/// Hears: report, status, applied, stale, what an observer hears.   Says: imposition, policy,
/// verdict.   Promises: nothing of its own.   Scenarios: hub-obligation, hub-promise.
/// Source: Burgess and Bergstra, Promise Theory, on obligations; Erlang 1917, Pollaczek 1930.
class Hub final : public BehaviourOf<Hub, HubState> {
public:
    explicit Hub(std::shared_ptr<const Surroundings> surroundings)
        : surroundings_(surroundings), observing_(std::move(surroundings)) {}

    HubState add(const AgentSetup& setup);
    static Conduct conduct(const AgentSetup&) { return {.acts_by_clock = true, .draws = true}; }
    void react(HubState& state, const Percept& percept, Actions& actions) const;

private:
    struct Plan {
        std::uint32_t servers = 1;
        Duration service;
        bool is_exponential = false;
        Duration publishes_every;
        Duration leaves;  ///< 0: it stays
        TypeId type;      ///< of what it imposes
        std::vector<AgentId> neighbours;
    };

    TypeId type_accepted(AgentId self) const;
    void serve(HubState& state, const Percept& percept, Actions& actions) const;
    void publish(const Plan& plan, const Percept& percept, Actions& actions) const;

    std::shared_ptr<const Surroundings> surroundings_;
    Observing observing_;
    std::vector<Plan> plans_;
};

}  // namespace worldline
