// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/point.hpp"

/// Clocks and light near masses in formulas, for people who ask: a run uses metrics.
///
/// Rates are y = dτ/dt − 1 against coordinate time unless something else is said, and never the
/// difference of two numbers near 1. SI units. [Ashby2003; IERS2010; MTW1973]
namespace worldline {

/// A body that turns, and is wider at its equator.
struct RotatingBody {
    double gm = constants::earth_gm;                                ///< [m³/s²]
    double equatorial_radius = constants::earth_equatorial_radius;  ///< [m]
    double oblateness = 1.0826359e-3;                               ///< J2 [IERS2010]
    double rotation = constants::earth_rotation;                    ///< ω [rad/s]
};

/// y of an orbiting clock against one on the geoid: L_G − 3GM/(2ac²), a the semi-major axis [m].
double orbit_rate(double semi_major_axis, double gm, double geoid_rate);

/// −(GM/r + v²/2)/c²: weak field, first order; the second order is about (GM/(rc²))².
double weak_rate(double radius, double speed, double gm);

/// The same with the oblateness of the body: U = GM/r − GM J2 a²(3 sin²φ − 1)/(2r³).
double oblate_rate(const MovingPoint& state, const RotatingBody& body);

/// What a transmitter must be set to, so that `frequency` is received from a clock of rate y.
double factory_frequency(double frequency, double rate);

/// F = −2√GM/c² [s/√m] of the eccentricity term F e √a sin E. [IS-GPS-200, 20.3.3.3.3.1]
double eccentricity_constant(double gm);

/// 2√(GMa) e/c² [s], half the swing of a clock on an ellipse.
double eccentricity_amplitude(double semi_major_axis, double eccentricity, double gm);

/// GM J2 a_E²/(a³c²) sin²i: amplitude of the rate at twice the argument of latitude, on a nearly
/// circular orbit, its disturbance included. [Ashby2001]
double oblateness_rate_amplitude(double semi_major_axis, double inclination,
                                 const RotatingBody& body);
/// That of the clock [s]: the above over 2n.
double oblateness_clock_amplitude(double semi_major_axis, double inclination,
                                  const RotatingBody& body);

/// By how much a clock on the geoid is slow, taken at the equator: each part positive.
struct GeoidDeficit {
    double monopole;    ///< GM/(ac²)
    double oblateness;  ///< GM J2/(2ac²)
    double rotation;    ///< (ωa)²/(2c²)
    double total;
};
GeoidDeficit geoid_deficit(const RotatingBody& body);

/// W/c² of a potential W [m²/s²].
double potential_rate(double potential);

/// y of a clock at height h over another: g h/c². In a field that does not change with height.
double height_rate(double height, double gravity);

/// Airborne less ground clock [s], flying along the equator: its height, and its speed.
struct Flight {
    double gravitational;
    double kinematic;
    double total;
};
struct FlightPlan {
    double height;        ///< [m]
    double ground_speed;  ///< [m/s], east positive
    double duration;      ///< [s]
    double gravity;       ///< [m/s²]
    double radius;        ///< [m] of the equator
    double rotation;      ///< [rad/s]
};
/// [gh/c² − (2RΩv + v²)/(2c²)] T  [Hafele1972]
Flight flight(const FlightPlan& plan);

/// Exact in the field of a point mass, m = GM/c²: √(1 − 2m/r) − 1, at rest.
double static_rate(double radius, double gm);
/// √(1 − 3m/r) − 1, on a circular geodesic.
double circular_rate(double radius, double gm);
/// √((1 − 2m/r) − ṙ²/(c²(1 − 2m/r)) − (rφ̇)²/c²) − 1, r Schwarzschild's radius.
double schwarzschild_rate(double radius, double radial_speed, double transverse_speed, double gm);

/// 2ωA/c² [s], A the area [m²] swept in the plane of the equator, east positive.
double sagnac_loop(double area, double rotation);
/// (ω/c²)(x_e y_r − y_e x_r) [s], in axes that turn with the body; add it to the light time.
double sagnac_link(Vector3 emitter, Vector3 receiver, double rotation);
/// The largest for these radii, with the ray along the horizon: (ω/c²) r √(R² − r²).
double sagnac_horizon(double ground_radius, double orbit_radius, double rotation);

/// (2GM/c³) ln((r₁ + r₂ + R)/(r₁ + r₂ − R)) [s]: light from one point to another past a mass in
/// the origin. [Shapiro1964]
double shapiro_delay(Vector3 emitter, Vector3 receiver, double gm);
/// Two distances from the mass and the impact parameter of the ray that passes between them. [m]
struct Passage {
    double emitter_distance;
    double receiver_distance;
    double impact_parameter;
};
double shapiro_delay(const Passage& passage, double gm);
/// (2GM/c³) ln(4 r₁ r₂/b²), the usual approximation. [s]
double shapiro_delay_approximate(const Passage& passage, double gm);

}  // namespace worldline
