// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/piloted.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "sim/base/expects.hpp"
#include "sim/spacetime/metrics.hpp"

namespace worldline {
namespace {

Vector3 moved(MovingPoint start, Twofold seconds) {
    return (start.position + seconds.high * start.velocity) + seconds.low * start.velocity;
}

}  // namespace

PilotedMotion::PilotedMotion(MovingPoint start, double top_speed)
    : first_leg_(start), top_speed_(top_speed) {
    if (!(top_speed < constants::light_speed)) {
        throw std::invalid_argument("top_speed must be under the speed of light, 299792458 m/s");
    }
    if (length(start.velocity) > top_speed) {
        throw std::invalid_argument(fmt::format(
            "top_speed must not be under the speed at the start, {} m/s", length(start.velocity)));
    }
}

Bounds PilotedMotion::bounds() const {
    return {.speed_max = top_speed_, .acceleration_max = std::numeric_limits<double>::infinity()};
}

std::string PilotedMotion::describe() const {
    return fmt::format("piloted, at {} m/s at most, {}", top_speed_, first_leg_.describe());
}

LegMotion::LegMotion(MovingPoint start, Twofold since)
    : start_(start), since_(since), whole_({moved(start, -since), start.velocity}) {
    // What was before the leg is asked for, too: the radius has no bound but that of rest.
    const double speed = length(start.velocity);
    bounds_ = {.speed_min = speed, .speed_max = speed};
    if (speed == 0.0) bounds_ = whole_.bounds();
}

MovingPoint LegMotion::at(Twofold seconds) const {
    return {moved(start_, seconds - since_), start_.velocity};
}

Course::Course(const Motion& piloted, const Metric& metric, Resolution resolution)
    : metric_(metric),
      resolution_(resolution),
      top_speed_(piloted.top_speed().value()),
      state_{.since = Time{0}, .from = piloted.at(0.0), .offset = {}} {
    begin_leg();
    publish();
}

void Course::begin_leg() {
    const Twofold since = seconds_of(state_.since, resolution_);
    leg_ = std::make_shared<const LegMotion>(state_.from, since);
    metric_offset_ = metric_.offset(*leg_, since) / tick_seconds(resolution_);
}

Twofold Course::offset(Time t) const {
    const Twofold there = metric_.offset(*leg_, seconds_of(t, resolution_));
    return state_.offset + there / tick_seconds(resolution_) - metric_offset_;
}

double Course::rate(Time t) const { return metric_.rate(*leg_, seconds_of(t, resolution_)); }

void Course::turn(Time now, Vector3 velocity) {
    expects(length(velocity) <= top_speed_, "nobody is faster than its top speed");
    state_ = {.since = now, .from = {at(now).position, velocity}, .offset = offset(now)};
    begin_leg();
}

void Course::restore(const State& state) {
    state_ = state;
    begin_leg();
    publish();
}

Reading CourseClock::read(Time t) const {
    const Reading tau = shown(t, course_.offset(t));
    const Time tick{std::max<std::int64_t>(tau.ticks, 0)};
    const Reading before = instrument_->read(tick);
    if (tau.fraction == 0.0 || before.ticks == never_ticks) return before;
    // Between two ticks of proper time the instrument is read on the straight line between them.
    const Reading after = instrument_->read(tick + Duration{1});
    const double gained = tau.fraction * ticks_between(after, before);
    return shown(Time{before.ticks}, Twofold(before.fraction) + Twofold(gained));
}

double CourseClock::rate(Time t) const {
    const Reading tau = shown(t, course_.offset(t));
    const double y = instrument_->rate(Time{std::max<std::int64_t>(tau.ticks, 0)});
    const double of_course = course_.rate(t);
    return of_course + y + of_course * y;
}

WorldLine line_of_clock(std::shared_ptr<const Motion> motion, std::shared_ptr<const Metric> metric,
                        Resolution resolution, Time until) {
    const auto top_speed = motion->top_speed();
    if (!top_speed) return WorldLine(std::move(motion), std::move(metric), resolution, until);
    const auto signal_speed = metric->straight_signal_speed();
    if (!signal_speed) {
        throw std::invalid_argument(
            "kind piloted is for spaces in which signals go straight, and not for this one: " +
            metric->describe());
    }
    if (!(*top_speed < *signal_speed)) {
        throw std::invalid_argument(fmt::format(
            "top_speed must be under the speed of signals, {} m/s: else none may catch up",
            *signal_speed));
    }
    metric->check(*motion);
    return WorldLine(std::make_shared<FixedMotion>(Vector3{}),
                     std::make_shared<FlatMetric>(resolution), resolution);
}

}  // namespace worldline
