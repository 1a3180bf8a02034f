// SPDX-License-Identifier: Apache-2.0
//
// Signals to and from agents that steer themselves.
//
// Where such a receiver will be is not known when a signal is sent. So the signal waits in the bins
// for the earliest tick at which it can meet its receiver, as fast as that one may come; when it is
// opened there it looks where the receiver is, and waits again, until it has arrived. Each wait
// ends before the receiver can be reached, so nothing ever arrives late; and what matters is where
// the receiver is at that tick, so it does not matter which way it came. Where rounding is coarser
// than a tick, at light-years, there are ticks of which one cannot tell whether the signal is
// there: from the first of them on it looks at each, so it arrives at one tick however it looked.

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/engine/turns.hpp"

namespace worldline {

/// A message of one who steers itself, or to one. Stands before the contents in its event.
struct Turns::Signal {
    Time sent;
    Vector3 from;  ///< where it left [m]
    AgentId receiver;
    std::uint16_t kind = 0;

    static constexpr auto fields(auto& self) {
        return std::tie(self.sent.ticks, self.from.x, self.from.y, self.from.z,
                        self.receiver.number, self.kind);
    }
    static constexpr std::size_t size = 8 + 3 * 8 + 4 + 2;
};

namespace {

/// A signal's front and its receiver at one moment.
struct Gap {
    double distance;  ///< of the receiver from where the signal left [m]
    double front;     ///< how far the signal has come [m]
    double grain;     ///< what rounding may make of either [m]

    /// Within the rounding of a distance it is there: as `ticks_up` has it.
    bool is_closed() const { return distance - front <= 0x1p-48 * distance; }

