// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/continuous.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/spacetime/twofold.hpp"

namespace worldline {
namespace {

/// A span of seconds as whole ticks and the rest of one, exactly.
Reading split(double seconds, Resolution resolution, const char* name) {
    const Twofold ticks = Twofold(seconds) / tick_seconds(resolution);
    if (!(std::fabs(ticks.high) < 0x1p62)) {
        throw std::invalid_argument(
            fmt::format("{} {} s is beyond what ticks of {} s can count; take a coarser resolution",
                        name, seconds, resolution.seconds()));
    }
    const double whole = std::floor(ticks.high);
    return shifted({static_cast<std::int64_t>(whole), 0.0}, (ticks.high - whole) + ticks.low);
}

double to_seconds(double ticks, Resolution resolution) {
    return (Twofold(ticks) * tick_seconds(resolution)).value();
}

}  // namespace

double clock_offset(const Clock& clock, Resolution resolution, double seconds) {
    const Reading t = split(seconds, resolution, "t");
    const Time tick{t.ticks};
    const double at_tick = ticks_between(clock.read(tick), {t.ticks, 0.0});
    const double since = t.fraction > 0.0 ? t.fraction * clock.rate(tick) : 0.0;
    return to_seconds(at_tick + since, resolution);
}

double clock_reading(const Clock& clock, Resolution resolution, double seconds) {
    return seconds + clock_offset(clock, resolution, seconds);
}

double clock_offset_at_reading(const Clock& clock, Resolution resolution, double reading) {
    const Reading wanted = split(reading, resolution, "reading");
    const Time tick = clock.when(wanted);
    if (tick == never) return std::numeric_limits<double>::infinity();
    // It shows the reading within the tick before, or jumps over it there; at t = 0 from the start.
    const double beyond = ticks_between(clock.read(tick), wanted) / (1.0 + clock.rate(tick));
    const double back = tick.ticks == 0 ? 0.0 : std::clamp(beyond, 0.0, 1.0);
    return to_seconds(ticks_between({tick.ticks, 0.0}, wanted) - back, resolution);
}

}  // namespace worldline
