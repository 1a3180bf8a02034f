// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/turns.hpp"

#include <algorithm>
#include <limits>

#include "sim/base/expects.hpp"
#include "sim/engine/engine.hpp"
#include "sim/engine/world.hpp"

namespace worldline {
namespace {

/// Contents of events that are sent within a window stand with the turns, not in a bin.
constexpr std::uint8_t is_merged = 0x40;

std::uint64_t tie_of(const World& world, Time time, std::uint32_t receiver, std::uint32_t sender) {
    if (world.ordered_ties) return 0;
    return philox({world.seed, static_cast<std::uint64_t>(Purpose::tie)},
                  {0, static_cast<std::uint64_t>(time.ticks), receiver, sender})[0];
}

}  // namespace

Running::Running(std::size_t n_agents)
    : interior_time(n_agents),
      sequence(n_agents),
      promises(n_agents),
      plans(n_agents),
      history(n_agents),
      alarms(n_agents) {}

/// (kernel,) time, round, receiver, tie, sender, sequence.
struct Turns::Before {
    const World& world;
    Time start;

    bool operator()(const Event& a, const Event& b) const {
        if (const int order = by_receiver(a, b)) return order < 0;
        if (a.sender != b.sender) {
            const Time time = start + Duration{a.offset};
            const std::uint64_t tie_a = tie_of(world, time, a.receiver, a.sender);
            const std::uint64_t tie_b = tie_of(world, time, b.receiver, b.sender);
            if (tie_a != tie_b) return tie_a < tie_b;
            return a.sender < b.sender;
        }
        return a.sequence < b.sequence;
    }
    /// −1, 0, 1 by what comes before the tie.
    int by_receiver(const Event& a, const Event& b) const {
        const std::uint32_t kernel_a = world.kernel[a.receiver];
        const std::uint32_t kernel_b = world.kernel[b.receiver];
        if (kernel_a != kernel_b) return kernel_a < kernel_b ? -1 : 1;
        if (a.offset != b.offset) return a.offset < b.offset ? -1 : 1;
        if (a.round != b.round) return a.round < b.round ? -1 : 1;
        if (a.receiver != b.receiver) return a.receiver < b.receiver ? -1 : 1;
        return 0;
    }
};

/// Sorts by key with one draw for each sender that meets another: first as if there were no
/// ties, then the senders of each meeting by their draws.
void Turns::sort_events() {
    const Before before{world_, window_.start};
    std::sort(events_.begin(), events_.end(), [&](const Event& a, const Event& b) {
        if (const int order = before.by_receiver(a, b)) return order < 0;
        return a.sender != b.sender ? a.sender < b.sender : a.sequence < b.sequence;
    });
    if (world_.ordered_ties) return;
    struct Sender {
        std::uint64_t tie;
        std::size_t first;
        std::size_t end;
    };
    std::vector<Sender> senders;
    std::vector<Event> meeting;
    for (std::size_t first = 0; first < events_.size();) {
        std::size_t end = first + 1;
        while (end < events_.size() && before.by_receiver(events_[first], events_[end]) == 0) ++end;
        if (events_[first].sender != events_[end - 1].sender) {
            const Time time = window_.start + Duration{events_[first].offset};
            senders.clear();
            for (std::size_t i = first; i < end; ++i) {
                const Event& event = events_[i];
                if (i == first || event.sender != events_[i - 1].sender) {
                    senders.push_back({tie_of(world_, time, event.receiver, event.sender), i, i});
                }
                senders.back().end = i + 1;
            }
            std::stable_sort(senders.begin(), senders.end(),
                             [](const Sender& a, const Sender& b) { return a.tie < b.tie; });
            meeting.clear();
            for (const Sender& sender : senders) {
                for (std::size_t i = sender.first; i < sender.end; ++i) {
                    meeting.push_back(events_[i]);
                }
            }
            std::copy(meeting.begin(), meeting.end(),
                      events_.begin() + static_cast<std::ptrdiff_t>(first));
        }
        first = end;
    }
}

Turns::Turns(const World& world, Running& running, Window window, std::span<Event> events,
             std::span<const std::byte> bytes, Outbox& outbox)
    : world_(world),
      running_(running),
      window_(window),
      events_(events),
      bytes_(bytes),
      outbox_(outbox),
      actions_(*this) {
    sort_events();
}

std::optional<std::uint32_t> Turns::next_kind() {
    if (!is_ready_ && !seek()) return std::nullopt;
    kind_ = world_.kind[event_.receiver];
    return kind_;
}

bool Turns::next() {
    if (!is_ready_ && !seek()) return false;
    if (world_.kind[event_.receiver] != kind_) return false;
    index_ = world_.index[event_.receiver];
    is_ready_ = false;
    return true;
}

/// Takes events until one is a turn: stale and empty alarms are none.
bool Turns::seek() {
    Event event;
    while (choose_next(event)) {
        now_ = window_.start + Duration{event.offset};
        event_ = event;
        if (event.kind == event_kind::alarm && event.sender == event.receiver) {
            if (!open_alarm(event)) continue;
        } else {
            set_percept(event);
        }
        acts_ = Digester{};
        random_.reset();
        is_ready_ = true;
        ++outbox_.n_events;
        return true;
    }
    return false;
}

/// The next event of the kernel that is being served, else the first of the next kernel.
bool Turns::choose_next(Event& chosen) {
    const Before before{world_, window_.start};
    const auto later = [&](const Event& a, const Event& b) { return before(b, a); };
    const bool has_own = cursor_ < events_.size() &&
                         (merged_.empty() || world_.kernel[events_[cursor_].receiver] == kernel_);
    if (has_own && (merged_.empty() || before(events_[cursor_], merged_.front()))) {
        chosen = events_[cursor_++];
        if (world_.kernel[chosen.receiver] != kernel_) merged_contents_.clear();
        kernel_ = world_.kernel[chosen.receiver];
        return true;
    }
    if (merged_.empty()) return false;
    std::pop_heap(merged_.begin(), merged_.end(), later);
    chosen = merged_.back();
    merged_.pop_back();
    return true;
}

void Turns::set_percept(const Event& event) {
    const AgentId self{event.receiver};
    const AgentId sender{event.sender};
    percept_ = {.now = world_.clocks[self.number]->read(now_),
                .self = self,
                .sender = sender,
                .kind = event.kind,
                .message = sender == nobody ? MessageId{} : MessageId{sender, event.sequence},
                .alarm = {},
                .contents = {}};
    if ((event.flags & is_merged) != 0) {
        std::uint64_t place = 0;
        std::memcpy(&place, event.contents.data(), sizeof place);
        percept_.contents = merged_contents_[place].bytes();
    } else {
        percept_.contents = event_.contents_in(bytes_);
    }
}

/// An alarm's event is only a knock: what rings is the first alarm of the list, if it is due.
bool Turns::open_alarm(const Event& event) {
    Alarms& alarms = running_.alarms[event.receiver];
    std::uint32_t generation = 0;
    std::memcpy(&generation, event.contents.data(), sizeof generation);
    if (generation != alarms.generation) return false;
    alarms.armed = never;
    const Alarm* first = alarms.first();
    if (first == nullptr) return false;
    if (first->time > now_) {
        arm(event.receiver);
        return false;
    }
    const AlarmId id = alarms.first_id();
    alarm_ = alarms.take();
    event_.sequence = alarm_.sequence;
    event_.kind = alarm_.kind;
    const AgentId self{event.receiver};
    percept_ = {.now = world_.clocks[self.number]->read(now_),
                .self = self,
                .sender = self,
                .kind = alarm_.kind,
                .message = {},
                .alarm = id,
                .contents = {alarm_.contents.data(), alarm_.size}};
    arm(event.receiver);
    return true;
}

/// Puts a knock for the agent's first alarm into the bins, unless one stands there already.
void Turns::arm(std::uint32_t agent) {
    Alarms& alarms = running_.alarms[agent];
    const Alarm* first = alarms.first();
    if (first == nullptr || first->time == never || first->time >= alarms.armed) return;
    ++alarms.generation;
    alarms.armed = first->time;
    Event knock;
    knock.receiver = agent;
    knock.sender = agent;
    knock.sequence = first->sequence;
    knock.kind = event_kind::alarm;
    knock.round = first->time == now_ ? std::max(first->round, event_.round) : std::uint8_t{0};
    const std::uint32_t generation = alarms.generation;
    send(first->time, knock, std::as_bytes(std::span(&generation, 1)));
}

/// Into the open window where it belongs to this kernel, else into the outbox.
void Turns::send(Time time, Event event, std::span<const std::byte> contents) {
    if (time == never) return;
    if (time >= window_.end) {
        outbox_.put(event, contents);
        outbox_.sent.push_back({time, event});
        return;
    }
    expects(world_.kernel[event.receiver] == kernel_,
            "nothing reaches another kernel within a window");
    event.offset = static_cast<std::uint32_t>((time - window_.start).ticks);
    if (contents.size() <= Event::inline_max) {
        event.put_inline(contents);
    } else {
        const std::uint64_t place = merged_contents_.size();
        merged_contents_.push_back(Contents::copy_of(contents));
        std::memcpy(event.contents.data(), &place, sizeof place);
        event.flags = is_merged;
    }
    const Before before{world_, window_.start};
    merged_.push_back(event);
    std::push_heap(merged_.begin(), merged_.end(),
                   [&](const Event& a, const Event& b) { return before(b, a); });
}

std::uint8_t Turns::next_round() const {
    if (event_.round == std::numeric_limits<std::uint8_t>::max()) {
        const std::uint32_t agent = event_.receiver;
        const auto& agents = world_.preamble.agents;
        throw RunError("a loop without end: agent " +
                       (agent < agents.size() ? agents[agent].name : std::to_string(agent)) +
                       " reacted 255 times in turn at one instant, each time to the last");
    }
    return static_cast<std::uint8_t>(event_.round + 1);
}

void Turns::leave(Digest content) {
    const std::uint32_t agent = event_.receiver;
    const TransitionId id{AgentId{agent}, ++running_.interior_time[agent]};
    Digester history;
    history.add(running_.history[agent]);
    history.add(now_);
    history.add(event_.round);
    history.add(event_.kind);
    history.add(event_.sender);
    history.add(event_.sequence);
    history.add(digest_of(percept_.contents));
    history.add(acts_.value());
    running_.history[agent] = history.value();
    if (!records(RecordLevel::full)) return;
    outbox_.batch.transitions.push_back({.id = id,
                                         .time = now_,
                                         .round = event_.round,
                                         .return_code = 0,
                                         .cause = percept_.message,
                                         .content = content,
                                         .history = running_.history[agent]});
    if (!world_.records_reading.empty() && world_.records_reading[agent]) {
        outbox_.batch.readings.push_back({id, percept_.now});
    }
    if (!world_.records_position.empty() && world_.records_position[agent]) {
        const Vector3 at =
            world_.network->motion(AgentId{agent}).at(seconds_of(now_, world_.resolution)).position;
        outbox_.batch.positions.push_back({id, 0, at.x});
        outbox_.batch.positions.push_back({id, 1, at.y});
        outbox_.batch.positions.push_back({id, 2, at.z});
    }
}

}  // namespace worldline