    /// The two cannot meet sooner, whatever the receiver does. Rounded down.
    Duration least_wait(double signal_speed, double top_speed, Resolution resolution) const {
        const double gap = distance - front - 0x1.2p-48 * distance - grain;
        const double seconds = gap / (signal_speed + top_speed);
        return ticks_down(std::max(0.0, seconds * (1.0 - 0x1p-40)), resolution);
    }
};

/// Of the place of one who has been on its way until `now`, from legs that began further off.
double grain_of(Vector3 place, double top_speed, Time now, Resolution resolution) {
    const double gone = top_speed * seconds_of(now, resolution).value();
    return 0x1p-50 * (2.0 * length(place) + gone);
}

Time sum(Time time, Duration duration) {
    return duration.ticks >= never_ticks - time.ticks ? never : time + duration;
}

double seconds_between(Time from, Time to, Resolution resolution) {
    return (exactly((to - from).ticks) * tick_seconds(resolution)).value();
}

}  // namespace

void Turns::turn_course(std::uint32_t slot, Time now, Vector3 velocity) {
    running_.courses[slot]->turn(now, velocity);
    turned_.push_back(slot);
}

void Turns::publish_courses() {
    for (const std::uint32_t slot : turned_) running_.courses[slot]->publish();
    turned_.clear();
}

/// Its clock runs otherwise now: alarms stay set for their readings, and ring at other ticks.
void Turn::set_alarms_again() {
    Alarms& alarms = turns_.running_.alarms_of(event_->receiver);
    const Clock& clock = turns_.running_.clock_of(event_->receiver);
    alarms.each([&](Alarm& alarm) {
        alarm.time = clock.when_from(alarm.at, now_);
        alarm.round = alarm.time == now_ ? next_round() : std::uint8_t{0};
    });
    alarms.armed = never;
    arm();
}

/// In a world with pilots, between two kernels. When it arrives is known, and written down, only
/// where the sender leaves from a place that is known and the receiver steers nothing.
void Turn::send_among_pilots(AgentId receiver, std::uint32_t slot, const Saying& saying,
                             Time leaves, std::uint32_t sequence, std::uint64_t contents_start) {
    const Running& running = turns_.running_;
    const World& world = turns_.world_;
    const Course* own = running.course_of(event_->receiver);
    const bool leaves_later = own != nullptr && leaves > now_;
    const bool is_known = !leaves_later && running.course_of(slot) == nullptr;
    Time arrival = never;
    if (is_known) {
        const Network& network = *world.network;
        const Endpoint from =
            own != nullptr ? Endpoint{percept_.self, own->leg()} : network.endpoint(percept_.self);
        arrival = network.arrival(from, network.endpoint(receiver), leaves, world.seed, sequence);
    }
    acts_.add(std::uint64_t{saying.kind} << 8 | std::uint64_t{saying.contents.size()} << 24 |
                  std::uint64_t{receiver.number} << 32 | static_cast<std::uint64_t>(Act::tell),
              static_cast<std::uint64_t>(arrival.ticks));
    if (records(RecordLevel::full)) {
        write_message(sequence, receiver, saying, arrival, contents_start);
    }
    if (is_known) return send(arrival, slot, sequence, saying.kind, 0, saying.contents);
    const Turns::Signal signal{
        .sent = leaves, .from = {}, .receiver = receiver, .kind = saying.kind};
    Event event{};
    event.receiver = event_->receiver;
    event.sender = percept_.self.number;
    event.sequence = sequence;
    if (leaves_later) return turns_.post_signal(leaves, event, signal, saying.contents);
    turns_.launch(event, signal, saying.contents);
}

/// A message leaves its sender.
/// @param event  whose receiver is the sender itself, and whose count is the message's
void Turns::launch(Event event, Signal signal, std::span<const std::byte> contents) {
    const Network& network = *world_.network;
    const AgentId sender{event.sender};
    const Course* own = running_.course_of(event.receiver);
    const Endpoint from = own != nullptr ? Endpoint{sender, own->leg()} : network.endpoint(sender);
    event.receiver = slot_of(signal.receiver.number);
    event.kind = signal.kind;
    const Course* theirs = running_.course_of(event.receiver);
    if (theirs == nullptr) {
        const Endpoint to = network.endpoint(signal.receiver);
        return post(network.arrival(from, to, signal.sent, world_.seed, event.sequence), event,
                    contents);
    }
    if (network.passage(sender, signal.receiver, world_.seed, event.sequence).is_lost) return;
    signal.from = from.motion.at(seconds_of(signal.sent, world_.resolution)).position;
    const double speed = network.metric().straight_signal_speed().value();
    const Time known = window_.start;
    const Vector3 place = theirs->published_at(known).position;
    const Gap gap{length(place - signal.from),
                  speed * seconds_between(signal.sent, known, world_.resolution),
                  grain_of(place, theirs->top_speed(), known, world_.resolution)};
    Time earliest = sum(known, gap.least_wait(speed, theirs->top_speed(), world_.resolution));
    earliest = std::max(earliest, sum(signal.sent, Duration{1}));
    // Not before the window ends, where several are served at once: it is no wider than light is
    // under way.
    if (!window_.by_time) earliest = std::max(earliest, window_.end);
    post_signal(earliest, event, signal, contents);
}

/// An event whose kind and contents are those of a signal under way.
void Turns::post_signal(Time time, Event event, const Signal& signal,
                        std::span<const std::byte> contents) {
    static_assert(Signal::size <= signal_head_max);
    std::array<std::byte, Contents::size_max + Signal::size> bytes;
    const Contents head = Contents::of(signal);
    std::copy(head.bytes().begin(), head.bytes().end(), bytes.begin());
    std::copy(contents.begin(), contents.end(), bytes.begin() + Signal::size);
    event.kind = event_kind::under_way;
    post(time, event, std::span(bytes).first(Signal::size + contents.size()));
}

void Turns::post(Time time, Event event, std::span<const std::byte> contents) {
    if (time >= until_) return;
    const bool is_near = time < window_.end;
    if (contents.size() <= Event::inline_max) {
        event.put_inline(contents);
    } else {
        event.put_long(is_near ? bins_.keep_open(contents) : bins_.keep(time, contents));
    }
    event.round = 0;
    event.offset = static_cast<std::uint32_t>((time - window_.start).ticks);
    if (is_near) return merge(event);
    Event& place = bins_.add(time, block_of(event.receiver));
    event.offset = place.offset;
    place = event;
}

/// A signal that is not there yet is no turn; neither is one that only leaves its sender now.
bool Turns::open_signal() {
    const Event event = *turn_.event_;
    const auto bytes = event.bytes();
    const auto signal = value_of<Signal>(bytes.first(Signal::size));
    const auto contents = bytes.subspan(Signal::size);
    if (event.sender == number_of(event.receiver)) {
        launch(event, signal, contents);
        return false;
    }
    const Network& network = *world_.network;
    const Course& course = *running_.course_of(event.receiver);
    const double speed = network.metric().straight_signal_speed().value();
    const Vector3 place = course.at(turn_.now_).position;
    const Gap gap{length(place - signal.from),
                  speed * seconds_between(signal.sent, turn_.now_, world_.resolution),
                  grain_of(place, course.top_speed(), turn_.now_, world_.resolution)};
    if (!gap.is_closed()) {
        const Duration wait = gap.least_wait(speed, course.top_speed(), world_.resolution);
        post_signal(sum(turn_.now_, std::max(wait, Duration{1})), event, signal, contents);
        return false;
    }
    turn_.held_ = event;
    turn_.held_.kind = signal.kind;
    const Duration extra =
        network.passage(AgentId{event.sender}, signal.receiver, world_.seed, event.sequence).extra;
    if (extra.ticks > 0) {
        post(sum(turn_.now_, extra), turn_.held_, contents);
        return false;
    }
    contents.size() <= Event::inline_max ? turn_.held_.put_inline(contents)
                                         : turn_.held_.put_long(contents);
    turn_.event_ = &turn_.held_;
    if ((turn_.life_->clock & Life::is_absent) != 0 && !is_heard(turn_)) return false;
    turn_.begin_message();
    return true;
}

}  // namespace worldline
