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
            choose_merged();
        } else {
            if (cursor_ == run_end_ && !open_run()) return false;
            turn_.event_ = &events_[cursor_++];
        }
        turn_.now_ = window_.start + Duration{turn_.event_->offset};
        turn_.life_ = &lives_[turn_.event_->receiver];
        if (is_plain(*turn_.event_)) [[likely]] {
            turn_.begin_message();
        } else if (!is_turn(turn_)) {
            continue;
        }
        ++n_events;
        return true;
    }
}

/// The next kernel's events, in order.
[[gnu::always_inline]] inline bool Turns::open_run() {
    if (cursor_ == n_) return false;
    if (window_.by_time || hosts_ != nullptr) [[unlikely]] {
        find_run_of_kernel();
    } else {
        const std::uint32_t slot = events_[cursor_].receiver;
        const Event* end = events_ + cursor_ + 1;
        while (end != events_ + n_ && end->receiver == slot) ++end;
        run_end_ = static_cast<std::size_t>(end - events_);
    }
    if (run_end_ - cursor_ > 1) sort_run({events_ + cursor_, run_end_ - cursor_});
    fetch_later();
    return true;
}

/// What comes about twenty events later is on its way while these are served; and the alarms of
/// what comes ten later, whose place is known by then. Always inlined: a function that does
/// nothing but this has no effect that the compiler knows of, and is left out.
[[gnu::always_inline]] inline void Turns::fetch_later() {
    constexpr std::size_t ahead = 20;
    const std::uint32_t later = events_[std::min(run_end_ + ahead, n_ - 1)].receiver;
    __builtin_prefetch(&lives_[later], 1);
    __builtin_prefetch(&running_.alarms[later]);
    constexpr std::size_t soon = 10;
    const auto* alarms = running_.alarms[events_[std::min(run_end_ + soon, n_ - 1)].receiver].get();
    if (alarms != nullptr) alarms->fetch();
    if (states_ != nullptr) __builtin_prefetch(states_ + later * size_of_state_, 1);
}

inline void Turns::sort_run(std::span<Event> run) {
    constexpr std::size_t short_run = 24;
    if (run.size() > short_run || window_.by_time || hosts_ != nullptr) return sort_long_run(run);
    bool has_meetings = false;
    for (std::size_t i = 1; i < run.size(); ++i) {
        const Event event = run[i];
        const auto goes_before = [&](const Event& other) {
            if (event.offset != other.offset) [[likely]]
                return event.offset < other.offset;
            has_meetings = true;
            if (event.round != other.round) return event.round < other.round;
            if (is_birth(event) != is_birth(other)) return is_birth(event);
            if (event.sender != other.sender) return event.sender < other.sender;
            return event.sequence < other.sequence;
        };
        std::size_t place = i;
        for (; place > 0 && goes_before(run[place - 1]); --place) run[place] = run[place - 1];
        if (place != i) run[place] = event;
    }
    if (has_meetings) settle_ties(run);
}

inline bool Turn::records(RecordLevel level) const { return turns_.records(level); }
inline Batch& Turn::batch() const { return *turns_.batch_; }

inline Reading Turn::read_clock() const {
    if ((life_->clock & Life::shows_frame) != 0) [[likely]]
        return {now_.ticks, 0.0};
    return turns_.running_.clock_of(event_->receiver).read(now_);
}

inline void Turn::begin_message() {
    const Event& event = *event_;
    const std::uint64_t sender = event.sender;
    const std::uint64_t message = sender << 32 | event.sequence;
    const std::uint64_t kind = event.kind;
    const std::uint64_t round = event.round;
    const std::span<const std::byte> contents = event.bytes();
    // In place: a copy of two words just written, read as one vector, would wait for both.
    acts_.begin(life_->history);
    // The time is spread over its word, so that what is added to it stays told apart.
    const auto time = static_cast<std::uint64_t>(now_.ticks) * 0x9E37'79B9'7F4A'7C15;
    acts_.add(time + (kind | round << 16 | std::uint64_t{contents.size()} << 24), message);
    if (!contents.empty()) acts_.add_bytes(contents);
    percept_.now = read_clock();
    percept_.self = AgentId{turns_.number_of(event.receiver)};
    percept_.sender = AgentId{static_cast<std::uint32_t>(sender)};
    percept_.kind = static_cast<std::uint16_t>(kind);
    percept_.message = MessageId{message};
    percept_.alarm = {};
    percept_.contents = contents;
    has_random_ = false;
    if (records(RecordLevel::promises)) [[unlikely]]
        mark_rows();
}

inline void Turn::leave(Digest content) {
    const Digest history = acts_.value();
    life_->history = history;
    ++life_->interior_time;
    if (turns_.keeps_content()) [[unlikely]]
        write_transition(content, history);
}

inline TransitionId Turn::transition() const { return {percept_.self, life_->interior_time + 1}; }

/// The first tick at which this agent's clock shows so much more than now: the agent counts the
/// ticks that it sees, so that holding a message back tells it nothing about coordinate time.
inline Time Turn::time_after(Duration held) const {
    if (held.ticks == 0) return now_;
    if (held.ticks > never_ticks - std::max<std::int64_t>(0, percept_.now.ticks)) return never;
    if ((life_->clock & Life::shows_frame) != 0) [[likely]]
        return now_ + held;
    return turns_.running_.clock_of(event_->receiver).when_from(percept_.now + held, now_);
}

