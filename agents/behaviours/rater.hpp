// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>

#include "agents/behaviours/observing.hpp"

namespace worldline {

/// What a rater remembers.
struct RaterState {
    ObservingState observing;

    static constexpr auto fields(auto& self) { return std::tie(self.observing); }
    static constexpr std::array field_names{"observing"};
};

/// Finds what a trace of assessments says that it found, learns from it and tells it. Observes as
/// `observer` does.
///
/// Hears: plans, what an observer hears.   Says: verdict.   Promises: nothing in a run; the
/// promises that it and others are rated for stand from the start.
/// Source: docs/model.md 3.   Scenarios: trust_bitcoin_otc.
class Rater final : public BehaviourOf<Rater, RaterState> {
public:
    explicit Rater(std::shared_ptr<const Surroundings> surroundings)
        : surroundings_(surroundings), observing_(std::move(surroundings)) {}

    static bool needs_start(const AgentSetup& setup) { return Observing::needs_start(setup); }
    RaterState add(const AgentSetup& setup) { return {observing_.add(setup)}; }
    void react(RaterState& state, const Percept& percept, Actions& actions) const;

private:
    std::shared_ptr<const Surroundings> surroundings_;
    Observing observing_;
};

}  // namespace worldline
