// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/actions.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/base/expects.hpp"
#include "sim/engine/engine.hpp"
#include "sim/engine/turns.hpp"
#include "sim/engine/world.hpp"

namespace worldline {
namespace {

/// Each act is marked in the history by its kind: other acts never look the same.
enum class Act : std::uint8_t { promise, builds_on, tell, arrival, wake, cancel, assess, keeps };

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
    const std::uint32_t agent = turns.event_.receiver;
    promise.id = PromiseId{AgentId{agent}, counted(turns.running_.promises[agent])};
    turns.acts_.add(Act::promise);
    turns.acts_.add(promise);
    if (turns.records(RecordLevel::promises)) turns.outbox_.batch.promises.push_back(promise);
    if (turns.records(RecordLevel::full)) {
        turns.outbox_.batch.incidences.push_back(
            {.transition = {AgentId{agent}, turns.running_.interior_time[agent] + 1},
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
        turns_->outbox_.batch.builds_on.push_back({from, onto, link});
    }
}

void Turns::note(const Saying& saying) {
    expects(saying.contents.size() <= Contents::size_max, "contents fit a message");
    expects(saying.kind >= first_message_kind, "kinds below that are the engine's own");
    acts_.add(Act::tell);
    acts_.add(saying.kind);
    acts_.add(saying.promise);
    acts_.add(digest_of(saying.contents));
}

std::uint64_t Turns::keep_contents(const Saying& saying) {
    auto& contents = outbox_.batch.contents;
    const std::uint64_t start = contents.size();
    if (records(RecordLevel::full)) {
        contents.insert(contents.end(), saying.contents.begin(), saying.contents.end());
    }
    return start;
}

/// The first tick at which this agent's clock shows so much more than now: the agent counts the
/// ticks that it sees, so that holding a message back tells it nothing about coordinate time.
Time Turns::time_after(Duration held) const {
    expects(held.ticks >= 0, "a message is not held back for less than nothing");
    if (held.ticks == 0) return now_;
    return world_.clocks[event_.receiver]->when(percept_.now + held);
}

MessageId Turns::send_message(AgentId receiver, const Saying& saying,
                              std::uint64_t contents_start) {
    const AgentId self{event_.receiver};
    const MessageId id{self, counted(running_.sequence[self.number])};
    const bool is_near = world_.kernel[self.number] == world_.kernel[receiver.number];
    const Time leaves = time_after(saying.after);
    const Time arrival =
        is_near || leaves == never
            ? leaves
            : world_.network->arrival(self, receiver, leaves, world_.seed, id.count());
    Event event;
    event.receiver = receiver.number;
    event.sender = self.number;
    event.sequence = id.count();
    event.kind = saying.kind;
    event.round = arrival == now_ ? next_round() : std::uint8_t{0};
    acts_.add(Act::arrival);
    acts_.add(receiver);
    acts_.add(arrival);
    if (records(RecordLevel::full)) {
        outbox_.batch.messages.push_back(
            {.id = id,
             .receiver = receiver,
             .kind = saying.kind,
             .transition = {self, running_.interior_time[self.number] + 1},
             .received = arrival,
             .promise = saying.promise,
             .contents = contents_start,
             .size = static_cast<std::uint32_t>(saying.contents.size())});
    }
    send(arrival, event, saying.contents);
    return id;
}

void Actions::tell(AgentId receiver, const Saying& saying) {
    expects(receiver.number < turns_->world_.n_agents(), "a message has a receiver");
    turns_->note(saying);
    turns_->send_message(receiver, saying, turns_->keep_contents(saying));
}

void Actions::tell(GroupId receivers, const Saying& saying) {
    expects(receivers.number < turns_->world_.groups.size(), "a group is known");
    turns_->note(saying);
    const std::uint64_t start = turns_->keep_contents(saying);
    for (const AgentId receiver : turns_->world_.groups[receivers.number]) {
        if (receiver.number != turns_->event_.receiver) {
            turns_->send_message(receiver, saying, start);
        }
    }
}

AlarmId Actions::wake(Reading at, std::uint16_t kind, std::span<const std::byte> contents) {
    expects(contents.size() <= Event::inline_max, "contents fit an alarm");
    expects(kind >= event_kind::alarm, "an alarm is neither a start nor a plan");
    Turns& turns = *turns_;
    const std::uint32_t agent = turns.event_.receiver;
    Alarm alarm;
    alarm.at = at;
    alarm.time = turns.world_.clocks[agent]->when(at);
    if (alarm.time <= turns.now_) {
        alarm.time = turns.now_;
        alarm.round = turns.next_round();
    }
    alarm.sequence = counted(turns.running_.sequence[agent]);
    alarm.kind = kind;
    alarm.size = static_cast<std::uint8_t>(contents.size());
    std::copy(contents.begin(), contents.end(), alarm.contents.begin());
    turns.acts_.add(Act::wake);
    turns.acts_.add(at);
    turns.acts_.add(kind);
    turns.acts_.add(digest_of(contents));
    const AlarmId id = turns.running_.alarms[agent].set(alarm);
    turns.arm(agent);
    return id;
}

void Actions::cancel(AlarmId alarm) {
    turns_->acts_.add(Act::cancel);
    turns_->acts_.add(alarm);
    turns_->running_.alarms[turns_->event_.receiver].cancel(alarm);
}

void Actions::assess(const Assessment& assessment) {
    Turns& turns = *turns_;
    const std::uint32_t agent = turns.event_.receiver;
    turns.acts_.add(Act::assess);
    turns.acts_.add(assessment);
    if (!turns.records(RecordLevel::promises)) return;
    auto& batch = turns.outbox_.batch;
    batch.assessments.push_back(assessment);
    batch.assessments.back().assessor = AgentId{agent};
    batch.assessed.push_back(turns.now_);
    batch.assessed_in.push_back({AgentId{agent}, turns.running_.interior_time[agent] + 1});
}

void Actions::keeps(PromiseId promise, std::uint32_t occurrence) {
    Turns& turns = *turns_;
    const std::uint32_t agent = turns.event_.receiver;
    expects(promise.maker() == AgentId{agent}, "an agent keeps promises of its own only");
    turns.acts_.add(Act::keeps);
    turns.acts_.add(promise);
    turns.acts_.add(occurrence);
    if (!turns.records(RecordLevel::full)) return;
    turns.outbox_.batch.incidences.push_back(
        {.transition = {AgentId{agent}, turns.running_.interior_time[agent] + 1},
         .role = Role::keeps,
         .kind = NodeKind::promise,
         .node = promise.packed,
         .occurrence = occurrence});
}

Random& Actions::random() {
    Turns& turns = *turns_;
    if (!turns.random_) {
        const std::uint32_t agent = turns.event_.receiver;
        turns.random_.emplace(turns.world_.seed, Purpose::behaviour, AgentId{agent},
                              turns.running_.interior_time[agent]);
    }
    return *turns.random_;
}

}  // namespace worldline
