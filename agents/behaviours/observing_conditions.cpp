// SPDX-License-Identifier: Apache-2.0
//
// Judging what rests on other promises. A condition is met for an observer when its own verdict on
// it is kept; until then evidence waits, and nothing is held against the promiser. What `assumes`
// another is invalidated when that fails.   [docs/model.md 2]
#include <algorithm>

#include "agents/behaviours/observing.hpp"
#include "agents/rules/trust_sample.hpp"

namespace worldline {
namespace {

bool has_failed(Verdict verdict) {
    return verdict == Verdict::not_kept || verdict == Verdict::broken;
}

bool is_met(Link link, Verdict found) {
    if (link == Link::condition) return found == Verdict::kept;
    return link != Link::unless || has_failed(found);
}

}  // namespace

std::uint64_t ground_key(PromiseId promise, std::uint32_t occurrence) {
    return occurrence_key(promise, occurrence, nobody);
}

Verdict Observing::found(const ObservingState& state, PromiseId promise,
                         std::uint32_t occurrence) const {
    const std::uint8_t* verdict = state.ahead.find(ground_key(promise, occurrence));
    if (verdict == nullptr && occurrence != no_occurrence) {  // one promise for all occurrences
        verdict = state.ahead.find(ground_key(promise, no_occurrence));
    }
    return verdict == nullptr ? Verdict::undecided : static_cast<Verdict>(*verdict);
}

/// Is there anything in this scenario that rests on something else?
bool Observing::may_rest() const {
    return surroundings_->rests_in_run || !surroundings_->grounds.by_from.empty();
}

/// Calls `visit` with each link of what a promise rests on: as the scenario writes it, or as its
/// notice said.
template <class Visit>
void Observing::each_ground(const ObservingState& state, PromiseId promise, Visit visit) const {
    for (const BuildsOn& link : surroundings_->grounds.of(promise)) visit(link);
    for (std::uint32_t n = 0; const auto link = state.open.ground(promise, n); ++n) visit(*link);
}

bool Observing::are_met(const ObservingState& state, const Awaited& what) const {
    bool are_met = true;
    each_ground(state, what.promise, [&](const BuildsOn& link) {
        are_met = are_met && is_met(link.link, found(state, link.onto, what.occurrence));
    });
    return are_met;
}

/// Evidence for what rests on an unmet condition waits, and is undecided until then.
bool Observing::is_unmet(ObservingState& state, const OpenPromise& open, const EarlyOutcome& heard,
                         const Percept& percept, Actions& actions) const {
    const Awaited what{heard.outcome.promise, heard.outcome.occurrence};
    if (!may_rest()) return false;
    if (has_lost_ground(state, what)) {
        invalidate(state, what, percept, actions);
        return true;
    }
    if (are_met(state, what)) return false;
    const std::uint64_t key = ground_key(what.promise, what.occurrence);
    if (state.early.find(key) != nullptr) return true;
    state.early.put(key, heard);
    conclude(state, open,
             {.promise = what.promise,
              .occurrence = what.occurrence,
              .verdict = Verdict::undecided,
              .reason = Reason::condition_unmet,
              .reading = percept.now,
              .evidence = heard.message,
              .judge = open.judge},
             actions);
    return true;
}

/// Nothing came in time, and nothing had to: that is undecided, too.
bool Observing::is_unmet(ObservingState& state, OpenPromise open, const Awaited& awaited,
                         Reading at, const Percept& percept, Actions& actions) const {
    if (!may_rest()) return false;
    if (has_lost_ground(state, awaited)) {
        invalidate(state, awaited, percept, actions);
        return true;
    }
    if (are_met(state, awaited)) return false;
    const std::uint64_t key = ground_key(awaited.promise, awaited.occurrence);
    if (state.early.find(key) == nullptr) {
        conclude(state, open,
                 {.promise = awaited.promise,
                  .occurrence = awaited.occurrence,
                  .verdict = Verdict::undecided,
                  .reason = Reason::condition_unmet,
                  .reading = at,
                  .judge = open.judge},
                 actions);
        state.ahead.put(key, static_cast<std::uint8_t>(Verdict::undecided));
    }
    move_on(state, open, awaited.occurrence, actions);
    state.open.put(awaited.promise.packed, open);
    return true;
}

void Observing::settle(ObservingState& state, const Awaited& what, Verdict verdict,
                       const Percept& percept, Actions& actions) const {
    const auto upon = surroundings_->grounds.upon(what.promise);
    const bool is_ground = !upon.empty() || state.open.upon(what.promise, 0).has_value();
    // Where machines promise on conditions, something may come to rest on any promise later.
    const bool may_become_one = surroundings_->rests_in_run && verdict != Verdict::undecided;
    if (!is_ground && !may_become_one) return;
    state.ahead.put(ground_key(what.promise, what.occurrence), static_cast<std::uint8_t>(verdict));
    for (const BuildsOn& link : upon) {
        judge_what_rests(state, link, what.occurrence, percept, actions);
    }
    for (std::uint32_t n = 0; const auto link = state.open.upon(what.promise, n); ++n) {
        judge_what_rests(state, *link, what.occurrence, percept, actions);
    }
}

/// A schedule that rests on a schedule does so occurrence by occurrence; one that rests on a single
/// promise does so with all of them.
void Observing::judge_what_rests(ObservingState& state, const BuildsOn& link,
                                 std::uint32_t occurrence, const Percept& percept,
                                 Actions& actions) const {
    const OpenPromise* open = state.open.find(link.from.packed);
    if (open == nullptr) return;
    const bool is_for_all = open->notice.is_schedule() && occurrence == no_occurrence;
    const std::uint32_t first = is_for_all ? 1 : occurrence;
    const std::uint32_t last =
        std::min(is_for_all ? open->awaited : occurrence,
                 open->notice.is_schedule() ? open->notice.occurrences : no_occurrence);
    for (std::uint32_t n = first; n <= last; ++n) {
        if (has_lost_ground(state, {link.from, n})) {
            invalidate(state, {link.from, n}, percept, actions);
        } else if (are_met(state, {link.from, n})) {
            resume(state, {link.from, n}, percept, actions);
        }
    }
}

/// The conditions are met now: what waited is judged. Where silence had its say already, the
/// promise is not kept as of now.
void Observing::resume(ObservingState& state, const Awaited& what, const Percept& percept,
                       Actions& actions) const {
    const OpenPromise* open = state.open.find(what.promise.packed);
    if (open == nullptr) return;
    const std::uint64_t key = ground_key(what.promise, what.occurrence);
    const EarlyOutcome* early = state.early.find(key);
    const bool has_passed = is_passed(state, what);
    if (early != nullptr) {
        const EarlyOutcome waiting = *early;
        hear(state, waiting, percept, actions);
        state.early.erase(key);
        if (is_passed(state, what)) state.ahead.erase(key);
    } else if (has_passed) {
        state.ahead.erase(key);
        be_silent(state, *open, what, percept.now, percept, actions);
    }
}

/// Has its time gone by while a condition was not met?
bool Observing::is_passed(const ObservingState& state, const Awaited& what) const {
    const std::uint8_t* own = state.ahead.find(ground_key(what.promise, what.occurrence));
    return own != nullptr && static_cast<Verdict>(*own) == Verdict::undecided;
}

bool Observing::has_lost_ground(const ObservingState& state, const Awaited& what) const {
    bool has_lost = false;
    each_ground(state, what.promise, [&](const BuildsOn& link) {
        const bool is_outside = link.onto.maker() != what.promise.maker();
        has_lost = has_lost || (link.link == Link::assumes && is_outside &&
                                has_failed(found(state, link.onto, what.occurrence)));
    });
    return has_lost;
}

/// What was assumed has failed, and not by the promiser: final, and no effect on trust.
void Observing::invalidate(ObservingState& state, const Awaited& what, const Percept& percept,
                           Actions& actions) const {
    const OpenPromise* at = state.open.find(what.promise.packed);
    if (at == nullptr || !is_new(state, *at, what.occurrence)) return;  // it has its verdict
    OpenPromise open = *at;
    Assessment assessment{.promise = what.promise,
                          .occurrence = what.occurrence,
                          .verdict = Verdict::invalidated,
                          .reason = Reason::assumption,
                          .reading = percept.now,
                          .evidence = percept.message,
                          .judge = open.judge};
    const std::uint64_t key = occurrence_key(what.promise, what.occurrence);
    if (const double* degree = state.silent.find(key)) {
        assessment.trust = take_back(state, open, assessment, *degree);
    }
    state.silent.erase(key);
    state.early.erase(ground_key(what.promise, what.occurrence));
    if (is_passed(state, what)) state.ahead.erase(ground_key(what.promise, what.occurrence));
    conclude(state, open, assessment, actions);
    move_on(state, open, what.occurrence, actions);
    if (open.notice.is_schedule()) {
        state.open.put(what.promise.packed, open);
    } else {
        state.open.erase(what.promise.packed);
    }
    settle(state, what, Verdict::invalidated, percept, actions);
}

/// A verdict by silence is void: so is what it did to trust. Returns the trust afterwards.
double Observing::take_back(ObservingState& state, const OpenPromise& open,
                            const Assessment& assessment, double degree) const {
    const TrustRule& rule = *surroundings_->trust;
    const Resolution resolution = surroundings_->resolution;
    const std::uint64_t key = trust_key(open.notice.promise.maker(), open.notice.type);
    const TrustRecord* held = state.trust.find(key);
    TrustRecord trust = held == nullptr ? rule.initial() : *held;
    if (held != nullptr && rule.is_revocable()) {
        const Judge& judge = surroundings_->judges[open.judge];
        trust = rule.update(trust,
                            silence_taken_back(assessment, open.notice, judge, degree, resolution));
        state.trust.put(key, trust);
    }
    return rule.value(trust, seconds_of(assessment.reading, resolution));
}

}  // namespace worldline
