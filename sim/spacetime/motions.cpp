// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/motions.hpp"

#include <algorithm>
#include <stdexcept>

#include <erfa.h>
#include <erfam.h>
#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/spacetime/phase.hpp"

namespace worldline {
namespace {

constexpr double degree = math::pi / 180.0;

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

double straight_inverse_radius(MovingPoint start, double seconds) {
    const auto& [x, v] = start;
    const double speed = length(v);
    const double radius_from = length(x);
    if (speed == 0.0) return seconds / radius_from;
    const double way = speed * seconds;
    const double radius_to = length(x + seconds * v);
    const double s = dot(x, v) / speed;
    const double b = length(cross(x, v)) / speed;
    const bool is_short = std::fabs(way) < 0.5 * (radius_from + radius_to);
    return (is_short ? short_way(radius_from, radius_to, way) : long_way(s, s + way, b)) / speed;
}

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

std::optional<PathIntegrals> InertialMotion::integrals(Twofold seconds) const {
    const double t = seconds.value();
    return PathIntegrals{.speed_squared = dot(start_.velocity, start_.velocity) * t,
                         .inverse_radius = straight_inverse_radius(start_, t)};
}

double InertialMotion::time_scale() const {
    const double speed = bounds_.speed_max;
    return speed > 0.0 ? std::max(bounds_.radius_min / speed, 1e-3) : Motion::time_scale();
}

bool InertialMotion::is_radial() const {
    const auto& [x, v] = start_;
    return length(cross(x, v)) <= 1e-12 * (length(x) * length(v));
}

std::string InertialMotion::describe() const {
    const auto& [x, v] = start_;
    return fmt::format("inertial from ({}, {}, {}) m at ({}, {}, {}) m/s", x.x, x.y, x.z, v.x, v.y,
                       v.z);
}

// ---- on a turning body --------------------------------------------------------------------------

StationMotion::StationMotion(Geodetic place, const CelestialBody& body)
    : body_(&body), place_(place) {
    double equatorial_radius = body.equatorial_radius;
    double flattening = body.flattening;
    if (&body == &bodies::earth && eraEform(ERFA_WGS84, &equatorial_radius, &flattening) != 0) {
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

    const double speed = body.rotation * std::fabs(axis_distance_);
    const double radius = length({axis_distance_, 0.0, z_});
    bounds_ = {.speed_min = speed,
               .speed_max = speed,
               .acceleration_max = body.rotation * speed,
               .radius_min = radius,
               .radius_max = radius};
    circle_ = circle_at_start();
}

MovingPoint StationMotion::at(Twofold seconds) const {
    const double rotation = body_->rotation;
    const double turns_per_second = rotation / (2.0 * math::pi);
    const double angle = place_.longitude + phase_of(turns_per_second, seconds);
    const auto [sine, cosine] = math::sine_cosine(angle);
    const double x = axis_distance_ * cosine;
    const double y = axis_distance_ * sine;
    return {{x, y, z_}, {-rotation * y, rotation * x, 0.0}};
}

Circle StationMotion::circle_at_start() const {
    const double x = math::cos(place_.longitude);
    const double y = math::sin(place_.longitude);
    return {.centre = {0.0, 0.0, z_},
            .radius = axis_distance_,
            .angular_speed = body_->rotation,
            .start = {x, y, 0.0},
            .quarter = {-y, x, 0.0}};
}

std::string StationMotion::describe() const {
    const std::string where = body_ == &bodies::earth ? "" : fmt::format(" on the {}", body_->name);
    return fmt::format("station{}, latitude {:.9g} deg, longitude {:.9g} deg, height {} m", where,
                       place_.latitude / degree, place_.longitude / degree, place_.height);
}

// ---- a circle -----------------------------------------------------------------------------------

CircularMotion::CircularMotion(Circle circle) : circle_(circle) {
    if (!(circle.radius > 0.0)) throw std::invalid_argument("radius must be greater than 0 m");
    if (!(circle.angular_speed > 0.0 && std::isfinite(circle.angular_speed))) {
        throw std::invalid_argument("period must be greater than 0 s");
    }
    const double speed = circle.radius * circle.angular_speed;
    const double away = length(circle.centre);
    // |centre + radius e|² = away² + radius² + 2 radius (centre · e)
    const double along =
        length({dot(circle.centre, circle.start), dot(circle.centre, circle.quarter), 0.0});
    const double middle = away * away + circle.radius * circle.radius;
    const double swing = 2.0 * circle.radius * along;
    const double rounding = swing == 0.0 ? 0.0 : 0x1p-46 * middle;
    bounds_ = {.speed_min = speed,
               .speed_max = speed,
               .acceleration_max = speed * circle.angular_speed,
               .radius_min = std::sqrt(std::max(0.0, middle - swing - rounding)),
               .radius_max = std::sqrt(middle + swing + rounding)};
}

MovingPoint CircularMotion::at(Twofold seconds) const {
    const double angle = phase_of(circle_.angular_speed / (2.0 * math::pi), seconds);
    const auto [sine, cosine] = math::sine_cosine(angle);
    return {circle_.centre + circle_.radius * (cosine * circle_.start + sine * circle_.quarter),
            bounds_.speed_max * (cosine * circle_.quarter - sine * circle_.start)};
}

std::string CircularMotion::describe() const {
    const Vector3 x = circle_.centre;
    return fmt::format("circle round ({}, {}, {}) m, radius {} m, period {:.9g} s", x.x, x.y, x.z,
                       circle_.radius, 2.0 * math::pi / circle_.angular_speed);
}

PlaneAxes plane_axes(double inclination, double ascending_node) {
    const double node_x = math::cos(ascending_node);
    const double node_y = math::sin(ascending_node);
    const double tilt = math::cos(inclination);
    return {{node_x, node_y, 0.0}, {-node_y * tilt, node_x * tilt, math::sin(inclination)}};
}

// ---- round a point mass -------------------------------------------------------------------------

CircularOrbit::CircularOrbit(Elements elements) : elements_(elements) {
    const double r = elements.radius;
    if (!(r > 0.0 && elements.gm > 0.0)) {
        throw std::invalid_argument("radius must be greater than 0 m, and so must gm");
    }
    angular_speed_ = std::sqrt(elements.gm / r) / r;
    const PlaneAxes axes = plane_axes(elements.inclination, elements.ascending_node);
    to_node_ = axes.to_node;
    quarter_on_ = axes.quarter_on;
    const double speed = r * angular_speed_;
    bounds_ = {.speed_min = speed,
               .speed_max = speed,
               .acceleration_max = speed * angular_speed_,
               .radius_min = r,
               .radius_max = r};
    circle_ = circle_at_start();
}

MovingPoint CircularOrbit::at(Twofold seconds) const {
    const double turns_per_second = angular_speed_ / (2.0 * math::pi);
    const double u = elements_.phase + phase_of(turns_per_second, seconds);
    const auto [sine, cosine] = math::sine_cosine(u);
    return {elements_.radius * (cosine * to_node_ + sine * quarter_on_),
            bounds_.speed_max * (cosine * quarter_on_ - sine * to_node_)};
}

Circle CircularOrbit::circle_at_start() const {
    const double sine = math::sin(elements_.phase);
    const double cosine = math::cos(elements_.phase);
    return {.centre = {},
            .radius = elements_.radius,
            .angular_speed = angular_speed_,
            .start = cosine * to_node_ + sine * quarter_on_,
            .quarter = cosine * quarter_on_ - sine * to_node_};
}

std::string CircularOrbit::describe() const {
    return fmt::format(
        "circular orbit, radius {} m, inclination {:.9g} deg, node {:.9g} deg, phase {:.9g} deg",
        elements_.radius, elements_.inclination / degree, elements_.ascending_node / degree,
        elements_.phase / degree);
}

}  // namespace worldline
