// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/engine/agent.hpp"
#include "sim/engine/alarms.hpp"
#include "sim/engine/outbox.hpp"

namespace worldline {

struct World;

/// What the engine keeps for each agent while a world runs. Columns by the agent's number.
struct Running {
    explicit Running(std::size_t n_agents);

    std::vector<std::uint32_t> interior_time;  ///< transitions so far
    std::vector<std::uint32_t> sequence;       ///< messages and alarms so far
    std::vector<std::uint32_t> promises;       ///< promises so far
    std::vector<std::uint32_t> plans;          ///< plans laid down for it so far
    std::vector<Digest> history;               ///< η
    std::vector<Alarms> alarms;
};

/// The percepts that are due to the agents of one block in one window, one after the other in key
/// order, and the actions they lead to.
///
/// A behaviour calls `next` until it says false: the next percept is another kind's, or there is
/// none. Events that agents send to themselves or to kernel-mates within the window merge in.
class Turns {
public:
    struct Window {
        Time start;         ///< of the bin: offsets count from it
        Time end;           ///< what arrives before it belongs to this window
        RecordLevel level;  ///< how much is written down
    };
    /// @param events  of this block in this window; sorted here
    /// @param bytes   long contents of those events
    Turns(const World& world, Running& running, Window window, std::span<Event> events,
          std::span<const std::byte> bytes, Outbox& outbox);

    bool next();
    std::size_t index() const { return index_; }  ///< place of the agent's state in its kind
    const Percept& percept() const { return percept_; }
    Actions& actions() { return actions_; }

    /// Whether σ is wanted after each reaction.
    bool keeps_content() const { return window_.level == RecordLevel::full; }
    /// Ends the turn: the agent's state is now what the reaction made of it.
    void leave(Digest content);

    /// The engine's side: whose turn is next? Nothing is due when there is no value.
    std::optional<std::uint32_t> next_kind();

private:
    friend class Actions;

    struct Before;  ///< the total order inside one kernel

    void sort_events();
    bool seek();
    bool choose_next(Event& chosen);
    bool open_alarm(const Event& event);
    void set_percept(const Event& event);
    void arm(std::uint32_t agent);
    void send(Time time, Event event, std::span<const std::byte> contents);
    std::uint8_t next_round() const;
    Time time_after(Duration held) const;
    MessageId send_message(AgentId receiver, const Saying& saying, std::uint64_t contents_start);
    void note(const Saying& saying);
    std::uint64_t keep_contents(const Saying& saying);
    bool records(RecordLevel level) const { return window_.level >= level; }

    const World& world_;
    Running& running_;
    Window window_;
    std::span<Event> events_;
    std::span<const std::byte> bytes_;
    Outbox& outbox_;

    std::size_t cursor_ = 0;
    std::uint32_t kernel_ = 0xffff'ffffu;  ///< being served
    std::vector<Event> merged_;            ///< heap: sent within the window, inside the kernel
    std::deque<Contents> merged_contents_;

    bool is_ready_ = false;   ///< percept_ holds a turn that nobody has taken
    std::uint32_t kind_ = 0;  ///< being run
    std::size_t index_ = 0;
    Percept percept_;
    Alarm alarm_;  ///< the one that is ringing: holds its contents
    Event event_;  ///< the event of this turn
    Time now_;
    Digester acts_;  ///< what this turn has done so far
    std::optional<Random> random_;
    Actions actions_;
};

template <class Self, class State>
void BehaviourOf<Self, State>::run(States& states, Turns& turns) const {
    auto& rows = static_cast<StatesOf<State>&>(states).rows;
    const Self& self = static_cast<const Self&>(*this);
    while (turns.next()) {
        State& state = rows[turns.index()];
        self.react(state, turns.percept(), turns.actions());
        turns.leave(turns.keeps_content() ? StatesOf<State>::content_of(state) : Digest{});
    }
}

}  // namespace worldline
