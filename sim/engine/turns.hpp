// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/expects.hpp"
#include "sim/base/fold.hpp"
#include "sim/engine/agent.hpp"
#include "sim/engine/bins.hpp"
#include "sim/engine/running.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

/// Each act is marked in the history by its kind: other acts never look the same.
enum class Act : std::uint8_t {
    // clang-format off
    promise, builds_on, tell, tell_about, tell_group, arrival, wake, cancel, assess, keeps,
    spawn, stop, steer, course,
    // clang-format on
};

class Turns;

/// One percept of one agent, and what comes of it: what it heard and does is folded into its
/// history, what it says goes out at once.
class Turn {
public:
    explicit Turn(Turns& turns);
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    const Percept& percept() const { return percept_; }
    Actions& actions() { return actions_; }

private:
    friend class Actions;
    friend class Turns;

    void begin_message();
    Reading read_clock() const;
    Time time_after(Duration held) const;
    void send_message(AgentId receiver, std::uint32_t slot, const Saying& saying,
                      std::uint64_t contents_start);
    void send_among_pilots(AgentId receiver, std::uint32_t slot, const Saying& saying, Time leaves,
                           std::uint32_t sequence, std::uint64_t contents_start);
    void set_alarms_again();
    void send_birth(AgentId child, const Saying& parameters);
    void send(Time time, std::uint32_t receiver, std::uint32_t sequence, std::uint16_t kind,
              std::uint8_t round, const std::span<const std::byte>& contents);
    void send_near(Time time, std::uint32_t receiver, std::uint32_t sequence, std::uint16_t kind,
                   std::uint8_t round, const std::span<const std::byte>& contents);
    void put_contents(Event& event, Time time, const std::span<const std::byte>& contents);
    Time arrival_at(AgentId receiver, Time leaves, std::uint32_t sequence) const;
    void arm();
    std::uint8_t next_round() const;
    std::uint64_t keep_contents(const Saying& saying);
    void leave(Digest content);
    bool records(RecordLevel level) const;
    Batch& batch() const;
    void mark_rows();

    /// How many rows there were when it began.
    struct Rows {
        std::size_t promises = 0, builds_on = 0, assessments = 0, messages = 0, contents = 0,
                    incidences = 0;
    };

    [[noreturn]] void fail(const std::string& sentence) const;
    [[noreturn]] void fail_unknown(AgentId receiver) const;
    void write_message(std::uint32_t sequence, AgentId receiver, const Saying& saying, Time arrival,
                       std::uint64_t contents_start);
    void write_transition(Digest content, Digest history);
    TransitionId transition() const;

    Turns& turns_;
    const Event* event_ = nullptr;
    Life* life_ = nullptr;
    Time now_;
    Percept percept_;
    Fold acts_;  ///< what this turn has heard and done so far, behind its history
    Random random_;
    bool has_random_ = false;
    Actions actions_;
    Rows rows_;
    Event held_;  ///< the event itself where it does not stand in a bin: a knock, one merged in
};

/// The turns that are due to the agents of one block in one window, one after the other in key
/// order. One lane serves one block after another with it.
///
/// A behaviour calls `next` until it says false: the next turn is another kind's, or there is
/// none. Events that agents send to themselves or to kernel-mates within the window merge in.
class Turns {
public:
    struct Window {
        Time start;         ///< of the bin: offsets count from it
        Time end;           ///< what arrives before it belongs to this window
        RecordLevel level;  ///< how much is written down
        bool by_time;       ///< all kernels in one order, so each may reach the other
    };
    /// How agents are cut into blocks: a slot belongs to block `slot >> shift`, or as listed.
    struct Blocks {
        unsigned shift = 0;
        std::span<const std::uint32_t> of_slot = {};
    };
    /// @param bins  of the lane: what is sent goes there
    Turns(const World& world, Running& running, Blocks blocks, Bins& bins);

    /// @param events  of one block in one window, side by side by kernel
    void open(Window window, std::span<Event> events, Batch& batch);

    /// The next turn of the kind that is being run; null if there is none.
    Turn* next() {
        if (is_ready_) [[unlikely]] {
            if (kind_of(turn_) != kind_) return nullptr;
            is_ready_ = false;
            return &turn_;
        }
        if (!seek()) return nullptr;
        if (places_ == nullptr || kind_of(turn_) == kind_) [[likely]]
            return &turn_;
        is_ready_ = true;
        return nullptr;
    }
    /// Many turns at once, of agents that cannot touch one another within the window: one turn
    /// each, all of them alone in their kernels. Who has more events has its next one in the next
    /// call. Where kernels are shared, or all go in one order, or some steer themselves, turns come
    /// one at a time. Empty: as when `next` is null. [turns_many.cpp]
    std::span<Turn* const> next_many(std::size_t most = 64);

    /// Place of the agent's state in its kind.
    std::size_t index(const Turn& turn) const {
        return places_ == nullptr ? turn.event_->receiver : places_[turn.event_->receiver];
    }
    /// Where the states lie that are about to be asked for: they are fetched ahead.
    void fetch_ahead(const void* states, std::size_t size_of_state) {
        states_ = places_ == nullptr ? static_cast<const std::byte*>(states) : nullptr;
        size_of_state_ = size_of_state;
    }
    /// Whether σ is wanted after each reaction.
    bool keeps_content() const { return window_.level == RecordLevel::full; }
    /// Ends a turn: the agent's state is now what the reaction made of it.
    void leave(Turn& turn, Digest content) { turn.leave(content); }

