// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/spacetime/clock.hpp"

/// A clock asked in seconds, between ticks as well: for people who draw curves.
namespace worldline {

/// C − t [s] at coordinate time t [s]. Between two ticks the clock runs at its rate there.
///
/// @throws std::invalid_argument  t lies outside of what ticks of this resolution count.
double clock_offset(const Clock& clock, Resolution resolution, double seconds);

/// C [s]. As sharp as a double of seconds is: `clock_offset` is sharper.
double clock_reading(const Clock& clock, Resolution resolution, double seconds);

/// t − C [s] at the moment when the clock shows `reading` [s], within a tick of it. Infinite: it
/// never does.
double clock_offset_at_reading(const Clock& clock, Resolution resolution, double reading);

}  // namespace worldline
