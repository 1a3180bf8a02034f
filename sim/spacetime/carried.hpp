// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "sim/spacetime/motion.hpp"

/// Motions made of motions.
namespace worldline {

/// base(t) ± other(t).
class SumOfMotions final : public Motion {
public:
    struct Parts {
        std::shared_ptr<const Motion> base;  ///< null: rests in the origin
        std::shared_ptr<const Motion> other;
    };
    SumOfMotions(Parts parts, double sign);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    double time_scale() const override;
    std::string describe() const override;

private:
    Parts parts_;
    double sign_;
    Bounds bounds_;
};

/// What stands on a body or goes round it, while the body itself moves in the frame.
class CarriedMotion final : public Motion {
public:
    /// @param carrier  Motion of the body's centre.
    /// @param local    Motion as if that centre were the frame's origin.
    CarriedMotion(std::shared_ptr<const Motion> carrier, std::shared_ptr<const Motion> local,
                  const CelestialBody& body);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    double time_scale() const override;
    const CelestialBody* ground() const override { return local_->ground(); }
    Geodetic place() const override { return local_->place(); }
    Ride ride() const override { return {carrier_.get(), local_.get(), body_}; }
    std::string describe() const override;

private:
    std::shared_ptr<const Motion> carrier_;
    std::shared_ptr<const Motion> local_;
    const CelestialBody* body_;
    Bounds bounds_;
};

}  // namespace worldline
