// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/motion.hpp"

/// The motions that come with the simulator. A scenario makes them by name: `parts.hpp`.
namespace worldline {

/// At rest in the frame.
class FixedMotion final : public Motion {
public:
    explicit FixedMotion(Vector3 position) : position_(position) {}

    MovingPoint at(Twofold) const override { return {position_, {}}; }
    Bounds bounds() const override;
    std::string describe() const override;

private:
    Vector3 position_;  ///< [m]
};

/// Free: a straight line at constant speed.  x(t) = x₀ + v t
class InertialMotion final : public Motion {
public:
    explicit InertialMotion(MovingPoint start);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    PathIntegrals integrals(double seconds) const override;
    std::string describe() const override;

private:
    MovingPoint start_;
    Bounds bounds_;
};

/// Fixed to the Earth and turning with it, on or over the WGS 84 ellipsoid.
///
/// At t = 0 the prime meridian lies on the x axis.  angle(t) = longitude + ω t
class StationMotion final : public Motion {
public:
    explicit StationMotion(Geodetic place);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    std::optional<Geodetic> geodetic() const override { return place_; }
    std::string describe() const override;

private:
    Geodetic place_;
    double axis_distance_;  ///< [m] from the axis of rotation
    double z_;              ///< [m]
    Bounds bounds_;
};

/// Round a point mass in the frame's origin.  u(t) = phase + n t,  n = √(GM/r³)
class CircularOrbit final : public Motion {
public:
    struct Elements {
        double radius;                    ///< [m] from the centre, not from the surface
        double inclination = 0.0;         ///< [rad] against the equator
        double ascending_node = 0.0;      ///< [rad] right ascension, from the x axis
        double phase = 0.0;               ///< [rad] argument of latitude at t = 0
        double gm = constants::earth_gm;  ///< [m³/s²]
    };
    explicit CircularOrbit(Elements elements);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    std::string describe() const override;

private:
    Elements elements_;
    double angular_speed_;  ///< n [rad/s]
    Vector3 to_node_;       ///< unit vectors in the plane of the orbit
    Vector3 quarter_on_;
    Bounds bounds_;
};

}  // namespace worldline
