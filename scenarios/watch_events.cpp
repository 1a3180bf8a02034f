// SPDX-License-Identifier: Apache-2.0
#include "scenarios/watch_events.hpp"

#include <cmath>
#include <stdexcept>

namespace worldline {
namespace {

std::uint32_t occurrence_of(const PromiseSpec& promise, std::uint32_t asked) {
    return promise.promise.is_schedule() ? asked : no_occurrence;
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
    std::size_t at = 0;  // incidences stand in the order of their transitions
    for (const Incidence& row : batch.incidences) {
        if (row.role != Role::keeps || row.kind != NodeKind::promise) continue;
        const auto asked = promises_.find(PromiseId{row.node});
        if (asked == promises_.end()) continue;
        while (at < batch.transitions.size() && batch.transitions[at].id != row.transition) ++at;
        if (at == batch.transitions.size()) return;
        times_.try_emplace({asked->second, row.occurrence}, batch.transitions[at].time.ticks);
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
    const auto found = times_.find(kept);
    if (found == times_.end()) return std::nullopt;
    const Twofold time = seconds_of(Time{found->second}, spec_.resolution);
    const AgentId promiser = spec_.promises[kept.first].promise.promiser();
    const SpacetimeEvent event{time, network_->motion(promiser).at(time).position};
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
    writer.put(std::uint64_t{times_.size()});
    for (const auto& [kept, ticks] : times_) {
        writer.put(kept.first);
        writer.put(kept.second);
        writer.put(ticks);
    }
    writer.put(worst_.has_value());
    writer.put(worst_.value_or(0.0));
}

void EventWatch::load(SnapshotReader& reader) {
    times_.clear();
    for (std::size_t n = reader.take_count(); n > 0; --n) {
        const auto promise = reader.take<std::uint32_t>();
        SnapshotReader::check(promise < spec_.promises.size(), "it is of other promises");
        const auto occurrence = reader.take<std::uint32_t>();
        times_[{promise, occurrence}] = reader.take<std::int64_t>();
    }
    const auto has_worst = reader.take<bool>();
    const auto worst = reader.take<double>();
    worst_ = has_worst ? std::optional(worst) : std::nullopt;
}

}  // namespace worldline
