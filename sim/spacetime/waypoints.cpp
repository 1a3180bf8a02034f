// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/waypoints.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace worldline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void check(const std::vector<Waypoints::Point>& points) {
    if (points.empty()) throw std::invalid_argument("points needs at least one");
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (points[i].at > points[i - 1].at) continue;
        throw std::invalid_argument(
            fmt::format("points must stand in the order of time, and {} s after {} s does not",
                        points[i].at, points[i - 1].at));
    }
}

/// Smallest distance from the origin on the way from one point to the next.
double nearest_to_origin(Vector3 from, Vector3 to) {
    const Vector3 way = to - from;
    const double squared = dot(way, way);
    const double part = squared > 0.0 ? std::clamp(-dot(from, way) / squared, 0.0, 1.0) : 0.0;
    return length(from + part * way);
}

}  // namespace

Waypoints::Waypoints(std::vector<Point> points) {
    check(points);
    legs_.push_back({-infinity, points.front().position, {}, {}, {}});
    bounds_ = {.acceleration_max = points.size() > 1 ? infinity : 0.0,
               .radius_min = length(points.front().position),
               .radius_max = length(points.front().position)};
    time_scale_ = infinity;
    Twofold gained;
    PathIntegrals path;
    double farthest = bounds_.radius_max;
    for (std::size_t i = 0; i < points.size(); ++i) {
        Leg leg{points[i].at, points[i].position, {}, gained, path};
        if (i + 1 < points.size()) {
            const double span = points[i + 1].at - points[i].at;
            leg.velocity = (1.0 / span) * (points[i + 1].position - points[i].position);
            const Vector3 v = leg.velocity;
            path.speed_squared += dot(v, v) * span;
            path.inverse_radius += straight_inverse_radius({leg.position, v}, span);
            gained = gained + worldline::dilation_rate(dot(v, v)) * Twofold(span);
            bounds_.speed_max = std::max(bounds_.speed_max, length(v));
            bounds_.radius_min = std::min(
                bounds_.radius_min, nearest_to_origin(points[i].position, points[i + 1].position));
            time_scale_ = std::min(time_scale_, span);
        }
        farthest = std::max(farthest, length(points[i].position));
        corners_.push_back(points[i].at);
        legs_.push_back(leg);
    }
    bounds_.radius_max = farthest * (1.0 + 0x1p-48);
    bounds_.radius_min = std::max(0.0, bounds_.radius_min - 0x1p-48 * farthest);
    bounds_.speed_max *= 1.0 + 0x1p-50;
    dilation_start_ = dilation_from_first(0.0);
}

std::size_t Waypoints::leg_at(double seconds) const {
    const auto after = std::upper_bound(corners_.begin(), corners_.end(), seconds);
    return static_cast<std::size_t>(after - corners_.begin());
}

MovingPoint Waypoints::at(Twofold seconds) const {
    const Leg& leg = legs_[leg_at(seconds.high)];
    if (leg.velocity == Vector3{}) return {leg.position, {}};
    const double since = (seconds - Twofold(leg.from)).value();
    return {leg.position + since * leg.velocity, leg.velocity};
}

StraightLeg Waypoints::straight_around(double seconds) const {
    const std::size_t i = leg_at(seconds);
    return {i == 0 ? -infinity : corners_[i - 1], i == corners_.size() ? infinity : corners_[i]};
}

Twofold Waypoints::dilation_from_first(Twofold seconds) const {
    const Leg& leg = legs_[leg_at(seconds.high)];
    if (leg.velocity == Vector3{}) return leg.dilation;
    const Twofold rate = worldline::dilation_rate(dot(leg.velocity, leg.velocity));
    return leg.dilation + rate * (seconds - Twofold(leg.from));
}

std::optional<Twofold> Waypoints::dilation(Twofold seconds) const {
    return dilation_from_first(seconds) - dilation_start_;
}

PathIntegrals Waypoints::integrals_from_first(double seconds) const {
    const Leg& leg = legs_[leg_at(seconds)];
    if (&leg == &legs_.front()) {
        return {0.0, (seconds - corners_.front()) / length(leg.position)};
    }
    const double since = seconds - leg.from;
    const double more = straight_inverse_radius({leg.position, leg.velocity}, since);
    return {leg.path.speed_squared + dot(leg.velocity, leg.velocity) * since,
            leg.path.inverse_radius + more};
}

std::optional<PathIntegrals> Waypoints::integrals(Twofold seconds) const {
    if (bounds_.radius_min <= 0.0) return std::nullopt;
    const PathIntegrals start = integrals_from_first(0.0);
    const PathIntegrals now = integrals_from_first(seconds.value());
    return PathIntegrals{now.speed_squared - start.speed_squared,
                         now.inverse_radius - start.inverse_radius};
}

std::string Waypoints::describe() const {
    if (corners_.size() == 1) return fmt::format("waypoints, 1 point");
    return fmt::format("waypoints, {} points from {} s to {} s", corners_.size(), corners_.front(),
                       corners_.back());
}

}  // namespace worldline
