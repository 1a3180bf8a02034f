// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace worldline {

class Motion;

/// A celestial body: what orbits, stations and fields need to know of it.
struct CelestialBody {
    std::string_view name;
    double gm;                 ///< [m³/s²]
    double equatorial_radius;  ///< [m]
    double flattening;         ///< 1
    double j2;                 ///< oblateness of its field, 1
    double rotation;           ///< [rad/s], prograde
    double geoid_rate;         ///< W0/c², where there is a geoid that clocks refer to; else 0

    double polar_radius() const { return equatorial_radius * (1.0 - flattening); }
};

namespace bodies {

extern const CelestialBody earth;
extern const CelestialBody moon;
extern const CelestialBody mars;
extern const CelestialBody sun;

}  // namespace bodies

/// earth, moon, mars, sun.
std::vector<std::string> body_names();

/// @throws std::invalid_argument  there is none of this name.
const CelestialBody& body_named(std::string_view name);

/// Where a body is, in a frame with another one in the origin.
///
/// Two-body ellipses of fixed elements, at their perigee or perihelion at t = 0: right in size,
/// distance and speed, not in date. The Moon goes round the Earth; the Earth and Mars go round the
/// Sun. The z axis is the Earth's axis of rotation. Null: it stands in the origin itself.
std::shared_ptr<const Motion> motion_of(const CelestialBody& body, const CelestialBody& centre);

}  // namespace worldline
