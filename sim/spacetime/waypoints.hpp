// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/spacetime/motion.hpp"

namespace worldline {

/// From point to point at uniform speed; at rest before the first and after the last.
class Waypoints final : public Motion {
public:
    struct Point {
        double at;         ///< [s]
        Vector3 position;  ///< [m]
    };
    /// @throws std::invalid_argument  none, not in the order of time, or two places at one time.
    explicit Waypoints(std::vector<Point> points);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    std::optional<PathIntegrals> integrals(Twofold seconds) const override;
    std::optional<Twofold> dilation(Twofold seconds) const override;
    double time_scale() const override { return time_scale_; }
    StraightLeg straight_around(double seconds) const override;
    std::span<const double> corners() const override { return corners_; }
    std::string describe() const override;

private:
    struct Leg {
        double from;         ///< [s]; the first has none
        Vector3 position;    ///< [m] at `from`
        Vector3 velocity;    ///< [m/s]
        Twofold dilation;    ///< since the first point, at `from` [s]
        PathIntegrals path;  ///< the same
    };
    std::size_t leg_at(double seconds) const;
    Twofold dilation_from_first(Twofold seconds) const;
    PathIntegrals integrals_from_first(double seconds) const;

    std::vector<Leg> legs_;  ///< legs_[0]: the rest before the first point
    std::vector<double> corners_;
    Twofold dilation_start_;  ///< what `dilation_from_first` gives at t = 0
    double time_scale_;
    Bounds bounds_;
};

}  // namespace worldline
