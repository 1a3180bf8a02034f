// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/spacetime/bodies.hpp"
#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/kepler.hpp"
#include "sim/spacetime/motion.hpp"

namespace worldline {

/// Round a point mass in the frame's origin: an ellipse.  E − e sin E = M₀ + n t,  n = √(GM/a³)
///
/// With `j2` the node, the perigee and the mean anomaly drift at the secular rates of first order
/// in J2; what J2 does within one turn is left out (kilometres for a low satellite).
class KeplerOrbit final : public Motion {
public:
    struct Elements {
        double semi_major_axis;            ///< [m]
        double eccentricity = 0.0;         ///< 0 ≤ e < 1
        double inclination = 0.0;          ///< [rad] against the equator
        double ascending_node = 0.0;       ///< [rad] right ascension, at t = 0
        double argument_of_perigee = 0.0;  ///< [rad], at t = 0
        double mean_anomaly = 0.0;         ///< [rad], at t = 0
        double gm = constants::earth_gm;   ///< [m³/s²]
        double j2 = 0.0;                   ///< 0: nothing drifts
        double equatorial_radius = 0.0;    ///< [m], that J2 refers to
    };
    /// @throws std::invalid_argument  no ellipse has these elements.
    explicit KeplerOrbit(Elements elements);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    std::optional<PathIntegrals> integrals(Twofold seconds) const override;
    double time_scale() const override { return time_scale_; }
    std::string describe() const override;

private:
    /// Unit vectors in the plane: towards the perigee and a quarter on, and how they turn.
    struct Axes {
        Vector3 to_perigee;
        Vector3 quarter_on;
        Vector3 turning;  ///< [rad/s]
    };
    Axes axes_at(Twofold seconds) const;
    EccentricAnomaly anomaly_at(Twofold seconds) const;

    Elements elements_;
    double mean_motion_;  ///< n, with the drift of the mean anomaly [rad/s]
    double node_drift_ = 0.0, perigee_drift_ = 0.0;  ///< [rad/s]
    double minor_ratio_;                             ///< √(1 − e²)
    double time_scale_;
    Axes axes_;          ///< at t = 0
    double sine_start_;  ///< sin E at t = 0
    Bounds bounds_;
};

}  // namespace worldline
