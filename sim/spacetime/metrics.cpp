// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/metrics.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/spacetime/signal.hpp"

namespace worldline {
namespace {

constexpr double c_squared = constants::light_speed * constants::light_speed;

/// y of a clock fixed to the Earth. From the geoid upwards potential falls by ∫ g dh, with
/// g(h) = g (1 − 2 h/R): W = W0 − g h + g h²/R, y = −W/c².
double station_rate(Geodetic place) {
    const double h = place.height;
    const double climb =
        normal_gravity(place.latitude) * h * (1.0 - h / constants::earth_mean_radius);
    return -(constants::geoid_rate - climb / c_squared);
}

/// y = −(GM/r + v²/2)/c², which for a circular orbit is −3GM/(2 r c²).
double weak_rate(double inverse_radius, double speed_squared) {
    return -(constants::earth_gm * inverse_radius + 0.5 * speed_squared) / c_squared;
}

}  // namespace

double normal_gravity(double latitude) {
    const double sine = math::sin(latitude);
    const double sine_squared = sine * sine;
    return 9.780'325'335'9 * (1.0 + 0.001'931'852'652'41 * sine_squared) /
           std::sqrt(1.0 - 0.006'694'379'990'13 * sine_squared);
}

// ---- signals ------------------------------------------------------------------------------------

Duration SpaceMetric::delay(Endpoint from, Endpoint to, Time sent) const {
    const double span =
        light_time(from.motion, to.motion, seconds_of(sent, resolution_), signal_speed_);
    return ticks_up(span, resolution_);
}

Duration SpaceMetric::least_delay(Endpoint from, Endpoint to) const {
    return ticks_down(least_light_time(from.motion, to.motion, signal_speed_), resolution_);
}

double SpaceMetric::travelled(Endpoint from, Endpoint to, Twofold received) const {
    return light_time_back(from.motion, to.motion, received, signal_speed_);
}

// ---- special relativity -------------------------------------------------------------------------

double FlatMetric::rate(const Motion& motion, Twofold seconds) const {
    const Vector3 velocity = motion.at(seconds).velocity;
    return dilation_rate(dot(velocity, velocity)).value();
}

Twofold FlatMetric::offset(const Motion& motion, Twofold seconds) const {
    const Bounds bounds = motion.bounds();
    if (!bounds.constant_speed()) return motion.integrals(seconds.high).dilation;
    return dilation_rate(two_product(bounds.speed_max, bounds.speed_max)) * seconds;
}

bool FlatMetric::is_steady(const Motion& motion) const { return motion.bounds().constant_speed(); }

void FlatMetric::check(const Motion& motion) const {
    if (motion.bounds().speed_max < constants::light_speed) return;
    throw std::invalid_argument("nothing moves at the speed of light or faster: " +
                                motion.describe());
}

std::string FlatMetric::describe() const {
    if (signal_speed() == constants::light_speed) return "flat, signals at the speed of light";
    return fmt::format("flat, signals at {} m/s", signal_speed());
}

// ---- the Earth's field --------------------------------------------------------------------------

double WeakFieldMetric::rate(const Motion& motion, Twofold seconds) const {
    if (const auto place = motion.geodetic()) return station_rate(*place);
    const MovingPoint now = motion.at(seconds);
    return weak_rate(1.0 / length(now.position), dot(now.velocity, now.velocity));
}

Twofold WeakFieldMetric::offset(const Motion& motion, Twofold seconds) const {
    if (is_steady(motion)) return Twofold(rate(motion, 0.0)) * seconds;
    const PathIntegrals path = motion.integrals(seconds.high);
    return weak_rate(path.inverse_radius, path.speed_squared);
}

bool WeakFieldMetric::is_steady(const Motion& motion) const {
    const Bounds bounds = motion.bounds();
    return motion.geodetic() || (bounds.constant_speed() && bounds.constant_radius());
}

void WeakFieldMetric::check(const Motion& motion) const {
    const Bounds bounds = motion.bounds();
    // A weak field is one where clocks differ by less than a thousandth.
    const double field = constants::earth_gm / (bounds.radius_min * c_squared);
    const double beta = bounds.speed_max / constants::light_speed;
    if (field <= 1e-3 && beta * beta <= 1e-3) return;
    throw std::invalid_argument(fmt::format(
        "in a weak field clocks keep away from the centre and move slower than a thirtieth of "
        "light: {}",
        motion.describe()));
}

std::string WeakFieldMetric::describe() const {
    return "weak field of the Earth, signals at the speed of light";
}

}  // namespace worldline
