// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/actions.hpp"

#include <algorithm>
#include <limits>
#include <utility>

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
    Turns& turns = *turns_;
    promise.id = PromiseId{turns.percept_.self, counted(turns.life_->promises)};
    turns.acts_.add(Act::promise);
    turns.acts_.add(promise);
    if (turns.records(RecordLevel::promises)) turns.batch_->promises.push_back(promise);
    if (turns.records(RecordLevel::full)) {
        turns.batch_->incidences.push_back({.transition = turns.transition(),
                                            .role = Role::promise,
                                            .kind = NodeKind::promise,
                                            .node = promise.id.packed});
    }
    return promise.id;
}

void Actions::builds_on(PromiseId from, PromiseId onto, Link link) {
    turns_->acts_.add(Act::builds_on);
    turns_->acts_.add(from);
    turns_->acts_.add(onto);
    turns_->acts_.add(link);
    if (turns_->records(RecordLevel::promises)) {
        turns_->batch_->builds_on.push_back({from, onto, link});
    }
}

void Actions::tell(GroupId receivers, const Saying& saying) {
    Turns& turns = *turns_;
    expects(receivers.number < turns.world_.groups.size(), "a group is known");
    expects(saying.contents.size() <= Contents::size_max, "contents fit a message");
    expects(saying.kind >= first_message_kind, "kinds below that are the engine's own");
    expects(saying.after.ticks >= 0, "a message is not held back for less than nothing");
    turns.acts_.add(static_cast<std::uint64_t>(Act::tell_group) | std::uint64_t{saying.kind} << 8 |
                    std::uint64_t{saying.contents.size()} << 24 |
                    std::uint64_t{receivers.number} << 32);
    turns.acts_.add(saying.promise);
    turns.note_contents(saying.contents);
    const std::uint64_t start = turns.keep_contents(saying);
    for (const AgentId receiver : turns.world_.groups[receivers.number]) {
        if (receiver == turns.percept_.self) continue;
        turns.acts_.add(receiver);
        turns.send_message(receiver, saying, start);
    }
}

AlarmId Actions::wake(Reading at, std::uint16_t kind, std::span<const std::byte> contents) {
    expects(contents.size() <= Event::inline_max, "contents fit an alarm");
    expects(kind >= event_kind::alarm && kind != event_kind::birth,
            "an alarm is neither a start, nor a plan, nor a birth");
    Turns& turns = *turns_;
    const std::uint32_t slot = turns.event_->receiver;
    Alarm alarm;
    alarm.at = at;
    alarm.time = turns.running_.clock_of(slot).when(at);
    if (alarm.time <= turns.now_) {
        alarm.time = turns.now_;
        alarm.round = turns.next_round();
    }
    alarm.sequence = counted(turns.life_->sequence);
    alarm.kind = kind;
    alarm.size = static_cast<std::uint8_t>(contents.size());
    std::copy(contents.begin(), contents.end(), alarm.contents.begin());
    turns.acts_.add(static_cast<std::uint64_t>(Act::wake) | std::uint64_t{kind} << 8 |
                    std::uint64_t{contents.size()} << 24);
    turns.acts_.add(at);
    turns.note_contents(contents);
    const AlarmId id = turns.running_.alarms_of(slot).set(alarm);
    turns.arm(slot);
    return id;
}

void Actions::cancel(AlarmId alarm) {
    turns_->acts_.add(Act::cancel);
    turns_->acts_.add(alarm);
    turns_->running_.alarms_of(turns_->event_->receiver).cancel(alarm);
}

AlarmId Actions::move(AlarmId alarm, Reading to, std::uint16_t kind,
                      std::span<const std::byte> contents) {
    cancel(alarm);
    return wake(to, kind, contents);
}

AgentId Actions::spawn(const Saying& parameters) {
    Turns& turns = *turns_;
    expects(parameters.contents.size() <= Contents::size_max, "contents fit a message");
    const std::uint32_t parent = turns.percept_.self.number;
    auto& offspring = turns.running_.offspring;
    if (parent >= offspring.size() || offspring[parent].next == offspring[parent].end) {
        turns.fail("calls more agents into being than the world has laid down as its offspring");
    }
    const AgentId child{offspring[parent].next++};
    turns.acts_.add(static_cast<std::uint64_t>(Act::spawn) |
                    std::uint64_t{parameters.contents.size()} << 24 |
                    std::uint64_t{child.number} << 32);
    turns.note_contents(parameters.contents);
    turns.send_birth(child, parameters);
    return child;
}

/// After the least delay of all, whatever the way: nobody who is told of the child can be sooner.
void Turns::send_birth(AgentId child, const Saying& parameters) {
    constexpr std::int64_t delay_max = std::int64_t{1} << 31;
    const Time born = now_ + Duration{std::min(delay_max, world_.network->least_delay().ticks)};
    Saying birth = parameters;
    birth.kind = event_kind::birth;
    const std::uint32_t sequence = counted(life_->sequence);
    acts_.add(born.ticks);
    if (records(RecordLevel::full)) {
        write_message({percept_.self, sequence}, child, birth, born, keep_contents(birth));
    }
    send(born, running_.slot_of(child.number), sequence, birth.kind, 0, birth.contents);
}

/// The alarms of one who is gone never ring; what is under way to it is not heard.
void Actions::stop() {
    Turns& turns = *turns_;
    turns.acts_.add(Act::stop);
    turns.life_->clock |= Life::is_absent | Life::is_gone;
}

void Actions::steer(double rate, Duration step) {
    expects(step.ticks >= 0, "a clock is stepped ahead, never back");
    Turns& turns = *turns_;
    const std::uint32_t slot = turns.event_->receiver;
    Running& running = turns.running_;
    turns.acts_.add(Act::steer);
    turns.acts_.add(rate);
    turns.acts_.add(step);
    const Clock& instrument = *running.clocks[turns.life_->clock & Life::clock_mask];
    Alarms& alarms = running.alarms_of(slot);
    alarms.steered = std::make_unique<SteeredClock>(instrument, instrument.read(turns.now_),
                                                    turns.percept_.now + step, rate);
    turns.life_->clock &= ~Life::shows_frame;
    turns.life_->clock |= Life::is_steered;
    turns.percept_.now = turns.percept_.now + step;
    alarms.each([&](Alarm& alarm) {
        alarm.time = std::max(turns.now_, alarms.steered->when(alarm.at));
        alarm.round = alarm.time == turns.now_ ? turns.next_round() : std::uint8_t{0};
    });
    alarms.armed = never;
    turns.arm(slot);
}

void Actions::assess(const Assessment& assessment) {
    Turns& turns = *turns_;
    turns.acts_.add(Act::assess);
    turns.acts_.add(assessment);
    if (!turns.records(RecordLevel::promises)) return;
    auto& batch = *turns.batch_;
    batch.assessments.push_back(assessment);
    batch.assessments.back().assessor = turns.percept_.self;
    batch.assessed.push_back(turns.now_);
    batch.assessed_in.push_back(turns.transition());
}

void Actions::keeps(PromiseId promise, std::uint32_t occurrence) {
    Turns& turns = *turns_;
    expects(promise.maker() == turns.percept_.self, "an agent keeps promises of its own only");
    turns.acts_.add(Act::keeps);
    turns.acts_.add(promise);
    turns.acts_.add(occurrence);
    if (!turns.records(RecordLevel::full)) return;
    turns.batch_->incidences.push_back({.transition = turns.transition(),
                                        .role = Role::keeps,
                                        .kind = NodeKind::promise,
                                        .node = promise.packed,
                                        .occurrence = occurrence});
}

}  // namespace worldline
