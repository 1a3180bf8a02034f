// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/motion.hpp"
#include "sim/spacetime/point.hpp"
#include "sim/spacetime/twofold.hpp"

/// Special relativity in formulas, for people who ask: a run uses motions and metrics.
///
/// SI units; speeds below that of light, else std::invalid_argument. A receding end has a
/// positive speed. [MTW1973, Rindler2006]
namespace worldline {

/// Something that happens: when and where, in one inertial frame.
struct SpacetimeEvent {
    Twofold time;      ///< [s]
    Vector3 position;  ///< [m]
};

/// γ = 1/√(1 − v²/c²)
double lorentz_factor(double speed);

/// 1/γ − 1 of a clock at this speed, without the subtraction: −β²/(1 + √(1 − β²)).
double dilation_of_speed(double speed);

/// v [m/s] with this γ ≥ 1: c √((γ − 1)(γ + 1))/γ
double speed_of_lorentz_factor(double factor);

/// An event as a frame sees it that moves with `velocity` and agrees at t = 0 in the origin:
/// t' = γ(t − v·x/c²), x' = x + ((γ − 1)(v·x)/v² − γt) v.
SpacetimeEvent boosted(const SpacetimeEvent& event, Vector3 velocity);

/// s² = c²Δt² − |Δx|² [m²], alike in every frame. Positive: the order is absolute. Negative: it
/// depends on the frame.
double interval_squared(const SpacetimeEvent& a, const SpacetimeEvent& b);

/// By how much two clocks that agree in a frame are apart in another that moves along their line:
/// −γ v L/c² [s], the front one less the rear one.
double desynchronisation(double separation, double speed);

/// The velocity, in the frame that is left, of what moves with `velocity` in a frame that moves
/// with `frame_velocity` there.
Vector3 velocities_added(Vector3 velocity, Vector3 frame_velocity);

/// k = √((1 − β)/(1 + β)): received frequency over sent, straight away from each other.
double doppler_factor(double speed);

/// Who sends to whom, in one inertial frame.
struct LightPath {
    Vector3 direction;  ///< along the ray, from the emitter to the receiver; any length
    Vector3 emitter_velocity;
    Vector3 receiver_velocity;
};

/// f_r/f_e = γ_r(1 − n·β_r)/(γ_e(1 − n·β_e))
double doppler_ratio(const LightPath& path);

/// The same for clocks of known rates y = dτ/dt − 1: with gravity and speed together.
double doppler_ratio(const LightPath& path, double emitter_rate, double receiver_rate);

/// One stays, one goes away and comes back, and both send a pulse every period of their own.
struct Twins {
    double home_elapsed;          ///< [s]
    double traveller_elapsed;     ///< [s] proper time
    double doppler_receding;      ///< k
    double received_outbound;     ///< pulses of home, until the turn
    double received_inbound;      ///< pulses of home, from the turn on
    double received_at_home;      ///< pulses of the traveller, in all
    double turnaround_seen_home;  ///< [s] when light of the turn comes home
};
Twins twins(double speed, double distance, double pulse_period);

/// Constant proper acceleration from rest, by the clock of the frame and the own one.
struct Acceleration {
    double time;         ///< t [s]
    double proper_time;  ///< τ [s]
    double distance;     ///< x [m]
    double speed;        ///< [m/s]
    double factor;       ///< γ
};
/// t = (c/a) sinh(aτ/c), x = (c²/a)(cosh(aτ/c) − 1), v = c tanh(aτ/c), γ = cosh(aτ/c)
Acceleration accelerated_for_proper_time(double acceleration, double proper_time);
/// τ = (c/a) asinh(at/c)
Acceleration accelerated_for_time(double acceleration, double time);
/// τ = (2c/a) asinh(√(ax/2c²))
Acceleration accelerated_over_distance(double acceleration, double distance);
/// Half the way faster, half the way slower. `speed` and `factor` are those in the middle.
Acceleration flip_and_burn(double acceleration, double distance);
/// c²/a [m]: light from further behind the start never catches up.
double horizon_distance(double acceleration);

/// Unstable particles on a circle. Acceleration does nothing to them. [Bailey1977]
struct StorageRing {
    double life;   ///< [s] in the laboratory
    double beta;   ///< v/c
    double turns;  ///< in one such life
};
StorageRing storage_ring(double factor, double proper_life, double radius);

/// Light time [s] from a point to one that is `separation` away at emission and keeps its
/// velocity: (X·V + √((X·V)² + (c² − V²)X²))/(c² − V²).
double light_time_to(Vector3 separation, Vector3 velocity);

/// By how much [s] the fixed-point solution of the light-time equation is off: element k after k
/// steps of Δ ← |x_to(t + Δ) − x_from(t)|/c, from Δ = D/c. Taken as differences of places, so
/// that they hold far below the last digit of Δ.
std::vector<double> light_time_errors(const Motion& from, const Motion& to, double emission,
                                      std::size_t n_steps);

/// A lower bound [s], for ever, on the light time between two whose distances from one centre lie
/// apart: gap/(c + v), v the largest speed of the receiver.
double least_delay_of_gap(double gap, double receiver_speed);

}  // namespace worldline
