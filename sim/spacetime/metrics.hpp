// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/spacetime/bodies.hpp"
#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/metric.hpp"

/// The metrics of worlds in space; the one without space is in `graph.hpp`.
namespace worldline {

/// Signals of one speed on straight lines in the inertial frame, through whatever is there.
class SpaceMetric : public Metric {
public:
    Duration delay(Endpoint from, Endpoint to, Time sent) const override;
    using Metric::least_delay;
    Duration least_delay(Endpoint from, Endpoint to) const override;
    double travelled(Endpoint from, Endpoint to, Twofold received) const override;

protected:
    SpaceMetric(Resolution resolution, double signal_speed)
        : resolution_(resolution), signal_speed_(signal_speed) {}
    double signal_speed() const { return signal_speed_; }
    Resolution resolution() const { return resolution_; }

    /// What a signal from `sender` to `receiver` takes longer than in flat space [s], never below
    /// 0; t is about when it is on its way.
    virtual double extra_delay(Vector3 sender, Vector3 receiver, double seconds) const;
    virtual bool has_extra_delay() const { return false; }

private:
    Resolution resolution_;
    double signal_speed_;  ///< [m/s]
};

/// Special relativity.  y = √(1 − β²) − 1 = −β²/(1 + √(1 − β²))
class FlatMetric final : public SpaceMetric {
public:
    explicit FlatMetric(Resolution resolution, double signal_speed = constants::light_speed)
        : SpaceMetric(resolution, signal_speed) {}

    double rate(const Motion& motion, Twofold seconds) const override;
    Twofold offset(const Motion& motion, Twofold seconds) const override;
    double integration_step(const Motion& motion) const override;
    bool is_steady(const Motion& motion) const override;
    void check(const Motion& motion) const override;
    std::string describe() const override;
};

/// Newton's world: one time for all, and signals of any speed, also without end.
class GalileanMetric final : public SpaceMetric {
public:
    /// @param signal_speed  [m/s]; infinite: everything arrives at the next tick.
    explicit GalileanMetric(Resolution resolution, double signal_speed)
        : SpaceMetric(resolution, signal_speed) {}

    double rate(const Motion&, Twofold) const override { return 0.0; }
    Twofold offset(const Motion&, Twofold) const override { return {}; }
    bool is_steady(const Motion&) const override { return true; }
    void check(const Motion&) const override {}
    Duration delay(Endpoint from, Endpoint to, Time sent) const override;
    Duration least_delay(Endpoint from, Endpoint to) const override;
    Duration least_delay() const override;
    std::optional<Duration> uniform_delay() const override;
    double travelled(Endpoint from, Endpoint to, Twofold received) const override;
    std::string describe() const override;

private:
    bool is_instant() const { return signal_speed() == std::numeric_limits<double>::infinity(); }
};

/// Round one body or several, to first order in GM/(r c²) and v²/c².
///
/// The first body stands in the origin of a frame that falls with it: of the others only the tide
/// is left, GM (1/|x − X| − 1/X − x·X/X³). Time is that of a clock at rest far from the first
/// body: for the Earth TCG, for the Sun nearly TCB.
///
/// | motion                               | y = dτ/dt − 1                                   |
/// |--------------------------------------|-------------------------------------------------|
/// | anything in space                    | −(Σ GM/r + v²/2)/c²; circular: −3GM/(2 r c²)    |
/// | a station of the Earth, at height h  | −(L_G − g h/c² + g h²/(R c²)), g normal gravity |
///
/// On the geoid every clock runs alike, whatever its latitude: the bulge makes up for the speed
/// of rotation. Left out: the second order (5·10⁻¹⁹), oblateness acting on orbits (10⁻¹⁴ for
/// GPS, 6·10⁻¹³ at 550 km), tides on stations (10⁻¹⁷), the air; the Shapiro delay (≤ 62 ps up to
/// GPS) unless it is asked for.
/// [Ashby2003; IERS2010; IAU 2000 B1.9]
class WeakFieldMetric final : public SpaceMetric {
public:
    struct Field {
        std::vector<const CelestialBody*> bodies = {
            &bodies::earth};  ///< the first is in the origin
        double gm = 0.0;      ///< [m³/s²] a mass in the origin instead, if there are no bodies
        bool shapiro = false;
    };
    explicit WeakFieldMetric(Resolution resolution) : WeakFieldMetric(resolution, Field()) {}
    WeakFieldMetric(Resolution resolution, const Field& field);

    double rate(const Motion& motion, Twofold seconds) const override;
    Twofold offset(const Motion& motion, Twofold seconds) const override;
    double integration_step(const Motion& motion) const override;
    bool is_steady(const Motion& motion) const override;
    void check(const Motion& motion) const override;
    std::string describe() const override;

protected:
    double extra_delay(Vector3 sender, Vector3 receiver, double seconds) const override;
    bool has_extra_delay() const override { return shapiro_; }

private:
    struct Other {
        const CelestialBody* body;
        std::shared_ptr<const Motion> motion;  ///< of its centre
    };
    bool is_on_geoid(const Motion& motion) const;
    double tide(const Other& other, const Motion& motion, Twofold seconds, Vector3 place) const;

    const CelestialBody* centre_;  ///< null: a mass without a name
    double gm_;                    ///< of what is in the origin [m³/s²]
    std::vector<Other> others_;
    bool shapiro_;
};

/// Outside one mass, to all orders, in Schwarzschild's coordinates: r is what circles measure.
///
/// y = √(1 − 2m/r − ṙ²/(c² (1 − 2m/r)) − (r φ̇)²/c²) − 1,  m = GM/c²; a circular orbit has
/// √(1 − 3m/r) − 1. For motions that rest, circle the centre or keep to a line through it.
/// Light goes as in flat space, later by Shapiro's delay if that is asked for; its bending and
/// the second order of its delay are left out. [Misner, Thorne, Wheeler: Gravitation, ch. 25]
class SchwarzschildMetric final : public SpaceMetric {
public:
    struct Field {
        double gm;  ///< [m³/s²]
        bool shapiro = false;
    };
    SchwarzschildMetric(Resolution resolution, Field field);

    double rate(const Motion& motion, Twofold seconds) const override;
    Twofold offset(const Motion& motion, Twofold seconds) const override;
    double integration_step(const Motion& motion) const override;
    bool is_steady(const Motion& motion) const override;
    void check(const Motion& motion) const override;
    std::string describe() const override;

protected:
    double extra_delay(Vector3 sender, Vector3 receiver, double seconds) const override;
    bool has_extra_delay() const override { return field_.shapiro; }

private:
    Field field_;
    double horizon_;  ///< 2m [m]
};

/// Gravity on the ellipsoid at a latitude [rad]: Somigliana's formula, WGS 84. [m/s²]
double normal_gravity(double latitude);

/// Shapiro's delay (2GM/c³) ln((r₁ + r₂ + R)/(r₁ + r₂ − R)) [s] past a mass in the origin.
///
/// @param nearest  [m] A ray that passes closer than this is taken to pass there: no pole.
double shapiro_delay(double gm, Vector3 sender, Vector3 receiver, double nearest);

}  // namespace worldline
