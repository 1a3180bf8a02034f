// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/kepler_orbit.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/spacetime/phase.hpp"

namespace worldline {
namespace {

constexpr double degree = math::pi / 180.0;

void check(const KeplerOrbit::Elements& of) {
    if (!(of.eccentricity >= 0.0 && of.eccentricity < 1.0)) {
        throw std::invalid_argument(
            fmt::format("eccentricity must be at least 0 and less than 1 (an ellipse), and not {}",
                        of.eccentricity));
    }
    if (!(of.semi_major_axis > 0.0 && of.gm > 0.0)) {
        throw std::invalid_argument("semi_major_axis must be greater than 0 m, and so must gm");
    }
}

}  // namespace

KeplerOrbit::KeplerOrbit(Elements elements) : elements_(elements) {
    check(elements);
    const double a = elements.semi_major_axis;
    const double e = elements.eccentricity;
    mean_motion_ = std::sqrt(elements.gm / a) / a;
    minor_ratio_ = std::sqrt((1.0 - e) * (1.0 + e));
    if (elements.j2 != 0.0) {
        const double slant = math::cos(elements.inclination);
        const double ratio = elements.equatorial_radius / (a * minor_ratio_ * minor_ratio_);
        const double scale = 1.5 * elements.j2 * ratio * ratio * mean_motion_;
        node_drift_ = -scale * slant;
        perigee_drift_ = scale * 0.5 * (5.0 * slant * slant - 1.0);
        mean_motion_ += scale * 0.5 * minor_ratio_ * (3.0 * slant * slant - 1.0);
    }
    axes_ = axes_at(0.0);
    sine_start_ = anomaly_at(0.0).sine;

    const double near = a * (1.0 - e);
    const double far = a * (1.0 + e);
    const double circular = mean_motion_ * a;
    const double turning = std::fabs(node_drift_) + std::fabs(perigee_drift_);
    const double fastest = circular * std::sqrt((1.0 + e) / (1.0 - e)) + turning * far;
    time_scale_ = near / fastest;
    bounds_ = {
        .speed_min = std::max(0.0, circular * std::sqrt((1.0 - e) / (1.0 + e)) - turning * far),
        .speed_max = fastest,
        .acceleration_max = mean_motion_ * mean_motion_ * a / ((1.0 - e) * (1.0 - e)) +
                            turning * (2.0 * fastest + turning * far),
        .radius_min = near,
        .radius_max = far};
}

KeplerOrbit::Axes KeplerOrbit::axes_at(Twofold seconds) const {
    constexpr double turn = 2.0 * math::pi;
    const double node = elements_.ascending_node + phase_of(node_drift_ / turn, seconds);
    const double perigee = elements_.argument_of_perigee + phase_of(perigee_drift_ / turn, seconds);
    const auto [node_sine, node_cosine] = math::sine_cosine(node);
    const Vector3 to_node{node_cosine, node_sine, 0.0};
    const double cos_i = math::cos(elements_.inclination);
    const double sin_i = math::sin(elements_.inclination);
    const Vector3 ahead{-to_node.y * cos_i, to_node.x * cos_i, sin_i};
    const auto [sine, cosine] = math::sine_cosine(perigee);
    const Vector3 pole{to_node.y * sin_i, -to_node.x * sin_i, cos_i};
    return {cosine * to_node + sine * ahead, cosine * ahead - sine * to_node,
            Vector3{0.0, 0.0, node_drift_} + perigee_drift_ * pole};
}

EccentricAnomaly KeplerOrbit::anomaly_at(Twofold seconds) const {
    const double phase = phase_of(mean_motion_ / (2.0 * math::pi), seconds);
    return solve_kepler(within_half_turn(elements_.mean_anomaly + phase), elements_.eccentricity);
}

MovingPoint KeplerOrbit::at(Twofold seconds) const {
    const double a = elements_.semi_major_axis;
    const double e = elements_.eccentricity;
    const bool drifts = elements_.j2 != 0.0;
    const Axes axes = drifts ? axes_at(seconds) : axes_;
    const EccentricAnomaly now = anomaly_at(seconds);
    const double rise = mean_motion_ / (1.0 - e * now.cosine);  // dE/dt
    MovingPoint point{
        (a * (now.cosine - e)) * axes.to_perigee + (a * minor_ratio_ * now.sine) * axes.quarter_on,
        (-a * rise * now.sine) * axes.to_perigee +
            (a * minor_ratio_ * rise * now.cosine) * axes.quarter_on};
    if (drifts) point.velocity = point.velocity + cross(axes.turning, point.position);
    return point;
}

std::optional<PathIntegrals> KeplerOrbit::integrals(Twofold seconds) const {
    if (elements_.j2 != 0.0) return std::nullopt;
    // dt/r = dE/(n a), and E grows by n t + e (sin E − sin E₀); v² = GM (2/r − 1/a).
    const double a = elements_.semi_major_axis;
    const double swing = elements_.eccentricity * (anomaly_at(seconds).sine - sine_start_);
    const double gain = swing / (mean_motion_ * a);
    const double mean = seconds.value() / a;
    return PathIntegrals{.speed_squared = elements_.gm * (mean + 2.0 * gain),
                         .inverse_radius = mean + gain};
}

std::string KeplerOrbit::describe() const {
    return fmt::format(
        "Kepler orbit, semi-major axis {} m, eccentricity {}, inclination {:.9g} deg, node {:.9g} "
        "deg, perigee {:.9g} deg, mean anomaly {:.9g} deg{}",
        elements_.semi_major_axis, elements_.eccentricity, elements_.inclination / degree,
        elements_.ascending_node / degree, elements_.argument_of_perigee / degree,
        elements_.mean_anomaly / degree, elements_.j2 != 0.0 ? ", drifting by J2" : "");
}

}  // namespace worldline
