// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/motions.hpp"

#include <algorithm>
#include <stdexcept>

#include <erfa.h>
#include <erfam.h>
#include <fmt/format.h>

#include "sim/base/math.hpp"

namespace worldline {
namespace {

constexpr double degree = math::pi / 180.0;

/// 2π · turns_per_second · t, without the whole turns: as sharp after ten years as at first.
double phase_of(double turns_per_second, Twofold seconds) {
    const Twofold turns = two_product(turns_per_second, seconds.high);
    const double part =
        (turns.high - std::floor(turns.high)) + (turns.low + turns_per_second * seconds.low);
    return 2.0 * math::pi * part;
}

Vector3 cross(Vector3 a, Vector3 b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// ∫ ds/r along a straight way: the potential of a rod, ln((a + b + l)/(a + b − l)) for radii a
/// and b at its ends and length l. Written so that a short way loses nothing.
double short_way(double radius_from, double radius_to, double way) {
    const double x = way / (radius_from + radius_to);
    return 2.0 * math::asinh(x / std::sqrt((1.0 - x) * (1.0 + x)));
}

/// The same for a long way that passes the centre at a distance b: r² = s² + b².
double long_way(double s_from, double s_to, double b) {
    if (b > 0.0) return math::asinh(s_to / b) - math::asinh(s_from / b);
    return s_from > 0.0 ? math::log(s_to / s_from) : math::log(s_from / s_to);
}

}  // namespace

// ---- at rest ------------------------------------------------------------------------------------

Bounds FixedMotion::bounds() const {
    const double radius = length(position_);
    return {.radius_min = radius, .radius_max = radius};
}

std::string FixedMotion::describe() const {
    return fmt::format("fixed at ({}, {}, {}) m", position_.x, position_.y, position_.z);
}

// ---- a straight line ----------------------------------------------------------------------------

InertialMotion::InertialMotion(MovingPoint start) : start_(start) {
    const double speed = length(start.velocity);
    const double radius = length(start.position);
    bounds_ = {.speed_min = speed, .speed_max = speed};
    if (speed == 0.0) {
        bounds_.radius_min = bounds_.radius_max = radius;
        return;
    }
    // Nearest to the centre at s = −x·v/v², if that is still to come. A little less, for rounding.
    const double along = dot(start.position, start.velocity);
    const double nearest =
        along >= 0.0 ? radius : length(cross(start.position, start.velocity)) / speed;
    bounds_.radius_min = std::max(0.0, nearest - 0x1p-48 * radius);
}

MovingPoint InertialMotion::at(Twofold seconds) const {
    const Vector3 moved = start_.position + seconds.high * start_.velocity;
    return {moved + seconds.low * start_.velocity, start_.velocity};
}

PathIntegrals InertialMotion::integrals(double seconds) const {
    const double speed = bounds_.speed_max;
    if (speed == 0.0) return Motion::integrals(seconds);
    const double speed_squared = dot(start_.velocity, start_.velocity);
    const double way = speed * seconds;
    const double radius_from = length(start_.position);
    const double radius_to = length(at(seconds).position);
    const double s = dot(start_.position, start_.velocity) / speed;
    const double b = length(cross(start_.position, start_.velocity)) / speed;
    const bool is_short = std::fabs(way) < 0.5 * (radius_from + radius_to);
    const double sum_of_inverses =
        is_short ? short_way(radius_from, radius_to, way) : long_way(s, s + way, b);
    return {.dilation = dilation_rate(speed_squared).value() * seconds,
            .speed_squared = speed_squared * seconds,
            .inverse_radius = sum_of_inverses / speed};
}

std::string InertialMotion::describe() const {
    const auto& [x, v] = start_;
    return fmt::format("inertial from ({}, {}, {}) m at ({}, {}, {}) m/s", x.x, x.y, x.z, v.x, v.y,
                       v.z);
}

// ---- on the turning Earth -----------------------------------------------------------------------

StationMotion::StationMotion(Geodetic place) : place_(place) {
    double equatorial_radius = 0.0;
    double flattening = 0.0;
    if (eraEform(ERFA_WGS84, &equatorial_radius, &flattening) != 0) {
        throw std::logic_error("ERFA does not know the WGS 84 ellipsoid");
    }
    // Geodetic to Cartesian as in ERFA's eraGd2gce, which takes its sine and cosine from the C
    // library and so has other last bits on other machines. A test holds the two together.
    const double sine = math::sin(place.latitude);
    const double cosine = math::cos(place.latitude);
    const double squash = (1.0 - flattening) * (1.0 - flattening);
    const double normal = equatorial_radius / std::sqrt(cosine * cosine + squash * (sine * sine));
    axis_distance_ = (normal + place.height) * cosine;
    z_ = (squash * normal + place.height) * sine;

    const double speed = constants::earth_rotation * std::fabs(axis_distance_);
    const double radius = length({axis_distance_, 0.0, z_});
    bounds_ = {.speed_min = speed,
               .speed_max = speed,
               .acceleration_max = constants::earth_rotation * speed,
               .radius_min = radius,
               .radius_max = radius};
}

MovingPoint StationMotion::at(Twofold seconds) const {
    constexpr double turns_per_second = constants::earth_rotation / (2.0 * math::pi);
    const double angle = place_.longitude + phase_of(turns_per_second, seconds);
    const double x = axis_distance_ * math::cos(angle);
    const double y = axis_distance_ * math::sin(angle);
    return {{x, y, z_}, {-constants::earth_rotation * y, constants::earth_rotation * x, 0.0}};
}

std::string StationMotion::describe() const {
    return fmt::format("station, latitude {:.9g} deg, longitude {:.9g} deg, height {} m",
                       place_.latitude / degree, place_.longitude / degree, place_.height);
}

// ---- round a point mass -------------------------------------------------------------------------

CircularOrbit::CircularOrbit(Elements elements) : elements_(elements) {
    const double r = elements.radius;
    if (!(r > 0.0 && elements.gm > 0.0)) {
        throw std::invalid_argument("radius must be greater than 0 m, and so must gm");
    }
    angular_speed_ = std::sqrt(elements.gm / r) / r;
    const double node_x = math::cos(elements.ascending_node);
    const double node_y = math::sin(elements.ascending_node);
    const double tilt = math::cos(elements.inclination);
    to_node_ = {node_x, node_y, 0.0};
    quarter_on_ = {-node_y * tilt, node_x * tilt, math::sin(elements.inclination)};
    const double speed = r * angular_speed_;
    bounds_ = {.speed_min = speed,
               .speed_max = speed,
               .acceleration_max = speed * angular_speed_,
               .radius_min = r,
               .radius_max = r};
}

MovingPoint CircularOrbit::at(Twofold seconds) const {
    const double turns_per_second = angular_speed_ / (2.0 * math::pi);
    const double u = elements_.phase + phase_of(turns_per_second, seconds);
    const double sine = math::sin(u);
    const double cosine = math::cos(u);
    return {elements_.radius * (cosine * to_node_ + sine * quarter_on_),
            bounds_.speed_max * (cosine * quarter_on_ - sine * to_node_)};
}

std::string CircularOrbit::describe() const {
    return fmt::format(
        "circular orbit, radius {} m, inclination {:.9g} deg, node {:.9g} deg, phase {:.9g} deg",
        elements_.radius, elements_.inclination / degree, elements_.ascending_node / degree,
        elements_.phase / degree);
}

}  // namespace worldline
