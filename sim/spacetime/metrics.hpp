// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/base/time.hpp"
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
    std::optional<double> straight_signal_speed() const override { return signal_speed_; }

protected:
    SpaceMetric(Resolution resolution, double signal_speed)
        : resolution_(resolution), signal_speed_(signal_speed) {}
    double signal_speed() const { return signal_speed_; }

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
    bool is_steady(const Motion& motion) const override;
    void check(const Motion& motion) const override;
    std::string describe() const override;
};

/// Round the Earth, to first order in GM/(r c²) and v²/c²; coordinate time TCG.
///
/// | motion                 | y = dτ/dt − 1                                       |
/// |------------------------|-----------------------------------------------------|
/// | anything in space      | −(GM/r + v²/2)/c²; circular orbit: −3GM/(2 r c²)    |
/// | a station at height h  | −(L_G − g h/c² + g h²/(R c²)), g normal gravity     |
///
/// On the geoid every clock runs alike, whatever its latitude: the bulge makes up for the speed
/// of rotation. Left out: the second order (5·10⁻¹⁹), oblateness acting on orbits (10⁻¹⁴ for
/// GPS, 6·10⁻¹³ at 550 km), tides (10⁻¹⁵), the Shapiro delay (≤ 62 ps up to GPS), the air.
/// [Ashby2003; IERS2010; IAU 2000 B1.9]
class WeakFieldMetric final : public SpaceMetric {
public:
    explicit WeakFieldMetric(Resolution resolution)
        : SpaceMetric(resolution, constants::light_speed) {}

    double rate(const Motion& motion, Twofold seconds) const override;
    Twofold offset(const Motion& motion, Twofold seconds) const override;
    bool is_steady(const Motion& motion) const override;
    void check(const Motion& motion) const override;
    std::string describe() const override;
};

/// Gravity on the ellipsoid at a latitude [rad]: Somigliana's formula, WGS 84. [m/s²]
double normal_gravity(double latitude);

}  // namespace worldline
