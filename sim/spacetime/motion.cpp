// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/motion.hpp"

#include "sim/base/expects.hpp"
#include "sim/spacetime/constants.hpp"

namespace worldline {

PathIntegrals Motion::integrals(double seconds) const {
    const Bounds b = bounds();
    expects(b.constant_speed() && b.constant_radius(),
            "a motion that changes speed or radius gives its own integrals");
    const double speed_squared = b.speed_max * b.speed_max;
    return {dilation_rate(speed_squared).value() * seconds, speed_squared * seconds,
            seconds / b.radius_max};
}

Twofold dilation_rate(Twofold speed_squared) {
    const Twofold c_squared = two_product(constants::light_speed, constants::light_speed);
    const Twofold beta_squared = speed_squared / c_squared;
    return -beta_squared / (Twofold(1.0) + square_root(Twofold(1.0) - beta_squared));
}

}  // namespace worldline
