// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/turns.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/engine/engine.hpp"
#include "sim/spacetime/clocks.hpp"

namespace worldline {
namespace {

constexpr std::uint8_t last_round = std::numeric_limits<std::uint8_t>::max();
constexpr std::uint8_t late_round = last_round - 100;  ///< from here on a loop is watched

std::uint64_t tie_of(const World& world, Time time, std::uint32_t receiver, std::uint32_t sender) {
    if (world.ordered_ties) return 0;
    return drawn_tie(world.seed, time, AgentId{receiver}, AgentId{sender});
}

}  // namespace

std::uint64_t drawn_tie(std::uint64_t seed, Time time, AgentId receiver, AgentId sender) {
    return philox({seed, static_cast<std::uint64_t>(Purpose::tie)},
                  {0, static_cast<std::uint64_t>(time.ticks), receiver.number, sender.number})[0];
}

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
    /// −1, 0, 1 by what comes before the tie. A birth comes first: who is told of a child by its
    /// parent's kernel-mate may reach it at the very instant of its birth.
    static int by_receiver(const Event& a, const Event& b) {
        if (a.offset != b.offset) return a.offset < b.offset ? -1 : 1;
        if (a.round != b.round) return a.round < b.round ? -1 : 1;
        if (a.receiver != b.receiver) return a.receiver < b.receiver ? -1 : 1;
        if (is_birth(a) != is_birth(b)) return is_birth(a) ? -1 : 1;
        return 0;
    }
    std::uint64_t tie(const Event& event) const {
        return tie_of(turns.world_, turns.window_.start + Duration{event.offset},
                      turns.number_of(event.receiver), event.sender);
    }
};

bool Turns::comes_before(const Event& a, const Event& b) const { return Before{*this}(a, b); }

Turn::Turn(Turns& turns)
    : turns_(turns),
      random_(turns.world_.seed, Purpose::behaviour, AgentId{0}, 0),
      actions_(*this),
      held_{} {}

Turns::Turns(const World& world, Running& running, Blocks blocks, Bins& bins)
    : world_(world),
      running_(running),
      bins_(bins),
      lives_(running.lives.data()),
      kinds_(running.kinds.data()),
      places_(running.places.empty() ? nullptr : running.places.data()),
      hosts_(running.hosts.empty() ? nullptr : running.hosts.data()),
      block_of_slot_(blocks.of_slot.empty() ? nullptr : blocks.of_slot.data()),
      shift_(blocks.shift),
      n_agents_(static_cast<std::uint32_t>(world.n_agents())),
      has_pilots_(!running.courses.empty()),
      until_(world.until),
      turn_(*this) {
    if (const auto uniform = world.network->uniform_delay()) {
        uniform_delay_ = uniform->ticks;
        uniform_limit_ = never_ticks - 1 - uniform_delay_;
    }
}

void Turns::open(Window window, std::span<Event> events, Batch& batch) {
    window_ = window;
    events_ = events.data();
    n_ = events.size();
    cursor_ = 0;
    run_end_ = 0;
    merged_.clear();
    is_ready_ = false;
    queues_.clear();
    chosen_.clear();
    opening_ = nullptr;
    has_first_turn_ = false;
    states_ = nullptr;
    batch_ = &batch;
}

std::optional<std::uint32_t> Turns::next_kind() {
    if (!is_ready_ && !seek()) return std::nullopt;
    is_ready_ = true;
    kind_ = kind_of(turn_);
    return kind_;
}

/// What was to be written down of the turn that failed is not: it has no transition.
void Turns::skip_kernel() {
    const Turn& failed = current();
    if (records(RecordLevel::promises)) {
        batch_->promises.resize(failed.rows_.promises);
        batch_->builds_on.resize(failed.rows_.builds_on);
        batch_->assessments.resize(failed.rows_.assessments);
        batch_->assessed.resize(failed.rows_.assessments);
        batch_->assessed_in.resize(failed.rows_.assessments);
        batch_->messages.resize(failed.rows_.messages);
        batch_->contents.resize(failed.rows_.contents);
        batch_->incidences.resize(failed.rows_.incidences);
    }
    cursor_ = run_end_;
    merged_.clear();
    queues_.clear();
    chosen_.clear();
    opening_ = nullptr;
    has_first_turn_ = false;
    is_ready_ = false;
}

