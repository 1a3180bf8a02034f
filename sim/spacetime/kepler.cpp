// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/kepler.hpp"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"

namespace worldline {
namespace {

constexpr double turn = 2.0 * math::pi;
constexpr double turn_rest = 2.4492935982947064e-16;  // 2π less `turn`
constexpr double c_squared = constants::light_speed * constants::light_speed;

/// E − sin E. A series where the difference would lose digits.
double without_sine(double angle, double sine) {
    if (std::fabs(angle) > 0.5) return angle - sine;
    const double square = angle * angle;
    double term = angle * square / 6.0;
    double sum = 0.0;
    for (int k = 4; k <= 18; k += 2) {
        sum += term;
        term *= -square / (k * (k + 1.0));
    }
    return sum;
}

EccentricAnomaly anomaly(double radians) {
    const auto [sine, cosine] = math::sine_cosine(radians);
    return {radians, sine, cosine};
}

/// For 0 ≤ M ≤ π. The root lies in [M, π], where the left side rises.
EccentricAnomaly solve_half_turn(double mean_anomaly, double e) {
    double low = mean_anomaly;
    double high = math::pi;
    double guess = e < 0.8 ? mean_anomaly + e * math::sin(mean_anomaly) : math::pi;
    for (int step = 0; step < 100; ++step) {
        const EccentricAnomaly at = anomaly(guess);
        // E − e sin E as (1 − e) E + e (E − sin E): no cancellation for e → 1 near periapsis.
        const double g = (1.0 - e) * guess + e * without_sine(guess, at.sine) - mean_anomaly;
        (g > 0.0 ? high : low) = guess;
        double next = guess - g / ((1.0 - e) + e * (1.0 - at.cosine));
        if (!(next >= low && next <= high)) next = 0.5 * (low + high);
        const double moved = next - guess;
        guess = next;
        // A step leaves an error of the order of its square: after one as small as this the next
        // would not move, and sine and cosine follow by two terms of their series.
        if (std::fabs(moved) <= 0x1p-27 * (1.0 - e) * guess) {
            const double half_square = 0.5 * moved * moved;
            return {guess, at.sine + moved * at.cosine - half_square * at.sine,
                    at.cosine - moved * at.sine - half_square * at.cosine};
        }
    }
    return anomaly(guess);
}

/// Unit vectors in the plane of the orbit: to the periapsis, and a quarter turn on.
struct Plane {
    Vector3 to_periapsis;
    Vector3 quarter_on;
};

Plane plane_of(const KeplerElements& k) {
    const double node_x = math::cos(k.ascending_node);
    const double node_y = math::sin(k.ascending_node);
    const double tilt = math::cos(k.inclination);
    const Vector3 to_node{node_x, node_y, 0.0};
    const Vector3 past_node{-node_y * tilt, node_x * tilt, math::sin(k.inclination)};
    const double sine = math::sin(k.argument_of_periapsis);
    const double cosine = math::cos(k.argument_of_periapsis);
    return {cosine * to_node + sine * past_node, cosine * past_node - sine * to_node};
}

double secular_rate(const KeplerElements& k) {
    return -1.5 * k.gm / (k.semi_major_axis * c_squared);
}

/// 2 √(GM a) e/c² [s]
double periodic_amplitude(const KeplerElements& k) {
    return 2.0 * std::sqrt(k.gm * k.semi_major_axis) * k.eccentricity / c_squared;
}

double sine_at(const KeplerElements& k, double seconds) {
    return solve_kepler(mean_anomaly_at(k, seconds), k.eccentricity).sine;
}

}  // namespace

EccentricAnomaly solve_kepler(double mean_anomaly, double eccentricity) {
    if (!(eccentricity >= 0.0 && eccentricity < 1.0)) {
        throw std::invalid_argument(fmt::format(
            "eccentricity must lie between 0 and 1, 1 excluded, and not be {}", eccentricity));
    }
    if (!std::isfinite(mean_anomaly)) {
        throw std::invalid_argument(
            fmt::format("mean_anomaly must be a finite number of rad, and not {}", mean_anomaly));
    }
    const double turns = std::floor(mean_anomaly / turn + 0.5);
    // The turns that are taken off are of 2π, and not of what a double knows of it.
    const double rest = std::fma(-turns, turn, mean_anomaly) - turns * turn_rest;
    EccentricAnomaly solution = solve_half_turn(std::fmin(std::fabs(rest), math::pi), eccentricity);
    if (rest < 0.0) {
        solution.radians = -solution.radians;
        solution.sine = -solution.sine;
    }
    solution.radians = std::fma(turns, turn, solution.radians + turns * turn_rest);
    return solution;
}

void check_elements(const KeplerElements& k) {
    if (!(k.semi_major_axis > 0.0 && std::isfinite(k.semi_major_axis))) {
        throw std::invalid_argument(fmt::format(
            "semi_major_axis must be greater than 0 m, and not {} m", k.semi_major_axis));
    }
    if (!(k.eccentricity >= 0.0 && k.eccentricity < 1.0)) {
        throw std::invalid_argument(fmt::format(
            "eccentricity must lie between 0 and 1, 1 excluded, and not be {}", k.eccentricity));
    }
    if (!(k.gm > 0.0)) {
        throw std::invalid_argument(
            fmt::format("gm must be greater than 0 m3/s2, and not {} m3/s2", k.gm));
    }
}

double mean_motion(const KeplerElements& k) {
    return std::sqrt(k.gm / k.semi_major_axis) / k.semi_major_axis;
}

double periapsis_speed(const KeplerElements& k) {
    const double e = k.eccentricity;
    return std::sqrt(k.gm / k.semi_major_axis * ((1.0 + e) / (1.0 - e)));
}

double mean_anomaly_at(const KeplerElements& k, Twofold seconds) {
    const double turns_per_second = mean_motion(k) / turn;
    const Twofold turns = two_product(turns_per_second, seconds.high) +
                          Twofold(turns_per_second * seconds.low) + Twofold(k.mean_anomaly / turn);
    const double whole = std::floor(turns.high + 0.5);
    return ((turns.high - whole) + turns.low) * turn;
}

MovingPoint kepler_state(const KeplerElements& k, Twofold seconds) {
    const double e = k.eccentricity;
    const EccentricAnomaly at = solve_kepler(mean_anomaly_at(k, seconds), e);
    const Plane plane = plane_of(k);
    const double flat = std::sqrt((1.0 - e) * (1.0 + e));
    const double speed = std::sqrt(k.gm / k.semi_major_axis) / (1.0 - e * at.cosine);
    const Vector3 position = k.semi_major_axis * ((at.cosine - e) * plane.to_periapsis +
                                                  flat * at.sine * plane.quarter_on);
    const Vector3 velocity =
        speed * (flat * at.cosine * plane.quarter_on - at.sine * plane.to_periapsis);
    return {position, velocity};
}

KeplerElements elements_of_state(const MovingPoint& state, double gm) {
    const auto& [position, velocity] = state;
    const double r = length(position);
    const Vector3 momentum = cross(position, velocity);
    const double inverse_axis = 2.0 / r - dot(velocity, velocity) / gm;
    if (!(gm > 0.0)) throw std::invalid_argument("gm must be greater than 0 m3/s2");
    if (!(r > 0.0 && length(momentum) > 0.0)) {
        throw std::invalid_argument("state falls straight to the centre, which is no ellipse");
    }
    if (!(inverse_axis > 0.0)) {
        throw std::invalid_argument("state escapes: its speed is too great for an ellipse");
    }
    const double a = 1.0 / inverse_axis;
    const double e_cosine = r * dot(velocity, velocity) / gm - 1.0;
    const double e_sine = dot(position, velocity) / std::sqrt(gm * a);
    const double e = std::sqrt(e_cosine * e_cosine + e_sine * e_sine);
    const double eccentric = e > 0.0 ? math::atan2(e_sine, e_cosine) : 0.0;
    const double level = std::sqrt(momentum.x * momentum.x + momentum.y * momentum.y);
    const double node = level > 0.0 ? math::atan2(momentum.x, -momentum.y) : 0.0;

    const Vector3 to_node{math::cos(node), math::sin(node), 0.0};
    const Vector3 past_node = (1.0 / length(momentum)) * cross(momentum, to_node);
    const double latitude_argument = math::atan2(dot(position, past_node), dot(position, to_node));
    const double flat = std::sqrt((1.0 - e) * (1.0 + e));
    const double true_anomaly = math::atan2(flat * math::sin(eccentric), math::cos(eccentric) - e);
    return {.semi_major_axis = a,
            .eccentricity = e,
            .inclination = math::atan2(level, momentum.z),
            .ascending_node = node,
            .argument_of_periapsis = latitude_argument - true_anomaly,
            .mean_anomaly = eccentric - e_sine,
            .gm = gm};
}

double kepler_offset(const KeplerElements& k, double seconds) {
    return secular_rate(k) * seconds -
           periodic_amplitude(k) * (sine_at(k, seconds) - sine_at(k, 0.0));
}

double kepler_periodic_offset(const KeplerElements& k, double seconds) {
    return -periodic_amplitude(k) * sine_at(k, seconds);
}

double kepler_offset_at_reading(const KeplerElements& k, double proper_seconds) {
    // |dδ/dt| is 10⁻⁹ near the Earth: each step gains nine digits. More for heavier bodies.
    double ahead = 0.0;
    for (int step = 0; step < 60; ++step) {
        const double next = -kepler_offset(k, proper_seconds + ahead);
        if (next == ahead) break;
        ahead = next;
    }
    return ahead;
}

double periodic_offset_of_state(const MovingPoint& state) {
    return -2.0 * dot(state.position, state.velocity) / c_squared;
}

}  // namespace worldline
