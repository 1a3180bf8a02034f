// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/spacetime/bodies.hpp"
#include "sim/spacetime/point.hpp"
#include "sim/spacetime/twofold.hpp"

namespace worldline {

/// What a motion never exceeds, from t = 0 on. Lookahead is made of these, so: when in doubt,
/// wider. Equal ends mean a constant.
struct Bounds {
    double speed_min = 0.0;         ///< [m/s]
    double speed_max = 0.0;         ///< [m/s]
    double acceleration_max = 0.0;  ///< [m/s²]; 0: a straight line at constant speed
    double radius_min = 0.0;        ///< [m] from the frame's origin
    double radius_max = std::numeric_limits<double>::infinity();  ///< [m]

    bool constant_speed() const { return speed_min == speed_max; }
    bool constant_radius() const { return radius_min == radius_max; }
    bool straight() const { return acceleration_max == 0.0; }
};

/// Two integrals along a motion from 0 to t. Clock rates in a weak field are made of them, so a
/// motion that gives them in closed form has its clocks in closed form.
struct PathIntegrals {
    double speed_squared = 0.0;   ///< ∫ v² dt     [m²/s]
    double inverse_radius = 0.0;  ///< ∫ (1/r) dt  [s/m]
};

/// Uniform motion on a circle:  x(t) = centre + radius (cos(n t) start + sin(n t) quarter)
struct Circle {
    Vector3 centre;        ///< [m]
    double radius;         ///< [m]
    double angular_speed;  ///< n [rad/s], greater than 0
    Vector3 start;         ///< unit vector from the centre, at t = 0
    Vector3 quarter;       ///< unit vector a quarter turn on
};

/// A stretch of coordinate time [s].
struct StraightLeg {
    double from;
    double to;
};

/// One axis of the scenario's space, as a motion gives its value.
struct AxisOfSpace {
    int component = -1;  ///< of place: 0 to 2; −1: no direction of space, it rides along
    double unit = 1.0;   ///< of the axis, in m, where it is a direction
    double start = 0.0;  ///< where it rides along: its value at t = 0 [of the axis]
    double rate = 0.0;   ///< and how fast it grows [of the axis, per second]
};

class Motion;

/// A motion that goes along with a body: where that is, and the motion round its centre.
struct Ride {
    const Motion* carrier = nullptr;  ///< null: the motion goes round the frame's origin itself
    const Motion* local = nullptr;
    const CelestialBody* body = nullptr;
};

/// How an agent moves: its place at every moment of coordinate time. Immutable.
///
/// The frame is inertial. For the Earth it does not turn with it: z is the axis of rotation and
/// the prime meridian crosses the x axis at t = 0.
class Motion {
public:
    virtual ~Motion() = default;

    /// Place and velocity at coordinate time t [s], any t. A pure function.
    virtual MovingPoint at(Twofold seconds) const = 0;

    virtual Bounds bounds() const = 0;

    /// The value along each axis of the scenario, in its unit; by default x, y, z in m.
    std::vector<double> coordinates(Twofold seconds) const;
    void set_axes(std::vector<AxisOfSpace> axes) { axes_ = std::move(axes); }

    /// For a weak field, if there is a closed form. The default serves motions that keep both
    /// speed and radius.
    virtual std::optional<PathIntegrals> integrals(Twofold seconds) const;

    /// √(1 − v²/c²) − 1.
    virtual double dilation_rate(Twofold seconds) const;

    /// ∫ (√(1 − v²/c²) − 1) dt from 0 to t [s], if there is a closed form. The default serves
    /// motions that keep their speed.
    virtual std::optional<Twofold> dilation(Twofold seconds) const;

    /// The time [s] within which speed and distances change by much; greater than 0. Integrals
    /// without a closed form take steps of about this size.
    virtual double time_scale() const { return std::numeric_limits<double>::infinity(); }

    /// The stretch round t in which the way is straight and the speed constant; empty if none.
    virtual StraightLeg straight_around(double seconds) const;

    /// The largest acceleration [m/s²] from t on: later, or earlier where `direction` is −1.
    virtual double acceleration_beyond(double seconds, double direction) const;

    /// Where on the Earth, if fixed to it: gravity and rotation are then known together.
    std::optional<Geodetic> geodetic() const;

    /// The body that it is fixed to, and where on it.
    virtual const CelestialBody* ground() const { return nullptr; }
    virtual Geodetic place() const { return {}; }

    /// The circle that it moves on, if it is one, about a point that rests in the frame.
    virtual std::optional<Circle> circle() const { return std::nullopt; }

    /// The body that carries it.
    virtual Ride ride() const { return {}; }

    /// Does it keep to one straight line through the origin?
    virtual bool is_radial() const { return false; }

    /// Times at which a way of straight pieces has its corners; empty for all others.
    virtual std::span<const double> corners() const { return {}; }

    /// One phrase for people: "circular orbit, radius 26378137 m, ...".
    virtual std::string describe() const = 0;

private:
    std::vector<AxisOfSpace> axes_;  ///< empty: x, y, z in m
};

/// ∫ (1/r) dt along a straight way that is at `start` at first. [s/m]
double straight_inverse_radius(MovingPoint start, double seconds);

/// √(1 − v²/c²) − 1 for v² [m²/s²], without the subtraction: −β²/(1 + √(1 − β²)).
Twofold dilation_rate(Twofold speed_squared);

}  // namespace worldline
