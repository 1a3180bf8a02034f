// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/expects.hpp"
#include "sim/engine/agent.hpp"
#include "sim/engine/bins.hpp"
#include "sim/engine/running.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

/// Each act is marked in the history by its kind: other acts never look the same.
enum class Act : std::uint8_t {
    // clang-format off
    promise, builds_on, tell, tell_about, tell_group, arrival, wake, cancel, assess, keeps,
    spawn, stop, steer,
    // clang-format on
};

/// The percepts that are due to the agents of one block in one window, one after the other in key
/// order, and the actions they lead to. One lane serves one block after another with it.
///
/// A behaviour calls `next` until it says false: the next percept is another kind's, or there is
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

        std::size_t of(std::uint32_t slot) const {
            return of_slot.empty() ? slot >> shift : of_slot[slot];
        }
    };
    /// @param bins  of the lane: what is sent goes there
    Turns(const World& world, Running& running, Blocks blocks, Bins& bins);

    /// @param events      of one block in one window, side by side by kernel
    /// @param first_slot  of the block
    /// @param only_kind   of all its agents; none if there are several
    void open(Window window, std::span<Event> events, std::uint32_t first_slot,
              std::optional<std::uint32_t> only_kind, Batch& batch);

    bool next() {
        if (is_ready_) {
            if (kind_of_event() != kind_) return false;
            is_ready_ = false;
            return true;
        }
        if (!seek()) return false;
        if (only_kind_ || kind_of_event() == kind_) [[likely]] return true;
        is_ready_ = true;
        return false;
    }
    std::size_t index() const {  ///< place of the agent's state in its kind
        return running_.places.empty() ? event_->receiver - first_slot_
                                       : running_.places[event_->receiver];
    }
    const Percept& percept() const { return percept_; }
    Actions& actions() { return actions_; }

    /// Where the states lie that are about to be asked for: they are fetched ahead.
    void fetch_ahead(const void* states, std::size_t size_of_state) {
        states_ = only_kind_ ? static_cast<const std::byte*>(states) : nullptr;
        size_of_state_ = size_of_state;
    }
    /// Whether σ is wanted after each reaction.
    bool keeps_content() const { return window_.level == RecordLevel::full; }
    /// Ends the turn: the agent's state is now what the reaction made of it.
    void leave(Digest content) {
        const Digest history = acts_.value();
        life_->history = history;
        ++life_->interior_time;
        if (window_.level == RecordLevel::full) [[unlikely]] write_transition(content, history);
    }

    // The engine's side.

    /// Whose turn is next? Nothing is due when there is no value.
    std::optional<std::uint32_t> next_kind();
    /// Gives up what is left for the kernel whose turn it is: an agent there has failed.
    void skip_kernel();
    /// What has just been thrown, as an error that says whose turn it was, when, and what it heard.
    std::exception_ptr failure() const;
    /// The same for people.
    std::string describe() const;
    Time now() const { return now_; }
    AgentId agent() const { return percept_.self; }

    std::uint64_t n_events = 0;    ///< turns so far
    std::uint64_t n_unheard = 0;   ///< messages so far to agents that were gone

private:
    friend class Actions;

    struct Before;  ///< the total order

    bool seek();
    bool open_run();
    bool choose_merged();
    void find_run_of_kernel();
    void sort_run(std::span<Event> run);
    void sort_long_run(std::span<Event> run);
    void settle_ties(std::span<Event> run);
    bool is_turn();
    bool is_heard();
    bool open_alarm();
    void begin_turn(Reading now) {
        const AgentId self{running_.number_of(event_->receiver)};
        percept_.now = now;
        percept_.self = self;
        acts_.clear();
        acts_.add(life_->history);
        acts_.add(now_.ticks);
    }
    Reading read_clock() const {
        if ((life_->clock & Life::shows_frame) != 0) [[likely]] return {now_.ticks, 0.0};
        return running_.clock_of(event_->receiver).read(now_);
    }
    std::uint32_t kind_of_event() const { return running_.kinds[event_->receiver]; }
    void begin_message();
    void arm(std::uint32_t slot);
    void wake_at(const Alarm& alarm);
    std::uint8_t next_round() const;
    Time time_after(Duration held) const;
    bool is_near(std::uint32_t slot) const {
        return running_.host_of(slot) == running_.host_of(event_->receiver);
    }
    Time arrival_at(AgentId receiver, std::uint32_t slot, Time leaves, std::uint32_t sequence);
    MessageId send_message(AgentId receiver, const Saying& saying, std::uint64_t contents_start);
    void send_birth(AgentId child, const Saying& parameters);
    void send(Time time, std::uint32_t receiver, std::uint32_t sequence, std::uint16_t kind,
              std::uint8_t round, std::span<const std::byte> contents);
    void merge(Event event);
    void fill(Event& event, Time time, std::span<const std::byte> contents);
    std::uint64_t keep_contents(const Saying& saying);
    void note_contents(std::span<const std::byte> contents) {
        if (!contents.empty()) acts_.add_bytes(contents);
    }
    [[noreturn]] void fail(const std::string& sentence) const;
    [[noreturn]] void fail_unknown(AgentId receiver) const;
    void write_message(MessageId id, AgentId receiver, const Saying& saying, Time arrival,
                       std::uint64_t contents_start);
    void write_transition(Digest content, Digest history);
    bool records(RecordLevel level) const { return window_.level >= level; }
    TransitionId transition() const { return {percept_.self, life_->interior_time + 1}; }

    const World& world_;
    Running& running_;
    Blocks blocks_;
    Bins& bins_;
    std::optional<Duration> uniform_delay_;
    Window window_{};
    std::uint32_t first_slot_ = 0;
    std::optional<std::uint32_t> only_kind_;
    Batch* batch_ = nullptr;
    const std::byte* states_ = nullptr;
    std::size_t size_of_state_ = 0;

    Event* events_ = nullptr;
    std::size_t n_ = 0;
    std::size_t cursor_ = 0;
    std::size_t run_end_ = 0;    ///< behind the events of the kernel that is being served
    std::vector<Event> merged_;  ///< heap: sent within the window
    Event merged_event_;         ///< the one whose turn it is
    mutable std::vector<std::uint32_t> loop_;  ///< who reacted in late rounds of this instant

    bool is_ready_ = false;       ///< a turn that nobody has taken
    std::uint32_t kind_ = 0;      ///< being run
    const Event* event_ = nullptr;  ///< of this turn
    Life* life_ = nullptr;
    Percept percept_;
    Alarm alarm_;  ///< the one that is ringing: holds its contents
    Event knock_;
    Time now_;
    Digester acts_;  ///< what this turn has heard and done so far, behind its history
    std::optional<Random> random_;
    bool has_random_ = false;
    Actions actions_;
};

}  // namespace worldline

#include "sim/engine/turns_inline.hpp"
