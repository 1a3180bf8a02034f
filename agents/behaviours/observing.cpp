// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/observing.hpp"

#include <algorithm>
#include <cmath>

#include "agents/ephemeris.hpp"
#include "agents/rules/trust_sample.hpp"
#include "sim/base/expects.hpp"

namespace worldline {
namespace {

bool counts_for_trust(Verdict verdict) {
    return verdict == Verdict::kept || verdict == Verdict::not_kept || verdict == Verdict::broken;
}

}  // namespace

std::uint64_t occurrence_key(PromiseId promise, std::uint32_t occurrence, AgentId teller) {
    Digester digester;
    digester.add(promise);
    digester.add(occurrence);
    digester.add(teller);
    return digester.value().low;
}

ObservingState Observing::add(const AgentSetup& setup) {
    expects(surroundings_->written.n_promises() == surroundings_->known_at_start.size(),
            "promises are indexed");
    Plan plan{setup.judges, setup.tells};
    std::sort(plan.judges.begin(), plan.judges.end(),
              [](const JudgesBy& a, const JudgesBy& b) { return a.name < b.name; });
    Digester digester;  // agents with equal plans share one
    for (const JudgesBy& by : plan.judges) {
        expects(by.judge < surroundings_->judges.size(), "a judge is known");
        digester.add(by.name.number);
        digester.add(by.judge);
    }
    digester.add(std::uint64_t{plan.judges.size()});
    for (const AgentId agent : plan.tells) digester.add(agent.number);
    const auto next = static_cast<std::uint32_t>(plans_.size());
    const auto [at, is_new] = places_.emplace(digester.value(), next);
    if (is_new) plans_.push_back(std::move(plan));
    ObservingState state;
    state.plan = at->second;
    return state;
}

bool Observing::react(ObservingState& state, const Percept& percept, Actions& actions) const {
    switch (percept.kind) {
    case event_kind::start:
        start(state, percept, actions);
        return true;
    case message_kind::promise:
        notice(state, notice_of(percept.contents), grounds_of(percept.contents), percept, actions);
        return true;
    case message_kind::withdrawal:
        withdrawn(state, percept, actions);
        return true;
    case message_kind::outcome:
        hear(state, {percept.as<Outcome>(), percept.now, percept.message}, percept, actions);
        return true;
    case message_kind::verdict:
        told(state, percept, actions);
        return true;
    case alarm_kind::silence:
        silence(state, percept, actions);
        return true;
    default:
        return false;
    }
}

const JudgesBy* Observing::judge_of(const ObservingState& state, NameId name) const {
    const auto& judges = plans_[state.plan].judges;
    const auto at =
        std::lower_bound(judges.begin(), judges.end(), name,
                         [](const JudgesBy& by, NameId wanted) { return by.name < wanted; });
    return at != judges.end() && at->name == name ? &*at : nullptr;
}

/// Promises written in the scenario are known to their scope from the start.
void Observing::start(ObservingState& state, const Percept& percept, Actions& actions) const {
    const Surroundings& around = *surroundings_;
    for (const std::uint32_t i : around.written.within_scope_of(percept.self)) {
        if (i < around.announced.size() && around.announced[i]) continue;
        notice(state, around.known_at_start[i], {}, percept, actions);
    }
}

void Observing::notice(ObservingState& state, const Notice& notice, std::span<const Ground> grounds,
                       const Percept& percept, Actions& actions) const {
    const JudgesBy* by = judge_of(state, notice.name);
    if (by == nullptr || notice.promise.maker() == percept.self) return;
    if (state.open.find(notice.promise.packed) != nullptr) return;  // twice said is once said
    if (surroundings_->bodies[notice.body.number].is_prediction(notice.promise.maker())) return;
    OpenPromise open{
        .notice = notice, .judge = by->judge, .awaited = notice.is_schedule() ? 1u : no_occurrence};
    wait_for(open, actions);
    state.open.put(notice.promise.packed, open);
    for (const Ground& ground : grounds) state.open.rest(notice.promise, ground);
    if (!notice.is_schedule() && has_lost_ground(state, {notice.promise, no_occurrence})) {
        return invalidate(state, {notice.promise, no_occurrence}, percept, actions);
    }
    hear_early(state, notice, percept, actions);
}

/// What came before its promise was noticed is judged now, in the order of its occurrences.
void Observing::hear_early(ObservingState& state, const Notice& notice, const Percept& percept,
                           Actions& actions) const {
    const std::uint32_t* found = state.early_until.find(notice.promise.packed);
    if (found == nullptr) return;
    const std::uint32_t last = *found;
    state.early_until.erase(notice.promise.packed);
    for (std::uint32_t n = 0; n <= last; ++n) {
        const std::uint64_t key = occurrence_key(notice.promise, n);
        const EarlyOutcome* early = state.early.find(key);
        if (early == nullptr) continue;
        const EarlyOutcome waiting = *early;
        state.early.erase(key);
        hear(state, waiting, percept, actions);
    }
}

/// Sets the alarm at which the silence of the awaited occurrence is judged.
void Observing::wait_for(OpenPromise& open, Actions& actions) const {
    open.alarm = {};
    if (open.awaited > open.notice.occurrences) return;
    const Reading due = open.notice.due_of(open.awaited);
    if (due == no_reading) return;
    const Awaited awaited{open.notice.promise, open.awaited};
    open.alarm = actions.wake(surroundings_->judges[open.judge].silence_at(due),
                              alarm_kind::silence, Contents::of(awaited).bytes());
}

/// Taken back before it was due: undecided, and no effect on trust. Later: as if it had not been.
void Observing::withdrawn(ObservingState& state, const Percept& percept, Actions& actions) const {
    const auto withdrawal = percept.as<Withdrawal>();
    const OpenPromise* found = state.open.find(withdrawal.promise.packed);
    if (found == nullptr || withdrawal.promise.maker() != percept.sender) return;
    const OpenPromise open = *found;
    Reading due = open.notice.due_of(open.awaited);
    if (const auto about = surroundings_->grounds.about(withdrawal.promise)) {
        due = due == no_reading ? *about : std::min(due, *about);
    }
    if (due != no_reading && percept.now >= due) return;
    actions.cancel(open.alarm);
    conclude(state, open,
             {.promise = withdrawal.promise,
              .occurrence = open.awaited,
              .verdict = Verdict::undecided,
              .reason = Reason::withdrawn,
              .reading = percept.now,
              .evidence = percept.message,
              .judge = open.judge},
             actions);
    state.open.erase(withdrawal.promise.packed);
    settle(state, {withdrawal.promise, open.awaited}, Verdict::undecided, percept, actions);
}

/// Said once is enough: an occurrence is judged again only where silence had judged it.
bool Observing::is_new(const ObservingState& state, const OpenPromise& open,
                       std::uint32_t occurrence) const {
    if (!open.notice.is_schedule()) return true;
    const std::uint64_t key = occurrence_key(open.notice.promise, occurrence);
    if (occurrence < open.awaited) {
        const Awaited what{open.notice.promise, occurrence};
        return state.silent.find(key) != nullptr || is_passed(state, what) ||
               state.early.find(ground_key(what.promise, occurrence)) != nullptr;
    }
    return state.ahead.find(key) == nullptr;
}

/// The occurrence has been judged: which one is awaited now?
void Observing::move_on(ObservingState& state, OpenPromise& open, std::uint32_t occurrence,
                        Actions& actions) const {
    if (occurrence > open.awaited) {
        state.ahead.put(occurrence_key(open.notice.promise, occurrence), 1);
        return;
    }
    if (occurrence < open.awaited) return;
    actions.cancel(open.alarm);
    open.alarm = {};
    if (!open.notice.is_schedule()) return;
    ++open.awaited;
    while (state.ahead.find(occurrence_key(open.notice.promise, open.awaited)) != nullptr) {
        state.ahead.erase(occurrence_key(open.notice.promise, open.awaited));
        ++open.awaited;
    }
    wait_for(open, actions);
}

void Observing::hear(ObservingState& state, const EarlyOutcome& heard, const Percept& percept,
                     Actions& actions) const {
    const PromiseId promise = heard.outcome.promise;
    const std::uint32_t occurrence = heard.outcome.occurrence;
    const OpenPromise* found = state.open.find(promise.packed);
    if (found == nullptr) {
        if (judge_of(state, heard.outcome.name) == nullptr) return;
        state.early.put(occurrence_key(promise, occurrence), heard);
        const std::uint32_t* last = state.early_until.find(promise.packed);
        state.early_until.put(promise.packed,
                              last == nullptr ? occurrence : std::max(*last, occurrence));
        return;
    }
    OpenPromise open = *found;
    if (!is_new(state, open, occurrence)) return;
    if (is_unmet(state, open, heard, percept, actions)) return;
    const Judge& rule = surroundings_->judges[open.judge];
    Evidence evidence{
        .kind = heard.outcome.kind,
        .value = heard.outcome.value,
        .time = evidence_time(rule, heard.outcome, heard.arrival, percept.self, promise.maker(),
                              *surroundings_),
        .previous = {},
        .components = surroundings_->components(open.notice.body, heard.outcome.value)};
    if (open.previous != no_reading && open.previous_occurrence + 1 == occurrence) {
        evidence.previous = open.previous;
    }
    const Body& body = surroundings_->bodies[open.notice.body.number];
    const Finding finding = judge(rule, open.notice, occurrence, body.constraint, &evidence,
                                  percept.now, surroundings_->resolution);
    conclude(state, open,
             {.promise = promise,
              .occurrence = occurrence,
              .verdict = finding.verdict,
              .reason = finding.reason,
              .degree = finding.degree,
              .margin = finding.margin,
              .reading = percept.now,
              .evidence = heard.message,
              .judge = open.judge},
             actions);
    open.previous = evidence.time;
    open.previous_occurrence = occurrence;
    if (body.impositions) {  // it has been heeded; more may be asked
        actions.cancel(open.alarm);
        open.alarm = {};
    } else {
        move_on(state, open, occurrence, actions);
    }
    // A schedule stays open: an occurrence that silence has judged may still come.
    if (!open.notice.is_schedule() && !body.impositions && is_final(finding.verdict)) {
        state.open.erase(promise.packed);
    } else {
        state.open.put(promise.packed, open);
    }
    settle(state, {promise, occurrence}, finding.verdict, percept, actions);
}

/// Nothing came by due + tolerance + patience.
void Observing::silence(ObservingState& state, const Percept& percept, Actions& actions) const {
    const auto awaited = percept.as<Awaited>();
    const OpenPromise* found = state.open.find(awaited.promise.packed);
    if (found == nullptr || found->awaited != awaited.occurrence) return;
    const OpenPromise open = *found;
    const Reading due = open.notice.due_of(awaited.occurrence);
    const Reading at = surroundings_->judges[open.judge].silence_at(due);
    if (is_unmet(state, open, awaited, at, percept, actions)) return;
    be_silent(state, open, awaited, at, percept, actions);
}

/// A verdict by silence, at the reading `at`.
void Observing::be_silent(ObservingState& state, OpenPromise open, const Awaited& awaited,
                          Reading at, const Percept& percept, Actions& actions) const {
    const Judge& rule = surroundings_->judges[open.judge];
    const Constraint& constraint = surroundings_->bodies[open.notice.body.number].constraint;
    const Finding finding = judge(rule, open.notice, awaited.occurrence, constraint, nullptr, at,
                                  surroundings_->resolution);
    conclude(state, open,
             {.promise = awaited.promise,
              .occurrence = awaited.occurrence,
              .verdict = finding.verdict,
              .reason = finding.reason,
              .degree = finding.degree,
              .margin = finding.margin,
              .reading = at,
              .judge = open.judge},
             actions);
    state.silent.put(occurrence_key(awaited.promise, awaited.occurrence), finding.degree);
    move_on(state, open, awaited.occurrence, actions);
    state.open.put(awaited.promise.packed, open);
    settle(state, awaited, finding.verdict, percept, actions);
}

/// Another's verdict: an assessment learnt from it, weighed by the trust in the teller.
void Observing::told(ObservingState& state, const Percept& percept, Actions& actions) const {
    const auto told = percept.as<Told>();
    const AgentId promiser = told.promise.maker();
    if (promiser == percept.self) return;
    Assessment assessment{.promise = told.promise,
                          .occurrence = told.occurrence,
                          .verdict = told.verdict,
                          .reason = Reason::told,
                          .degree = told.degree,
                          .reading = percept.now,
                          .learnt_from = percept.sender,
                          .evidence = percept.message};
    const std::uint64_t once = occurrence_key(told.promise, told.occurrence, percept.sender);
    const bool counts = surroundings_->hearsay != Hearsay::off && counts_for_trust(told.verdict) &&
                        state.heard_of.find(once) == nullptr;
    if (counts) {
        assessment.trust = believe(state, told, percept);
        state.heard_of.put(once, 1);
    }
    actions.assess(assessment);
}

void Observing::pronounce(ObservingState& state, const Notice& notice, const Assessment& found,
                          const Percept& percept, Actions& actions) const {
    conclude(state, {.notice = notice, .judge = found.judge}, found, actions);
    // What is never due is judged again and again: what rests on it goes by the last verdict.
    const std::uint32_t occurrence = notice.is_schedule() ? found.occurrence : no_occurrence;
    settle(state, {found.promise, occurrence}, found.verdict, percept, actions);
}

/// Learns from what another has told: its trust in the promiser afterwards.
double Observing::believe(ObservingState& state, const Told& told, const Percept& percept) const {
    const TrustRule& rule = *surroundings_->trust;
    const double now = seconds_of(percept.now, surroundings_->resolution);
    double weight = 1.0;
    if (surroundings_->hearsay == Hearsay::weighted) {
        const TrustRecord* teller =
            state.trust.find(trust_key(percept.sender, surroundings_->assessment_type));
        weight = rule.value(teller == nullptr ? rule.initial() : *teller, now);
    }
    const std::uint64_t key = trust_key(told.promise.maker(), told.type);
    const TrustRecord* held = state.trust.find(key);
    const TrustRecord changed =
        rule.update(held == nullptr ? rule.initial() : *held,
                    {.degree = told.degree, .verdict = told.verdict, .weight = weight, .now = now});
    state.trust.put(key, changed);
    return rule.value(changed, now);
}

/// Learns from a verdict, writes it down, tells it.
void Observing::conclude(ObservingState& state, const OpenPromise& open, Assessment assessment,
                         Actions& actions) const {
    if (counts_for_trust(assessment.verdict)) assessment.trust = learn(state, open, assessment);
    actions.assess(assessment);
    const Told told{.promise = assessment.promise,
                    .occurrence = assessment.occurrence,
                    .type = open.notice.type,
                    .verdict = assessment.verdict,
                    .degree = assessment.degree};
    for (const AgentId listener : plans_[state.plan].tells) {
        const Contents contents = Contents::of(told);
        actions.tell(listener, {.kind = message_kind::verdict,
                                .promise = assessment.promise,
                                .contents = contents.bytes()});
    }
}

/// Once per (promise, occurrence); a verdict by silence that changes is taken back first.
double Observing::learn(ObservingState& state, const OpenPromise& open,
                        const Assessment& assessment) const {
    const TrustRule& rule = *surroundings_->trust;
    const std::uint64_t key = trust_key(assessment.promise.maker(), open.notice.type);
    const TrustRecord* held = state.trust.find(key);
    TrustRecord trust = held == nullptr ? rule.initial() : *held;
    const Resolution resolution = surroundings_->resolution;
    static const Judge no_rule;  // who says what it finds, as a machine may, goes by none
    const auto& judges = surroundings_->judges;
    const Judge& judge = open.judge < judges.size() ? judges[open.judge] : no_rule;
    const TrustSample sample = sample_of(
        assessment, open.notice, judge, surroundings_->bodies[open.notice.body.number], resolution);
    if (state.silent.size() > 0) {
        const std::uint64_t was = occurrence_key(assessment.promise, assessment.occurrence);
        if (const double* degree = state.silent.find(was)) {
            if (!rule.is_revocable()) return rule.value(trust, sample.now);
            trust = rule.update(
                trust, silence_taken_back(assessment, open.notice, judge, *degree, resolution));
            state.silent.erase(was);
        }
    }
    trust = rule.update(trust, sample);
    state.trust.put(key, trust);
    return rule.value(trust, sample.now);
}

}  // namespace worldline
