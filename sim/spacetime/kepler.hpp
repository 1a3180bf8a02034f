// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/point.hpp"
#include "sim/spacetime/twofold.hpp"

/// Ellipses round a point mass, and the proper time along them in a weak field.
namespace worldline {

/// The solution of Kepler's equation, with its sine and cosine: they are what is used.
struct EccentricAnomaly {
    double radians = 0.0;  ///< E, in the same turn as the mean anomaly
    double sine = 0.0;
    double cosine = 1.0;
};

/// E with E − e sin E = M: Newton inside a bracket, to the last bits of a double.
///
/// @param mean_anomaly  M [rad], any
/// @param eccentricity  e, 0 ≤ e < 1
/// @throws std::invalid_argument  the eccentricity lies outside, or M is not finite.
/// [Vallado: Fundamentals of Astrodynamics and Applications, 2.2]
EccentricAnomaly solve_kepler(double mean_anomaly, double eccentricity);

/// An ellipse in the frame's axes, and where on it at t = 0.
struct KeplerElements {
    double semi_major_axis = 0.0;        ///< a [m]
    double eccentricity = 0.0;           ///< e, 0 ≤ e < 1
    double inclination = 0.0;            ///< [rad]
    double ascending_node = 0.0;         ///< [rad] from the x axis
    double argument_of_periapsis = 0.0;  ///< [rad] from the node
    double mean_anomaly = 0.0;           ///< M [rad] at t = 0
    double gm = constants::earth_gm;     ///< [m³/s²]
};

/// @throws std::invalid_argument  a ≤ 0, e outside 0 ≤ e < 1, GM ≤ 0.
void check_elements(const KeplerElements& elements);

/// n = √(GM/a³) [rad/s]
double mean_motion(const KeplerElements& elements);

/// Speed where it is nearest: √(GM/a · (1 + e)/(1 − e)) [m/s]; the greatest there is.
double periapsis_speed(const KeplerElements& elements);

/// M at t [s], less whole turns: as sharp after ten years as at first. [rad], −π ≤ M ≤ π
double mean_anomaly_at(const KeplerElements& elements, Twofold seconds);

/// Place and velocity at t [s].
MovingPoint kepler_state(const KeplerElements& elements, Twofold seconds);

/// The ellipse that touches a moving point, with t = 0 at that point. A circle has no periapsis
/// and an equatorial orbit no node: these angles are 0 then, and the others count from there.
///
/// @throws std::invalid_argument  the point is on no ellipse: it escapes, or falls straight.
KeplerElements elements_of_state(const MovingPoint& state, double gm = constants::earth_gm);

/// δ = τ − t [s] since t = 0 along the ellipse, to first order in GM/(a c²):
/// δ = −(3GM/(2ac²)) t − (2√(GM a)/c²) e (sin E − sin E₀).  [Ashby2003, section 5]
double kepler_offset(const KeplerElements& elements, double seconds);

/// The periodic part of it alone, counted from zero at periapsis: −2 √(GM a) e sin E/c² [s].
double kepler_periodic_offset(const KeplerElements& elements, double seconds);

/// t − τ [s] when a clock on the ellipse, 0 at t = 0, has counted τ [s]: the inverse of the above.
double kepler_offset_at_reading(const KeplerElements& elements, double proper_seconds);

/// The periodic term from a state alone: −2 r·v/c² [s], for any ellipse. [IS-GPS-200, 20.3.3.3.3.1]
double periodic_offset_of_state(const MovingPoint& state);

}  // namespace worldline
