// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

#include "sim/base/time.hpp"

namespace worldline {

/// A number in two doubles, `high` + `low`: 106 bits, the same on every machine.
///
/// A double of seconds knows ten years to 60 ns only. This knows them to 10⁻²³ s, from nothing
/// but +, ×, √ and fma. Never compared for order of events: that is what `Time` is for.
/// [Dekker1971, Knuth: The Art of Computer Programming 4.2.2]
struct Twofold {
    double high = 0.0;
    double low = 0.0;  ///< |low| ≤ half a unit in the last place of `high`

    constexpr Twofold() = default;
    constexpr Twofold(double number) : high(number) {}  // NOLINT: a double is a Twofold
    constexpr Twofold(double upper, double lower) : high(upper), low(lower) {}

    constexpr double value() const { return high + low; }
};

/// a + b without error, whichever is larger.
constexpr Twofold two_sum(double a, double b) {
    const double sum = a + b;
    const double b_taken = sum - a;
    return {sum, (a - (sum - b_taken)) + (b - b_taken)};
}

/// a · b without error.
inline Twofold two_product(double a, double b) {
    const double product = a * b;
    return {product, std::fma(a, b, -product)};
}

constexpr Twofold operator-(Twofold a) { return {-a.high, -a.low}; }

constexpr Twofold operator+(Twofold a, Twofold b) {
    const Twofold upper = two_sum(a.high, b.high);
    const Twofold lower = two_sum(a.low, b.low);
    const Twofold sum = two_sum(upper.high, upper.low + lower.high);
    return two_sum(sum.high, sum.low + lower.low);
}

constexpr Twofold operator-(Twofold a, Twofold b) { return a + -b; }

inline Twofold operator*(Twofold a, Twofold b) {
    const Twofold product = two_product(a.high, b.high);
    return two_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

inline Twofold operator/(Twofold a, Twofold b) {
    const double first = a.high / b.high;
    const Twofold rest = a - b * Twofold(first);
    const double second = rest.high / b.high;
    const Twofold last = rest - b * Twofold(second);
    return two_sum(first, second) + Twofold(last.high / b.high);
}

/// @pre  a ≥ 0
inline Twofold square_root(Twofold a) {
    if (a.high <= 0.0) return {};
    const double first = std::sqrt(a.high);
    const Twofold rest = a - two_product(first, first);
    return two_sum(first, rest.high / (2.0 * first));
}

/// Whole ticks as a number, exact.
constexpr Twofold exactly(std::int64_t ticks) {
    const auto high = static_cast<double>(ticks);
    // 2⁶³ does not fit into an integer of 64 bits, so the last few ticks take a detour.
    if (high >= 0x1p63) return {high, static_cast<double>(ticks - never_ticks) - 1.0};
    return {high, static_cast<double>(ticks - static_cast<std::int64_t>(high))};
}

/// One tick in seconds.
inline Twofold tick_seconds(Resolution resolution) {
    return exactly(resolution.attoseconds) / Twofold(1e18);
}

/// Coordinate time in seconds.
inline Twofold seconds_of(Time t, Resolution resolution) {
    return exactly(t.ticks) * exactly(resolution.attoseconds) / Twofold(1e18);
}

/// A span of seconds in ticks, rounded up: arrivals. At most `never_ticks`.
///
/// A span within 2⁻⁴⁸ of itself from a whole tick is that tick: light over 299,792.458 m takes
/// 1 ms, not a tick more because a double cannot hold a third of it.
Duration ticks_up(double span_seconds, Resolution resolution);

/// A span of seconds in ticks, rounded down: bounds. At most `never_ticks`.
Duration ticks_down(double span_seconds, Resolution resolution);

/// A span of seconds in ticks with their fraction; whole within 2⁻⁵⁰ of itself.
double ticks_with_fraction(double span_seconds, Resolution resolution);

}  // namespace worldline
