// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/actions.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "sim/base/expects.hpp"
#include "sim/engine/engine.hpp"
#include "sim/engine/turns.hpp"
#include "sim/engine/world.hpp"
#include "sim/spacetime/clocks.hpp"

namespace worldline {
namespace {

/// The next number of an agent's own count. An identity is made of it, so it never wraps.
std::uint32_t counted(std::uint32_t& count) {
    if (count == std::numeric_limits<std::uint32_t>::max()) {
        throw RunError("an agent has done more than 4,294,967,294 things of one kind");
    }
    return count++;
}

}  // namespace

PromiseId Actions::promise(Promise promise) {
    Turn& turn = this->turn();
    promise.id = PromiseId{turn.percept_.self, counted(turn.life_->promises)};
    turn.acts_.add(static_cast<std::uint64_t>(Act::promise), promise.id.packed);
    turn.acts_.add(promise);
    Batch& batch = turn.batch();
    if (turn.records(RecordLevel::promises)) batch.promises.push_back(promise);
    if (turn.records(RecordLevel::full)) {
        batch.incidences.push_back({.transition = turn.transition(),
                                    .role = Role::promise,
                                    .kind = NodeKind::promise,
                                    .node = promise.id.packed});
    }
    return promise.id;
}

void Actions::builds_on(PromiseId from, PromiseId onto, Link link) {
    turn().acts_.add(static_cast<std::uint64_t>(Act::builds_on), static_cast<std::uint64_t>(link));
    turn_->acts_.add(from.packed, onto.packed);
    if (turn_->records(RecordLevel::promises)) {
        turn_->batch().builds_on.push_back({from, onto, link});
    }
}

void Actions::tell(GroupId receivers, const Saying& saying) {
    if (turn_ == nullptr) return;
    Turn& turn = *turn_;
    const auto& groups = turn.turns_.world_.groups;
    expects(receivers.number < groups.size(), "a group is known");
    expects(saying.contents.size() <= Contents::size_max, "contents fit a message");
    expects(saying.kind >= first_message_kind, "kinds below that are the engine's own");
    expects(saying.after.ticks >= 0, "a message is not held back for less than nothing");
    const auto act = static_cast<std::uint64_t>(Act::tell_group);
    turn.acts_.add(act | std::uint64_t{receivers.number} << 32, saying.promise.packed);
    turn.acts_.add_bytes(saying.contents);
    const std::uint64_t start = turn.keep_contents(saying);
    for (const AgentId receiver : groups[receivers.number]) {
        if (receiver == turn.percept_.self) continue;
        turn.send_message(receiver, turn.turns_.slot_of(receiver.number), saying, start);
    }
}

AlarmId Actions::wake(Reading at, std::uint16_t kind, std::span<const std::byte> contents) {
    if (turn_ == nullptr) return sink_->wake(at, kind, contents);
    expects(contents.size() <= Event::inline_max, "contents fit an alarm");
    expects(kind >= event_kind::alarm && kind != event_kind::birth,
            "an alarm is neither a start, nor a plan, nor a birth");
    Turn& turn = *turn_;
    Running& running = turn.turns_.running_;
    const std::uint32_t slot = turn.event_->receiver;
    Alarm alarm;
    alarm.at = at;
    alarm.time = running.clock_of(slot).when_from(at, turn.now_);
    if (alarm.time <= turn.now_) {
        alarm.time = turn.now_;
        alarm.round = turn.next_round();
    }
    alarm.sequence = counted(turn.life_->sequence);
    alarm.kind = kind;
    alarm.size = static_cast<std::uint8_t>(contents.size());
    std::copy(contents.begin(), contents.end(), alarm.contents.begin());
    const auto act = static_cast<std::uint64_t>(Act::wake);
    turn.acts_.add(act | std::uint64_t{kind} << 8 | std::uint64_t{contents.size()} << 24,
                   static_cast<std::uint64_t>(at.ticks));
    turn.acts_.add(std::bit_cast<std::uint64_t>(at.fraction), alarm.sequence);
    turn.acts_.add_bytes(contents);
    const AlarmId id = running.alarms_of(slot).set(alarm);
    turn.arm();
    return id;
}

void Actions::cancel(AlarmId alarm) {
    if (turn_ == nullptr) return sink_->cancel(alarm);
    turn_->acts_.add(static_cast<std::uint64_t>(Act::cancel),
                     std::uint64_t{alarm.place} << 32 | alarm.sequence);
    turn_->turns_.running_.alarms_of(turn_->event_->receiver).cancel(alarm);
}

AlarmId Actions::move(AlarmId alarm, Reading to, std::uint16_t kind,
                      std::span<const std::byte> contents) {
    cancel(alarm);
    return wake(to, kind, contents);
}

AgentId Actions::spawn(const Saying& parameters) {
    Turn& turn = this->turn();
    expects(parameters.contents.size() <= Contents::size_max, "contents fit a message");
    const std::uint32_t parent = turn.percept_.self.number;
    auto& offspring = turn.turns_.running_.offspring;
    if (parent >= offspring.size() || offspring[parent].next == offspring[parent].end) {
        turn.fail("calls more agents into being than the world has laid down as its offspring");
    }
    if (turn.turns_.running_.course_of(turn.event_->receiver) != nullptr) {
        turn.fail("calls an agent into being, and is piloted: where that one would be is unknown");
    }
    const AgentId child{offspring[parent].next++};
    turn.send_birth(child, parameters);
    return child;
}

/// After the least delay of all, whatever the way: nobody who is told of the child can be sooner.
void Turn::send_birth(AgentId child, const Saying& parameters) {
    constexpr std::int64_t delay_max = std::int64_t{1} << 31;
    const std::int64_t delay = std::min(delay_max, turns_.world_.network->least_delay().ticks);
    const Time born = now_.ticks < never_ticks - delay ? now_ + Duration{delay} : never;
    Saying birth = parameters;
    birth.kind = event_kind::birth;
    const std::uint32_t sequence = counted(life_->sequence);
    acts_.add(static_cast<std::uint64_t>(Act::spawn) | std::uint64_t{birth.contents.size()} << 24 |
                  std::uint64_t{child.number} << 32,
              static_cast<std::uint64_t>(born.ticks));
    acts_.add_bytes(birth.contents);
    if (records(RecordLevel::full)) {
        write_message(sequence, child, birth, born, keep_contents(birth));
    }
    send(born, turns_.slot_of(child.number), sequence, birth.kind, 0, birth.contents);
}

/// The alarms of one who is gone never ring; what is under way to it is not heard.
void Actions::stop() {
    turn().acts_.add(static_cast<std::uint64_t>(Act::stop), std::uint64_t{0});
    turn_->life_->clock |= Life::is_absent | Life::is_gone;
}

void Actions::steer(double rate, Duration step) {
    Turn& turn = this->turn();
    Running& running = turn.turns_.running_;
    turn.acts_.add(static_cast<std::uint64_t>(Act::steer), static_cast<std::uint64_t>(step.ticks));
    turn.acts_.add(std::bit_cast<std::uint64_t>(rate), std::uint64_t{0});
    const Clock& instrument = *running.clocks[turn.life_->clock & Life::clock_mask];
    Alarms& alarms = running.alarms_of(turn.event_->receiver);
    alarms.steered = std::make_unique<SteeredClock>(instrument, instrument.read(turn.now_),
                                                    turn.percept_.now + step, rate);
    turn.life_->clock &= ~Life::shows_frame;
    turn.life_->clock |= Life::is_steered;
    turn.percept_.now = turn.percept_.now + step;
    turn.set_alarms_again();
}

void Actions::course(Vector3 velocity) {
    Turn& turn = this->turn();
    const std::uint32_t slot = turn.event_->receiver;
    const Course* course = turn.turns_.running_.course_of(slot);
    if (course == nullptr) turn.fail("changes its course, and its motion is not piloted");
    const double speed = length(velocity);
    if (!(speed <= course->top_speed())) {
        turn.fail(fmt::format("turns to a speed of {} m/s, over its top speed of {} m/s", speed,
                              course->top_speed()));
    }
    turn.acts_.add(static_cast<std::uint64_t>(Act::course),
                   std::bit_cast<std::uint64_t>(velocity.x));
    turn.acts_.add(std::bit_cast<std::uint64_t>(velocity.y),
                   std::bit_cast<std::uint64_t>(velocity.z));
    turn.turns_.turn_course(slot, turn.now_, velocity);
    if (turn.turns_.running_.alarms[slot]) turn.set_alarms_again();
}

MovingPoint Actions::place() const {
    const Course* course = turn().turns_.running_.course_of(turn_->event_->receiver);
    if (course == nullptr) turn_->fail("asks where it is, and its motion is not piloted");
    return course->at(turn_->now_);
}

void Actions::assess(const Assessment& assessment) {
    if (turn_ == nullptr) return sink_->assess(assessment);
    Turn& turn = *turn_;
    turn.acts_.add(static_cast<std::uint64_t>(Act::assess), assessment.promise.packed);
    turn.acts_.add(assessment);
    if (!turn.records(RecordLevel::promises)) return;
    Batch& batch = turn.batch();
    batch.assessments.push_back(assessment);
    batch.assessments.back().assessor = turn.percept_.self;
    batch.assessed.push_back(turn.now_);
    batch.assessed_in.push_back(turn.transition());
}

void Actions::keeps(PromiseId promise, std::uint32_t occurrence) {
    Turn& turn = this->turn();
    expects(promise.maker() == turn.percept_.self, "an agent keeps promises of its own only");
    turn.acts_.add(static_cast<std::uint64_t>(Act::keeps) | std::uint64_t{occurrence} << 32,
                   promise.packed);
    if (!turn.records(RecordLevel::full)) return;
    turn.batch().incidences.push_back({.transition = turn.transition(),
                                       .role = Role::keeps,
                                       .kind = NodeKind::promise,
                                       .node = promise.packed,
                                       .occurrence = occurrence});
}

}  // namespace worldline
