// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/spacetime/motion.hpp"

/// Motions of constant proper acceleration along one direction.
namespace worldline {

/// asinh(x) − x, to 106 bits and without the subtraction where that would lose them.
Twofold asinh_less(Twofold x);

/// Constant proper acceleration for ever, at rest at t = 0.  S = a t/c
///
/// x(t) = x₀ + (c²/a)(√(1 + S²) − 1),  v = c S/√(1 + S²),  τ − t = (c/a)(asinh S − S)
///
/// The whole hyperbola: before t = 0 it comes to meet its place of rest. [Rindler]
class HyperbolicMotion final : public Motion {
public:
    struct Start {
        Vector3 position;     ///< [m] at t = 0
        Vector3 direction;    ///< of the acceleration, a unit vector
        double acceleration;  ///< proper [m/s²], greater than 0
    };
    explicit HyperbolicMotion(Start start);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    std::optional<PathIntegrals> integrals(Twofold) const override { return std::nullopt; }
    double dilation_rate(Twofold seconds) const override;
    std::optional<Twofold> dilation(Twofold seconds) const override;
    double time_scale() const override;
    double acceleration_beyond(double seconds, double direction) const override;
    bool is_radial() const override;
    std::string describe() const override;

private:
    Start start_;
    Bounds bounds_;
};

/// One phase after another along a straight line: a trip with its turns. At rest before t = 0,
/// and at the speed that it has reached after the last phase.
class RocketMotion final : public Motion {
public:
    struct Phase {
        double acceleration;  ///< proper [m/s²]; below 0: against the direction; 0: free
        double lasts;         ///< proper time, by the clock on board [s], greater than 0
    };
    struct Start {
        Vector3 position;   ///< [m] until t = 0
        Vector3 direction;  ///< a unit vector
    };
    RocketMotion(Start start, const std::vector<Phase>& phases);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    std::optional<PathIntegrals> integrals(Twofold) const override { return std::nullopt; }
    double dilation_rate(Twofold seconds) const override;
    std::optional<Twofold> dilation(Twofold seconds) const override;
    double time_scale() const override { return time_scale_; }
    StraightLeg straight_around(double seconds) const override;
    double acceleration_beyond(double seconds, double direction) const override;
    std::string describe() const override;

    double ends() const { return legs_.back().from.value(); }  ///< the last phase, at t [s]

private:
    struct Leg {
        Twofold from;         ///< t [s]
        double acceleration;  ///< proper [m/s²]
        double sinh;          ///< γ v/c at its beginning
        double distance;      ///< along the direction, at its beginning [m]
        Twofold dilation;     ///< τ − t at its beginning [s]
    };
    const Leg& leg_at(Twofold seconds) const;
    Twofold sinh_at(const Leg& leg, Twofold since) const;
    double way_of(const Leg& leg, Twofold since) const;
    Twofold dilation_of(const Leg& leg, Twofold since) const;
    Leg next(const Leg& leg, Phase phase, double rapidity) const;

    Start start_;
    std::vector<Leg> legs_;  ///< the last is what follows the last phase
    double time_scale_;
    Bounds bounds_;
};

}  // namespace worldline
