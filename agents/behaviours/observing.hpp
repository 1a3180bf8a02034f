// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "agents/behaviours/open_promises.hpp"
#include "agents/setup.hpp"
#include "sim/engine/agent.hpp"
#include "sim/engine/state_map.hpp"

namespace worldline {

/// Where the trust in a promiser's promises of one type stands in `ObservingState::trust`.
inline std::uint64_t trust_key(AgentId promiser, TypeId type) {
    return std::uint64_t{promiser.number} << 32 | type.number;
}

/// An outcome that came before its promise was noticed, or before its condition was found kept: it
/// waits.
struct EarlyOutcome {
    Outcome outcome;
    Reading arrival;
    MessageId message;

    static constexpr auto fields(auto& self) {
        return std::tie(self.outcome, self.arrival, self.message);
    }
};

/// What an observer remembers. All that it judges by was put here by what reached it.
struct ObservingState {
    std::uint32_t plan = 0;               ///< which `ObservingPlan`
    OpenPromises open;                    ///< by promise, and what they rest on
    StateMap<EarlyOutcome> early;         ///< by (promise, occurrence); by `ground_key`
    StateMap<std::uint32_t> early_until;  ///< by promise: the last occurrence in `early`
    StateMap<std::uint8_t> ahead;         ///< by (promise, occurrence): judged before awaited;
                                          ///< by `ground_key`: own verdict
    StateMap<TrustRecord> trust;          ///< by (promiser, type)
    StateMap<double> silent;              ///< by (promise, occurrence): judged by silence
    StateMap<std::uint8_t> heard_of;      ///< by (teller, promise, occurrence): hearsay weighed

    static constexpr auto fields(auto& self) {
        return std::tie(self.plan, self.open, self.early, self.early_until, self.ahead, self.trust,
                        self.silent, self.heard_of);
    }
    static constexpr std::array field_names{"plan",  "open",  "early",  "early_until",
                                            "ahead", "trust", "silent", "heard_of"};
};

/// A key for (promise, occurrence) and, for hearsay, the teller.
std::uint64_t occurrence_key(PromiseId promise, std::uint32_t occurrence, AgentId teller = {});

/// A key for an observer's own verdict on what rests on something, or is rested on, and for
/// evidence that waits for a condition.
std::uint64_t ground_key(PromiseId promise, std::uint32_t occurrence);

/// The part of a behaviour that judges: notices promises, dates evidence, finds verdicts, learns
/// trust, tells others. `observer` is nothing else; other behaviours have it beside their own.
///
/// Hears: promise, withdrawal, outcome, verdict.   Says: verdict.   [docs/model.md 2, 3]
class Observing {
public:
    explicit Observing(std::shared_ptr<const Surroundings> surroundings)
        : surroundings_(std::move(surroundings)) {}

    /// Lays down how an agent judges; the state that belongs to it.
    ObservingState add(const AgentSetup& setup);

    /// Is there anything to do at the start? Idle agents cost nothing.
    static bool needs_start(const AgentSetup& setup) { return !setup.judges.empty(); }

    /// Reacts if the percept is one that a judge reacts to; false otherwise.
    bool react(ObservingState& state, const Percept& percept, Actions& actions) const;

    /// What it has found itself about a promise that something rests on, or that rests on
    /// something; undecided if nothing.
    Verdict found(const ObservingState& state, PromiseId promise, std::uint32_t occurrence) const;

    /// Notes a finding, and judges again what rests on that promise. For a promise of one's own:
    /// how one kept it.
    void settle(ObservingState& state, const Awaited& what, Verdict verdict, const Percept& percept,
                Actions& actions) const;

    /// Learns from a verdict that the agent came to by other ways than a judging rule, writes it
    /// down, tells it, and judges what rests on that promise.
    void pronounce(ObservingState& state, const Notice& notice, const Assessment& found,
                   const Percept& percept, Actions& actions) const;

    /// Has it found itself what this promise, or one occurrence of it, rests on?
    bool are_met(const ObservingState& state, const Awaited& what) const;

    /// Has this observer a judge for what is called so?
    bool has_rule(const ObservingState& state, NameId name) const {
        return judge_of(state, name) != nullptr;
    }

private:
    struct Plan {
        std::vector<JudgesBy> judges;  ///< ascending by name
        std::vector<AgentId> tells;
    };

    const JudgesBy* judge_of(const ObservingState& state, NameId name) const;
    void start(ObservingState& state, const Percept& percept, Actions& actions) const;
    void notice(ObservingState& state, const Notice& notice, std::span<const Ground> grounds,
                const Percept& percept, Actions& actions) const;
    void wait_for(OpenPromise& open, Actions& actions) const;
    void withdrawn(ObservingState& state, const Percept& percept, Actions& actions) const;
    void hear(ObservingState& state, const EarlyOutcome& heard, const Percept& percept,
              Actions& actions) const;
    void hear_early(ObservingState& state, const Notice& notice, const Percept& percept,
                    Actions& actions) const;
    bool is_new(const ObservingState& state, const OpenPromise& open,
                std::uint32_t occurrence) const;
    void move_on(ObservingState& state, OpenPromise& open, std::uint32_t occurrence,
                 Actions& actions) const;
    void silence(ObservingState& state, const Percept& percept, Actions& actions) const;
    void be_silent(ObservingState& state, OpenPromise open, const Awaited& awaited, Reading at,
                   const Percept& percept, Actions& actions) const;
    bool may_rest() const;
    template <class Visit>
    void each_ground(const ObservingState& state, PromiseId promise, Visit visit) const;
    bool is_unmet(ObservingState& state, const OpenPromise& open, const EarlyOutcome& heard,
                  const Percept& percept, Actions& actions) const;
    bool is_unmet(ObservingState& state, OpenPromise open, const Awaited& awaited, Reading at,
                  const Percept& percept, Actions& actions) const;
    void judge_what_rests(ObservingState& state, const BuildsOn& link, std::uint32_t occurrence,
                          const Percept& percept, Actions& actions) const;
    void resume(ObservingState& state, const Awaited& what, const Percept& percept,
                Actions& actions) const;
    void invalidate(ObservingState& state, const Awaited& what, const Percept& percept,
                    Actions& actions) const;
    double take_back(ObservingState& state, const OpenPromise& open, const Assessment& assessment,
                     double degree) const;
    bool is_passed(const ObservingState& state, const Awaited& what) const;
    bool has_lost_ground(const ObservingState& state, const Awaited& what) const;
    void told(ObservingState& state, const Percept& percept, Actions& actions) const;
    double believe(ObservingState& state, const Told& told, const Percept& percept) const;
    void conclude(ObservingState& state, const OpenPromise& open, Assessment assessment,
                  Actions& actions) const;
    double learn(ObservingState& state, const OpenPromise& open,
                 const Assessment& assessment) const;

    std::shared_ptr<const Surroundings> surroundings_;
    std::vector<Plan> plans_;
    std::map<Digest, std::uint32_t> places_;  ///< of plans, by what they are
};

}  // namespace worldline
