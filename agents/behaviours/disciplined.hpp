// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "agents/behaviours/observing.hpp"

namespace worldline {

/// What an agent remembers that keeps its clock to another's.
struct DisciplinedState {
    ObservingState observing;
    std::uint32_t plan = 0;       ///< which list of parameters
    std::uint32_t n_asked = 0;    ///< requests
    std::uint32_t n_heard = 0;    ///< answers
    std::uint8_t is_waiting = 0;  ///< for the answer to the last request
    Reading asked;                ///< T1 of the last request
    Reading corrected;            ///< what the clock showed after the last correction
    double offset = 0.0;          ///< that was left then [ticks]
    double frequency = 0.0;       ///< by how much the server runs faster than the instrument
    double rate = 0.0;            ///< by how much the clock is steered

    static constexpr auto fields(auto& self) {
        return std::tie(self.observing, self.plan, self.n_asked, self.n_heard, self.is_waiting,
                        self.asked, self.corrected, self.offset, self.frequency, self.rate);
    }
    static constexpr std::array field_names{"observing",  "plan",  "n_asked",   "n_heard",
                                            "is_waiting", "asked", "corrected", "offset",
                                            "frequency",  "rate"};
};

/// Keeps its clock to another agent's: asks what it shows, steps or slews. Observes as `observer`
/// does, and answers those who ask, so that discipline can go on from hand to hand.
///
/// | parameter     | unit | default | meaning                                                   |
/// |---------------|------|---------|-----------------------------------------------------------|
/// | server        | -    | must be | whose clock it follows                                    |
/// | poll          | s    | must be | from one request to the next, by its own clock            |
/// | method        | -    | ntp     | four stamps; or `cristian`: the answer and half the delay |
/// | step_over     | s    | 128 ms  | it steps where it is off by more, and slews where by less |
/// | slew_rate_max | 1    | 500e-6  | the fastest slew                                          |
/// | gain          | 1    | 0.5     | share of the offset that it takes away until the next poll |
/// | frequency     | -    | true    | learns by how much its instrument is fast, too            |
///
/// An answer that does not come ends the slew at the next poll; a late one is not heeded.
/// Hears: time_answer, time_request, what an observer hears.   Says: time_request, time_answer,
/// verdict.   Promises: nothing.   Source: docs/relativity.md 1.9; RFC 5905, [Cristian1989].
/// Scenarios: village-clocks.
class Disciplined final : public BehaviourOf<Disciplined, DisciplinedState> {
public:
    explicit Disciplined(std::shared_ptr<const Surroundings> surroundings)
        : surroundings_(surroundings), observing_(std::move(surroundings)) {}

    DisciplinedState add(const AgentSetup& setup);
    static Conduct conduct(const AgentSetup&) { return {.acts_by_clock = true}; }
    void react(DisciplinedState& state, const Percept& percept, Actions& actions) const;

private:
    struct Plan {
        AgentId server;
        Duration poll;
        bool is_cristian = false;
        double step_over = 0.0;  ///< [ticks]
        double slew_rate_max = 0.0;
        double gain = 0.0;
        bool learns_frequency = true;
        friend bool operator==(const Plan&, const Plan&) = default;
    };

    void ask(DisciplinedState& state, const Percept& percept, Actions& actions) const;
    void hear(DisciplinedState& state, const Percept& percept, Actions& actions) const;
    void learn(DisciplinedState& state, Reading now, double offset) const;

    std::shared_ptr<const Surroundings> surroundings_;
    Observing observing_;
    std::vector<Plan> plans_;
};

}  // namespace worldline
