// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/relativity.hpp"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/spacetime/exact_vector.hpp"
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/signal.hpp"

namespace worldline {
namespace {

constexpr double c = constants::light_speed;
constexpr double c_squared = c * c;

void check_slow(double speed, const char* name = "speed") {
    if (std::fabs(speed) < c) return;
    throw std::invalid_argument(
        fmt::format("{} must be slower than light, 299792458 m/s, and not {} m/s", name, speed));
}

void check_positive(double number, const char* name, const char* unit) {
    if (number > 0.0 && std::isfinite(number)) return;
    throw std::invalid_argument(
        fmt::format("{} must be greater than 0 {}, and not {} {}", name, unit, number, unit));
}

void check_not_negative(double number, const char* name, const char* unit) {
    if (number >= 0.0) return;
    throw std::invalid_argument(
        fmt::format("{} must be at least 0 {}, and not {} {}", name, unit, number, unit));
}

/// 1/γ. Not from v/c, whose last digit is many of those that 1 − v/c has left near 1.
double slowing(double speed) {
    check_slow(speed);
    return std::sqrt((c - speed) * (c + speed)) / c;
}

/// c² − v² [m²/s²], to the last digit: a length would round away what matters near c.
Twofold below_light(Vector3 velocity, const char* name) {
    const Twofold left = two_product(c, c) - exact_dot(velocity, velocity);
    if (!(left.high > 0.0)) check_slow(std::fmax(length(velocity), c), name);
    return left;
}

/// 1/γ
double slowing(Vector3 velocity, const char* name) {
    return std::sqrt(below_light(velocity, name).value()) / c;
}

/// 1 − n·β
double along(Vector3 direction, Vector3 velocity) {
    const Twofold way = square_root(exact_dot(direction, direction)) * Twofold(c);
    return (way - exact_dot(direction, velocity)).value() / way.value();
}

void check_direction(const LightPath& path) {
    if (length(path.direction) > 0.0) return;
    throw std::invalid_argument("direction must point somewhere: its length is 0");
}

}  // namespace

double lorentz_factor(double speed) { return 1.0 / slowing(speed); }

double dilation_of_speed(double speed) {
    const double inverse = slowing(speed);
    const double beta = speed / c;
    return -(beta * beta) / (1.0 + inverse);
}

double speed_of_lorentz_factor(double factor) {
    if (!(factor >= 1.0)) {
        throw std::invalid_argument(fmt::format("factor must be at least 1, and not {}", factor));
    }
    return c * (std::sqrt((factor - 1.0) * (factor + 1.0)) / factor);
}

SpacetimeEvent boosted(const SpacetimeEvent& event, Vector3 velocity) {
    const Twofold left = below_light(velocity, "velocity");
    const Twofold speed_squared = exact_dot(velocity, velocity);
    if (speed_squared.high == 0.0) return event;
    const Twofold light_squared = two_product(c, c);
    const Twofold beta_squared = speed_squared / light_squared;
    const Twofold factor = Twofold(1.0) / square_root(left / light_squared);
    const Twofold product = exact_dot(velocity, event.position);
    // γ − 1 = β² γ² / (1 + γ), which does not cancel.
    const Twofold stretched =
        beta_squared * factor * factor / (Twofold(1.0) + factor) * product / speed_squared;
    return {factor * (event.time - product / light_squared),
            event.position + (stretched - factor * event.time).value() * velocity};
}

double interval_squared(const SpacetimeEvent& a, const SpacetimeEvent& b) {
    const double way = c * (b.time - a.time).value();
    const double distance = length(b.position - a.position);
    return (way - distance) * (way + distance);
}

double desynchronisation(double separation, double speed) {
    return -lorentz_factor(speed) * speed * separation / c_squared;
}

Vector3 velocities_added(Vector3 velocity, Vector3 frame_velocity) {
    below_light(velocity, "velocity");
    const double inverse = slowing(frame_velocity, "frame_velocity");
    // 1 + v·V/c², which is small where the two all but cancel.
    const double shared =
        (two_product(c, c) + exact_dot(velocity, frame_velocity)).value() / c_squared;
    const Vector3 sum =
        inverse * velocity + ((shared + inverse) / (1.0 + inverse)) * frame_velocity;
    return (1.0 / shared) * sum;
}

double doppler_factor(double speed) {
    check_slow(speed);
    return std::sqrt((c - speed) / (c + speed));
}

double doppler_ratio(const LightPath& path) {
    check_direction(path);
    const double emitter = slowing(path.emitter_velocity, "emitter_velocity");
    const double receiver = slowing(path.receiver_velocity, "receiver_velocity");
    return (emitter * along(path.direction, path.receiver_velocity)) /
           (receiver * along(path.direction, path.emitter_velocity));
}

double doppler_ratio(const LightPath& path, double emitter_rate, double receiver_rate) {
    check_direction(path);
    below_light(path.emitter_velocity, "emitter_velocity");
    below_light(path.receiver_velocity, "receiver_velocity");
    return ((1.0 + emitter_rate) * along(path.direction, path.receiver_velocity)) /
           ((1.0 + receiver_rate) * along(path.direction, path.emitter_velocity));
}

Twins twins(double speed, double distance, double pulse_period) {
    check_positive(speed, "speed", "m/s");
    check_positive(distance, "distance", "m");
    check_positive(pulse_period, "pulse_period", "s");
    const double one_way = distance / speed;
    const double own_one_way = one_way * slowing(speed);
    const double k = doppler_factor(speed);
    return {.home_elapsed = 2.0 * one_way,
            .traveller_elapsed = 2.0 * own_one_way,
            .doppler_receding = k,
            .received_outbound = k * own_one_way / pulse_period,
            .received_inbound = own_one_way / (k * pulse_period),
            .received_at_home = 2.0 * own_one_way / pulse_period,
            .turnaround_seen_home = one_way + distance / c};
}

Acceleration accelerated_for_proper_time(double acceleration, double proper_time) {
    check_positive(acceleration, "acceleration", "m/s2");
    const double rapidity = acceleration * proper_time / c;
    const double half = math::sinh(0.5 * rapidity);  // cosh w − 1 = 2 sinh²(w/2)
    return {.time = c / acceleration * math::sinh(rapidity),
            .proper_time = proper_time,
            .distance = c_squared / acceleration * 2.0 * half * half,
            .speed = c * math::tanh(rapidity),
            .factor = math::cosh(rapidity)};
}

Acceleration accelerated_for_time(double acceleration, double time) {
    check_positive(acceleration, "acceleration", "m/s2");
    const double w = acceleration * time / c;
    const double factor = std::sqrt(1.0 + w * w);
    return {.time = time,
            .proper_time = c / acceleration * math::asinh(w),
            .distance = c_squared / acceleration * (w * w / (1.0 + factor)),
            .speed = c * (w / factor),
            .factor = factor};
}

Acceleration accelerated_over_distance(double acceleration, double distance) {
    check_positive(acceleration, "acceleration", "m/s2");
    check_not_negative(distance, "distance", "m");
    const double q = 0.5 * acceleration * distance / c_squared;  // (γ − 1)/2
    return accelerated_for_proper_time(acceleration,
                                       2.0 * c / acceleration * math::asinh(std::sqrt(q)));
}

Acceleration flip_and_burn(double acceleration, double distance) {
    const Acceleration half = accelerated_over_distance(acceleration, 0.5 * distance);
    return {.time = 2.0 * half.time,
            .proper_time = 2.0 * half.proper_time,
            .distance = distance,
            .speed = half.speed,
            .factor = half.factor};
}

double horizon_distance(double acceleration) {
    check_positive(acceleration, "acceleration", "m/s2");
    return c_squared / acceleration;
}

StorageRing storage_ring(double factor, double proper_life, double radius) {
    check_positive(proper_life, "proper_life", "s");
    check_positive(radius, "radius", "m");
    const double speed = speed_of_lorentz_factor(factor);
    const double life = factor * proper_life;
    return {.life = life, .beta = speed / c, .turns = speed * life / (2.0 * math::pi * radius)};
}

double light_time_to(Vector3 separation, Vector3 velocity) {
    below_light(velocity, "velocity");
    return light_time(FixedMotion({}), InertialMotion({separation, velocity}), 0.0, c);
}

std::vector<double> light_time_errors(const Motion& from, const Motion& to, double emission,
                                      std::size_t n_steps) {
    const Vector3 start = from.at(emission).position;
    const auto way = [&](double span) {
        return to.at(Twofold(emission) + Twofold(span)).position - start;
    };
    const double solution = light_time(from, to, emission, c);
    const Vector3 solved_way = way(solution);
    double span = 0.0;  // the first step from here gives D/c
    std::vector<double> errors;
    for (std::size_t k = 0; k <= n_steps; ++k) {
        // |a| − |b| = (a − b)·(a + b)/(|a| + |b|)
        const Vector3 next_way = way(span);
        const double sum = length(next_way) + length(solved_way);
        const double error =
            sum == 0.0 ? 0.0 : dot(next_way - solved_way, next_way + solved_way) / (sum * c);
        errors.push_back(error);
        span = length(next_way) / c;
    }
    return errors;
}

double least_delay_of_gap(double gap, double receiver_speed) {
    check_not_negative(gap, "gap", "m");
    check_not_negative(receiver_speed, "receiver_speed", "m/s");
    check_slow(receiver_speed, "receiver_speed");
    return gap / (c + receiver_speed);
}

}  // namespace worldline
