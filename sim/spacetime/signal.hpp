// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/spacetime/motion.hpp"

/// How long signals of finite speed take between moving ends.
///
/// The light-time equation: w Δ = |x_to(t_e + Δ) − x_from(t_e)|, straight lines in the inertial
/// frame, through whatever stands in between. While the receiver is slower than the signal it has
/// exactly one solution. [Ashby2003]
namespace worldline {

/// Light time Δ [s] of what `from` sends at `emission` [s]. Infinite if it never arrives.
///
/// A receiver faster than the signal may meet it several times; this is the first.
///
/// @param speed  Of the signal, in the frame. [m/s]
double light_time(const Motion& from, const Motion& to, Twofold emission, double speed);

/// Light time Δ [s] of what reaches `to` at `reception` [s]: how old is what I see?
double light_time_back(const Motion& from, const Motion& to, Twofold reception, double speed);

/// A time [s] that no signal sent at t ≥ 0 ever undercuts, in either direction; 0 if none is
/// known. Below the true minimum by at least 2⁻⁴⁰ of it, so that rounding breaks nothing.
///
/// | pair                       | bound                                                        |
/// |----------------------------|--------------------------------------------------------------|
/// | radii never meet           | gap of the radii / w                                         |
/// | straight, or straight legs | smallest distance ever / (w + faster of the two)             |
/// | circles, one centre and n  | smallest half axis of the ellipse of their difference / ...  |
/// | both fixed to one body     | the same: their chord                                        |
/// | carried by one body        | as if that body stood still                                  |
double least_light_time(const Motion& a, const Motion& b, double speed);

/// The same for signals that are sent in a window of coordinate time only. [s]
///
/// Never less than the bound for ever. Speeds and accelerations say how near the two can come:
/// D(from) − (v_a + v_b) W, or min |ΔX + ΔV s| − ½ (A_a + A_b) W², over (w + faster of the two).
///
/// @par Complexity  O(1): one position of each.
/// @pre             0 ≤ from_seconds ≤ to_seconds; the end may be infinite.
double least_light_time(const Motion& a, const Motion& b, double speed, double from_seconds,
                        double to_seconds);

}  // namespace worldline
