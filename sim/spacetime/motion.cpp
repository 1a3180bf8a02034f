// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/motion.hpp"

#include "sim/spacetime/constants.hpp"

namespace worldline {

std::vector<double> Motion::coordinates(Twofold seconds) const {
    const Vector3 here = at(seconds).position;
    const double component[]{here.x, here.y, here.z};
    if (axes_.empty()) return {here.x, here.y, here.z};
    std::vector<double> values;
    values.reserve(axes_.size());
    for (const AxisOfSpace& axis : axes_) {
        values.push_back(axis.component >= 0 ? component[axis.component] / axis.unit
                                             : axis.start + axis.rate * seconds.value());
    }
    return values;
}

std::optional<PathIntegrals> Motion::integrals(Twofold seconds) const {
    const Bounds b = bounds();
    if (!b.constant_speed() || !b.constant_radius() || ride().carrier) return std::nullopt;
    const double t = seconds.value();
    return PathIntegrals{b.speed_max * b.speed_max * t, t / b.radius_max};
}

double Motion::dilation_rate(Twofold seconds) const {
    const Vector3 velocity = at(seconds).velocity;
    return worldline::dilation_rate(dot(velocity, velocity)).value();
}

std::optional<Twofold> Motion::dilation(Twofold seconds) const {
    const Bounds b = bounds();
    if (!b.constant_speed()) return std::nullopt;
    return worldline::dilation_rate(two_product(b.speed_max, b.speed_max)) * seconds;
}

StraightLeg Motion::straight_around(double seconds) const {
    if (!bounds().straight()) return {seconds, seconds};
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return {-infinity, infinity};
}

double Motion::acceleration_beyond(double, double) const { return bounds().acceleration_max; }

std::optional<Geodetic> Motion::geodetic() const {
    if (ground() != &bodies::earth) return std::nullopt;
    return place();
}

Twofold dilation_rate(Twofold speed_squared) {
    const Twofold c_squared = two_product(constants::light_speed, constants::light_speed);
    const Twofold beta_squared = speed_squared / c_squared;
    return -beta_squared / (Twofold(1.0) + square_root(Twofold(1.0) - beta_squared));
}

}  // namespace worldline
