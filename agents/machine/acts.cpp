// SPDX-License-Identifier: Apache-2.0
//
// What a transition does, act by act.
#include <array>
#include <cstring>
#include <limits>

#include "agents/machine/step.hpp"
#include "sim/base/expects.hpp"

namespace worldline {
namespace {

/// Does it say how the promise ended?
bool is_of_outcome(Verdict verdict) {
    return verdict == Verdict::kept || verdict == Verdict::broken || verdict == Verdict::not_kept;
}

}  // namespace

void MachineStep::carry_out(const Deed& act) {
    switch (act.kind) {
    case DeedKind::set:
        return set(act);
    case DeedKind::tell:
        return tell(act);
    case DeedKind::impose:
        return impose(act);
    case DeedKind::judge:
        return judge(act);
    case DeedKind::keep:
        return keep(act);
    case DeedKind::promise:
        return promise(act);
    case DeedKind::withdraw:
        return withdraw(act);
    case DeedKind::spawn:
        return spawn(act);
    case DeedKind::stop:
        actions_.stop();
        is_over_ = true;
        return;
    }
}

/// All right sides are worked out before any variable changes.
void MachineStep::set(const Deed& act) {
    const Assignment* const first = table_.assignments.data() + act.assignments.first;
    if (act.assignments.count == 1) {
        state_.variables[first->place] = number(first->expression, act.at);
    } else {
        std::vector<double> values;
        for (std::uint32_t i = 0; i < act.assignments.count; ++i) {
            values.push_back(number(first[i].expression, act.at));
        }
        for (std::uint32_t i = 0; i < act.assignments.count; ++i) {
            state_.variables[first[i].place] = values[i];
        }
    }
    has_set_ = true;
}

void MachineStep::tell(const Deed& act) {
    std::array<double, Machines::n_fields_max> numbers;
    const std::size_t n = machine_.machines().words[act.word].fields.size();
    std::fill_n(numbers.begin(), n, std::numeric_limits<double>::quiet_NaN());
    for (std::uint32_t i = 0; i < act.assignments.count; ++i) {
        const Assignment& field = table_.assignments[act.assignments.first + i];
        numbers[field.place] = number(field.expression, act.at);
    }
    const Saying saying{.kind = static_cast<std::uint16_t>(Machines::first_word + act.word),
                        .contents = std::as_bytes(std::span(numbers.data(), n))};
    send(act.whom, saying, act.at);
}

/// It has an effect where a live promise of the other accepts it, and nowhere else.
void MachineStep::impose(const Deed& act) {
    Imposition imposition{.type = act.type};
    if (act.value != no_expression) imposition.value = number(act.value, act.at);
    const Contents contents = Contents::of(imposition);
    send(act.whom, {.kind = message_kind::imposition, .contents = contents.bytes()}, act.at);
}

void MachineStep::send(const Whom& whom, const Saying& saying, InFile at) {
    switch (whom.kind) {
    case Whom::Kind::agent:
        return actions_.tell(AgentId{whom.number}, saying);
    case Whom::Kind::group:
        return actions_.tell(GroupId{whom.number}, saying);
    case Whom::Kind::parameter:
        return actions_.tell(plan_.agents[whom.number], saying);
    case Whom::Kind::self:
        return actions_.tell(percept_.self, saying);
    case Whom::Kind::parent:
        if (state_.parent == nobody) fail(at, "nobody has called it into being: no parent");
        return actions_.tell(state_.parent, saying);
    case Whom::Kind::sender:
        if (!percept_.message.exists()) fail(at, "nobody was heard, so there is no sender");
        return actions_.tell(percept_.sender, saying);
    case Whom::Kind::neighbours:
        for (const AgentId neighbour : plan_.neighbours) actions_.tell(neighbour, saying);
        return;
    case Whom::Kind::neighbour:
        if (plan_.neighbours.empty()) return;
        return actions_.tell(plan_.neighbours[actions_.random().below(plan_.neighbours.size())],
                             saying);
    case Whom::Kind::anyone:
        expects(false, "a machine tells somebody");
    }
}

/// The place of a promise among those that the scenario writes.
std::size_t MachineStep::known(const WhichPromise& which) const {
    const bool is_written = which.kind == WhichPromise::Kind::written;
    const std::uint32_t place = is_written ? which.number : plan_.promises[which.number].number;
    expects(place < machine_.surroundings().known_at_start.size(), "a promise is known");
    return place;
}

/// Its own verdict. A promise that is never due is judged anew each time, as its next occurrence;
/// of one that is due the first verdict stands. Nobody judges a prediction, or what it has not
/// noticed yet, and what the agent has a rule for is left to the rule. While a condition is not
/// met for it, the verdict is that.
void MachineStep::judge(const Deed& act) {
    const Surroundings& around = machine_.surroundings();
    const std::size_t place = known(act.promise);
    if (!knows(place)) {
        ++state_.dropped;
        return;
    }
    const Notice& notice = around.known_at_start[place];
    const Body& body = around.bodies[notice.body.number];
    if (body.is_prediction(notice.promise.maker())) return;
    if (machine_.observing().has_rule(state_.observing, notice.name)) return;
    const std::uint32_t* so_far = state_.verdicts.find(notice.promise.packed);
    const std::uint32_t n = so_far == nullptr ? 1 : *so_far + 1;
    const bool is_single = !notice.is_schedule() && notice.due != no_reading;
    if ((is_single && n > 1) || (notice.is_schedule() && n > notice.occurrences)) return;
    const Awaited what{notice.promise, is_single ? no_occurrence : n};
    const bool is_own = notice.promise.maker() == percept_.self;
    const bool is_unmet = !is_own && is_of_outcome(act.verdict) &&
                          !machine_.observing().are_met(state_.observing, what);
    const Verdict verdict = is_unmet ? Verdict::undecided : act.verdict;
    const bool is_said = !is_unmet && (!is_single || is_final(verdict));
    if (is_said) state_.verdicts.put(notice.promise.packed, n);
    const bool is_heard = percept_.message.exists();
    Assessment found{.promise = notice.promise,
                     .occurrence = what.occurrence,
                     .verdict = verdict,
                     .reason = is_heard ? Reason::outcome : Reason::silence,
                     .reading = now_,
                     .evidence = percept_.message};
    if (verdict == Verdict::undecided) found.reason = Reason::pending;
    if (is_unmet) found.reason = Reason::condition_unmet;
    if (verdict == Verdict::invalidated) found.reason = Reason::assumption;
    if (verdict == Verdict::kept) found.degree = 1.0;
    if (verdict == Verdict::broken || verdict == Verdict::not_kept) found.degree = 0.0;
    if (is_own) return actions_.assess(found);  // no trust in self
    machine_.observing().pronounce(state_.observing, notice, found, percept_, actions_);
}

/// A promise of its own. One that it has not made, or kept already, leaves nothing to do.
void MachineStep::keep(const Deed& act) {
    const Surroundings& around = machine_.surroundings();
    Outcome outcome{.promise = {},
                    .name = {},
                    .value = act.value == no_expression ? 0.0 : number(act.value, act.at),
                    .stated = now_};
    if (act.promise.kind == WhichPromise::Kind::made) {
        PromiseId& made = state_.made[act.promise.number].promise;
        if (!made.exists()) return;
        const Offer& offer = table_.offers[act.promise.number];
        outcome.promise = made;
        outcome.name = offer.name_id;
        if (around.bodies[offer.body.number].impositions) {
            outcome.occurrence = next_occurrence(made);
        } else {
            made = {};
        }
        return show(outcome, plan_.offers[act.promise.number].scope);
    }
    const std::size_t place = known(act.promise);
    const Notice& notice = around.known_at_start[place];
    outcome.promise = notice.promise;
    outcome.name = notice.name;
    const bool does_comply = around.bodies[notice.body.number].impositions;
    const std::uint32_t* so_far = state_.kept.find(notice.promise.packed);
    if (does_comply && so_far != nullptr && *so_far == taken_back) return;
    if (notice.is_schedule() && so_far != nullptr && *so_far >= notice.occurrences) return;
    if (notice.is_schedule() || does_comply) outcome.occurrence = next_occurrence(notice.promise);
    show(outcome, around.known_scopes[place]);
}

/// What rests on that promise is judged again: it knows that it has kept its own.
void MachineStep::show(const Outcome& outcome, GroupId scope) {
    actions_.keeps(outcome.promise, outcome.occurrence);
    const Contents contents = Contents::of(outcome);
    actions_.tell(
        scope,
        {.kind = message_kind::outcome, .promise = outcome.promise, .contents = contents.bytes()});
    machine_.observing().settle(state_.observing, {outcome.promise, outcome.occurrence},
                                Verdict::kept, percept_, actions_);
}

/// What a promise rests on, as far as that was made or heard. @return  false: some of it was not
bool MachineStep::add_grounds(const Offer& offer, std::vector<Ground>& grounds) const {
    for (const OfferGround& ground : offer.grounds) {
        PromiseId onto;
        if (ground.promise.kind == WhichPromise::Kind::made) {
            onto = state_.made[ground.promise.number].promise;
        } else if (ground.promise.kind == WhichPromise::Kind::heard) {
            onto = promise_heard();
        } else {
            const std::size_t place = known(ground.promise);
            if (knows(place)) onto = machine_.surroundings().known_at_start[place].promise;
        }
        if (!onto.exists()) return false;
        grounds.push_back({onto, ground.link});
    }
    return true;
}

/// A new promise, unless the same one is live: of this name, due at the same time, neither kept nor
/// taken back. One that is due at another time stands on its own from now, as does one that rests
/// on what was just heard. One that would rest on what is not there is not made.
void MachineStep::promise(const Deed& act) {
    const Offer& offer = table_.offers[act.offer];
    const Offered& to = plan_.offers[act.offer];
    std::vector<Ground> grounds;
    if (!add_grounds(offer, grounds)) {
        ++state_.dropped;
        return;
    }
    Notice notice{
        .promise = {}, .name = offer.name_id, .type = offer.type, .body = offer.body, .made = now_};
    if (offer.is_due) notice.due = now_ + span(offer.due, act.at, 0.0);
    MadePromise& made = state_.made[act.offer];
    const bool rests_on_heard = std::any_of(
        offer.grounds.begin(), offer.grounds.end(),
        [](const OfferGround& ground) { return ground.promise.kind == WhichPromise::Kind::heard; });
    if (made.promise.exists() && made.due == notice.due && !rests_on_heard) return;
    notice.promise = actions_.promise({.body = offer.body,
                                       .promisees = to.promisees,
                                       .scope = to.scope,
                                       .made = now_,
                                       .due = notice.due});
    for (const Ground& ground : grounds) {
        actions_.builds_on(notice.promise, ground.onto, ground.link);
    }
    made = {.promise = notice.promise, .due = notice.due};
    const Contents contents = notice_contents(notice, grounds);
    actions_.tell(
        to.scope,
        {.kind = message_kind::promise, .promise = notice.promise, .contents = contents.bytes()});
}

/// Taken back: its scope hears of it.
void MachineStep::withdraw(const Deed& act) {
    const Surroundings& around = machine_.surroundings();
    const bool is_made = act.promise.kind == WhichPromise::Kind::made;
    const std::size_t place = is_made ? 0 : known(act.promise);
    Withdrawal withdrawal;
    if (is_made) {
        withdrawal.promise = state_.made[act.promise.number].promise;
        if (!withdrawal.promise.exists()) return;
        state_.made[act.promise.number] = {};
    } else {
        const Notice& notice = around.known_at_start[place];
        withdrawal.promise = notice.promise;
        if (around.bodies[notice.body.number].impositions) {
            state_.kept.put(notice.promise.packed, taken_back);
        }
    }
    const GroupId scope =
        is_made ? plan_.offers[act.promise.number].scope : around.known_scopes[place];
    const Contents contents = Contents::of(withdrawal);
    actions_.tell(scope, {.kind = message_kind::withdrawal,
                          .promise = withdrawal.promise,
                          .contents = contents.bytes()});
}

/// A child is this machine with these parameters, in a state and with variables of its own.
void MachineStep::spawn(const Deed& act) {
    const Birth birth{.plan = state_.plan,
                      .machine = state_.machine,
                      .observing = state_.observing.plan,
                      .state = act.state};
    std::array<std::byte, sizeof(Birth) + Machines::n_born_max * sizeof(double)> contents;
    std::memcpy(contents.data(), &birth, sizeof birth);
    const std::size_t n = table_.variables.size();
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t initial = table_.variables[i].initial;
        double value = initial == no_expression ? 0.0 : number(initial, act.at);
        for (std::uint32_t j = 0; j < act.assignments.count; ++j) {
            const Assignment& given = table_.assignments[act.assignments.first + j];
            if (given.place == i) value = number(given.expression, act.at);
        }
        std::memcpy(contents.data() + sizeof birth + i * sizeof value, &value, sizeof value);
    }
    actions_.spawn({.contents = std::span(contents.data(), sizeof birth + n * sizeof(double))});
}

}  // namespace worldline
