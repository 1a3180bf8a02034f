// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/disciplined.hpp"

#include <algorithm>
#include <cmath>

#include "agents/behaviours/time_server.hpp"
#include "agents/rules/synchronisation.hpp"
#include "sim/base/expects.hpp"

namespace worldline {
namespace {

double number_or(const AgentSetup& setup, const char* name, double otherwise) {
    const auto at = setup.numbers.find(name);
    return at == setup.numbers.end() ? otherwise : at->second;
}

}  // namespace

DisciplinedState Disciplined::add(const AgentSetup& setup) {
    const double ticks_per_second = 1.0 / surroundings_->resolution.seconds();
    const auto method = setup.texts.find("method");
    const Plan plan{
        .server = {static_cast<std::uint32_t>(setup.numbers.at("server"))},
        .poll = {static_cast<std::int64_t>(setup.numbers.at("poll"))},
        .is_cristian = method != setup.texts.end() && method->second == "cristian",
        .step_over = number_or(setup, "step_over", 0.128 * ticks_per_second),
        .slew_rate_max = number_or(setup, "slew_rate_max", 500e-6),
        .gain = number_or(setup, "gain", 0.5),
        .learns_frequency = number_or(setup, "frequency", 1.0) != 0.0,
    };
    expects(plan.poll.ticks > 0, "one poll is later than the one before");
    DisciplinedState state;
    state.observing = observing_.add(setup);
    const auto at = std::find(plans_.begin(), plans_.end(), plan);
    state.plan = static_cast<std::uint32_t>(at - plans_.begin());
    if (at == plans_.end()) plans_.push_back(plan);
    return state;
}

void Disciplined::react(DisciplinedState& state, const Percept& percept, Actions& actions) const {
    switch (percept.kind) {
    case alarm_kind::own:
        ask(state, percept, actions);
        return;
    case message_kind::time_answer:
        hear(state, percept, actions);
        return;
    case message_kind::time_request:
        answer_time(percept, {}, actions);
        return;
    case event_kind::start:
        ask(state, percept, actions);
        break;
    default:
        break;
    }
    observing_.react(state.observing, percept, actions);
}

void Disciplined::ask(DisciplinedState& state, const Percept& percept, Actions& actions) const {
    const Plan& plan = plans_[state.plan];
    if (state.is_waiting != 0 && state.rate != state.frequency) {
        // Nothing was heard: what there was to take away is taken away by now.
        state.rate = state.frequency;
        actions.steer(state.rate);
        state.n_heard = 0;  // the rate was not one since the last answer: nothing to learn from
    }
    state.is_waiting = 1;
    state.asked = percept.now;
    const Contents contents = Contents::of(TimeRequest{++state.n_asked});
    actions.tell(plan.server, {.kind = message_kind::time_request, .contents = contents.bytes()});
    actions.wake(percept.now + plan.poll, alarm_kind::own, {});
}

void Disciplined::hear(DisciplinedState& state, const Percept& percept, Actions& actions) const {
    const Plan& plan = plans_[state.plan];
    const auto answer = percept.as<TimeAnswer>();
    if (percept.sender != plan.server || answer.number != state.n_asked || state.is_waiting == 0) {
        return;
    }
    state.is_waiting = 0;
    const FourStamps stamps{0.0, ticks_between(answer.heard, state.asked),
                            ticks_between(answer.said, state.asked),
                            ticks_between(percept.now, state.asked)};
    const double offset = plan.is_cristian ? cristian_offset(stamps) : ntp_offset(stamps);
    if (plan.learns_frequency && state.n_heard > 0) learn(state, percept.now, offset);
    ++state.n_heard;

    Duration step;
    if (std::fabs(offset) > plan.step_over && std::fabs(offset) < 0x1p62) {
        step.ticks = static_cast<std::int64_t>(std::floor(offset + 0.5));
    }
    state.offset = offset - static_cast<double>(step.ticks);
    const double slew = std::clamp(plan.gain * state.offset / static_cast<double>(plan.poll.ticks),
                                   -plan.slew_rate_max, plan.slew_rate_max);
    state.rate = (1.0 + state.frequency) * (1.0 + slew) - 1.0;
    state.corrected = percept.now + step;
    actions.steer(state.rate, step);
}

/// Since the last correction the server gained so much on the clock, and the clock was steered:
/// what is left is the server's rate over the instrument's.
void Disciplined::learn(DisciplinedState& state, Reading now, double offset) const {
    const double own = ticks_between(now, state.corrected);
    if (!(own > 0.0)) return;
    const double gained = rate_between(state.offset, offset, own);
    const double frequency = (1.0 + gained) * (1.0 + state.rate) - 1.0;
    // The first time there is nothing to hold on to.
    const double gain = state.frequency == 0.0 ? 1.0 : plans_[state.plan].gain;
    // Beyond a tenth it is no clock's error but a step of the server's.
    if (std::fabs(frequency) < 0.1) state.frequency += gain * (frequency - state.frequency);
}

}  // namespace worldline
