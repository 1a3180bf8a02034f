// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Numbers of nature and of the Earth that the motions, metrics and clocks share. SI units.
namespace worldline::constants {

inline constexpr double light_speed = 299'792'458.0;  ///< [m/s], exact (SI)

/// [m³/s²] GM of the Earth, in coordinate time TCG. [IERS 2010; WGS 84]
inline constexpr double earth_gm = 3.986'004'418e14;
inline constexpr double earth_equatorial_radius = 6'378'137.0;  ///< [m] WGS 84
inline constexpr double earth_mean_radius = 6'371'008.8;        ///< [m] GRS 80, (2a + b)/3
inline constexpr double earth_rotation = 7.292'115e-5;          ///< [rad/s] WGS 84

/// W0/c²: every clock on the geoid runs at 1 − L_G of TCG. Defining constant. [IAU 2000 B1.9]
inline constexpr double geoid_rate = 6.969'290'134e-10;

}  // namespace worldline::constants
