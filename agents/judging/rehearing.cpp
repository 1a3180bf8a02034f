// SPDX-License-Identifier: Apache-2.0
#include "agents/judging/rehearing.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr std::uint8_t last_round = std::numeric_limits<std::uint8_t>::max();

}  // namespace

Rehearing::Rehearing(const Observing& observing, ObservingState state, AgentId self,
                     const RehearingPlan& plan, const Found& found)
    : observing_(&observing),
      found_(&found),
      surroundings_(plan.surroundings),
      clock_(plan.surroundings->clocks.at(self.number).get()),
      seed_(plan.seed),
      ordered_ties_(plan.ordered_ties),
      is_steady_(clock_->next_step_back(Time{0}) == never),
      self_(self),
      state_(std::move(state)) {}

void Rehearing::react(const Percept& percept) {
    Actions actions(*this);
    observing_->react(state_, percept, actions);
}

void Rehearing::begin() {
    shown_ = clock_->read(now_);
    react({.now = shown_,
           .self = self_,
           .sender = nobody,
           .kind = event_kind::start,
           .message = {},
           .alarm = {},
           .contents = {}});
}

void Rehearing::hear(const HeardAgain& heard) {
    const Reading shown = clock_->read(heard.time);
    while (rings_before(heard, shown)) ring();
    now_ = heard.time;
    shown_ = shown;
    round_ = heard.round;
    react({.now = heard.shown == no_reading ? shown : heard.shown,
           .self = self_,
           .sender = heard.message.maker(),
           .kind = heard.kind,
           .message = heard.message,
           .alarm = {},
           .contents = heard.contents});
}

void Rehearing::end(Time end) {
    constexpr Reading last{std::numeric_limits<std::int64_t>::max(), 0.0};
    for (settle(last); alarms_.armed < end; settle(last)) ring();
}

/// When the first alarm rings is worked out where it may do so before the clock shows `until`:
/// most are cancelled before.
void Rehearing::settle(Reading until) {
    if (!is_steady_ || alarms_.armed != never) return;
    const Alarm* first = alarms_.first();
    if (first == nullptr || first->at > until) return;
    if (first->time != never) return arm();
    Alarm alarm = alarms_.take();
    alarm.time = clock_->when_from(alarm.at, now_);
    alarms_.set(alarm);
    arm();
}

/// The order of a run: time, round, tie, sender. An agent's own alarms come from itself.
bool Rehearing::rings_before(const HeardAgain& heard, Reading now) {
    settle(now);
    if (alarms_.armed == never) return false;
    if (alarms_.armed != heard.time) return alarms_.armed < heard.time;
    if (knock_round_ != heard.round) return knock_round_ < heard.round;
    const AgentId sender = heard.message.maker();
    if (!ordered_ties_) {
        const std::uint64_t own = drawn_tie(seed_, heard.time, self_, self_);
        const std::uint64_t theirs = drawn_tie(seed_, heard.time, self_, sender);
        if (own != theirs) return own < theirs;
    }
    return self_ <= sender;
}

/// As in a run, an alarm's knock is one thing and what rings another: the first that is due.
void Rehearing::ring() {
    now_ = alarms_.armed;
    shown_ = clock_->read(now_);
    round_ = knock_round_;
    alarms_.armed = never;
    const Alarm* first = alarms_.first();
    if (first == nullptr) return;
    if (first->time > now_) return arm();
    const AlarmId id = alarms_.first_id();
    const Alarm alarm = alarms_.take();
    arm();
    settle(shown_);
    react({.now = shown_,
           .self = self_,
           .sender = self_,
           .kind = alarm.kind,
           .message = {},
           .alarm = id,
           .contents = {alarm.contents.data(), alarm.size}});
}

void Rehearing::arm() {
    const Alarm* first = alarms_.first();
    if (first == nullptr || first->time == never || first->time >= alarms_.armed) return;
    alarms_.armed = first->time;
    knock_round_ = first->time == now_ ? std::max(first->round, round_) : std::uint8_t{0};
}

void Rehearing::assess(const Assessment& assessment) {
    Assessment own = assessment;
    own.assessor = self_;
    (*found_)(own, now_);
}

AlarmId Rehearing::wake(Reading at, std::uint16_t kind, std::span<const std::byte> contents) {
    expects(contents.size() <= Event::inline_max, "contents fit an alarm");
    Alarm alarm;
    alarm.at = at;
    const bool is_later = is_steady_ && at > shown_;
    alarm.time = is_later ? never : clock_->when_from(at, now_);
    if (alarm.time <= now_) {
        alarm.time = now_;
        alarm.round = round_ == last_round ? last_round : static_cast<std::uint8_t>(round_ + 1);
    }
    alarm.sequence = n_alarms_++;
    alarm.kind = kind;
    alarm.size = static_cast<std::uint8_t>(contents.size());
    std::copy(contents.begin(), contents.end(), alarm.contents.begin());
    const AlarmId id = alarms_.set(alarm);
    arm();
    return id;
}

void Rehearing::save(SnapshotWriter& writer) const {
    writer.put(state_);
    alarms_.save(writer);
    writer.put(knock_round_);
    writer.put(n_alarms_);
    writer.put(now_);
    writer.put(shown_);
    writer.put(round_);
}

/// Which plan its state goes by is told anew: it is of this scenario and not of the other run.
void Rehearing::load(SnapshotReader& reader) {
    const std::uint32_t plan = state_.plan;
    reader.take(state_);
    SnapshotReader::check(state_.plan == plan, "an observer judges by another plan");
    alarms_.load(reader, *clock_);
    reader.take(knock_round_);
    reader.take(n_alarms_);
    reader.take(now_);
    reader.take(shown_);
    reader.take(round_);
}

}  // namespace worldline
