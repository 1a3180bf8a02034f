// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/gravity.hpp"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/spacetime/exact_vector.hpp"

namespace worldline {
namespace {

constexpr double c = constants::light_speed;
constexpr double c_squared = c * c;

void check_positive(double number, const char* name, const char* unit) {
    if (number > 0.0 && std::isfinite(number)) return;
    throw std::invalid_argument(
        fmt::format("{} must be greater than 0 {}, and not {} {}", name, unit, number, unit));
}

void check_slow(double speed) {
    if (std::fabs(speed) < c) return;
    throw std::invalid_argument(
        fmt::format("speed must be slower than light, 299792458 m/s, and not {} m/s", speed));
}

/// √(1 − q) − 1, without the subtraction.
double root_below_one(double q, double radius) {
    if (!(q < 1.0)) {
        throw std::invalid_argument(fmt::format(
            "radius {} m is too small: no clock can move so that near to the mass", radius));
    }
    return -q / (1.0 + std::sqrt(1.0 - q));
}

/// GM/(rc²)
double field(double radius, double gm) {
    check_positive(radius, "radius", "m");
    if (!(gm >= 0.0)) throw std::invalid_argument("gm must be at least 0 m3/s2");
    return gm / (radius * c_squared);
}

void check_passage(const Passage& p) {
    check_positive(p.impact_parameter, "impact_parameter", "m");
    if (p.emitter_distance >= p.impact_parameter && p.receiver_distance >= p.impact_parameter) {
        return;
    }
    throw std::invalid_argument(
        "impact_parameter must not be greater than either distance from the mass");
}

/// √(r² − b²)
double leg(double distance, double b) { return std::sqrt((distance - b) * (distance + b)); }

/// r − √(r² − b²)
double short_of(double distance, double b) { return b * b / (distance + leg(distance, b)); }

}  // namespace

double orbit_rate(double semi_major_axis, double gm, double geoid_rate) {
    check_positive(semi_major_axis, "semi_major_axis", "m");
    return geoid_rate - 1.5 * field(semi_major_axis, gm);
}

double weak_rate(double radius, double speed, double gm) {
    check_slow(speed);
    return -(field(radius, gm) + 0.5 * speed * speed / c_squared);
}

double oblate_rate(const MovingPoint& state, const RotatingBody& body) {
    const double r = length(state.position);
    const double speed = length(state.velocity);
    const double round = weak_rate(r, speed, body.gm);
    const double sine = state.position.z / r;
    const double ratio = body.equatorial_radius / r;
    const double flat = 0.5 * body.oblateness * ratio * ratio * (3.0 * sine * sine - 1.0);
    return round + field(r, body.gm) * flat;
}

double factory_frequency(double frequency, double rate) { return frequency / (1.0 + rate); }

double eccentricity_constant(double gm) {
    check_positive(gm, "gm", "m3/s2");
    return -2.0 * std::sqrt(gm) / c_squared;
}

double eccentricity_amplitude(double semi_major_axis, double eccentricity, double gm) {
    check_positive(semi_major_axis, "semi_major_axis", "m");
    check_positive(gm, "gm", "m3/s2");
    if (!(eccentricity >= 0.0 && eccentricity < 1.0)) {
        throw std::invalid_argument(fmt::format(
            "eccentricity must lie between 0 and 1, 1 excluded, and not be {}", eccentricity));
    }
    return 2.0 * std::sqrt(gm * semi_major_axis) * eccentricity / c_squared;
}

double oblateness_rate_amplitude(double semi_major_axis, double inclination,
                                 const RotatingBody& body) {
    check_positive(semi_major_axis, "semi_major_axis", "m");
    const double ratio = body.equatorial_radius / semi_major_axis;
    const double sine = math::sin(inclination);
    return field(semi_major_axis, body.gm) * body.oblateness * ratio * ratio * sine * sine;
}

double oblateness_clock_amplitude(double semi_major_axis, double inclination,
                                  const RotatingBody& body) {
    const double n = std::sqrt(body.gm / semi_major_axis) / semi_major_axis;
    return oblateness_rate_amplitude(semi_major_axis, inclination, body) / (2.0 * n);
}

GeoidDeficit geoid_deficit(const RotatingBody& body) {
    const double monopole = field(body.equatorial_radius, body.gm);
    const double beta = body.rotation * body.equatorial_radius / c;
    const double oblateness = 0.5 * body.oblateness * monopole;
    const double rotation = 0.5 * beta * beta;
    return {monopole, oblateness, rotation, monopole + (oblateness + rotation)};
}

double potential_rate(double potential) { return potential / c_squared; }

double height_rate(double height, double gravity) { return gravity * height / c_squared; }

Flight flight(const FlightPlan& plan) {
    check_slow(plan.ground_speed);
    const double v = plan.ground_speed;
    const double gravitational = height_rate(plan.height, plan.gravity) * plan.duration;
    const double kinematic =
        -(2.0 * plan.radius * plan.rotation * v + v * v) / (2.0 * c_squared) * plan.duration;
    return {gravitational, kinematic, gravitational + kinematic};
}

double static_rate(double radius, double gm) {
    return root_below_one(2.0 * field(radius, gm), radius);
}

double circular_rate(double radius, double gm) {
    return root_below_one(3.0 * field(radius, gm), radius);
}

double schwarzschild_rate(double radius, double radial_speed, double transverse_speed, double gm) {
    const double twice = 2.0 * field(radius, gm);
    const double outwards = radial_speed / c;
    const double across = transverse_speed / c;
    if (!(twice < 1.0)) root_below_one(twice, radius);
    const double q = twice + outwards * outwards / (1.0 - twice) + across * across;
    if (!(q < 1.0)) throw std::invalid_argument("speed must be below that of light there");
    return root_below_one(q, radius);
}

double sagnac_loop(double area, double rotation) { return 2.0 * rotation * area / c_squared; }

double sagnac_link(Vector3 emitter, Vector3 receiver, double rotation) {
    return rotation / c_squared * product_difference(emitter.x, receiver.y, emitter.y, receiver.x);
}

double sagnac_horizon(double ground_radius, double orbit_radius, double rotation) {
    check_positive(ground_radius, "ground_radius", "m");
    if (!(orbit_radius >= ground_radius)) {
        throw std::invalid_argument("orbit_radius must not be less than ground_radius");
    }
    const double way = std::sqrt((orbit_radius - ground_radius) * (orbit_radius + ground_radius));
    return rotation / c_squared * ground_radius * way;
}

double shapiro_delay(Vector3 emitter, Vector3 receiver, double gm) {
    const double r1 = length(emitter);
    const double r2 = length(receiver);
    const double product = dot(emitter, receiver);
    // (r₁ + r₂)² − R² = 2(r₁r₂ + x₁·x₂), and where these cancel: r₁²r₂² − (x₁·x₂)² = |x₁ × x₂|².
    double sum = r1 * r2 + product;
    if (product < 0.0) {
        const Vector3 across = exact_cross(emitter, receiver);
        sum = dot(across, across) / (r1 * r2 - product);
    }
    if (!(sum > 0.0)) {
        throw std::invalid_argument("emitter and receiver: the ray passes through the mass itself");
    }
    // ln[(s + R)/(s − R)] = 2 arsinh[R/√(s² − R²)], which keeps its digits for a short way R too.
    const double way = length(receiver - emitter);
    return 4.0 * gm / (c_squared * c) * math::asinh(way / std::sqrt(2.0 * sum));
}

double shapiro_delay(const Passage& p, double gm) {
    check_passage(p);
    const double left = short_of(p.emitter_distance, p.impact_parameter);
    const double right = short_of(p.receiver_distance, p.impact_parameter);
    const double way =
        leg(p.emitter_distance, p.impact_parameter) + leg(p.receiver_distance, p.impact_parameter);
    const double all = p.emitter_distance + p.receiver_distance + way;
    const double missing = left + right;  // r₁ + r₂ − R
    return 4.0 * gm / (c_squared * c) * math::asinh(way / std::sqrt(all * missing));
}

double shapiro_delay_approximate(const Passage& p, double gm) {
    check_passage(p);
    const double b = p.impact_parameter;
    return 2.0 * gm / (c_squared * c) *
           math::log(4.0 * (p.emitter_distance / b) * (p.receiver_distance / b));
}

}  // namespace worldline
