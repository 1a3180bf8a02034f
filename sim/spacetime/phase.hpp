// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "sim/base/math.hpp"
#include "sim/spacetime/twofold.hpp"

/// Angles of what goes round.
namespace worldline {

/// 2π · turns_per_second · t, without the whole turns: as sharp after ten years as at first.
inline double phase_of(double turns_per_second, Twofold seconds) {
    const Twofold turns = two_product(turns_per_second, seconds.high);
    const double part =
        (turns.high - std::floor(turns.high)) + (turns.low + turns_per_second * seconds.low);
    return 2.0 * math::pi * part;
}

/// The same angle in [−π, π].
inline double within_half_turn(double radians) {
    constexpr double turn = 2.0 * math::pi;
    const double rest = radians - turn * std::floor(radians / turn + 0.5);
    return rest < -math::pi ? -math::pi : rest > math::pi ? math::pi : rest;
}

}  // namespace worldline
