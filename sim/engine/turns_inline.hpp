// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What every event passes through, in full view of the compiler: the way from one percept to the
/// next, and a message from one agent to another. The rest stands in turns.cpp and actions.cpp.

#include <algorithm>
#include <limits>

#include "sim/engine/turns.hpp"

namespace worldline {

/// Takes events until one is a turn: stale alarms, and what comes to those who are gone, are none.
inline bool Turns::seek() {
    for (;;) {
        if (!merged_.empty()) [[unlikely]] {
            if (!choose_merged()) continue;
        } else {
            if (cursor_ == run_end_ && !open_run()) return false;
            event_ = &events_[cursor_++];
        }
        now_ = window_.start + Duration{event_->offset};
        life_ = &running_.lives[event_->receiver];
        if (event_->kind < first_message_kind || (life_->clock & Life::is_absent) != 0) [[unlikely]] {
            if (!is_turn()) continue;
        } else {
            begin_message();
        }
        has_random_ = false;
        ++n_events;
        return true;
    }
}

/// The next kernel's events, in order.
inline bool Turns::open_run() {
    if (cursor_ == n_) return false;
    if (window_.by_time || !running_.hosts.empty()) [[unlikely]] {
        find_run_of_kernel();
    } else {
        const std::uint32_t slot = events_[cursor_].receiver;
        while (run_end_ < n_ && events_[run_end_].receiver == slot) ++run_end_;
    }
    if (run_end_ - cursor_ > 1) sort_run({events_ + cursor_, run_end_ - cursor_});
    // What comes about twenty events later is on its way while these are served.
    constexpr std::size_t ahead = 20;
    const std::uint32_t later = events_[std::min(run_end_ + ahead, n_ - 1)].receiver;
    __builtin_prefetch(&running_.lives[later], 1);
    if (states_ != nullptr) __builtin_prefetch(states_ + (later - first_slot_) * size_of_state_, 1);
    return true;
}

inline void Turns::sort_run(std::span<Event> run) {
    constexpr std::size_t short_run = 24;
    if (run.size() > short_run || window_.by_time || !running_.hosts.empty()) {
        return sort_long_run(run);
    }
    bool has_meetings = false;
    for (std::size_t i = 1; i < run.size(); ++i) {
        const Event event = run[i];
        const auto goes_before = [&](const Event& other) {
            if (event.offset != other.offset) return event.offset < other.offset;
            has_meetings = true;
            if (event.round != other.round) return event.round < other.round;
            if (event.sender != other.sender) return event.sender < other.sender;
            return event.sequence < other.sequence;
        };
        std::size_t place = i;
        for (; place > 0 && goes_before(run[place - 1]); --place) run[place] = run[place - 1];
        run[place] = event;
    }
    if (has_meetings) settle_ties(run);
}

inline void Turns::begin_message() {
    begin_turn(read_clock());
    const std::span<const std::byte> contents = event_->bytes();
    percept_.sender = AgentId{event_->sender};
    percept_.kind = event_->kind;
    percept_.message = MessageId{percept_.sender, event_->sequence};
    percept_.alarm = {};
    percept_.contents = contents;
    acts_.add(std::uint64_t{event_->kind} | std::uint64_t{event_->round} << 16 |
              std::uint64_t{contents.size()} << 24);
    acts_.add(std::uint64_t{event_->sender} << 32 | event_->sequence);
    note_contents(contents);
}

/// The first tick at which this agent's clock shows so much more than now: the agent counts the
/// ticks that it sees, so that holding a message back tells it nothing about coordinate time.
inline Time Turns::time_after(Duration held) const {
    if (held.ticks == 0) return now_;
    if (held.ticks > never_ticks - std::max<std::int64_t>(0, percept_.now.ticks)) return never;
    if ((life_->clock & Life::shows_frame) != 0) [[likely]] return now_ + held;
    return running_.clock_of(event_->receiver).when(percept_.now + held);
}

inline void Turns::fill(Event& event, Time time, std::span<const std::byte> contents) {
    if (contents.size() <= Event::inline_max) [[likely]] {
        event.put_inline(contents);
    } else {
        event.put_long(bins_.keep(time, contents));
    }
}

/// Into the bins; into the open window where it belongs to this kernel.
inline void Turns::send(Time time, std::uint32_t receiver, std::uint32_t sequence,
                        std::uint16_t kind, std::uint8_t round,
                        std::span<const std::byte> contents) {
    if (time >= world_.until) return;
    if (time >= window_.end) [[likely]] {
        Event& event = bins_.add(time, blocks_.of(receiver));
        event.receiver = receiver;
        event.sender = percept_.self.number;
        event.sequence = sequence;
        event.kind = kind;
        event.round = round;
        return fill(event, time, contents);
    }
    Event event{.offset = static_cast<std::uint32_t>((time - window_.start).ticks),
                .receiver = receiver,
                .sender = percept_.self.number,
                .sequence = sequence,
                .kind = kind,
                .round = round,
                .flags = 0,
                .contents = {}};
    if (contents.size() <= Event::inline_max) {
        event.put_inline(contents);
    } else {
        event.put_long(bins_.keep_open(contents));
    }
    merge(event);
}

inline MessageId Turns::send_message(AgentId receiver, const Saying& saying,
                                     std::uint64_t contents_start) {
    const std::uint32_t slot = running_.slot_of(receiver.number);
    const std::uint32_t sequence = life_->sequence++;
    if (sequence == std::numeric_limits<std::uint32_t>::max()) [[unlikely]] {
        fail("has sent more than 4,294,967,294 messages");
    }
    const Time leaves = time_after(saying.after);
    Time arrival = leaves;
    if (leaves != never && !is_near(slot)) {
        if (uniform_delay_ && uniform_delay_->ticks < never_ticks - leaves.ticks) [[likely]] {
            arrival = leaves + *uniform_delay_;
        } else {
            arrival = arrival_at(receiver, slot, leaves, sequence);
        }
    }
    acts_.add(arrival.ticks);
    if (records(RecordLevel::full)) [[unlikely]] {
        write_message({percept_.self, sequence}, receiver, saying, arrival, contents_start);
    }
    send(arrival, slot, sequence, saying.kind, arrival == now_ ? next_round() : std::uint8_t{0},
         saying.contents);
    return {percept_.self, sequence};
}

inline void Actions::tell(AgentId receiver, const Saying& saying) {
    Turns& turns = *turns_;
    if (receiver.number >= turns.world_.n_agents()) [[unlikely]] turns.fail_unknown(receiver);
    expects(saying.contents.size() <= Contents::size_max, "contents fit a message");
    expects(saying.kind >= first_message_kind, "kinds below that are the engine's own");
    expects(saying.after.ticks >= 0, "a message is not held back for less than nothing");
    const Act act = saying.promise.exists() ? Act::tell_about : Act::tell;
    turns.acts_.add(static_cast<std::uint64_t>(act) | std::uint64_t{saying.kind} << 8 |
                    std::uint64_t{saying.contents.size()} << 24 |
                    std::uint64_t{receiver.number} << 32);
    if (saying.promise.exists()) turns.acts_.add(saying.promise);
    turns.note_contents(saying.contents);
    turns.send_message(receiver, saying, turns.keep_contents(saying));
}

inline std::uint64_t Turns::keep_contents(const Saying& saying) {
    auto& contents = batch_->contents;
    const std::uint64_t start = contents.size();
    if (records(RecordLevel::full)) [[unlikely]] {
        contents.insert(contents.end(), saying.contents.begin(), saying.contents.end());
    }
    return start;
}

inline Random& Actions::random() {
    Turns& turns = *turns_;
    if (!turns.has_random_) {
        turns.has_random_ = true;
        turns.random_.emplace(turns.world_.seed, Purpose::behaviour, turns.percept_.self,
                              turns.life_->interior_time);
    }
    return *turns.random_;
}

template <class Self, class State>
void BehaviourOf<Self, State>::run(States& states, Turns& turns) const {
    auto& rows = static_cast<StatesOf<State>&>(states).rows;
    const Self& self = static_cast<const Self&>(*this);
    turns.fetch_ahead(rows.data(), sizeof(State));
    while (turns.next()) {
        State& state = rows[turns.index()];
        self.react(state, turns.percept(), turns.actions());
        turns.leave(turns.keeps_content() ? StatesOf<State>::content_of(state) : Digest{});
    }
}

}  // namespace worldline
