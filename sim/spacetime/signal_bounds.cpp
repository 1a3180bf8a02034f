// SPDX-License-Identifier: Apache-2.0
//
// How short the way of a signal can be.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "sim/spacetime/signal.hpp"

namespace worldline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// min |X + V s| for 0 ≤ s ≤ width.  [m]
double nearest_within(MovingPoint apart, double width) {
    const double speed_squared = dot(apart.velocity, apart.velocity);
    const double along = dot(apart.position, apart.velocity);
    const double when = speed_squared > 0.0 ? std::clamp(-along / speed_squared, 0.0, width) : 0.0;
    return length(apart.position + when * apart.velocity);
}

/// x_b − x_a and v_b − v_a at one moment. Far from the origin the difference of two positions
/// would lose what this keeps.
MovingPoint relative(const Motion& a, const Motion& b, double seconds) {
    const MovingPoint from = a.at(seconds);
    const MovingPoint to = b.at(seconds);
    return {to.position - from.position, to.velocity - from.velocity};
}

/// Smallest distance of two straight motions from t = 0 on, less what rounding may have added.
double closest_approach(MovingPoint difference) {
    const double speed_squared = dot(difference.velocity, difference.velocity);
    const double along = dot(difference.position, difference.velocity);
    const double when = speed_squared > 0.0 ? std::max(0.0, -along / speed_squared) : 0.0;
    const double nearest = length(difference.position + when * difference.velocity);
    return nearest - 0x1p-46 * length(difference.position);
}

/// Of two that circle one point at one angular speed, in any two planes. Their difference
/// C + P cos θ + Q sin θ runs on an ellipse round C; its smallest half axis is the root of the
/// smaller eigenvalue of the products of P and Q.
double least_distance_of_circles(const Circle& a, const Circle& b) {
    const Vector3 p = b.radius * b.start - a.radius * a.start;
    const Vector3 q = b.radius * b.quarter - a.radius * a.quarter;
    const Vector3 apart = b.centre - a.centre;
    const double pp = dot(p, p);
    const double qq = dot(q, q);
    const double pq = dot(p, q);
    const double skew = 0.5 * (pp - qq);
    const double axis =
        std::sqrt(std::max(0.0, 0.5 * (pp + qq) - std::sqrt(skew * skew + pq * pq)));
    const double size = a.radius + b.radius + length(apart);
    const double rounding = 0x1p-46 * size;
    if (apart == Vector3{}) return axis - rounding;
    // Across the plane of the ellipse nothing of C can be made up for.
    const Vector3 normal = cross(p, q);
    const double area = length(normal);
    if (area <= 0x1p-30 * (pp + qq)) return 0.0;
    const double across = std::fabs(dot(apart, normal)) / area;
    const double along = std::sqrt(std::max(0.0, dot(apart, apart) - across * across));
    const double rest = std::max(0.0, axis - along);
    return std::sqrt(across * across + rest * rest) - rounding;
}

/// Of two ways of straight legs, from t = 0 on: the nearest of each pair of legs.
double least_distance_of_legs(const Motion& a, const Motion& b) {
    std::vector<double> times{0.0};
    for (const Motion* one : {&a, &b}) {
        for (const double corner : one->corners()) {
            if (corner > 0.0) times.push_back(corner);
        }
    }
    std::sort(times.begin(), times.end());
    double least = infinity;
    double size = 0.0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double width = i + 1 < times.size() ? times[i + 1] - times[i] : infinity;
        if (width == 0.0) continue;
        least = std::min(least, nearest_within(relative(a, b, times[i]), width));
        size = std::max({size, length(a.at(times[i]).position), length(b.at(times[i]).position)});
    }
    return least - 0x1p-44 * size;
}

/// No two places at one moment are nearer, from t = 0 on. May be below 0: nothing is known. [m]
double least_distance(const Motion& a, const Motion& b) {
    const Ride with_a = a.ride();
    const Ride with_b = b.ride();
    if (with_a.carrier && with_b.carrier && with_a.body == with_b.body) {
        const Bounds of_carrier = with_a.carrier->bounds();
        return least_distance(*with_a.local, *with_b.local) - 0x1p-46 * of_carrier.radius_max;
    }
    const Bounds of_a = a.bounds();
    const Bounds of_b = b.bounds();
    double least = std::max(of_a.radius_min - of_b.radius_max, of_b.radius_min - of_a.radius_max) -
                   0x1p-46 * std::max(of_a.radius_min, of_b.radius_min);
    const auto in_legs = [](const Motion& one, const Bounds& bounds) {
        return bounds.straight() || !one.corners().empty();
    };
    if (of_a.straight() && of_b.straight()) {
        least = std::max(least, closest_approach(relative(a, b, 0.0)));
    } else if (in_legs(a, of_a) && in_legs(b, of_b)) {
        least = std::max(least, least_distance_of_legs(a, b));
    }
    const auto round_a = a.circle();
    const auto round_b = b.circle();
    if (round_a && round_b && round_a->angular_speed == round_b->angular_speed) {
        least = std::max(least, least_distance_of_circles(*round_a, *round_b));
    }
    return least;
}

}  // namespace

double least_light_time(const Motion& a, const Motion& b, double speed) {
    if (!(speed > 0.0)) {
        throw std::invalid_argument(
            fmt::format("speed must be greater than 0 m/s, and not {} m/s", speed));
    }
    const Bounds of_a = a.bounds();
    const Bounds of_b = b.bounds();
    // Radii hold at all times, so the gap needs no speeds: emission and reception may differ.
    const double gap =
        std::max(of_a.radius_min - of_b.radius_max, of_b.radius_min - of_a.radius_max) -
        0x1p-46 * std::max(of_a.radius_min, of_b.radius_min);
    // While the signal is under way the receiver comes nearer: w Δ ≥ D − v Δ.
    const double closing_speed = speed + std::max(of_a.speed_max, of_b.speed_max);
    const double bound = std::max({0.0, gap / speed, least_distance(a, b) / closing_speed});
    return bound * (1.0 - 0x1p-40);
}

double least_light_time(const Motion& a, const Motion& b, double speed, double from_seconds,
                        double to_seconds) {
    const double for_ever = least_light_time(a, b, speed);
    const double width = to_seconds - from_seconds;
    if (!(width < infinity)) return for_ever;
    const Bounds of_a = a.bounds();
    const Bounds of_b = b.bounds();
    const MovingPoint at_a = a.at(from_seconds);
    const MovingPoint at_b = b.at(from_seconds);
    const MovingPoint apart{at_b.position - at_a.position, at_b.velocity - at_a.velocity};
    const double by_speed = length(apart.position) - (of_a.speed_max + of_b.speed_max) * width;
    const double bend =
        width == 0.0 ? 0.0 : 0.5 * (of_a.acceleration_max + of_b.acceleration_max) * width * width;
    const double by_acceleration = nearest_within(apart, width) - bend;
    const double rounding = 0x1p-46 * (length(at_a.position) + length(at_b.position));
    const double distance = std::max(by_speed, by_acceleration) - rounding;
    const double closing_speed = speed + std::max(of_a.speed_max, of_b.speed_max);
    return std::max(for_ever, distance / closing_speed * (1.0 - 0x1p-40));
}

}  // namespace worldline
