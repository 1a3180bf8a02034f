// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/signal.hpp"

#include <algorithm>
#include <cmath>

namespace worldline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The end of the way that is looked for, as seen from the end that is given: forwards it is the
/// receiver, backwards the sender with time reversed.
struct Search {
    const Motion& mover;
    Vector3 anchor;    ///< the given end [m]
    Twofold start;     ///< its time [s]
    double direction;  ///< +1: the mover is later, −1: earlier
    double speed;      ///< w of the signal [m/s]

    /// From the given end to the mover after Δ, and how fast that grows with Δ.
    MovingPoint after(double span) const {
        const MovingPoint there = mover.at(start + Twofold(direction * span));
        return {there.position - anchor, direction * there.velocity};
    }
};

/// Smallest Δ > 0 with |X + V Δ| = w Δ: the smaller positive root of
/// (w² − V²) Δ² − 2 X·V Δ − X² = 0, in the form that does not cancel.
double straight(Vector3 x, Vector3 v, double w) {
    const double speed = length(v);
    const double a = (w - speed) * (w + speed);
    const double b = dot(x, v);
    const double c = dot(x, x);
    if (c == 0.0) return 0.0;
    const double discriminant = b * b + a * c;
    if (discriminant < 0.0) return infinity;
    const double root = std::sqrt(discriminant);
    if (b <= 0.0) return root - b > 0.0 ? c / (root - b) : infinity;
    return a > 0.0 ? (b + root) / a : infinity;
}

/// For a mover slower than the signal. g(Δ) = w Δ − |X(Δ)| rises, so there is one root, between
/// D/(w + v) and D/(w − v). Newton's steps, halving the bracket where they leave it.
double newton(const Search& search, MovingPoint now, double distance, double mover_speed) {
    const double w = search.speed;
    double low = distance / (w + mover_speed) * (1.0 - 0x1p-50);
    double high = distance / (w - mover_speed) * (1.0 + 0x1p-50);
    double span = distance / (w - dot(now.position, now.velocity) / distance);
    span = std::clamp(span, low, high);
    for (int step = 0; step < 60; ++step) {
        const MovingPoint there = search.after(span);
        const double reach = length(there.position);
        if (reach == 0.0) return span;
        const double excess = w * span - reach;
        (excess < 0.0 ? low : high) = span;
        double next = span - excess / (w - dot(there.position, there.velocity) / reach);
        if (!(next >= low && next <= high)) next = low + 0.5 * (high - low);
        // The error after a step is of the order of its square: 2⁻²⁸ becomes 2⁻⁵⁶.
        if (std::fabs(next - span) <= 0x1p-28 * span) return next;
        span = next;
    }
    return span;
}

/// For a mover that may outrun the signal. The gap closes at w + v at most, so steps of
/// gap/(w + v) come near to the first meeting and never pass it.
double advance(const Search& search, double distance, double mover_speed) {
    constexpr int steps_max = 100'000;
    const double closing_speed = search.speed + mover_speed;
    double span = 0.0;
    double gap = distance;
    for (int step = 0; step < steps_max; ++step) {
        span += gap / closing_speed;
        const double reach = length(search.after(span).position);
        gap = reach - search.speed * span;
        if (gap <= 0x1p-44 * reach) return span;
    }
    return infinity;
}

double solve(const Search& search, bool is_straight) {
    const MovingPoint now = search.after(0.0);
    if (is_straight) return straight(now.position, now.velocity, search.speed);
    const double distance = length(now.position);
    if (distance == 0.0) return 0.0;
    const double mover_speed = search.mover.bounds().speed_max;
    if (mover_speed < search.speed) return newton(search, now, distance, mover_speed);
    return advance(search, distance, mover_speed);
}

/// x_b − x_a and v_b − v_a of two straight motions at t = 0. Far from the origin the difference
/// of two positions would lose what this keeps.
MovingPoint relative(const Motion& a, const Motion& b) {
    const MovingPoint from = a.at(0.0);
    const MovingPoint to = b.at(0.0);
    return {to.position - from.position, to.velocity - from.velocity};
}

Vector3 moved(MovingPoint start, Twofold seconds) {
    return (start.position + seconds.high * start.velocity) + seconds.low * start.velocity;
}

/// min |X + V s| for 0 ≤ s ≤ width.  [m]
double nearest_within(MovingPoint apart, double width) {
    const double speed_squared = dot(apart.velocity, apart.velocity);
    const double along = dot(apart.position, apart.velocity);
    const double when = speed_squared > 0.0 ? std::clamp(-along / speed_squared, 0.0, width) : 0.0;
    return length(apart.position + when * apart.velocity);
}

/// Smallest distance of two straight motions from t = 0 on, less what rounding may have added.
double closest_approach(MovingPoint difference) {
    const double speed_squared = dot(difference.velocity, difference.velocity);
    const double along = dot(difference.position, difference.velocity);
    const double when = speed_squared > 0.0 ? std::max(0.0, -along / speed_squared) : 0.0;
    const double nearest = length(difference.position + when * difference.velocity);
    return nearest - 0x1p-46 * length(difference.position);
}

}  // namespace

double light_time(const Motion& from, const Motion& to, Twofold emission, double speed) {
    const bool is_straight = to.bounds().straight();
    if (is_straight && from.bounds().straight()) {
        return straight(moved(relative(from, to), emission), to.at(0.0).velocity, speed);
    }
    return solve({to, from.at(emission).position, emission, 1.0, speed}, is_straight);
}

double light_time_back(const Motion& from, const Motion& to, Twofold reception, double speed) {
    const bool is_straight = from.bounds().straight();
    if (is_straight && to.bounds().straight()) {
        return straight(moved(relative(to, from), reception), -from.at(0.0).velocity, speed);
    }
    return solve({from, to.at(reception).position, reception, -1.0, speed}, is_straight);
}

double least_light_time(const Motion& a, const Motion& b, double speed) {
    const Bounds of_a = a.bounds();
    const Bounds of_b = b.bounds();
    // Radii hold at all times, so the gap needs no speeds: emission and reception may differ.
    const double gap =
        std::max(of_a.radius_min - of_b.radius_max, of_b.radius_min - of_a.radius_max) -
        0x1p-46 * std::max(of_a.radius_min, of_b.radius_min);
    double bound = std::max(0.0, gap / speed);

    // While the signal is under way the receiver comes nearer: w Δ ≥ D − v Δ.
    const double closing_speed = speed + std::max(of_a.speed_max, of_b.speed_max);
    if (of_a.straight() && of_b.straight()) {
        bound = std::max(bound, closest_approach(relative(a, b)) / closing_speed);
    }
    if (a.geodetic() && b.geodetic()) {
        const double chord = length(b.at(0.0).position - a.at(0.0).position) -
                             0x1p-46 * (of_a.radius_max + of_b.radius_max);
        bound = std::max(bound, chord / closing_speed);
    }
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
    const double by_acceleration =
        nearest_within(apart, width) -
        0.5 * (of_a.acceleration_max + of_b.acceleration_max) * width * width;
    const double rounding = 0x1p-46 * (length(at_a.position) + length(at_b.position));
    const double distance = std::max(by_speed, by_acceleration) - rounding;
    const double closing_speed = speed + std::max(of_a.speed_max, of_b.speed_max);
    return std::max(for_ever, distance / closing_speed * (1.0 - 0x1p-40));
}

}  // namespace worldline
