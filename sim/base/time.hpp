// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>
#include <tuple>

/// Three kinds of time, three types, so that the compiler keeps them apart.
///
/// | type         | symbol | who may see it                |
/// |--------------|--------|-------------------------------|
/// | `Time`       | t      | the engine alone              |
/// | `ProperTime` | τ      | a world line                  |
/// | `Reading`    | C(τ)   | the agent that owns the clock |
///
/// All count ticks. How long a tick is, is decided once per run (`Resolution`). Whole numbers
/// make "equal" mean equal, and make a run repeatable on every machine.

namespace worldline {

/// How long one tick is. From one attosecond to one second.
struct Resolution {
    std::int64_t attoseconds = 1'000'000'000;  ///< in one tick; default 1 ns

    constexpr double seconds() const { return static_cast<double>(attoseconds) * 1e-18; }
    friend constexpr auto operator<=>(Resolution, Resolution) = default;
};

/// A span of time [ticks]. May be negative.
struct Duration {
    std::int64_t ticks = 0;

    static constexpr auto fields(auto& self) { return std::tie(self.ticks); }
    friend constexpr auto operator<=>(Duration, Duration) = default;
    friend constexpr Duration operator+(Duration a, Duration b) { return {a.ticks + b.ticks}; }
    friend constexpr Duration operator-(Duration a, Duration b) { return {a.ticks - b.ticks}; }
    friend constexpr Duration operator-(Duration a) { return {-a.ticks}; }
    friend constexpr Duration operator*(std::int64_t n, Duration a) { return {n * a.ticks}; }
};

namespace detail {
template <class Tag>
struct Instant {
    std::int64_t ticks = 0;

    static constexpr auto fields(auto& self) { return std::tie(self.ticks); }
    friend constexpr auto operator<=>(Instant, Instant) = default;
    friend constexpr Instant operator+(Instant a, Duration d) { return {a.ticks + d.ticks}; }
    friend constexpr Instant operator-(Instant a, Duration d) { return {a.ticks - d.ticks}; }
    friend constexpr Duration operator-(Instant a, Instant b) { return {a.ticks - b.ticks}; }
};
}  // namespace detail

/// Coordinate time t: the frame in which a scenario is written. No agent ever sees it.
using Time = detail::Instant<struct CoordinateTag>;

/// Proper time τ: time elapsed along one world line.
using ProperTime = detail::Instant<struct ProperTag>;

/// Never: later than every instant of a run.
inline constexpr std::int64_t never_ticks = std::numeric_limits<std::int64_t>::max();
inline constexpr Time never{never_ticks};

/// What an agent's clock shows: whole ticks of the shown clock and a fraction in [0, 1).
///
/// The only time that a behaviour may use. It contains no t: an agent can compare readings,
/// subtract them and add durations, and that is all.
struct Reading {
    std::int64_t ticks = 0;
    double fraction = 0.0;  ///< [0, 1) of a tick

    static constexpr auto fields(auto& self) { return std::tie(self.ticks, self.fraction); }
    friend constexpr auto operator<=>(Reading, Reading) = default;
    friend constexpr Reading operator+(Reading a, Duration d) {
        return {a.ticks + d.ticks, a.fraction};
    }
    friend constexpr Reading operator-(Reading a, Duration d) {
        return {a.ticks - d.ticks, a.fraction};
    }
};

/// No reading at all: a promise without a due time, say.
inline constexpr Reading no_reading{std::numeric_limits<std::int64_t>::min(), 0.0};

/// `reading` moved by a real number of ticks, normalised.
///
/// Exact to about 2⁻⁵² of `ticks`, so small shifts of large readings lose nothing.
inline Reading shifted(Reading reading, double ticks) {
    const double whole = std::floor(ticks);
    double fraction = reading.fraction + (ticks - whole);
    std::int64_t sum = reading.ticks + static_cast<std::int64_t>(whole);
    if (fraction >= 1.0) {
        fraction -= 1.0;
        ++sum;
    }
    return {sum, fraction};
}

/// a − b in ticks, with its fraction.
inline double ticks_between(Reading a, Reading b) {
    return static_cast<double>(a.ticks - b.ticks) + (a.fraction - b.fraction);
}

}  // namespace worldline
