// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/steward.hpp"

#include <algorithm>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

void wake_for(const Awaited& awaited, Reading at, std::uint16_t kind, Actions& actions) {
    actions.wake(at, kind, Contents::of(awaited).bytes());
}

/// The value of a planned end that will not come: the promise has been taken back.
constexpr double taken_back_mark = -1.0;

bool has_sanctions(const AgentSetup& setup) {
    return std::any_of(setup.keeps.begin(), setup.keeps.end(),
                       [](const Keeps& keeps) { return keeps.unless.has_value(); });
}

bool is_taken_back(const PlannedEnd& end) {
    return end.outcome == OutcomeKind::unobserved && end.value == taken_back_mark;
}

}  // namespace

StewardState Steward::add(const AgentSetup& setup) {
    StewardState state;
    state.observing = observing_.add(setup);
    state.plan = static_cast<std::uint32_t>(plans_.size());
    plans_.push_back({setup.keeps, setup.withdraws, has_sanctions(setup)});
    return state;
}

/// A sanction goes by its own finding.
Conduct Steward::conduct(const AgentSetup& setup) {
    return {.heeds_verdicts = has_sanctions(setup)};
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
        keep(state, percept.as<Awaited>(), percept, actions);
        return;
    case alarm_kind::announce:
        announce(state, percept.as<Awaited>(), actions);
        return;
    case message_kind::imposition:
        comply(state, percept, actions);
        return;
    case message_kind::outcome:
        follow(state, percept, actions);
        break;
    default:
        break;
    }
    observing_.react(state.observing, percept, actions);
    if (plans_[state.plan].has_sanctions) sanction(state, percept, actions);
}

/// Its place among the promises that the scenario writes.
std::size_t Steward::known(PromiseId promise) const {
    const auto place = surroundings_->written.place_of(promise, surroundings_->known_at_start);
    expects(place.has_value(), "a steward keeps promises that were made");
    return *place;
}

void Steward::start(StewardState& state, const Percept& percept, Actions& actions) const {
    const Surroundings& around = *surroundings_;
    for (const std::uint32_t i : around.written.made_by(percept.self)) {
        const Notice& notice = around.known_at_start[i];
        if (i < around.announced.size() && around.announced[i]) {
            wake_for({notice.promise, no_occurrence}, notice.made, alarm_kind::announce, actions);
        }
    }
    const Plan& plan = plans_[state.plan];
    for (const Keeps& keeps : plan.keeps) plan_end(state, keeps, actions);
    for (const Withdraws& withdraws : plan.withdraws) {
        wake_for({withdraws.promise, taken_back}, Reading{} + withdraws.at, alarm_kind::announce,
                 actions);
    }
}

void Steward::plan_end(StewardState& state, const Keeps& keeps, Actions& actions) const {
    const Surroundings& around = *surroundings_;
    const std::size_t place = known(keeps.promise);
    const Notice& notice = around.known_at_start[place];
    state.ends.put(keeps.promise.packed,
                   {around.known_scopes[place], notice.name, OutcomeKind::happened, keeps.value});
    if (keeps.after || keeps.unless) return;
    if (!notice.is_schedule()) {
        wake_for({keeps.promise, no_occurrence}, Reading{} + keeps.at, alarm_kind::keep, actions);
    } else if (notice.occurrences > 0) {
        wake_for({keeps.promise, 1}, notice.due_of(1) + keeps.at, alarm_kind::keep, actions);
    }
}

void Steward::announce(StewardState& state, const Awaited& made, Actions& actions) const {
    if (made.occurrence == taken_back) return take_back(state, made.promise, actions);
    const std::size_t place = known(made.promise);
    const Contents contents = Contents::of(surroundings_->known_at_start[place]);
    actions.tell(
        surroundings_->known_scopes[place],
        {.kind = message_kind::promise, .promise = made.promise, .contents = contents.bytes()});
}

/// It will not keep it any more, and says so to all who know of it.
void Steward::take_back(StewardState& state, PromiseId promise, Actions& actions) const {
    const std::size_t place = known(promise);
    const GroupId scope = surroundings_->known_scopes[place];
    const NameId name = surroundings_->known_at_start[place].name;
    state.ends.put(promise.packed, {scope, name, OutcomeKind::unobserved, taken_back_mark});
    const Contents contents = Contents::of(Withdrawal{promise});
    actions.tell(
        scope,
        {.kind = message_kind::withdrawal, .promise = promise, .contents = contents.bytes()});
}

