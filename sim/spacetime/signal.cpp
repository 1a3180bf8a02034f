// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/signal.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/spacetime/exact_vector.hpp"

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

    double time_after(double span) const { return (start + Twofold(direction * span)).value(); }

    /// From the given end to the mover after Δ, and how fast that grows with Δ.
    MovingPoint after(double span) const {
        const MovingPoint there = mover.at(start + Twofold(direction * span));
        return {there.position - anchor, direction * there.velocity};
    }
};

/// The smallest positive root of a s² − 2 b s − c = 0 for c > 0, in the form that does not cancel.
double first_meeting(double a, double b, double c) {
    const double discriminant = b * b + a * c;
    if (discriminant < 0.0) return infinity;
    const double root = std::sqrt(discriminant);
    if (b <= 0.0) return root - b > 0.0 ? c / (root - b) : infinity;
    return a > 0.0 ? (b + root) / a : infinity;
}

/// Smallest Δ > 0 with |X + V Δ| = w Δ: the smaller positive root of
/// (w² − V²) Δ² − 2 X·V Δ − X² = 0.
double straight(Vector3 x, Vector3 v, double w) {
    // To the last digit: near w, the length of V would round away what is left.
    const double a = (two_product(w, w) - exact_dot(v, v)).value();
    const double b = dot(x, v);
    const double c = dot(x, x);
    if (c == 0.0) return 0.0;
    return first_meeting(a, b, c);
}

/// For a mover slower than the signal. g(Δ) = w Δ − |X(Δ)| rises, so there is one root, between
/// D/(w + v) and D/(w − v). Newton's steps, halving the bracket where they leave it.
double newton(const Search& search, MovingPoint now, double distance, double mover_speed) {
    const double w = search.speed;
    double low = distance / (w + mover_speed) * (1.0 - 0x1p-50);
    double high = distance / (w - mover_speed) * (1.0 + 0x1p-50);
    double span = distance / (w - dot(now.position, now.velocity) / distance);
    span = std::clamp(span, low, high);
    const Bounds bounds = search.mover.bounds();
    const double side = mover_speed / (distance > 0.0 ? distance : 1.0) * mover_speed;
    const double bend = (bounds.acceleration_max + side) / (w - mover_speed);
    for (int step = 0; step < 200; ++step) {
        const MovingPoint there = search.after(span);
        const double reach = length(there.position);
        if (reach == 0.0) return span;
        const double excess = w * span - reach;
        (excess < 0.0 ? low : high) = span;
        double next = span - excess / (w - dot(there.position, there.velocity) / reach);
        if (!(next >= low && next <= high)) next = low + 0.5 * (high - low);
        // A step of s leaves an error of A s²/(w − v) at most.
        const double step_size = std::fabs(next - span);
        if (step_size * step_size * bend <= 0x1p-53 * span) return next;
        span = next;
    }
    return span;
}

/// On a straight leg that begins at Δ = begun: the s ≥ 0 with |X + V s| = w (begun + s).
double meeting_on_leg(MovingPoint leg, double begun, double w) {
    const double speed = length(leg.velocity);
    const double reach = length(leg.position);
    const double a = (w - speed) * (w + speed);
    const double b = dot(leg.position, leg.velocity) - w * (w * begun);
    const double c = (reach - w * begun) * (reach + w * begun);
    if (c <= 0.0) return 0.0;
    return first_meeting(a, b, c);
}

/// A step that never passes the first meeting. The gap closes at w + v at most, and after s more
/// seconds at w − n·V + A s at most.
double safe_step(const Search& search, double span, MovingPoint there, double gap) {
    const double by_speed = gap / (search.speed + search.mover.bounds().speed_max);
    const double a = search.mover.acceleration_beyond(search.time_after(span), search.direction);
    if (!(a < infinity)) return by_speed;
    const double reach = length(there.position);
    const double closing = search.speed - dot(there.position, there.velocity) / reach;
    // ½ A s² + closing s = gap
    const double root = std::sqrt(closing * closing + 2.0 * a * gap);
    const double sum = closing + root;
    if (closing >= 0.0) return std::max(by_speed, sum > 0.0 ? 2.0 * gap / sum : infinity);
    return std::max(by_speed, a > 0.0 ? (root - closing) / a : infinity);
}

/// For a mover that is about as fast as the signal, or faster, or goes in straight legs: from one
/// safe step to the next. A chase longer than any run is one for ever.
double chase(const Search& search) {
    constexpr int steps_max = 100'000;
    constexpr double too_long = 1e20;  // [s]
    // Nothing is met on the way to the radii that the mover keeps to.
    const Bounds bounds = search.mover.bounds();
    const double from = length(search.anchor);
    const double free_way = std::max(bounds.radius_min - from, from - bounds.radius_max);
    double span = std::max(0.0, free_way / search.speed * (1.0 - 0x1p-46) - 0x1p-46 * from);
    for (int step = 0; step < steps_max && span < too_long; ++step) {
        const MovingPoint there = search.after(span);
        const double reach = length(there.position);
        const double gap = reach - search.speed * span;
        if (gap <= 0x1p-52 * reach) return span;
        const double time = search.time_after(span);
        const StraightLeg leg = search.mover.straight_around(time);
        const double left = search.direction > 0.0 ? leg.to - time : time - leg.from;
        double forward = 0.0;
        if (left > 0.0) {
            forward = meeting_on_leg(there, span, search.speed);
            if (forward <= left) return span + forward;
            forward = left;
        } else if (leg.from == leg.to) {
            forward = safe_step(search, span, there, gap);
        }
        if (leg.from == leg.to) {
            if (forward <= 0x1p-51 * span) return span;
            span += forward;
        } else {  // past the corner, which rounding may keep just out of reach
            span += std::max(forward, 0x1p-51 * std::max(std::fabs(time), span));
        }
    }
    return infinity;
}

double solve(const Search& search, bool is_straight) {
    const MovingPoint now = search.after(0.0);
    if (is_straight) return straight(now.position, now.velocity, search.speed);
    const double distance = length(now.position);
    if (distance == 0.0) return 0.0;
    const double mover_speed = search.mover.bounds().speed_max;
    const bool has_legs = !search.mover.corners().empty();
    if (mover_speed < 0.9 * search.speed && !has_legs) {
        return newton(search, now, distance, mover_speed);
    }
    return chase(search);
}

void check_signal(double speed) {
    if (speed > 0.0 && speed < infinity) return;
    throw std::invalid_argument(
        fmt::format("speed must be greater than 0 m/s, and not {} m/s", speed));
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

}  // namespace

double light_time(const Motion& from, const Motion& to, Twofold emission, double speed) {
    check_signal(speed);
    const bool is_straight = to.bounds().straight();
    if (is_straight && from.bounds().straight()) {
        return straight(moved(relative(from, to), emission), to.at(0.0).velocity, speed);
    }
    return solve({to, from.at(emission).position, emission, 1.0, speed}, is_straight);
}

double light_time_back(const Motion& from, const Motion& to, Twofold reception, double speed) {
    check_signal(speed);
    const bool is_straight = from.bounds().straight();
    if (is_straight && to.bounds().straight()) {
        return straight(moved(relative(to, from), reception), -from.at(0.0).velocity, speed);
    }
    return solve({from, to.at(reception).position, reception, -1.0, speed}, is_straight);
}

}  // namespace worldline
