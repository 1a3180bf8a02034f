// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "agents/behaviours/steward.hpp"

namespace worldline {

/// What an imposer remembers.
struct ImposerState {
    StewardState steward;
    std::uint32_t plan = 0;  ///< which list of impositions

    static constexpr auto fields(auto& self) { return std::tie(self.steward, self.plan); }
    static constexpr std::array field_names{"steward", "plan"};
};

/// Imposes by its own clock: tells others, uninvited, what to do. For the rest it is a steward, so
/// that it may promise a sanction and keep that (`keeps: {fine: {unless: obey}}`): then what it
/// imposes is an obligation, and where the imposer is gone nothing can happen.
///
/// | parameter | unit | default | meaning                                                    |
/// |-----------|------|---------|------------------------------------------------------------|
/// | imposes   | -    | none    | list of {at, on, type, value}: when, on whom, what         |
///
/// Hears: what a steward hears.   Says: imposition, and what a steward says.
/// Promises: what the scenario writes.   Source: docs/model.md 1.   Scenario: obligation.
class Imposer final : public BehaviourOf<Imposer, ImposerState> {
public:
    explicit Imposer(std::shared_ptr<const Surroundings> surroundings)
        : steward_(std::move(surroundings)) {}

    ImposerState add(const AgentSetup& setup);
    static Conduct conduct(const AgentSetup& setup) { return Steward::conduct(setup); }
    void react(ImposerState& state, const Percept& percept, Actions& actions) const;

private:
    struct Demand {
        Reading at;
        AgentId on;
        Imposition imposition;
    };

    Steward steward_;
    std::vector<std::vector<Demand>> plans_;
};

}  // namespace worldline