/// Heeds what it has promised to accept, unless it has other plans for that promise or has taken
/// it back. How often it did so is the value of the planned end.
void Steward::comply(StewardState& state, const Percept& percept, Actions& actions) const {
    const auto acceptance = complying_.acceptance_of(percept);
    if (!acceptance) return;
    const PromiseId promise = surroundings_->known_at_start[*acceptance].promise;
    const auto& plan = plans_[state.plan].keeps;
    const bool is_planned = std::any_of(
        plan.begin(), plan.end(), [&](const Keeps& keeps) { return keeps.promise == promise; });
    const PlannedEnd* end = state.ends.find(promise.packed);
    if (is_planned || (end != nullptr && is_taken_back(*end))) return;
    const double n = end == nullptr ? 1.0 : end->value + 1.0;
    state.ends.put(promise.packed,
                   {surroundings_->known_scopes[*acceptance],
                    surroundings_->known_at_start[*acceptance].name, OutcomeKind::happened, n});
    complying_.heed(*acceptance, static_cast<std::uint32_t>(n), percept, actions);
}

/// Keeps what it promised for the case that another fails, as soon as it has found that.
void Steward::sanction(StewardState& state, const Percept& percept, Actions& actions) const {
    for (const Keeps& keeps : plans_[state.plan].keeps) {
        if (!keeps.unless || !state.ends.find(keeps.promise.packed)) continue;
        const Verdict found = observing_.found(state.observing, keeps.failing, no_occurrence);
        if (found != Verdict::not_kept && found != Verdict::broken) continue;
        keep(state, {keeps.promise, no_occurrence}, percept, actions);
    }
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
    const Constraint& constraint = surroundings_->bodies[row.body.number].constraint;
    const bool shows_value = constraint.members.empty();  // a trace names no texts
    const double value = shows_value ? 0.0 : std::numeric_limits<double>::quiet_NaN();
    state.ends.put(promise.packed, {row.scope, row.name, row.outcome, value});
    wake_for({promise, no_occurrence}, row.ends_at, alarm_kind::keep, actions);
}

/// Promises that are kept as soon as another one is known to be.
void Steward::follow(StewardState& state, const Percept& percept, Actions& actions) const {
    const auto heard = percept.as<Outcome>();
    if (heard.kind != OutcomeKind::happened) return;
    for (const Keeps& keeps : plans_[state.plan].keeps) {
        if (keeps.after != heard.name || !state.ends.find(keeps.promise.packed)) continue;
        const Awaited awaited{keeps.promise, no_occurrence};
        if (keeps.at.ticks == 0) {
            keep(state, awaited, percept, actions);
        } else {
            wake_for(awaited, percept.now + keeps.at, alarm_kind::keep, actions);
        }
    }
}

void Steward::keep(StewardState& state, const Awaited& awaited, const Percept& percept,
                   Actions& actions) const {
    const PlannedEnd* end = state.ends.find(awaited.promise.packed);
    expects(end != nullptr, "what is kept was planned");
    if (is_taken_back(*end)) return;
    const Outcome outcome{.promise = awaited.promise,
                          .name = end->name,
                          .occurrence = awaited.occurrence,
                          .kind = end->outcome,
                          .value = end->value,
                          .stated = percept.now};
    const GroupId scope = end->scope;
    if (outcome.kind == OutcomeKind::happened) {
        actions.keeps(awaited.promise, awaited.occurrence);
    }
    const Contents contents = Contents::of(outcome);
    actions.tell(
        scope,
        {.kind = message_kind::outcome, .promise = awaited.promise, .contents = contents.bytes()});
    if (awaited.occurrence == no_occurrence) {
        state.ends.erase(awaited.promise.packed);
    } else {
        keep_next(state, awaited, actions);
    }
    if (outcome.kind == OutcomeKind::happened) {
        observing_.settle(state.observing, awaited, Verdict::kept, percept, actions);
    }
}

/// The occurrence after the one that was kept.
void Steward::keep_next(StewardState& state, const Awaited& kept, Actions& actions) const {
    const Notice& notice = surroundings_->known_at_start[known(kept.promise)];
    if (kept.occurrence >= notice.occurrences) return;
    const auto& plan = plans_[state.plan].keeps;
    const auto keeps = std::find_if(plan.begin(), plan.end(),
                                    [&](const Keeps& k) { return k.promise == kept.promise; });
    expects(keeps != plan.end(), "a schedule that is kept was planned");
    const std::uint32_t next = kept.occurrence + 1;
    const bool has_ended = keeps->until.ticks > 0 && notice.due_of(next) > Reading{} + keeps->until;
    if (has_ended) return;
    wake_for({kept.promise, next}, notice.due_of(next) + keeps->at, alarm_kind::keep, actions);
}

}  // namespace worldline
