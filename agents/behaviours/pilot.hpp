// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "agents/behaviours/steward.hpp"

namespace worldline {

/// What a pilot remembers.
struct PilotState {
    StewardState steward;
    std::uint32_t plan = 0;  ///< which list of turns
    bool is_recalled = false;

    static constexpr auto fields(auto& self) {
        return std::tie(self.steward, self.plan, self.is_recalled);
    }
    static constexpr std::array field_names{"steward", "plan", "is_recalled"};
};

/// Steers itself: takes another course when its own clock says so, or turns back when it hears a
/// message. Its motion is `piloted`. Promises and observes as `steward` does.
///
/// | parameter | unit | default | meaning                                                    |
/// |-----------|------|---------|------------------------------------------------------------|
/// | turns     | -    | none    | rows of {at: reading, velocity_x, velocity_y, velocity_z}: |
/// |           |      |         | from then on it goes so [m/s]                              |
/// | recall    | -    | false   | at the first message that it hears it reverses its         |
/// |           |      |         | velocity; turns that were still to come are given up       |
///
/// Hears: any message.   Says and promises: what a steward does.
/// Source: docs/relativity.md, agents that steer themselves.   Scenarios: recall.
class Pilot final : public BehaviourOf<Pilot, PilotState> {
public:
    explicit Pilot(std::shared_ptr<const Surroundings> surroundings)
        : steward_(std::move(surroundings)) {}

    PilotState add(const AgentSetup& setup);
    static Conduct conduct(const AgentSetup& setup);
    void react(PilotState& state, const Percept& percept, Actions& actions) const;

private:
    struct Turning {
        Reading at;
        Vector3 velocity;  ///< [m/s]
    };
    struct Plan {
        std::vector<Turning> turns;
        bool is_recalled_by_messages = false;
    };

    Steward steward_;
    std::vector<Plan> plans_;
};

}  // namespace worldline
