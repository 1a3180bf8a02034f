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
    bool is_radial() const override { return true; }
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
    std::optional<PathIntegrals> integrals(Twofold seconds) const override;
    double time_scale() const override;
    bool is_radial() const override;
    std::string describe() const override;

private:
    MovingPoint start_;
    Bounds bounds_;
};

/// Fixed to a body and turning with it, on or over its ellipsoid; WGS 84 for the Earth.
///
/// At t = 0 the prime meridian lies on the x axis.  angle(t) = longitude + ω t
class StationMotion final : public Motion {
public:
    explicit StationMotion(Geodetic place, const CelestialBody& body = bodies::earth);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    double time_scale() const override { return 1.0 / body_->rotation; }
    const CelestialBody* ground() const override { return body_; }
    Geodetic place() const override { return place_; }
    std::optional<Circle> circle() const override { return circle_; }
    std::string describe() const override;

private:
    Circle circle_at_start() const;

    const CelestialBody* body_;
    Geodetic place_;
    double axis_distance_;  ///< [m] from the axis of rotation
    double z_;              ///< [m]
    Circle circle_;
    Bounds bounds_;
};

/// A circle at constant speed, held by whatever: a wheel, a road, an aircraft's loop.
class CircularMotion final : public Motion {
public:
    /// @throws std::invalid_argument  a radius or an angular speed that is not above 0.
    explicit CircularMotion(Circle circle);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    double time_scale() const override { return 1.0 / circle_.angular_speed; }
    std::optional<Circle> circle() const override { return circle_; }
    std::string describe() const override;

private:
    Circle circle_;
    Bounds bounds_;
};

/// Unit vectors in a plane: towards its node, and a quarter turn on.
struct PlaneAxes {
    Vector3 to_node;
    Vector3 quarter_on;
};
/// @param inclination, ascending_node  [rad], against the xy plane and from the x axis
PlaneAxes plane_axes(double inclination, double ascending_node);

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
    double time_scale() const override { return 1.0 / angular_speed_; }
    std::optional<Circle> circle() const override { return circle_; }
    std::string describe() const override;

private:
    Circle circle_at_start() const;

    Elements elements_;
    double angular_speed_;  ///< n [rad/s]
    Vector3 to_node_;       ///< unit vectors in the plane of the orbit
    Vector3 quarter_on_;
    Circle circle_;
    Bounds bounds_;
};

}  // namespace worldline
