// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace worldline {

/// Three components in the scenario's inertial frame, along the first three named axes.
///
/// Sums of products run from x to z, always: the same bits on every machine.
struct Vector3 {
    double x = 0.0;
    double y = 0.0;
    double z = 0.0;

    friend constexpr bool operator==(const Vector3&, const Vector3&) = default;
    friend constexpr Vector3 operator+(Vector3 a, Vector3 b) {
        return {a.x + b.x, a.y + b.y, a.z + b.z};
    }
    friend constexpr Vector3 operator-(Vector3 a, Vector3 b) {
        return {a.x - b.x, a.y - b.y, a.z - b.z};
    }
    friend constexpr Vector3 operator-(Vector3 a) { return {-a.x, -a.y, -a.z}; }
    friend constexpr Vector3 operator*(double factor, Vector3 a) {
        return {factor * a.x, factor * a.y, factor * a.z};
    }
};

constexpr double dot(Vector3 a, Vector3 b) { return (a.x * b.x + a.y * b.y) + a.z * b.z; }
constexpr Vector3 cross(Vector3 a, Vector3 b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(Vector3 a) { return std::sqrt(dot(a, a)); }

/// Where something is and how it moves, at one moment of coordinate time.
struct MovingPoint {
    Vector3 position;  ///< [m]
    Vector3 velocity;  ///< [m/s]
};

/// A point fixed to the rotating Earth: WGS 84.
struct Geodetic {
    double latitude = 0.0;   ///< [rad], north positive
    double longitude = 0.0;  ///< [rad], east positive
    double height = 0.0;     ///< [m] over the ellipsoid, here taken for the geoid
};

}  // namespace worldline
