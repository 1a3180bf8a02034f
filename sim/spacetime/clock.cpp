// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/clock.hpp"

#include <algorithm>

namespace worldline {
namespace {

constexpr Time last{never_ticks - 1};
constexpr Reading largest{never_ticks, 0.0};
constexpr Reading smallest{std::numeric_limits<std::int64_t>::min(), 0.0};

/// a − b in ticks; no overflow.
double gap(Reading a, Reading b) {
    std::int64_t ticks = 0;
    if (__builtin_sub_overflow(a.ticks, b.ticks, &ticks)) {
        return static_cast<double>(a.ticks) - static_cast<double>(b.ticks);
    }
    return static_cast<double>(ticks) + (a.fraction - b.fraction);
}

/// t moved by some ticks, within the run.
Time moved(Time t, double ticks) {
    if (ticks >= 0x1p63) return last;
    if (ticks <= -0x1p63) return {0};
    std::int64_t sum = 0;
    if (__builtin_add_overflow(t.ticks, static_cast<std::int64_t>(ticks), &sum)) {
        return ticks > 0.0 ? last : Time{0};
    }
    return {std::clamp(sum, std::int64_t{0}, last.ticks)};
}

/// Near the tick that is looked for; exactly there in one or two steps if the rate is constant.
Time guessed(const Clock& clock, Reading reading) {
    constexpr int steps_max = 20;
    Time t = moved({reading.ticks}, 0.0);
    for (int step = 0; step < steps_max; ++step) {
        const double ticks = gap(reading, clock.read(t)) / (1.0 + clock.rate(t));
        if (!(std::fabs(ticks) >= 1.0)) return moved(t, std::ceil(ticks));
        t = moved(t, ticks);
    }
    return t;
}

}  // namespace

namespace {

/// Ticks from one to another, ends included, in which the clock never steps back.
struct Stretch {
    Time first;
    Time last;
};

/// The first tick of the stretch that shows `reading`; `never` if none does.
Time first_within(const Clock& clock, Reading reading, Stretch stretch) {
    const auto shows = [&](Time t) { return clock.read(t) >= reading; };
    const Time guess = std::clamp(guessed(clock, reading), stretch.first, stretch.last);
    // Out from the guess in doubling strides, until one end shows the reading and one does not.
    Time late = guess;
    Time early = guess;
    std::int64_t stride = 1;
    const auto doubled = [&] { stride = std::min(2 * stride, std::int64_t{1} << 61); };
    if (shows(guess)) {
        do {
            if (early == stretch.first) return early;
            late = early;
            early = std::max(stretch.first, moved(early, -static_cast<double>(stride)));
            doubled();
        } while (shows(early));
    } else {
        do {
            if (late == stretch.last) return never;
            early = late;
            late = std::min(stretch.last, moved(late, static_cast<double>(stride)));
            doubled();
        } while (!shows(late));
    }
    while (late.ticks - early.ticks > 1) {
        const Time middle{early.ticks + (late.ticks - early.ticks) / 2};
        (shows(middle) ? late : early) = middle;
    }
    return late;
}

}  // namespace

Time first_showing(const Clock& clock, Reading reading, Time from) {
    for (Time first = from; first < never;) {
        const Time back = clock.next_step_back(first);
        const Time t =
            first_within(clock, reading, {first, back == never ? last : back - Duration{1}});
        if (t != never || back == never) return t;
        first = back;
    }
    return never;
}

Reading shown(Time t, Twofold delta) {
    const double whole = std::floor(delta.high);
    if (!(whole < 0x1p63)) return largest;
    if (whole < -0x1p63) return smallest;
    const double rest = (delta.high - whole) + delta.low;
    double carried = std::floor(rest);
    double fraction = rest - carried;
    if (fraction >= 1.0) {  // a rest just under 0 rounds up to a whole tick
        fraction = 0.0;
        carried += 1.0;
    }
    std::int64_t ticks = 0;
    const bool is_beyond =
        __builtin_add_overflow(t.ticks, static_cast<std::int64_t>(whole), &ticks) ||
        __builtin_add_overflow(ticks, static_cast<std::int64_t>(carried), &ticks);
    if (is_beyond) return whole > 0.0 ? largest : smallest;
    return {ticks, fraction};
}

Reading translated(Reading reading, const Clock& from, const Clock& to) {
    const Time t = from.when(reading);
    if (t == never) return largest;
    // At the tick t the clock shows a little more than asked; take that little off again.
    double ticks_past = gap(from.read(t), reading) / (1.0 + from.rate(t));
    // Less than a tick, unless the clock stepped over the reading, or began beyond it.
    if (t.ticks > 0) ticks_past = std::min(ticks_past, 1.0);
    return shifted(to.read(t), -ticks_past * (1.0 + to.rate(t)));
}

}  // namespace worldline
