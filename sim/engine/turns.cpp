// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/turns.hpp"

#include <fmt/format.h>

#include "sim/engine/engine.hpp"
#include "sim/spacetime/clocks.hpp"

namespace worldline {
namespace {

constexpr std::uint8_t last_round = std::numeric_limits<std::uint8_t>::max();
constexpr std::uint8_t late_round = last_round - 100;  ///< from here on a loop is watched

std::uint64_t tie_of(const World& world, Time time, std::uint32_t receiver, std::uint32_t sender) {
    if (world.ordered_ties) return 0;
    return philox({world.seed, static_cast<std::uint64_t>(Purpose::tie)},
                  {0, static_cast<std::uint64_t>(time.ticks), receiver, sender})[0];
}

}  // namespace

/// time, round, receiver, tie, sender, sequence.
struct Turns::Before {
    const Turns& turns;

    bool operator()(const Event& a, const Event& b) const {
        if (const int order = by_receiver(a, b)) return order < 0;
        if (a.sender != b.sender) {
            const std::uint64_t tie_a = tie(a);
            const std::uint64_t tie_b = tie(b);
            if (tie_a != tie_b) return tie_a < tie_b;
            return a.sender < b.sender;
        }
        return a.sequence < b.sequence;
    }
    /// −1, 0, 1 by what comes before the tie.
    static int by_receiver(const Event& a, const Event& b) {
        if (a.offset != b.offset) return a.offset < b.offset ? -1 : 1;
        if (a.round != b.round) return a.round < b.round ? -1 : 1;
        if (a.receiver != b.receiver) return a.receiver < b.receiver ? -1 : 1;
        return 0;
    }
    std::uint64_t tie(const Event& event) const {
        return tie_of(turns.world_, turns.window_.start + Duration{event.offset},
                      turns.running_.number_of(event.receiver), event.sender);
    }
};

Turns::Turns(const World& world, Running& running, Blocks blocks, Bins& bins)
    : world_(world),
      running_(running),
      blocks_(blocks),
      bins_(bins),
      uniform_delay_(world.network->uniform_delay()),
      actions_(*this) {}

void Turns::open(Window window, std::span<Event> events, std::uint32_t first_slot,
                 std::optional<std::uint32_t> only_kind, Batch& batch) {
    window_ = window;
    events_ = events.data();
    n_ = events.size();
    cursor_ = 0;
    run_end_ = 0;
    merged_.clear();
    is_ready_ = false;
    first_slot_ = first_slot;
    only_kind_ = only_kind;
    states_ = nullptr;
    batch_ = &batch;
}

std::optional<std::uint32_t> Turns::next_kind() {
    if (!is_ready_ && !seek()) return std::nullopt;
    is_ready_ = true;
    kind_ = kind_of_event();
    return kind_;
}

void Turns::skip_kernel() {
    cursor_ = run_end_;
    merged_.clear();
    is_ready_ = false;
}

void Turns::find_run_of_kernel() {
    const std::uint32_t host = running_.host_of(events_[cursor_].receiver);
    while (run_end_ < n_ &&
           (window_.by_time || running_.host_of(events_[run_end_].receiver) == host)) {
        ++run_end_;
    }
}

void Turns::sort_long_run(std::span<Event> run) {
    std::sort(run.begin(), run.end(), [](const Event& a, const Event& b) {
        if (const int order = Before::by_receiver(a, b)) return order < 0;
        return a.sender != b.sender ? a.sender < b.sender : a.sequence < b.sequence;
    });
    settle_ties(run);
}

/// One draw for each sender that meets another at one receiver and instant; then the senders of
/// each meeting go by their draws.
void Turns::settle_ties(std::span<Event> run) {
    if (world_.ordered_ties) return;
    struct Drawn {
        std::uint64_t tie;
        Event event;
    };
    std::vector<Drawn> meeting;
    for (std::size_t first = 0; first < run.size();) {
        std::size_t end = first + 1;
        while (end < run.size() && Before::by_receiver(run[first], run[end]) == 0) ++end;
        if (run[first].sender != run[end - 1].sender) {
            meeting.clear();
            for (std::size_t i = first; i < end; ++i) {
                const bool is_same = i > first && run[i].sender == run[i - 1].sender;
                const std::uint64_t tie = is_same ? meeting.back().tie : Before{*this}.tie(run[i]);
                meeting.push_back({tie, run[i]});
            }
            std::stable_sort(meeting.begin(), meeting.end(),
                             [](const Drawn& a, const Drawn& b) { return a.tie < b.tie; });
            for (std::size_t i = first; i < end; ++i) run[i] = meeting[i - first].event;
        }
        first = end;
    }
}

void Turns::merge(Event event) {
    merged_.push_back(event);
    std::push_heap(merged_.begin(), merged_.end(),
                   [before = Before{*this}](const Event& a, const Event& b) { return before(b, a); });
}

/// The earlier of the run's next event and of what was sent within the window.
bool Turns::choose_merged() {
    const Before before{*this};
    if (cursor_ < run_end_ && before(events_[cursor_], merged_.front())) {
        event_ = &events_[cursor_++];
        return true;
    }
    std::pop_heap(merged_.begin(), merged_.end(),
                  [before](const Event& a, const Event& b) { return before(b, a); });
    merged_event_ = merged_.back();
    merged_.pop_back();
    event_ = &merged_event_;
    return true;
}

/// What the engine sends itself, and what comes to those who are not there.
bool Turns::is_turn() {
    if ((life_->clock & Life::is_absent) != 0 && !is_heard()) return false;
    percept_.self = AgentId{running_.number_of(event_->receiver)};
    if (event_->kind == event_kind::alarm && event_->sender == percept_.self.number) {
        return open_alarm();
    }
    begin_message();
    if (event_->sender == nobody.number) percept_.message = {};
    return true;
}

/// A birth makes an agent be there. Nobody hears what is said to one that is gone; one that was
/// not born yet cannot have been spoken to by anybody who knew of it.
bool Turns::is_heard() {
    if ((life_->clock & Life::is_gone) != 0) {
        if (event_->kind >= first_message_kind) ++n_unheard;
        return false;
    }
    if (event_->kind == event_kind::birth) {
        life_->clock &= ~Life::is_absent;
        return true;
    }
    const AgentId unborn{running_.number_of(event_->receiver)};
    throw RunError(fmt::format(
        "a message to an agent that never was: {} sent one to {}, which arrives at {}; that agent "
        "has not been born by then",
        name_of(world_, AgentId{event_->sender}), name_of(world_, unborn),
        time_text(world_, now_)));
}

/// An alarm's event is only a knock: what rings is the first alarm of the list, if it is due.
bool Turns::open_alarm() {
    const std::uint32_t slot = event_->receiver;
    Alarms& alarms = running_.alarms_of(slot);
    std::uint32_t generation = 0;
    std::memcpy(&generation, event_->contents.data(), sizeof generation);
    if (generation != alarms.generation) return false;
    alarms.armed = never;
    const Alarm* first = alarms.first();
    if (first == nullptr) return false;
    if (first->time > now_) {
        arm(slot);
        return false;
    }
    const AlarmId id = alarms.first_id();
    alarm_ = alarms.take();
    knock_ = *event_;
    knock_.sequence = alarm_.sequence;
    knock_.kind = alarm_.kind;
    knock_.put_inline({alarm_.contents.data(), alarm_.size});
    event_ = &knock_;
    begin_message();
    percept_.message = {};
    percept_.alarm = id;
    arm(slot);
    return true;
}

/// Puts a knock for the agent's first alarm into the bins, unless one stands there already.
void Turns::arm(std::uint32_t slot) {
    Alarms& alarms = running_.alarms_of(slot);
    const Alarm* first = alarms.first();
    if (first == nullptr || first->time == never || first->time >= alarms.armed) return;
    ++alarms.generation;
    alarms.armed = first->time;
    const std::uint32_t generation = alarms.generation;
    const std::uint8_t round =
        first->time == now_ ? std::max(first->round, event_->round) : std::uint8_t{0};
    send(first->time, slot, first->sequence, event_kind::alarm, round,
         std::as_bytes(std::span(&generation, 1)));
}

std::uint8_t Turns::next_round() const {
    if (event_->round < late_round) {
        loop_.clear();
        return static_cast<std::uint8_t>(event_->round + 1);
    }
    loop_.push_back(percept_.self.number);
    if (event_->round < last_round) return static_cast<std::uint8_t>(event_->round + 1);
    std::vector<std::uint32_t> names;
    for (const std::uint32_t agent : loop_) {
        if (std::find(names.begin(), names.end(), agent) == names.end()) names.push_back(agent);
    }
    constexpr std::size_t named = 8;
    std::string cycle;
    for (std::size_t i = 0; i < std::min(names.size(), named); ++i) {
        cycle += (i == 0 ? "" : ", ") + name_of(world_, AgentId{names[i]});
    }
    if (names.size() > named) cycle += fmt::format(" and {} others", names.size() - named);
    throw RunError(fmt::format(
        "a loop without end: agents of one kernel reacted {} times in turn at one instant, {}; "
        "going round: {}",
        unsigned{last_round}, time_text(world_, now_), cycle));
}

Time Turns::arrival_at(AgentId receiver, std::uint32_t slot, Time leaves, std::uint32_t sequence) {
    const Time arrival =
        world_.network->arrival(percept_.self, receiver, leaves, world_.seed, sequence);
    // Asked of the delay alone, so that the answer does not depend on where a window ends.
    if (arrival == never || arrival - leaves >= world_.network->least_delay()) return arrival;
    fail(fmt::format("sends to {} what takes {} ticks, of which the metric said that it takes {} "
                     "at least",
                     name_of(world_, AgentId{running_.number_of(slot)}), (arrival - leaves).ticks,
                     world_.network->least_delay().ticks));
}

void Turns::fail(const std::string& sentence) const {
    throw RunError(
        fmt::format("{} {} {}", name_of(world_, percept_.self), time_text(world_, now_), sentence));
}

void Turns::fail_unknown(AgentId receiver) const {
    throw RunError(fmt::format("{} sends at {} a message to an agent that never was: number {} of "
                               "{}",
                               name_of(world_, percept_.self), time_text(world_, now_),
                               receiver.number, world_.n_agents()));
}

std::string Turns::describe() const {
    const auto& kinds = world_.preamble.message_kinds;
    std::string heard;
    if (percept_.kind < first_message_kind) {
        heard = percept_.kind == event_kind::plan || percept_.kind == event_kind::start
                    ? "what was laid down beforehand"
                    : "its alarm";
    } else {
        heard = percept_.kind < kinds.size() ? "'" + kinds[percept_.kind] + "'"
                                             : fmt::format("kind {}", percept_.kind);
        heard = "message " + heard + " of " + name_of(world_, percept_.sender);
    }
    return fmt::format("agent {} at {}, its clock showing {} ticks, on {}",
                       name_of(world_, percept_.self), time_text(world_, now_), percept_.now.ticks,
                       heard);
}

std::exception_ptr Turns::failure() const {
    const auto error = std::current_exception();
    try {
        std::rethrow_exception(error);
    } catch (const RunError&) {
        return error;  // it says so itself
    } catch (const std::exception& thrown) {
        return std::make_exception_ptr(RunError(describe() + " has failed: " + thrown.what()));
    } catch (...) {
        return std::make_exception_ptr(RunError(describe() + " has failed, saying nothing"));
    }
}

void Turns::write_message(MessageId id, AgentId receiver, const Saying& saying, Time arrival,
                          std::uint64_t contents_start) {
    batch_->messages.push_back({.id = id,
                                .receiver = receiver,
                                .kind = saying.kind,
                                .transition = transition(),
                                .received = arrival,
                                .promise = saying.promise,
                                .contents = contents_start,
                                .size = static_cast<std::uint32_t>(saying.contents.size())});
}

/// @pre the transition has been counted
void Turns::write_transition(Digest content, Digest history) {
    const AgentId self = percept_.self;
    const TransitionId id{self, life_->interior_time};
    batch_->transitions.push_back({.id = id,
                                   .time = now_,
                                   .round = event_->round,
                                   .return_code = 0,
                                   .cause = percept_.message,
                                   .content = content,
                                   .history = history});
    if (!world_.records_reading.empty() && world_.records_reading[self.number]) {
        batch_->readings.push_back({id, percept_.now});
    }
    if (!world_.records_position.empty() && world_.records_position[self.number]) {
        const Vector3 at =
            world_.network->motion(self).at(seconds_of(now_, world_.resolution)).position;
        batch_->positions.push_back({id, 0, at.x});
        batch_->positions.push_back({id, 1, at.y});
        batch_->positions.push_back({id, 2, at.z});
    }
}

}  // namespace worldline
