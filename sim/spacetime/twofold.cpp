// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/twofold.hpp"

namespace worldline {
namespace {

/// `span` in ticks, and made whole if it is whole but for the last bits of a double.
double in_ticks(double span_seconds, Resolution resolution, double slack) {
    const double ticks =
        (Twofold(span_seconds) * Twofold(1e18) / exactly(resolution.attoseconds)).value();
    const double whole = std::floor(ticks + 0.5);
    return std::fabs(ticks - whole) <= slack * std::fabs(ticks) ? whole : ticks;
}

Duration saturated(double whole_ticks) {
    if (!(whole_ticks < 0x1p63)) return {never_ticks};
    return {static_cast<std::int64_t>(whole_ticks)};
}

}  // namespace

Duration ticks_up(double span_seconds, Resolution resolution) {
    return saturated(std::ceil(in_ticks(span_seconds, resolution, 0x1p-48)));
}

Duration ticks_down(double span_seconds, Resolution resolution) {
    return saturated(std::floor(in_ticks(span_seconds, resolution, 0.0)));
}

double ticks_with_fraction(double span_seconds, Resolution resolution) {
    return in_ticks(span_seconds, resolution, 0x1p-50);
}

}  // namespace worldline
