// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "sim/spacetime/clock.hpp"
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/world_line.hpp"

/// Agents that change course by their own decision: what is known beforehand, and what becomes of
/// it while a world runs.
namespace worldline {

/// What is known beforehand of one who steers itself: where it begins, and how fast it can be.
class PilotedMotion final : public Motion {
public:
    /// @throws std::invalid_argument  top speed not under that of light, or under the first speed.
    PilotedMotion(MovingPoint start, double top_speed);

    MovingPoint at(Twofold seconds) const override { return first_leg_.at(seconds); }
    Bounds bounds() const override;
    std::optional<PathIntegrals> integrals(Twofold seconds) const override {
        return first_leg_.integrals(seconds);
    }
    std::optional<double> top_speed() const override { return top_speed_; }
    std::string describe() const override;

private:
    InertialMotion first_leg_;
    double top_speed_;  ///< [m/s]
};

/// One leg: a straight line from some moment on.  x(t) = x_k + v_k (t − t_k)
class LegMotion final : public Motion {
public:
    /// @param since  when it is at `start` [s]
    LegMotion(MovingPoint start, Twofold since);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    std::optional<PathIntegrals> integrals(Twofold seconds) const override {
        return whole_.integrals(seconds);
    }
    std::string describe() const override { return "leg, " + whole_.describe(); }

private:
    MovingPoint start_;
    Twofold since_;
    InertialMotion whole_;  ///< the same line from t = 0 on
    Bounds bounds_;
};

/// The way of one agent so far, and its proper time along it.
///
/// It belongs to one run, and only its agent changes it. What others may ask is the leg that was
/// known at the last `publish`: whoever sends to it in the same window must not see it turn.
class Course {
public:
    /// All that decides how it goes on.
    struct State {
        Time since;        ///< of the leg
        MovingPoint from;  ///< where it began, and how fast
        Twofold offset;    ///< τ − t then [ticks]

        static constexpr auto fields(auto& self) {
            return std::tie(self.since, self.from.position.x, self.from.position.y,
                            self.from.position.z, self.from.velocity.x, self.from.velocity.y,
                            self.from.velocity.z, self.offset.high, self.offset.low);
        }
    };

    /// @param metric  outlives the course
    Course(const Motion& piloted, const Metric& metric, Resolution resolution);

    double top_speed() const { return top_speed_; }
    MovingPoint at(Time t) const { return leg_->at(seconds_of(t, resolution_)); }
    MovingPoint published_at(Time t) const { return published_->at(seconds_of(t, resolution_)); }
    const Motion& leg() const { return *leg_; }

    /// τ − t [ticks], on the leg that it is on.
    Twofold offset(Time t) const;
    /// y = dτ/dt − 1.
    double rate(Time t) const;

    /// Another velocity [m/s] from `now` on. @pre |velocity| ≤ top speed
    void turn(Time now, Vector3 velocity);
    void publish() { published_ = leg_; }

    const State& state() const { return state_; }
    /// Goes on from there; published at once.
    void restore(const State& state);

private:
    void begin_leg();

    const Metric& metric_;
    Resolution resolution_;
    double top_speed_;
    State state_;
    std::shared_ptr<const LegMotion> leg_;
    std::shared_ptr<const LegMotion> published_;
    Twofold metric_offset_;  ///< what the metric gives for the leg at its beginning [ticks]
};

/// The clock of one who steers itself: its instrument goes by the proper time of the course.
class CourseClock final : public Clock {
public:
    /// @param instrument  what it shows by proper time: a clock at rest where nothing slows it
    /// @param course      outlives the clock
    CourseClock(std::shared_ptr<const Clock> instrument, const Course& course)
        : instrument_(std::move(instrument)), course_(course) {}

    Reading read(Time t) const override;
    Time when(Reading reading) const override { return first_showing(*this, reading); }
    double rate(Time t) const override;
    std::string describe() const override { return instrument_->describe(); }

private:
    std::shared_ptr<const Clock> instrument_;
    const Course& course_;
};

/// The world line that an agent's clock is made for: that of its motion. For one who steers itself,
/// a line on which proper time is t, for its course is not known yet: see `CourseClock`.
///
/// @throws std::invalid_argument  nobody can move so in this world.
WorldLine line_of_clock(std::shared_ptr<const Motion> motion, std::shared_ptr<const Metric> metric,
                        Resolution resolution, Time until = never);

}  // namespace worldline
