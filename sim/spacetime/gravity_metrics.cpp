// SPDX-License-Identifier: Apache-2.0
//
// Metrics with masses in them.
#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/expects.hpp"
#include "sim/base/math.hpp"
#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/offset_integral.hpp"
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
double weak_rate(double potential, double speed_squared) {
    return -(potential + 0.5 * speed_squared) / c_squared;
}

/// Steps for a motion whose surroundings change over its own time, or while it passes the mass.
double step_for(const Motion& motion) {
    const Bounds bounds = motion.bounds();
    const double passing = bounds.radius_min / bounds.speed_max;
    const double scale = std::min(motion.time_scale(), passing);
    return std::max(0.5 * scale, 1e-3);
}

/// Rates hold outside the body in the origin. Where the radius changes, its bound is for ever and
/// may be lower than the run comes.
void refuse_inside(const CelestialBody& centre, const Motion& motion) {
    const Bounds bounds = motion.bounds();
    if (motion.ground() == &centre || !bounds.constant_radius()) return;
    if (bounds.radius_min == 0.0 || bounds.radius_min >= centre.polar_radius()) return;
    throw std::invalid_argument(
        fmt::format("inside the {}, which reaches to {:.0f} m, a weak field is not computed: {}",
                    centre.name, centre.polar_radius(), motion.describe()));
}

}  // namespace

double normal_gravity(double latitude) {
    const double sine = math::sin(latitude);
    const double sine_squared = sine * sine;
    return 9.780'325'335'9 * (1.0 + 0.001'931'852'652'41 * sine_squared) /
           std::sqrt(1.0 - 0.006'694'379'990'13 * sine_squared);
}

double shapiro_delay(double gm, Vector3 sender, Vector3 receiver, double nearest) {
    const double from = length(sender);
    const double to = length(receiver);
    const double way = length(receiver - sender);
    if (way == 0.0 || from == 0.0 || to == 0.0) return 0.0;
    // r₁ + r₂ − R = b² (1/r₁ + 1/r₂)/2 nearly, for a ray that passes at b between the two.
    const double least = 0.5 * nearest * nearest * (1.0 / from + 1.0 / to);
    const double rest = std::max({from + to - way, std::min(least, from + to), 0x1p-40 * way});
    constexpr double c = constants::light_speed;
    return 2.0 * gm / (c * c * c) * std::max(0.0, math::log((from + to + way) / rest));
}

// ---- a weak field -------------------------------------------------------------------------------

WeakFieldMetric::WeakFieldMetric(Resolution resolution, const Field& field)
    : SpaceMetric(resolution, constants::light_speed),
      centre_(field.bodies.empty() ? nullptr : field.bodies.front()),
      gm_(centre_ ? centre_->gm : field.gm),
      shapiro_(field.shapiro) {
    if (!(gm_ > 0.0)) throw std::invalid_argument("gm must be greater than 0 m3/s2");
    for (std::size_t i = 1; i < field.bodies.size(); ++i) {
        const CelestialBody* body = field.bodies[i];
        if (std::find(field.bodies.begin(), field.bodies.begin() + static_cast<std::ptrdiff_t>(i),
                      body) != field.bodies.begin() + static_cast<std::ptrdiff_t>(i)) {
            throw std::invalid_argument(fmt::format("bodies has {} twice", body->name));
        }
        others_.push_back({body, motion_of(*body, *centre_)});
    }
}

bool WeakFieldMetric::is_on_geoid(const Motion& motion) const {
    const CelestialBody* ground = motion.ground();
    return ground && ground == centre_ && ground->geoid_rate > 0.0 && !motion.ride().carrier;
}

/// What another body adds to the potential, in a frame that falls with the first.
double WeakFieldMetric::tide(const Other& other, const Motion& motion, Twofold seconds,
                             Vector3 place) const {
    const Vector3 at = other.motion->at(seconds).position;
    const double away = length(at);
    const double gm = other.body->gm;
    const double of_frame = gm / away + gm * dot(place, at) / (away * away * away);
    const Ride by = motion.ride();
    if (by.body != other.body) return gm / length(place - at) - of_frame;
    const MovingPoint local = by.local->at(seconds);
    if (motion.ground() != other.body || other.body->geoid_rate == 0.0) {
        return gm / length(local.position) - of_frame;
    }
    // The geoid's number has the speed of rotation in it, which counts with the whole speed.
    const double with_rotation = -station_rate(motion.place()) * c_squared;
    return with_rotation - 0.5 * dot(local.velocity, local.velocity) - of_frame;
}

double WeakFieldMetric::rate(const Motion& motion, Twofold seconds) const {
    if (is_on_geoid(motion)) return station_rate(motion.place());
    const MovingPoint now = motion.at(seconds);
    double potential = gm_ * (1.0 / length(now.position));
    for (const Other& other : others_) potential += tide(other, motion, seconds, now.position);
    return weak_rate(potential, dot(now.velocity, now.velocity));
}

Twofold WeakFieldMetric::offset(const Motion& motion, Twofold seconds) const {
    if (is_steady(motion)) return Twofold(rate(motion, 0.0)) * seconds;
    const auto path = others_.empty() ? motion.integrals(seconds) : std::nullopt;
    if (!path) return integrated_offset(motion, *this, seconds);
    return weak_rate(gm_ * path->inverse_radius, path->speed_squared);
}

double WeakFieldMetric::integration_step(const Motion& motion) const {
    if (is_steady(motion) || (others_.empty() && motion.integrals(0.0))) return 0.0;
    double step = step_for(motion);
    for (const Other& other : others_) step = std::min(step, 0.5 * other.motion->time_scale());
    return step;
}

