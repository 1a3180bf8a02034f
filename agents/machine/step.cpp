// SPDX-License-Identifier: Apache-2.0
#include "agents/machine/step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "agents/noticing.hpp"
#include "sim/base/expects.hpp"

namespace worldline {
namespace {

/// So many steps at one reading are a loop without end.
constexpr std::uint32_t n_steps_max = 1'000;
constexpr double longest = 4e18;  ///< [ticks]: what is later never comes

}  // namespace

MachineStep::MachineStep(const Machine& machine, MachineState& state, const Percept& percept,
                         Actions& actions)
    : machine_(machine),
      table_(machine.machines().all[state.machine]),
      plan_(machine.plan_of(state)),
      state_(state),
      percept_(percept),
      actions_(actions),
      now_(percept.now),
      tick_(machine.surroundings().resolution.seconds()) {}

void MachineStep::begin() {
    state_.entered = now_;
    state_.variables.reset(table_.variables.size());
    state_.made.reset(table_.offers.size());
    const bool is_born = percept_.kind == event_kind::birth;
    for (std::size_t i = 0; i < table_.variables.size(); ++i) {
        const std::uint32_t initial = table_.variables[i].initial;
        if (is_born) {
            std::memcpy(&state_.variables[i],
                        percept_.contents.data() + sizeof(Birth) + i * sizeof(double),
                        sizeof(double));
        } else if (initial != no_expression) {
            state_.variables[i] = number(initial, table_.at);
        }
    }
    enter(is_born ? state_.birth.state : plan_.start);
    settle();
    set_alarm();
}

/// Timers of one reading fire in the order of the document, each as a step of its own.
void MachineStep::ring() {
    state_.alarm = {};
    state_.alarm_at = no_reading;
    for (std::size_t timer = next_timer(); !is_over_; timer = next_timer()) {
        if (timer == state_.timers.size() || state_.timers[timer].at > now_) break;
        if (fire_timer(timer)) settle();
    }
    set_alarm();
}

void MachineStep::hear() {
    if (percept_.kind == message_kind::imposition && !heed()) {
        ++state_.dropped;
        return;
    }
    const StateRow& state = table_.states[state_.state];
    for (const std::uint32_t place : state.hears) {
        const TransitionRow& row = table_.transitions[place];
        const bool is_meant =
            std::find(row.hears.begin(), row.hears.end(), percept_.kind) != row.hears.end() &&
            is_from(row.from) && is_about(row.type);
        if (!is_meant || !holds(row)) continue;
        take(row);
        settle();
        return set_alarm();
    }
    ++state_.dropped;
}

bool MachineStep::holds(const TransitionRow& row) {
    return row.when == no_expression || number(row.when, row.at) != 0.0;
}

bool MachineStep::is_from(const Whom& whom) const {
    const AgentId sender = percept_.sender;
    switch (whom.kind) {
    case Whom::Kind::anyone:
    case Whom::Kind::sender:
        return true;
    case Whom::Kind::agent:
        return sender.number == whom.number;
    case Whom::Kind::parameter:
        return sender == plan_.agents[whom.number];
    case Whom::Kind::parent:
        return sender == state_.parent;
    case Whom::Kind::self:
        return sender == percept_.self;
    case Whom::Kind::group: {
        const auto& group = machine_.surroundings().groups[whom.number];
        return std::binary_search(group.begin(), group.end(), sender);
    }
    case Whom::Kind::neighbours:
    case Whom::Kind::neighbour:
        return std::binary_search(plan_.neighbours.begin(), plan_.neighbours.end(), sender);
    }
    return false;
}

/// Is the promise that the message speaks of of this type? It is known of what the scenario writes
/// and of what it has been told of.
bool MachineStep::is_about(std::uint32_t type) const {
    if (type == any_type) return true;
    if (percept_.kind == message_kind::promise) {
        return notice_of(percept_.contents).type.number == type;
    }
    if (percept_.kind == message_kind::verdict) return percept_.as<Told>().type.number == type;
    if (percept_.kind == message_kind::imposition) {
        return percept_.as<Imposition>().type.number == type;
    }
    const PromiseId promise = promise_heard();
    const auto place = machine_.place_of(promise);
    if (place && knows(*place)) {
        return machine_.surroundings().known_at_start[*place].type.number == type;
    }
    const std::uint32_t* noticed = state_.noticed.find(promise.packed);
    return noticed != nullptr && *noticed == type;
}

/// The promise that the message speaks of; none if there is none.
PromiseId MachineStep::promise_heard() const {
    switch (percept_.kind) {
    case message_kind::promise:
        return notice_of(percept_.contents).promise;
    case message_kind::withdrawal:
        return percept_.as<Withdrawal>().promise;
    case message_kind::outcome:
        return percept_.as<Outcome>().promise;
    case message_kind::verdict:
        return percept_.as<Told>().promise;
    default:
        return {};
    }
}

/// Has it noticed what the scenario writes at this place? What is announced it must have heard.
bool MachineStep::knows(std::size_t place) const {
    if (!machine_.is_announced(place)) return true;
    const PromiseId promise = machine_.surroundings().known_at_start[place].promise;
    return promise.maker() == percept_.self || state_.noticed.find(promise.packed) != nullptr;
}

/// Then what needs no trigger, until nothing holds.
void MachineStep::settle() {
    bool is_stable = false;
    while (!is_stable && !is_over_) {
        is_stable = true;
        for (const std::uint32_t place : table_.states[state_.state].free) {
            const TransitionRow& row = table_.transitions[place];
            if (!holds(row)) continue;
            take(row);
            is_stable = false;
            break;
        }
    }
    if (has_set_ && !is_over_ && table_.states[state_.state].has_rate) follow_rates();
}

void MachineStep::take(const TransitionRow& row) {
    count_step(state_.state);
    for (std::uint32_t i = 0; i < row.acts.count && !is_over_; ++i) {
        carry_out(table_.acts[row.acts.first + i]);
    }
    if (row.to != stays && !is_over_) enter(row.to);
}

void MachineStep::count_step(std::uint32_t state) {
    passed_[n_steps_ % passed_.size()] = state;
    if (++n_steps_ <= n_steps_max) return;
    // The way back to the state that it is in now.
    std::string loop = table_.states[state].name;
    for (std::size_t back = 1; back < passed_.size(); ++back) {
        const std::uint32_t before = passed_[(n_steps_ - 1 - back) % passed_.size()];
        loop = table_.states[before].name + " -> " + loop;
        if (before == state) break;
    }
    fail(table_.states[state].at,
         fmt::format("more than {} steps at one reading: {}", n_steps_max, loop));
}

void MachineStep::enter(std::uint32_t state) {
    state_.state = state;
    state_.entered = now_;
    const StateRow& row = table_.states[state];
    state_.timers.reset(row.timed.size());
    for (std::size_t i = 0; i < row.timed.size(); ++i) start_timer(i, now_);
}

void MachineStep::start_timer(std::size_t timer, Reading from) {
    const TransitionRow& row = table_.transitions[table_.states[state_.state].timed[timer]];
    if (row.trigger == Trigger::rate) return draw(state_.timers[timer], row, from);
    state_.timers[timer].at = from + span(row);
}

/// A rate fires when its integral over own seconds reaches a draw from Exp(1).
void MachineStep::draw(Timer& timer, const TransitionRow& row, Reading from) {
    timer.left = actions_.random().exponential();
    timer.rate = 0.0;
    timer.at = from;
    timer.rate = rate(row);
    const double ticks = timer.rate > 0.0 ? timer.left / timer.rate / tick_ : longest;
    timer.at = ticks < longest ? shifted(from, ticks) : no_reading;
}

/// What is left of each draw is used up at the rate of now.
void MachineStep::follow_rates() {
    const StateRow& state = table_.states[state_.state];
    for (std::size_t i = 0; i < state.timed.size(); ++i) {
        const TransitionRow& row = table_.transitions[state.timed[i]];
        if (row.trigger != Trigger::rate) continue;
        Timer& timer = state_.timers[i];
        const double changed = rate(row);
        if (changed == timer.rate) continue;
        if (timer.at != no_reading) {
            timer.left = std::max(0.0, ticks_between(timer.at, now_) * tick_ * timer.rate);
        }
        timer.rate = changed;
        const double ticks = changed > 0.0 ? timer.left / changed / tick_ : longest;
        timer.at = ticks < longest ? shifted(now_, ticks) : no_reading;
    }
    has_set_ = false;
}

/// The place of the timer that fires first; behind the last if none does.
std::size_t MachineStep::next_timer() const {
    std::size_t next = state_.timers.size();
    for (std::size_t i = 0; i < state_.timers.size(); ++i) {
        const Reading at = state_.timers[i].at;
        if (at == no_reading) continue;
        if (next == state_.timers.size() || at < state_.timers[next].at) next = i;
    }
    return next;
}

/// Whether it set off its transition.
bool MachineStep::fire_timer(std::size_t timer) {
    const TransitionRow& row = table_.transitions[table_.states[state_.state].timed[timer]];
    const Reading due = state_.timers[timer].at;
    state_.timers[timer].at = no_reading;
    const bool does_hold = holds(row);
    if (row.trigger != Trigger::after && (row.to == stays || !does_hold)) start_timer(timer, due);
    if (!does_hold) {
        ++state_.dropped;
        count_step(state_.state);
        return false;
    }
    take(row);
    return true;
}

void MachineStep::set_alarm() {
    if (is_over_) return;
    const std::size_t timer = next_timer();
    const Reading at = timer == state_.timers.size() ? no_reading : state_.timers[timer].at;
    if (at == state_.alarm_at) return;
    if (state_.alarm.exists()) actions_.cancel(state_.alarm);
    state_.alarm = at == no_reading ? AlarmId{} : actions_.wake(at, alarm_kind::own, {});
    state_.alarm_at = at;
}

Duration MachineStep::span(const TransitionRow& row) {
    return span(row.span, row.at, row.trigger == Trigger::every ? 1.0 : 0.0);
}

/// @param least  [ticks]
Duration MachineStep::span(const Span& span, InFile at, double least) {
    if (span.seconds == no_expression) return span.ticks;
    const double ticks = std::floor(number(span.seconds, at) / tick_ + 0.5);
    if (ticks < least) {
        fail(at, fmt::format("`{}` gives {} ticks, and a time is due", table_.texts[span.seconds],
                             ticks));
    }
    return {static_cast<std::int64_t>(std::min(ticks, longest))};
}

double MachineStep::rate(const TransitionRow& row) {
    const double rate = number(row.rate, row.at);
    if (rate < 0.0) {
        fail(row.at, fmt::format("the rate `{}` is {}/s, under 0", table_.texts[row.rate], rate));
    }
    return rate;
}

double MachineStep::number(std::uint32_t expression, InFile at) {
    const Expression& wanted = table_.expressions[expression];
    if (const auto constant = wanted.constant()) return *constant;
    if (!is_decoded_ && wanted.reads(Operand::Kind::heard)) decode();
    const Inputs inputs{.variables = state_.variables.all(room_),
                        .parameters = plan_.numbers,
                        .heard = {heard_.data(), n_heard_},
                        .elapsed = ticks_between(now_, state_.entered) * tick_,
                        .now = ticks_between(now_, Reading{}) * tick_,
                        .actions = &actions_};
    try {
        return wanted.value(inputs);
    } catch (const NoNumber& error) {
        fail(at, fmt::format("`{}` {}", table_.texts[expression], error.what()));
    }
}

/// The numbers of the message that was heard, each in the place of its name.
void MachineStep::decode() {
    const Machines& machines = machine_.machines();
    is_decoded_ = true;
    n_heard_ = machines.fields.size();
    std::fill_n(heard_.begin(), n_heard_, std::numeric_limits<double>::quiet_NaN());
    if (percept_.kind == message_kind::outcome) {
        const auto outcome = percept_.as<Outcome>();
        heard_[Machines::value] = outcome.value;
        heard_[Machines::occurrence] = outcome.occurrence;
    } else if (percept_.kind == message_kind::verdict) {
        const auto told = percept_.as<Told>();
        heard_[Machines::degree] = told.degree;
        heard_[Machines::occurrence] = told.occurrence;
    } else if (percept_.kind == message_kind::imposition) {
        heard_[Machines::value] = percept_.as<Imposition>().value;
    }
    const std::size_t word = percept_.kind - std::size_t{Machines::first_word};
    if (percept_.kind < Machines::first_word || word >= machines.words.size()) return;
    const auto& fields = machines.words[word].fields;
    expects(percept_.contents.size() == fields.size() * sizeof(double),
            "a word carries what it always carries");
    for (std::size_t i = 0; i < fields.size(); ++i) {
        std::memcpy(&heard_[fields[i]], percept_.contents.data() + i * sizeof(double),
                    sizeof(double));
    }
}

void MachineStep::fail(InFile at, const std::string& sentence) const {
    throw std::runtime_error(fmt::format("{}:{}:{}: machine {}, state {}: {}",
                                         machine_.machines().file, at.line, at.column, table_.name,
                                         table_.states[state_.state].name, sentence));
}

}  // namespace worldline
