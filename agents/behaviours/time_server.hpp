// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "agents/behaviours/observing.hpp"

namespace worldline {

/// Tells the asker what one's clock showed when the request came, and shows when the answer leaves.
///
/// @param after  how long the answer waits, by one's own clock
inline void answer_time(const Percept& percept, Duration after, Actions& actions) {
    const Contents contents = Contents::of(
        TimeAnswer{percept.as<TimeRequest>().number, percept.now, percept.now + after});
    actions.tell(percept.sender, {.kind = message_kind::time_answer,
                                  .promise = {},
                                  .contents = contents.bytes(),
                                  .after = after});
}

/// What a time server remembers.
struct TimeServerState {
    ObservingState observing;
    Duration answers_after;

    static constexpr auto fields(auto& self) {
        return std::tie(self.observing, self.answers_after);
    }
    static constexpr std::array field_names{"observing", "answers_after"};
};

/// Tells whoever asks what its clock shows. Observes as `observer` does.
///
/// | parameter     | unit | default | meaning                                       |
/// |---------------|------|---------|-----------------------------------------------|
/// | answers_after | s    | 0       | how long an answer waits, by the server's clock |
///
/// Hears: time_request, what an observer hears.   Says: time_answer, verdict.
/// Promises: nothing.   Source: docs/relativity.md 1.9; RFC 5905.   Scenarios: village-clocks.
class TimeServer final : public BehaviourOf<TimeServer, TimeServerState> {
public:
    explicit TimeServer(std::shared_ptr<const Surroundings> surroundings)
        : observing_(std::move(surroundings)) {}

    static bool needs_start(const AgentSetup& setup) { return Observing::needs_start(setup); }
    static Conduct conduct(const AgentSetup&) { return {}; }
    TimeServerState add(const AgentSetup& setup) {
        const auto at = setup.numbers.find("answers_after");
        const double after = at == setup.numbers.end() ? 0.0 : at->second;
        return {observing_.add(setup), {static_cast<std::int64_t>(after)}};
    }

    void react(TimeServerState& state, const Percept& percept, Actions& actions) const {
        if (percept.kind == message_kind::time_request) {
            answer_time(percept, state.answers_after, actions);
        } else {
            observing_.react(state.observing, percept, actions);
        }
    }

private:
    Observing observing_;
};

}  // namespace worldline