/// Into the bins; into the open window where it belongs to this kernel. Contents go by reference:
/// a copy of begin and size just written, read as one vector, would wait for both.
[[gnu::always_inline]] inline void Turn::send(Time time, std::uint32_t receiver,
                                              std::uint32_t sequence, std::uint16_t kind,
                                              std::uint8_t round,
                                              const std::span<const std::byte>& contents) {
    if (time >= turns_.until_) return;
    if (time < turns_.window_.end) [[unlikely]] {
        return send_near(time, receiver, sequence, kind, round, contents);
    }
    Event& event = turns_.bins_.add(time, turns_.block_of(receiver));
    event.receiver = receiver;
    event.sender = percept_.self.number;
    event.sequence = sequence;
    event.kind = kind;
    event.round = round;
    event.flags = 0;
    if (!contents.empty()) put_contents(event, time, contents);
}

[[gnu::always_inline]] inline void Turn::send_message(AgentId receiver, std::uint32_t slot,
                                                      const Saying& saying,
                                                      std::uint64_t contents_start) {
    const std::uint32_t sequence = life_->sequence++;
    if (sequence == std::numeric_limits<std::uint32_t>::max()) [[unlikely]] {
        fail("has sent more than 4,294,967,294 messages");
    }
    const Time leaves = time_after(saying.after);
    Time arrival = leaves;
    if (turns_.host_of(slot) != turns_.host_of(event_->receiver) && leaves != never) {
        if (leaves.ticks <= turns_.uniform_limit_) [[likely]] {
            arrival = leaves + Duration{turns_.uniform_delay_};
        } else if (turns_.has_pilots_) {
            return send_among_pilots(receiver, slot, saying, leaves, sequence, contents_start);
        } else {
            arrival = arrival_at(receiver, leaves, sequence);
        }
    }
    acts_.add(std::uint64_t{saying.kind} << 8 | std::uint64_t{saying.contents.size()} << 24 |
                  std::uint64_t{receiver.number} << 32 | static_cast<std::uint64_t>(Act::tell),
              static_cast<std::uint64_t>(arrival.ticks));
    if (records(RecordLevel::full)) [[unlikely]] {
        write_message(sequence, receiver, saying, arrival, contents_start);
    }
    send(arrival, slot, sequence, saying.kind, arrival == now_ ? next_round() : std::uint8_t{0},
         saying.contents);
}

/// @pre an engine carries acts out
inline Turn& Actions::turn() const {
    expects(turn_ != nullptr, "outside of a run agents judge and set alarms, and do nothing else");
    return *turn_;
}

[[gnu::always_inline]] inline void Actions::tell(AgentId receiver, const Saying& saying) {
    if (turn_ == nullptr) [[unlikely]]
        return;
    Turn& turn = *turn_;
    if (receiver.number >= turn.turns_.n_agents_) [[unlikely]]
        turn.fail_unknown(receiver);
    expects(saying.contents.size() <= Contents::size_max, "contents fit a message");
    expects(saying.kind >= first_message_kind, "kinds below that are the engine's own");
    expects(saying.after.ticks >= 0, "a message is not held back for less than nothing");
    if (saying.promise.exists()) {
        turn.acts_.add(static_cast<std::uint64_t>(Act::tell_about), saying.promise.packed);
    }
    if (!saying.contents.empty()) turn.acts_.add_bytes(saying.contents);
    turn.send_message(receiver, turn.turns_.slot_of(receiver.number), saying,
                      turn.keep_contents(saying));
}

inline std::uint64_t Turn::keep_contents(const Saying& saying) {
    if (!records(RecordLevel::full)) [[likely]]
        return 0;
    auto& contents = turns_.batch_->contents;
    const std::uint64_t start = contents.size();
    contents.insert(contents.end(), saying.contents.begin(), saying.contents.end());
    return start;
}

inline Random& Actions::random() {
    Turn& turn = this->turn();
    if (!turn.has_random_) {
        turn.has_random_ = true;
        turn.random_.begin(turn.percept_.self, turn.life_->interior_time);
    }
    return turn.random_;
}

template <class Self, class State>
void BehaviourOf<Self, State>::run(States& states, Turns& turns) const {
    auto& rows = static_cast<StatesOf<State>&>(states).rows;
    const Self& self = static_cast<const Self&>(*this);
    turns.fetch_ahead(rows.data(), sizeof(State));
    while (Turn* turn = turns.next()) {
        State& state = rows[turns.index(*turn)];
        self.react(state, turn->percept(), turn->actions());
        turns.leave(*turn, turns.keeps_content() ? StatesOf<State>::content_of(state) : Digest{});
    }
}

template <class Self, class State>
void BatchBehaviourOf<Self, State>::run(States& states, Turns& turns) const {
    auto& rows = static_cast<StatesOf<State>&>(states).rows;
    const Self& self = static_cast<const Self&>(*this);
    turns.fetch_ahead(rows.data(), sizeof(State));
    std::vector<Reaction<State>> reactions;
    for (auto chosen = turns.next_many(); !chosen.empty(); chosen = turns.next_many()) {
        reactions.clear();
        for (Turn* turn : chosen) {
            reactions.push_back({rows[turns.index(*turn)], turn->percept(), turn->actions()});
        }
        self.react(std::span<const Reaction<State>>(reactions));
        for (Turn* turn : chosen) {
            const State& state = rows[turns.index(*turn)];
            turns.leave(*turn,
                        turns.keeps_content() ? StatesOf<State>::content_of(state) : Digest{});
        }
    }
}

}  // namespace worldline
