// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "agents/behaviours/complying.hpp"
#include "agents/behaviours/observing.hpp"

namespace worldline {

/// A promise whose end a steward has planned.
struct PlannedEnd {
    GroupId scope;  ///< who hears of it
    NameId name;    ///< of the promise, or of the trace that it comes from
    OutcomeKind outcome = OutcomeKind::happened;
    double value = 0.0;

    static constexpr auto fields(auto& self) {
        return std::tie(self.scope, self.name, self.outcome, self.value);
    }
};

/// What a steward remembers.
struct StewardState {
    ObservingState observing;
    std::uint32_t plan = 0;     ///< which list of `Keeps`
    StateMap<PlannedEnd> ends;  ///< by promise

    static constexpr auto fields(auto& self) {
        return std::tie(self.observing, self.plan, self.ends);
    }
    static constexpr std::array field_names{"observing", "plan", "ends"};
};

/// Promises, and keeps what it promised when it planned to. Observes as `observer` does.
///
/// | parameter | unit | default | meaning                                                     |
/// |-----------|------|---------|-------------------------------------------------------------|
/// | keeps     | -    | none    | promise → {at: reading on its own clock, value: outcome};   |
/// |           |      |         | for a schedule `at` is how late each occurrence is; with    |
/// |           |      |         | `after: promise` it counts from hearing that that was kept, |
/// |           |      |         | with `unless: promise` from finding that that was not; with |
/// |           |      |         | `until` a schedule is kept so long                          |
/// | withdraws | -    | none    | promise → reading at which it takes it back                 |
///
/// Rows of a trace are plans too: it makes the promise of each row, and lets it end as the row
/// says. It heeds impositions that it has promised to accept. Of two of its promises that conflict
/// it withdraws the one over which the other is preferred.
/// Hears: what an observer hears, plans, imposition.   Says: promise, withdrawal, outcome, verdict.
/// Promises: what the scenario or a trace writes.   Source: docs/model.md 1.
/// Scenarios: two_observers, orbit-clock, lossy-link, flights, sagnac-loop.
class Steward final : public BehaviourOf<Steward, StewardState> {
public:
    explicit Steward(std::shared_ptr<const Surroundings> surroundings)
        : surroundings_(surroundings),
          complying_(surroundings),
          observing_(std::move(surroundings)) {}

    StewardState add(const AgentSetup& setup);
    static Conduct conduct(const AgentSetup& setup);
    void react(StewardState& state, const Percept& percept, Actions& actions) const;

private:
    void start(StewardState& state, const Percept& percept, Actions& actions) const;
    void announce(StewardState& state, const Awaited& made, Actions& actions) const;
    void promise_row(StewardState& state, const Percept& percept, Actions& actions) const;
    void follow(StewardState& state, const Percept& percept, Actions& actions) const;
    void keep(StewardState& state, const Awaited& awaited, const Percept& percept,
              Actions& actions) const;
    void keep_next(StewardState& state, const Awaited& kept, Actions& actions) const;
    void take_back(StewardState& state, PromiseId promise, Actions& actions) const;
    void comply(StewardState& state, const Percept& percept, Actions& actions) const;
    void sanction(StewardState& state, const Percept& percept, Actions& actions) const;
    void plan_end(StewardState& state, const Keeps& keeps, Actions& actions) const;
    std::size_t known(PromiseId promise) const;

    std::shared_ptr<const Surroundings> surroundings_;
    struct Plan {
        std::vector<Keeps> keeps;
        std::vector<Withdraws> withdraws;
        bool has_sanctions = false;  ///< something is kept `unless`
    };

    Complying complying_;
    Observing observing_;
    std::vector<Plan> plans_;
};

}  // namespace worldline