bool WeakFieldMetric::is_steady(const Motion& motion) const {
    if (is_on_geoid(motion)) return true;
    const Bounds bounds = motion.bounds();
    return others_.empty() && bounds.constant_speed() && bounds.constant_radius();
}

void WeakFieldMetric::check(const Motion& motion) const {
    if (centre_) refuse_inside(*centre_, motion);
    const Bounds bounds = motion.bounds();
    const Ride by = motion.ride();
    const auto is_its = [&](const Other& other) { return other.body == by.body; };
    if (centre_ && by.carrier && std::none_of(others_.begin(), others_.end(), is_its)) {
        throw std::invalid_argument(
            fmt::format("body {0} does not pull in this space; name it there: bodies: [{1}, {0}]",
                        by.body->name, centre_->name));
    }
    // A weak field is one where clocks differ by less than a thousandth.
    double field = gm_ / (bounds.radius_min * c_squared);
    if (by.carrier) {
        field += by.body->gm / (by.local->bounds().radius_min * c_squared);
    }
    const double beta = bounds.speed_max / constants::light_speed;
    if (field <= 1e-3 && beta * beta <= 1e-3) return;
    throw std::invalid_argument(fmt::format(
        "in a weak field clocks keep away from the centre and move slower than a thirtieth of "
        "light: {}",
        motion.describe()));
}

double WeakFieldMetric::extra_delay(Vector3 sender, Vector3 receiver, double seconds) const {
    double sum = shapiro_delay(gm_, sender, receiver, centre_ ? centre_->equatorial_radius : 0.0);
    for (const Other& other : others_) {
        const Vector3 at = other.motion->at(seconds).position;
        sum += shapiro_delay(other.body->gm, sender - at, receiver - at,
                             other.body->equatorial_radius);
    }
    return sum;
}

std::string WeakFieldMetric::describe() const {
    const char* light = shapiro_ ? "signals at the speed of light and Shapiro's delay"
                                 : "signals at the speed of light";
    if (!centre_) return fmt::format("weak field of GM {} m3/s2, {}", gm_, light);
    if (others_.empty() && centre_ == &bodies::earth) {
        return fmt::format("weak field of the Earth, {}", light);
    }
    std::string names(centre_->name);
    for (const Other& other : others_) names += fmt::format(", {}", other.body->name);
    return fmt::format("weak field of {}, {}", names, light);
}

// ---- a strong one -------------------------------------------------------------------------------

SchwarzschildMetric::SchwarzschildMetric(Resolution resolution, Field field)
    : SpaceMetric(resolution, constants::light_speed), field_(field) {
    if (!(field.gm > 0.0)) throw std::invalid_argument("gm must be greater than 0 m3/s2");
    horizon_ = 2.0 * field.gm / c_squared;
}

namespace {

/// 1 − (dτ/dt)², as a sum of what is small.
double slowing(double horizon, MovingPoint now) {
    const double radius = length(now.position);
    const double depth = horizon / radius;
    const double along = dot(now.position, now.velocity) / radius;
    const double across_squared = std::max(0.0, dot(now.velocity, now.velocity) - along * along);
    return depth + (along * along / (1.0 - depth) + across_squared) / c_squared;
}

}  // namespace

double SchwarzschildMetric::rate(const Motion& motion, Twofold seconds) const {
    const double x = std::min(1.0, slowing(horizon_, motion.at(seconds)));
    return -x / (1.0 + std::sqrt(1.0 - x));
}

Twofold SchwarzschildMetric::offset(const Motion& motion, Twofold seconds) const {
    if (is_steady(motion)) return Twofold(rate(motion, 0.0)) * seconds;
    return integrated_offset(motion, *this, seconds);
}

double SchwarzschildMetric::integration_step(const Motion& motion) const {
    return is_steady(motion) ? 0.0 : step_for(motion);
}

bool SchwarzschildMetric::is_steady(const Motion& motion) const {
    const Bounds bounds = motion.bounds();
    return bounds.constant_speed() && bounds.constant_radius();
}

void SchwarzschildMetric::check(const Motion& motion) const {
    const Bounds bounds = motion.bounds();
    if (!is_steady(motion) && !motion.is_radial()) {
        throw std::invalid_argument(
            "outside a mass, exactly, only what rests, circles the centre or keeps to a line "
            "through it can be computed; take weak_field for: " +
            motion.describe());
    }
    if (bounds.radius_min <= horizon_) {
        throw std::invalid_argument(
            fmt::format("clocks keep outside the horizon, {} m from the centre: {}", horizon_,
                        motion.describe()));
    }
    const double depth = horizon_ / bounds.radius_min;
    const double speed_squared = bounds.speed_max * bounds.speed_max / c_squared;
    const double sideways = motion.is_radial() ? 1.0 - depth : 1.0;
    if (depth + speed_squared / sideways < 1.0) return;
    throw std::invalid_argument(
        "nothing moves at the speed of light or faster, which is less "
        "near a mass: " +
        motion.describe());
}

double SchwarzschildMetric::extra_delay(Vector3 sender, Vector3 receiver, double) const {
    return shapiro_delay(field_.gm, sender, receiver, horizon_);
}

std::string SchwarzschildMetric::describe() const {
    return fmt::format("Schwarzschild, GM {} m3/s2, signals at the speed of light{}", field_.gm,
                       field_.shapiro ? " and Shapiro's delay" : "");
}

}  // namespace worldline