    // The engine's side.

    /// Whose turn is next? Nothing is due when there is no value.
    std::optional<std::uint32_t> next_kind();
    /// Gives up what is left for the kernel whose turn it is, and what its turn has written down:
    /// the agent has failed.
    void skip_kernel();
    /// What has just been thrown, as an error that says whose turn it was, when, and what it heard.
    std::exception_ptr failure() const;
    /// The same for people.
    std::string describe() const;
    Time now() const { return current().now_; }
    std::uint8_t round() const { return current().event_->round; }
    AgentId agent() const { return current().percept_.self; }

    /// Between two windows: what pilots have decided is known to those who send to them.
    void publish_courses();

    std::uint64_t n_events = 0;   ///< turns so far
    std::uint64_t n_unheard = 0;  ///< messages so far to agents that were gone

private:
    friend class Actions;
    friend class Turn;

    struct Before;  ///< the total order
    bool comes_before(const Event& a, const Event& b) const;

    /// Whose turn it is; of many, the first.
    const Turn& current() const {
        if (opening_ != nullptr) return *opening_;
        return chosen_.empty() ? turn_ : *chosen_.front();
    }
    bool seek();
    bool open_run();
    void choose_merged();
    void find_run_of_kernel();
    void sort_run(std::span<Event> run);
    void sort_long_run(std::span<Event> run);
    void settle_ties(std::span<Event> run);
    void merge(const Event& event);
    void fetch_later();
    static bool is_birth(const Event& event) { return event.kind == event_kind::birth; }
    bool is_plain(const Event& event) const {
        return event.kind >= first_message_kind &&
               (lives_[event.receiver].clock & Life::is_absent) == 0;
    }
    bool is_turn(Turn& turn);
    bool is_heard(Turn& turn);
    bool open_alarm(Turn& turn);
    // Many at once: turns_many.cpp.
    struct Queue;
    void gather(std::size_t most);
    void choose_many();
    bool take(Queue& queue, Turn& turn);
    void share_out();
    // Signals to and from agents that steer themselves: pilots.cpp.
    struct Signal;
    bool open_signal();
    void launch(Event event, Signal signal, std::span<const std::byte> contents);
    void post(Time time, Event event, std::span<const std::byte> contents);
    void post_signal(Time time, Event event, const Signal& signal,
                     std::span<const std::byte> contents);
    void turn_course(std::uint32_t slot, Time now, Vector3 velocity);

    std::uint32_t kind_of(const Turn& turn) const { return kinds_[turn.event_->receiver]; }
    std::size_t block_of(std::uint32_t slot) const {
        return block_of_slot_ == nullptr ? slot >> shift_ : block_of_slot_[slot];
    }
    std::uint32_t host_of(std::uint32_t slot) const {
        return hosts_ == nullptr ? slot : hosts_[slot];
    }
    std::uint32_t number_of(std::uint32_t slot) const {
        return hosts_ == nullptr ? slot : running_.numbers[slot];
    }
    std::uint32_t slot_of(std::uint32_t number) const {
        return hosts_ == nullptr ? number : running_.slots[number];
    }
    bool records(RecordLevel level) const { return window_.level >= level; }

    const World& world_;
    Running& running_;
    Bins& bins_;

    // What every event asks for, at hand.
    Life* lives_;
    const std::uint32_t* kinds_;
    const std::uint32_t* places_ = nullptr;  ///< null: of one kind, in slot order
    const std::uint32_t* hosts_ = nullptr;   ///< null: every agent is alone in its kernel
    const std::uint32_t* block_of_slot_ = nullptr;
    unsigned shift_ = 0;
    std::uint32_t n_agents_ = 0;
    bool has_pilots_ = false;
    std::vector<std::uint32_t> turned_;  ///< slots of pilots that turned in this window
    std::int64_t uniform_delay_ = 0;     ///< [ticks]
    std::int64_t uniform_limit_ = -1;    ///< latest tick to leave at; before 0: not one for all
    Time until_;

    Window window_{};
    Batch* batch_ = nullptr;
    const std::byte* states_ = nullptr;
    std::size_t size_of_state_ = 0;

    Event* events_ = nullptr;
    std::size_t n_ = 0;
    std::size_t cursor_ = 0;
    std::size_t run_end_ = 0;          ///< behind the events of the kernel that is being served
    std::vector<Event> merged_;        ///< heap: sent within the window
    std::vector<std::uint32_t> loop_;  ///< who reacted in late rounds of this instant

    bool is_ready_ = false;   ///< a turn that nobody has taken
    std::uint32_t kind_ = 0;  ///< being run
    Turn turn_;

    /// What is due to one agent while many are served side by side.
    struct Queue {
        std::uint32_t receiver = 0;
        std::size_t next = 0;    ///< of its events
        std::size_t end = 0;     ///< behind them
        std::vector<Event> own;  ///< what it has sent itself within the window
    };
    std::vector<Queue> queues_;    ///< ascending by receiver
    bool has_first_turn_ = false;  ///< `turn_` is the first queue's next turn
    std::vector<std::unique_ptr<Turn>> many_;
    std::vector<Turn*> chosen_;  ///< by `next_many`, lately
    Turn* opening_ = nullptr;    ///< of many, one whose event is looked at
};

}  // namespace worldline

#include "sim/engine/turns_inline.hpp"
