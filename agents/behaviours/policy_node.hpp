// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "agents/behaviours/complying.hpp"
#include "agents/behaviours/observing.hpp"

namespace worldline {

/// What a node remembers.
struct PolicyNodeState {
    ObservingState observing;
    std::uint32_t plan = 0;
    std::uint32_t n_drifts = 0;     ///< parts that ever drifted from the policy
    std::uint32_t n_corrected = 0;  ///< of those
    std::uint32_t n_ignored = 0;    ///< commands that it has not promised to accept

    static constexpr auto fields(auto& self) {
        return std::tie(self.observing, self.plan, self.n_drifts, self.n_corrected, self.n_ignored);
    }
    static constexpr std::array field_names{"observing", "plan", "n_drifts", "n_corrected",
                                            "n_ignored"};
};

/// One of many machines that shall follow a policy. Its parts drift away from it by chance, each
/// drift needs one correction. Under `obligation` it reports the drift to its hub and heeds the
/// command that comes back, if it has promised to accept such; under `promise` it keeps to the
/// policy by itself and corrects the part.
///
/// What it heeds is the next occurrence of its acceptance, and told to that promise's scope. A
/// command that comes when further parts have drifted rests on a stale view, and is answered by
/// `stale`, any other by `applied`.
///
/// | parameter      | unit | default    | meaning                                             |
/// |----------------|------|------------|-----------------------------------------------------|
/// | hub            | -    | must       | whom it reports to                                  |
/// | drift_rate     | 1/s  | 0          | how often a part of it drifts                       |
/// | mode           | -    | obligation | obligation; promise                                 |
/// | corrects_after | s    | 0          | under `promise`: how long its own correction takes  |
/// | reports_every  | s    | 0          | from one status report to the next; 0: never        |
///
/// Hears: imposition, policy, what an observer hears.   Says: report, status, outcome,
/// applied, stale, verdict.   Promises: what the scenario writes.
/// Scenarios: hub-obligation, hub-promise.
/// Source: Burgess and Bergstra, Promise Theory, on obligations.
class PolicyNode final : public BehaviourOf<PolicyNode, PolicyNodeState> {
public:
    explicit PolicyNode(std::shared_ptr<const Surroundings> surroundings)
        : surroundings_(surroundings),
          complying_(surroundings),
          observing_(std::move(surroundings)) {}

    PolicyNodeState add(const AgentSetup& setup);
    static Conduct conduct(const AgentSetup&) { return {.acts_by_clock = true, .draws = true}; }
    void react(PolicyNodeState& state, const Percept& percept, Actions& actions) const;

private:
    struct Plan {
        AgentId hub;
        double drift_rate = 0.0;  ///< [1/tick]
        bool corrects_itself = false;
        Duration corrects_after;
        Duration reports_every;
        std::uint32_t acceptance = no_acceptance;  ///< place in `known_at_start`
    };
    static constexpr std::uint32_t no_acceptance = 0xffff'ffffu;

    std::uint32_t acceptance_of(AgentId self, AgentId imposer) const;
    void own_alarm(PolicyNodeState& state, const Percept& percept, Actions& actions) const;
    void drift(PolicyNodeState& state, const Percept& percept, Actions& actions) const;
    void obey(PolicyNodeState& state, const Percept& percept, Actions& actions) const;
    bool accepts(const Plan& plan, const Percept& percept) const;
    void await_drift(const Plan& plan, Reading now, Actions& actions) const;

    std::shared_ptr<const Surroundings> surroundings_;
    Complying complying_;
    Observing observing_;
    std::vector<Plan> plans_;
};

}  // namespace worldline