void Turns::find_run_of_kernel() {
    const std::uint32_t host = host_of(events_[cursor_].receiver);
    while (run_end_ < n_ && (window_.by_time || host_of(events_[run_end_].receiver) == host)) {
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

void Turns::merge(const Event& event) {
    merged_.push_back(event);
    std::push_heap(
        merged_.begin(), merged_.end(),
        [before = Before{*this}](const Event& a, const Event& b) { return before(b, a); });
}

/// The earlier of the run's next event and of what was sent within the window.
void Turns::choose_merged() {
    const Before before{*this};
    if (cursor_ < run_end_ && before(events_[cursor_], merged_.front())) {
        turn_.event_ = &events_[cursor_++];
        return;
    }
    std::pop_heap(merged_.begin(), merged_.end(),
                  [before](const Event& a, const Event& b) { return before(b, a); });
    turn_.held_ = merged_.back();
    merged_.pop_back();
    turn_.event_ = &turn_.held_;
}

/// What the engine sends itself, and what comes to those who are not there.
bool Turns::is_turn(Turn& turn) {
    turn.percept_.self =
        AgentId{number_of(turn.event_->receiver)};  // who it is that fails, if so
    if (turn.event_->kind == event_kind::under_way && turn.event_->sender != nobody.number) {
        return open_signal();
    }
    if ((turn.life_->clock & Life::is_absent) != 0 && !is_heard(turn)) return false;
    if (turn.event_->kind == event_kind::alarm &&
        turn.event_->sender == turn.percept_.self.number) {
        return open_alarm(turn);
    }
    turn.begin_message();
    if (turn.event_->sender == nobody.number) turn.percept_.message = {};
    return true;
}

/// A birth makes an agent be there. Nobody hears what is said to one that is gone; one that was
/// not born yet cannot have been spoken to by anybody who knew of it.
bool Turns::is_heard(Turn& turn) {
    const Event& event = *turn.event_;
    if ((turn.life_->clock & Life::is_gone) != 0) {
        if (event.kind >= first_message_kind) ++n_unheard;
        return false;
    }
    if (event.kind == event_kind::birth) {
        turn.life_->clock &= ~Life::is_absent;
        return true;
    }
    throw RunError(fmt::format(
        "a message to an agent that never was: {} sent one to {}, which arrives at {}; that agent "
        "has not been born by then",
        name_of(world_, AgentId{event.sender}), name_of(world_, turn.percept_.self),
        time_text(world_, turn.now_)));
}

/// An alarm's event is only a knock: what rings is the first alarm of the list, if it is due.
bool Turns::open_alarm(Turn& turn) {
    const Event& event = *turn.event_;
    Alarms& alarms = running_.alarms_of(event.receiver);
    std::uint32_t generation = 0;
    std::memcpy(&generation, event.contents.data(), sizeof generation);
    if (generation != alarms.generation) return false;
    alarms.armed = never;
    const Alarm* first = alarms.first();
    if (first == nullptr) return false;
    if (first->time > turn.now_) {
        turn.arm();
        return false;
    }
    const AlarmId id = alarms.first_id();
    const Alarm alarm = alarms.take();
    turn.held_ = event;
    turn.held_.sequence = alarm.sequence;
    turn.held_.kind = alarm.kind;
    turn.held_.put_inline({alarm.contents.data(), alarm.size});
    turn.event_ = &turn.held_;
    turn.begin_message();
    turn.percept_.message = {};
    turn.percept_.alarm = id;
    turn.arm();
    return true;
}

/// Puts a knock for the agent's first alarm into the bins, unless one stands there already.
void Turn::arm() {
    Alarms& alarms = turns_.running_.alarms_of(event_->receiver);
    const Alarm* first = alarms.first();
    if (first == nullptr || first->time == never || first->time >= alarms.armed) return;
    ++alarms.generation;
    alarms.armed = first->time;
    const std::uint32_t generation = alarms.generation;
    const std::uint8_t round =
        first->time == now_ ? std::max(first->round, event_->round) : std::uint8_t{0};
    send(first->time, event_->receiver, first->sequence, event_kind::alarm, round,
         std::as_bytes(std::span(&generation, 1)));
}

void Turn::mark_rows() {
    const Batch& rows = batch();
    rows_ = {rows.promises.size(), rows.builds_on.size(), rows.assessments.size(),
             rows.messages.size(), rows.contents.size(),  rows.incidences.size()};
}

void Turn::put_contents(Event& event, Time time, const std::span<const std::byte>& contents) {
    if (contents.size() <= Event::inline_max) return event.put_inline(contents);
    event.put_long(turns_.bins_.keep(time, contents));
}

void Turn::send_near(Time time, std::uint32_t receiver, std::uint32_t sequence, std::uint16_t kind,
                     std::uint8_t round, const std::span<const std::byte>& contents) {
    Event event{.offset = static_cast<std::uint32_t>((time - turns_.window_.start).ticks),
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
        event.put_long(turns_.bins_.keep_open(contents));
    }
    turns_.merge(event);
}

std::uint8_t Turn::next_round() const {
    auto& loop = turns_.loop_;
    if (event_->round < late_round) {
        loop.clear();
        return static_cast<std::uint8_t>(event_->round + 1);
    }
    loop.push_back(percept_.self.number);
    if (event_->round < last_round) return static_cast<std::uint8_t>(event_->round + 1);
    std::vector<std::uint32_t> names;
    for (const std::uint32_t agent : loop) {
        if (std::find(names.begin(), names.end(), agent) == names.end()) names.push_back(agent);
    }
    constexpr std::size_t named = 8;
    std::string cycle;
    for (std::size_t i = 0; i < std::min(names.size(), named); ++i) {
        cycle += (i == 0 ? "" : ", ") + name_of(turns_.world_, AgentId{names[i]});
    }
    if (names.size() > named) cycle += fmt::format(" and {} others", names.size() - named);
    throw RunError(fmt::format(
        "a loop without end: agents of one kernel reacted {} times in turn at one instant, {}; "
        "going round: {}",
        unsigned{last_round}, time_text(turns_.world_, now_), cycle));
}

Time Turn::arrival_at(AgentId receiver, Time leaves, std::uint32_t sequence) const {
    const World& world = turns_.world_;
    const Network& network = *world.network;
    const Time arrival = network.arrival(percept_.self, receiver, leaves, world.seed, sequence);
    // Asked of the delay alone, so that the answer does not depend on where a window ends.
    if (arrival == never || arrival - leaves >= network.least_delay()) {
        if (arrival >= turns_.window_.end || turns_.window_.by_time) return arrival;
        fail(fmt::format(
            "sends to {} what arrives within the window, where light cones said that nothing can: "
            "a motion exceeds the bounds that it gives",
            name_of(world, receiver)));
    }
    fail(fmt::format(
        "sends to {} what takes {} ticks, of which the metric said that it takes {} "
        "at least",
        name_of(world, receiver), (arrival - leaves).ticks, network.least_delay().ticks));
}

void Turn::fail(const std::string& sentence) const {
    throw RunError(fmt::format("{} at {} {}", name_of(turns_.world_, percept_.self),
                               time_text(turns_.world_, now_), sentence));
}

void Turn::fail_unknown(AgentId receiver) const {
    fail(fmt::format("sends a message to an agent that never was: number {} of {}", receiver.number,
                     turns_.n_agents_));
}

std::string Turns::describe() const {
    const auto& kinds = world_.preamble.message_kinds;
    const Percept& percept = current().percept_;
    std::string heard = "its alarm";
    if (percept.sender == nobody) {
        heard = "what was laid down beforehand";
    } else if (percept.kind == event_kind::birth) {
        heard = "its birth";
    } else if (percept.message.exists()) {
        heard = percept.kind < kinds.size() ? "'" + kinds[percept.kind] + "'"
                                            : fmt::format("kind {}", percept.kind);
        heard = "message " + heard + " of " + name_of(world_, percept.sender);
    }
    const std::string others =
        chosen_.size() < 2 ? "" : fmt::format(" (or one of {} beside it)", chosen_.size() - 1);
    return fmt::format("agent {}{} at {}, its clock showing {} ticks, on {}",
                       name_of(world_, percept.self), others, time_text(world_, now()),
                       percept.now.ticks, heard);
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

void Turn::write_message(std::uint32_t sequence, AgentId receiver, const Saying& saying,
                         Time arrival, std::uint64_t contents_start) {
    batch().messages.push_back({.id = {percept_.self, sequence},
                                .receiver = receiver,
                                .kind = saying.kind,
                                .transition = transition(),
                                .received = arrival,
                                .promise = saying.promise,
                                .contents = contents_start,
                                .size = static_cast<std::uint32_t>(saying.contents.size())});
}

/// @pre the transition has been counted
void Turn::write_transition(Digest content, Digest history) {
    const AgentId self = percept_.self;
    const TransitionId id{self, life_->interior_time};
    const World& world = turns_.world_;
    Batch& rows = batch();
    rows.transitions.push_back({.id = id,
                                .time = now_,
                                .round = event_->round,
                                .return_code = 0,
                                .cause = percept_.message,
                                .content = content,
                                .history = history});
    if (!world.records_reading.empty() && world.records_reading[self.number]) {
        rows.readings.push_back({id, percept_.now});
    }
    if (!world.records_position.empty() && world.records_position[self.number]) {
        const Course* course = turns_.running_.course_of(event_->receiver);
        std::vector<double> along =
            world.network->motion(self).coordinates(seconds_of(now_, world.resolution));
        if (course != nullptr) {
            const Vector3 at = course->at(now_).position;
            std::copy_n(std::array{at.x, at.y, at.z}.begin(), 3, along.begin());
        }
        for (std::size_t axis = 0; axis < along.size(); ++axis) {
            rows.positions.push_back({id, static_cast<std::uint16_t>(axis), along[axis]});
        }
    }
}

}  // namespace worldline
