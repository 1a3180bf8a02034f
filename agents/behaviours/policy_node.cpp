// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/policy_node.hpp"

#include <algorithm>
#include <cmath>

namespace worldline {
namespace {

/// What an own alarm is for.
enum class Errand : std::uint8_t { drift, correct, status };

void set_alarm(Reading at, Errand errand, Actions& actions) {
    actions.wake(at, alarm_kind::own, Contents::of(errand).bytes());
}

}  // namespace

/// The promise by which an agent accepts what its hub imposes.
std::uint32_t PolicyNode::acceptance_of(AgentId self, AgentId imposer) const {
    const Surroundings& around = *surroundings_;
    for (const std::uint32_t place : around.written.made_by(self)) {
        const Body& body = around.bodies[around.known_at_start[place].body.number];
        const auto& scope = around.groups[around.known_scopes[place].number];
        const bool is_acceptance = body.polarity == Polarity::accept && body.impositions;
        const bool is_known = std::binary_search(scope.begin(), scope.end(), imposer);
        if (is_acceptance && is_known) return place;
    }
    return no_acceptance;
}

PolicyNodeState PolicyNode::add(const AgentSetup& setup) {
    const auto number = [&](const char* name) {
        const auto at = setup.numbers.find(name);
        return at == setup.numbers.end() ? 0.0 : at->second;
    };
    const auto ticks = [&](const char* name) {
        return Duration{static_cast<std::int64_t>(number(name))};
    };
    const auto mode = setup.texts.find("mode");
    const AgentId hub{static_cast<std::uint32_t>(setup.numbers.at("hub"))};
    plans_.push_back({.hub = hub,
                      .drift_rate = number("drift_rate") * surroundings_->resolution.seconds(),
                      .corrects_itself = mode != setup.texts.end() && mode->second == "promise",
                      .corrects_after = ticks("corrects_after"),
                      .reports_every = ticks("reports_every"),
                      .acceptance = acceptance_of(setup.id, hub)});
    PolicyNodeState state;
    state.observing = observing_.add(setup);
    state.plan = static_cast<std::uint32_t>(plans_.size() - 1);
    return state;
}

void PolicyNode::react(PolicyNodeState& state, const Percept& percept, Actions& actions) const {
    const Plan& plan = plans_[state.plan];
    switch (percept.kind) {
    case event_kind::start:
        await_drift(plan, percept.now, actions);
        if (plan.reports_every.ticks > 0) {  // not all of them at once
            const auto share = actions.random().uniform();
            const auto period = static_cast<double>(plan.reports_every.ticks);
            const Duration first{static_cast<std::int64_t>(std::floor(share * period))};
            set_alarm(percept.now + first, Errand::status, actions);
        }
        break;
    case alarm_kind::own:
        return own_alarm(state, percept, actions);
    case message_kind::imposition:
        return obey(state, percept, actions);
    case message_kind::policy:
        return;  // it follows it already
    default:
        break;
    }
    observing_.react(state.observing, percept, actions);
}

void PolicyNode::own_alarm(PolicyNodeState& state, const Percept& percept, Actions& actions) const {
    const Plan& plan = plans_[state.plan];
    switch (percept.as<Errand>()) {
    case Errand::drift:
        return drift(state, percept, actions);
    case Errand::correct:
        ++state.n_corrected;
        return;
    case Errand::status:
        const Contents contents = Contents::of(Drift{state.n_drifts});
        actions.tell(plan.hub,
                     {.kind = message_kind::status, .promise = {}, .contents = contents.bytes()});
        set_alarm(percept.now + plan.reports_every, Errand::status, actions);
        return;
    }
}

void PolicyNode::drift(PolicyNodeState& state, const Percept& percept, Actions& actions) const {
    const Plan& plan = plans_[state.plan];
    ++state.n_drifts;
    await_drift(plan, percept.now, actions);
    if (plan.corrects_itself) {
        set_alarm(percept.now + plan.corrects_after, Errand::correct, actions);
        return;
    }
    const Contents contents = Contents::of(Drift{state.n_drifts});
    actions.tell(plan.hub,
                 {.kind = message_kind::report, .promise = {}, .contents = contents.bytes()});
}

bool PolicyNode::accepts(const Plan& plan, const Percept& percept) const {
    if (plan.acceptance == no_acceptance || percept.sender != plan.hub) return false;
    const Notice& notice = surroundings_->known_at_start[plan.acceptance];
    const bool is_live =
        notice.made <= percept.now && (notice.due == no_reading || percept.now <= notice.due);
    return is_live && notice.type == percept.as<Imposition>().type;
}

/// What it has not promised to accept has no effect.
void PolicyNode::obey(PolicyNodeState& state, const Percept& percept, Actions& actions) const {
    const Plan& plan = plans_[state.plan];
    if (!accepts(plan, percept)) {
        ++state.n_ignored;
        return;
    }
    complying_.heed(plan.acceptance, ++state.n_corrected, percept, actions);
    const bool is_stale = percept.as<Imposition>().value != static_cast<double>(state.n_drifts);
    const Contents contents = Contents::of(Drift{state.n_drifts});
    actions.tell(plan.hub, {.kind = is_stale ? message_kind::stale : message_kind::applied,
                            .promise = {},
                            .contents = contents.bytes()});
}

void PolicyNode::await_drift(const Plan& plan, Reading now, Actions& actions) const {
    if (!(plan.drift_rate > 0.0)) return;
    const double ticks = std::floor(actions.random().exponential() / plan.drift_rate + 0.5);
    if (!(ticks < 0x1p61)) return;
    set_alarm(now + Duration{static_cast<std::int64_t>(ticks)}, Errand::drift, actions);
}

}  // namespace worldline
