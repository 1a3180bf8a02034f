// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/hub.hpp"

#include <algorithm>
#include <cmath>

namespace worldline {
namespace {

/// What an own alarm is for.
enum class Errand : std::uint8_t { publish, leave };

void set_alarm(Reading at, Errand errand, Actions& actions) {
    actions.wake(at, alarm_kind::own, Contents::of(errand).bytes());
}

}  // namespace

TypeId Hub::type_accepted(AgentId self) const {
    const Surroundings& around = *surroundings_;
    for (const std::uint32_t i : around.written.within_scope_of(self)) {
        const Notice& notice = around.known_at_start[i];
        const Body& body = around.bodies[notice.body.number];
        const bool is_acceptance = body.polarity == Polarity::accept && body.impositions;
        if (is_acceptance && notice.promise.maker() != self) return notice.type;
    }
    return around.assessment_type;  // nobody accepts what it imposes
}

HubState Hub::add(const AgentSetup& setup) {
    const auto ticks = [&](const char* name) {
        const auto at = setup.numbers.find(name);
        return Duration{at == setup.numbers.end() ? 0 : static_cast<std::int64_t>(at->second)};
    };
    const auto times = setup.texts.find("service_times");
    plans_.push_back(
        {.servers = static_cast<std::uint32_t>(setup.numbers.at("servers")),
         .service = ticks("service"),
         .is_exponential = times != setup.texts.end() && times->second == "exponential",
         .publishes_every = ticks("publishes_every"),
         .leaves = ticks("leaves"),
         .type = type_accepted(setup.id),
         .neighbours = setup.neighbours});
    HubState state;
    state.observing = observing_.add(setup);
    state.plan = static_cast<std::uint32_t>(plans_.size() - 1);
    return state;
}

void Hub::react(HubState& state, const Percept& percept, Actions& actions) const {
    const Plan& plan = plans_[state.plan];
    switch (percept.kind) {
    case event_kind::start:
        if (plan.publishes_every.ticks > 0) publish(plan, percept, actions);
        if (plan.leaves.ticks > 0) set_alarm(Reading{} + plan.leaves, Errand::leave, actions);
        break;
    case alarm_kind::own:
        if (percept.as<Errand>() == Errand::publish) return publish(plan, percept, actions);
        return actions.stop();
    case message_kind::report:
        return serve(state, percept, actions);
    case message_kind::status:
    case message_kind::applied:
    case message_kind::stale:
        return;  // it is told; that it knows of it is all
    default:
        break;
    }
    observing_.react(state.observing, percept, actions);
}

/// First come, first served: the server that is free first takes it on, and when it will have done
/// is known at once, so the command is said now and leaves then.
void Hub::serve(HubState& state, const Percept& percept, Actions& actions) const {
    const Plan& plan = plans_[state.plan];
    ++state.n_heard;
    std::uint32_t first = 0;
    Reading free = percept.now;
    for (std::uint32_t server = 0; server < plan.servers; ++server) {
        const Reading* until = state.free_from.find(server);
        if (until == nullptr || *until <= percept.now) {
            first = server;
            free = percept.now;
            break;
        }
        if (server == 0 || *until < free) {
            first = server;
            free = *until;
        }
    }
    auto service = static_cast<double>(plan.service.ticks);
    if (plan.is_exponential) service *= actions.random().exponential();
    const double waiting = ticks_between(free, percept.now);
    const Duration after{static_cast<std::int64_t>(std::floor(waiting + service + 0.5))};
    state.free_from.put(first, percept.now + after);
    const Contents contents =
        Contents::of(Imposition{plan.type, static_cast<double>(percept.as<Drift>().n_drifts)});
    actions.tell(percept.sender, {.kind = message_kind::imposition,
                                  .promise = {},
                                  .contents = contents.bytes(),
                                  .after = after});
}

void Hub::publish(const Plan& plan, const Percept& percept, Actions& actions) const {
    for (const AgentId node : plan.neighbours) {
        actions.tell(node, {.kind = message_kind::policy, .promise = {}, .contents = {}});
    }
    set_alarm(percept.now + plan.publishes_every, Errand::publish, actions);
}

}  // namespace worldline
