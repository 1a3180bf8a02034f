// SPDX-License-Identifier: Apache-2.0
#include "scenarios/watch_events.hpp"

#include <cmath>
#include <span>
#include <stdexcept>
#include <tuple>

namespace worldline {
namespace {

std::uint32_t occurrence_of(const PromiseSpec& promise, std::uint32_t asked) {
    return promise.promise.is_schedule() ? asked : no_occurrence;
}

/// Where an agent was in a transition, from the rows at `next` on.
/// @return  and whether they tell
std::pair<Vector3, bool> place_of(TransitionId transition, std::span<const PositionRow> rows,
                                  std::size_t& next) {
    while (next < rows.size() && rows[next].transition != transition) ++next;
    Vector3 place;
    for (std::size_t i = next; i < rows.size() && rows[i].transition == transition; ++i) {
        if (rows[i].axis > 2) break;
        (rows[i].axis == 0 ? place.x : rows[i].axis == 1 ? place.y : place.z) = rows[i].position;
    }
    return {place, next < rows.size()};
}

}  // namespace

bool is_about_events(const MeasureSpec& measure) {
    return measure.measure == "elapsed" || measure.measure == "worst_offset";
}

Frame frame_of(const Spec& spec, const Network& network, const MeasureSpec& measure) {
    const auto kind = spec.metric.kind == "galilean" ? Frame::Kind::galilean : Frame::Kind::lorentz;
    if (measure.frame) {
        const FrameSpec& declared = spec.frames[*measure.frame];
        return Frame(declared.velocity, declared.origin, kind);
    }
    if (!measure.frame_of) return Frame({}, {}, kind);
    if (spec.metric.kind != "flat" && spec.metric.kind != "galilean") {
        throw std::invalid_argument(
            "frame: moving frames belong to `metric: flat` or `galilean`, "
            "not to `" +
            spec.metric.kind + "`");
    }
    const Motion& motion = network.motion(*measure.frame_of);
    if (!motion.bounds().straight()) {
        throw std::invalid_argument("frame: `" + spec.agents[measure.frame_of->number].name +
                                    "` does not keep to a straight line at constant speed, so it "
                                    "has no inertial frame of its own");
    }
    const MovingPoint start = motion.at(0.0);
    return Frame(start.velocity, start.position, kind);
}

EventWatch::EventWatch(const MeasureSpec& measure, const Spec& spec,
                       const Surroundings& surroundings)
    : measure_(measure), spec_(spec), network_(surroundings.network) {
    of_.resize(spec.agents.size(), false);
    for (const AgentId agent : measure.by) of_[agent.number] = true;
    for (const auto& asked : {measure.promise, measure.since}) {
        if (asked) promises_[spec.promises[*asked].promise.id] = *asked;
    }
}

void EventWatch::commit(const Batch& batch) {
    if (measure_.measure == "elapsed") return see_kept(batch);
    see_readings(batch);
}

void EventWatch::see_kept(const Batch& batch) {
    std::size_t at = 0;  // incidences stand in the order of their transitions, like positions
    std::size_t next = 0;
    for (const Incidence& row : batch.incidences) {
        if (row.role != Role::keeps || row.kind != NodeKind::promise) continue;
        const auto asked = promises_.find(PromiseId{row.node});
        if (asked == promises_.end()) continue;
        while (at < batch.transitions.size() && batch.transitions[at].id != row.transition) ++at;
        if (at == batch.transitions.size()) return;
        Happened happened{.ticks = batch.transitions[at].time.ticks, .place = {}};
        if (network_->motion(row.transition.maker()).top_speed()) {
            std::tie(happened.place, happened.is_placed) =
                place_of(row.transition, batch.positions, next);
        }
        first_.try_emplace({asked->second, row.occurrence}, happened);
    }
}

void EventWatch::see_readings(const Batch& batch) {
    std::size_t at = 0;
    for (const ReadingRow& row : batch.readings) {
        while (at < batch.transitions.size() && batch.transitions[at].id != row.transition) ++at;
        if (at == batch.transitions.size()) return;
        const Time time = batch.transitions[at].time;
        if (!of_[row.transition.maker().number] || time.ticks < measure_.at.ticks) continue;
        const double off =
            ticks_between(row.reading, Reading{time.ticks, 0.0}) * spec_.resolution.seconds();
        if (!worst_ || std::fabs(off) > std::fabs(*worst_)) worst_ = off;
    }
}

std::optional<double> EventWatch::seconds(const Kept& kept) const {
    const auto found = first_.find(kept);
    if (found == first_.end()) return std::nullopt;
    const Happened& happened = found->second;
    const Twofold time = seconds_of(Time{happened.ticks}, spec_.resolution);
    const AgentId promiser = spec_.promises[kept.first].promise.promiser();
    const Vector3 place =
        happened.is_placed ? happened.place : network_->motion(promiser).at(time).position;
    const SpacetimeEvent event{time, place};
    return frame_of(spec_, *network_, measure_).seen(event).time.value();
}

std::optional<double> EventWatch::number() const {
    if (measure_.measure == "worst_offset") return worst_;
    const auto when = [&](std::uint32_t place, std::uint32_t occurrence) {
        return seconds({place, occurrence_of(spec_.promises[place], occurrence)});
    };
    const auto end = when(*measure_.promise, measure_.occurrence);
    if (!measure_.since || !end) return end;
    const auto start = when(*measure_.since, measure_.since_occurrence);
    return start ? std::optional(*end - *start) : std::nullopt;
}

void EventWatch::save(SnapshotWriter& writer) const {
    writer.put(std::uint64_t{first_.size()});
    for (const auto& [kept, happened] : first_) {
        writer.put(kept.first);
        writer.put(kept.second);
        writer.put(happened.ticks);
        writer.put(happened.is_placed);
        for (const double along : {happened.place.x, happened.place.y, happened.place.z}) {
            writer.put(along);
        }
    }
    writer.put(worst_.has_value());
    writer.put(worst_.value_or(0.0));
}

void EventWatch::load(SnapshotReader& reader) {
    first_.clear();
    for (std::size_t n = reader.take_count(); n > 0; --n) {
        const auto promise = reader.take<std::uint32_t>();
        SnapshotReader::check(promise < spec_.promises.size(), "it is of other promises");
        const auto occurrence = reader.take<std::uint32_t>();
        Happened& happened = first_[{promise, occurrence}];
        happened.ticks = reader.take<std::int64_t>();
        happened.is_placed = reader.take<bool>();
        for (double* along : {&happened.place.x, &happened.place.y, &happened.place.z}) {
            *along = reader.take<double>();
        }
    }
    const auto has_worst = reader.take<bool>();
    const auto worst = reader.take<double>();
    worst_ = has_worst ? std::optional(worst) : std::nullopt;
}

}  // namespace worldline
