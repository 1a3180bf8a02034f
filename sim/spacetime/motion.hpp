// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <optional>
#include <string>

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

/// Three integrals along a motion from 0 to t. Clock rates in flat space and in a weak field
/// are made of them, so a motion that gives them in closed form has its clocks in closed form.
struct PathIntegrals {
    double dilation = 0.0;        ///< ∫ (√(1 − v²/c²) − 1) dt  [s]
    double speed_squared = 0.0;   ///< ∫ v² dt                  [m²/s]
    double inverse_radius = 0.0;  ///< ∫ (1/r) dt               [s/m]
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

    /// Needed where speed or radius change; the default serves motions that keep both.
    virtual PathIntegrals integrals(double seconds) const;

    /// Where on the Earth, if fixed to it: gravity and rotation are then known together.
    virtual std::optional<Geodetic> geodetic() const { return std::nullopt; }

    /// Where its agent may change course as the run goes: how fast it can be, at most [m/s]. Its
    /// place is then known from its course alone; `at` is where it would be without any change.
    virtual std::optional<double> top_speed() const { return std::nullopt; }

    /// One phrase for people: "circular orbit, radius 26378137 m, ...".
    virtual std::string describe() const = 0;
};

/// √(1 − v²/c²) − 1 for v² [m²/s²], without the subtraction: −β²/(1 + √(1 − β²)).
Twofold dilation_rate(Twofold speed_squared);

}  // namespace worldline
