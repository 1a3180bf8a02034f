// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/steward.hpp"

#include <algorithm>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

void wake_for(const Awaited& awaited, Reading at, std::uint16_t kind, Actions& actions) {
    actions.wake(at, kind, Contents::of(awaited).bytes());
}

}  // namespace

StewardState Steward::add(const AgentSetup& setup) {
    StewardState state;
    state.observing = observing_.add(setup);
    state.plan = static_cast<std::uint32_t>(plans_.size());
    plans_.push_back(setup.keeps);
    return state;
}

void Steward::react(StewardState& state, const Percept& percept, Actions& actions) const {
    switch (percept.kind) {
    case event_kind::start:
        start(state, percept, actions);
        break;
    case event_kind::plan:
        promise_row(state, percept, actions);
        return;
    case alarm_kind::keep:
        keep(state, percept.as<Awaited>(), percept.now, actions);
        return;
    case alarm_kind::announce:
        announce(percept.as<Awaited>(), actions);
        return;
    case message_kind::outcome:
        follow(state, percept, actions);
        break;
    default:
        break;
    }
    observing_.react(state.observing, percept, actions);
}

/// Its place among the promises that the scenario writes.
std::size_t Steward::known(PromiseId promise) const {
    const auto& notices = surroundings_->known_at_start;
    const auto at = std::find_if(notices.begin(), notices.end(),
                                 [&](const Notice& n) { return n.promise == promise; });
    expects(at != notices.end(), "a steward keeps promises that were made");
    return static_cast<std::size_t>(at - notices.begin());
}

void Steward::start(StewardState& state, const Percept& percept, Actions& actions) const {
    const Surroundings& around = *surroundings_;
    for (std::size_t i = 0; i < around.known_at_start.size(); ++i) {
        const Notice& notice = around.known_at_start[i];
        if (notice.promise.maker() != percept.self) continue;
        if (i < around.announced.size() && around.announced[i]) {
            wake_for({notice.promise, no_occurrence}, notice.made, alarm_kind::announce, actions);
        }
    }
    for (const Keeps& keeps : plans_[state.plan]) {
        const std::size_t place = known(keeps.promise);
        const Notice& notice = around.known_at_start[place];
        state.ends.put(keeps.promise.packed, {around.known_scopes[place], notice.name,
                                              OutcomeKind::happened, keeps.value});
        if (keeps.after) continue;
        if (!notice.is_schedule()) {
            wake_for({keeps.promise, no_occurrence}, Reading{} + keeps.at, alarm_kind::keep,
                     actions);
        } else if (notice.occurrences > 0) {
            wake_for({keeps.promise, 1}, notice.due_of(1) + keeps.at, alarm_kind::keep, actions);
        }
    }
}

void Steward::announce(const Awaited& made, Actions& actions) const {
    const std::size_t place = known(made.promise);
    const Contents contents = Contents::of(surroundings_->known_at_start[place]);
    actions.tell(
        surroundings_->known_scopes[place],
        {.kind = message_kind::promise, .promise = made.promise, .contents = contents.bytes()});
}

/// One row of a trace: makes its promise and plans its end.
void Steward::promise_row(StewardState& state, const Percept& percept, Actions& actions) const {
    const auto row = percept.as<TraceRow>();
    const PromiseId promise = actions.promise({.id = {},
                                               .body = row.body,
                                               .promisees = row.promisees,
                                               .scope = row.scope,
                                               .made = percept.now,
                                               .due = row.due});
    const Notice notice{.promise = promise,
                        .name = row.name,
                        .type = row.type,
                        .body = row.body,
                        .made = percept.now,
                        .due = row.due,
                        .period = {},
                        .occurrences = 1};
    const Contents contents = Contents::of(notice);
    actions.tell(row.scope,
                 {.kind = message_kind::promise, .promise = promise, .contents = contents.bytes()});
    state.ends.put(promise.packed, {row.scope, row.name, row.outcome, 0.0});
    wake_for({promise, no_occurrence}, row.ends_at, alarm_kind::keep, actions);
}

/// Promises that are kept as soon as another one is known to be.
void Steward::follow(StewardState& state, const Percept& percept, Actions& actions) const {
    const auto heard = percept.as<Outcome>();
    if (heard.kind != OutcomeKind::happened) return;
    for (const Keeps& keeps : plans_[state.plan]) {
        if (keeps.after != heard.name || !state.ends.find(keeps.promise.packed)) continue;
        const Awaited awaited{keeps.promise, no_occurrence};
        if (keeps.at.ticks == 0) {
            keep(state, awaited, percept.now, actions);
        } else {
            wake_for(awaited, percept.now + keeps.at, alarm_kind::keep, actions);
        }
    }
}

void Steward::keep(StewardState& state, const Awaited& awaited, Reading now,
                   Actions& actions) const {
    const PlannedEnd* end = state.ends.find(awaited.promise.packed);
    expects(end != nullptr, "what is kept was planned");
    const Outcome outcome{.promise = awaited.promise,
                          .name = end->name,
                          .occurrence = awaited.occurrence,
                          .kind = end->outcome,
                          .value = end->value,
                          .stated = now};
    if (end->outcome == OutcomeKind::happened) {
        actions.keeps(awaited.promise, awaited.occurrence);
    }
    const Contents contents = Contents::of(outcome);
    actions.tell(
        end->scope,
        {.kind = message_kind::outcome, .promise = awaited.promise, .contents = contents.bytes()});
    if (awaited.occurrence == no_occurrence) {
        state.ends.erase(awaited.promise.packed);
        return;
    }
    const Notice& notice = surroundings_->known_at_start[known(awaited.promise)];
    if (awaited.occurrence >= notice.occurrences) return;
    const auto& plan = plans_[state.plan];
    const auto keeps = std::find_if(plan.begin(), plan.end(),
                                    [&](const Keeps& k) { return k.promise == awaited.promise; });
    expects(keeps != plan.end(), "a schedule that is kept was planned");
    const std::uint32_t next = awaited.occurrence + 1;
    wake_for({awaited.promise, next}, notice.due_of(next) + keeps->at, alarm_kind::keep, actions);
}

}  // namespace worldline
