// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

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
/// |           |      |         | `after: promise` it counts from hearing that that was kept  |
///
/// Rows of a trace are plans too: it makes the promise of each row, and lets it end as the row
/// says. Hears: what an observer hears, plans.   Says: promise, outcome, verdict.
/// Promises: what the scenario or a trace writes.   Source: docs/model.md 1.
/// Scenarios: two_observers, orbit-clock, lossy-link, flights, sagnac-loop.
class Steward final : public BehaviourOf<Steward, StewardState> {
public:
    explicit Steward(std::shared_ptr<const Surroundings> surroundings)
        : surroundings_(surroundings), observing_(std::move(surroundings)) {}

    StewardState add(const AgentSetup& setup);
    void react(StewardState& state, const Percept& percept, Actions& actions) const;

private:
    void start(StewardState& state, const Percept& percept, Actions& actions) const;
    void announce(const Awaited& made, Actions& actions) const;
    void promise_row(StewardState& state, const Percept& percept, Actions& actions) const;
    void follow(StewardState& state, const Percept& percept, Actions& actions) const;
    void keep(StewardState& state, const Awaited& awaited, Reading now, Actions& actions) const;
    std::size_t known(PromiseId promise) const;

    std::shared_ptr<const Surroundings> surroundings_;
    Observing observing_;
    std::vector<std::vector<Keeps>> plans_;
};

}  // namespace worldline
