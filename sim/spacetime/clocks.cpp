// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/clocks.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace worldline {

OscillatorClock::OscillatorClock(WorldLine world_line, Error error)
    : world_line_(std::move(world_line)),
      error_(error),
      offset_ticks_(ticks_with_fraction(error.offset, world_line_.resolution())) {
    if (!(error.drift > -1.0)) {
        throw std::invalid_argument(
            "drift must be greater than -1 (a clock may not stand still or run backwards)");
    }
    const Twofold y = world_line_.rate({0});
    steady_rate_ = y + Twofold(error.drift) + y * Twofold(error.drift);
    shows_frame_ = world_line_.is_steady() && steady_rate_.high == 0.0 && offset_ticks_ == 0.0;
    // The fraction of a reading has 53 bits: ticks must stay far enough apart to differ.
    if (!(1.0 + steady_rate_.value() >= 1e-9 && steady_rate_.value() <= 1e9)) {
        throw std::invalid_argument(
            "drift must leave the clock between a billionth and a billion of the true rate");
    }
    if (!(std::fabs(offset_ticks_) < 0x1p62)) {
        throw std::invalid_argument("offset is beyond what the resolution can count");
    }
}

Reading OscillatorClock::read(Time t) const {
    return shows_frame_ ? Reading{t.ticks, 0.0} : shown(t, delta(t));
}

Time OscillatorClock::when(Reading reading) const {
    if (!shows_frame_) return first_showing(*this, reading);
    if (reading.ticks < 0) return {0};
    if (reading.ticks == never_ticks) return never;
    return {reading.ticks + (reading.fraction > 0.0 ? 1 : 0)};
}

double OscillatorClock::rate(Time t) const {
    if (world_line_.is_steady()) return steady_rate_.value();
    const double y = world_line_.rate(t).value();
    return y + error_.drift + y * error_.drift;
}

Twofold OscillatorClock::delta(Time t) const {
    if (world_line_.is_steady()) {
        if (steady_rate_.high == 0.0) return offset_ticks_;
        return steady_rate_ * exactly(t.ticks) + Twofold(offset_ticks_);
    }
    // τ = t + δ,  C − t = δ + x₀ + y₀ (t + δ)
    const Twofold delta_tau = world_line_.offset(t);
    const Twofold tau = exactly(t.ticks) + delta_tau;
    return delta_tau + Twofold(offset_ticks_) + Twofold(error_.drift) * tau;
}

std::string OscillatorClock::describe() const {
    if (error_.drift == 0.0) return fmt::format("ideal, offset {} s", error_.offset);
    return fmt::format("drift {}, offset {} s", error_.drift, error_.offset);
}

SteeredClock::SteeredClock(const Clock& instrument, Reading from, Reading shown, double rate)
    : instrument_(instrument), from_(from), shown_(shown), rate_(rate) {
    if (!(rate > -1.0)) {
        throw std::invalid_argument(
            "a clock is steered by more than -1 (it may not stand still or run backwards)");
    }
    if (!(1.0 + rate >= 1e-9 && rate <= 1e9)) {
        throw std::invalid_argument(
            "a clock is steered to between a billionth and a billion of its instrument's rate");
    }
}

Reading SteeredClock::read(Time t) const {
    const Reading now = instrument_.read(t);
    std::int64_t ticks = 0;
    if (__builtin_sub_overflow(now.ticks, from_.ticks, &ticks)) return {never_ticks, 0.0};
    // In two doubles: slowed down, a clock gains less in a tick than one double knows of a day.
    const Twofold elapsed = exactly(ticks) + two_sum(now.fraction, -from_.fraction);
    return worldline::shown(Time{shown_.ticks},
                            elapsed + Twofold(rate_) * elapsed + Twofold(shown_.fraction));
}

Time SteeredClock::when(Reading reading) const { return when_from(reading, {0}); }

/// The instrument knows best when it shows what is needed; rounding may put that a tick off.
Time SteeredClock::when_from(Reading reading, Time from) const {
    std::int64_t ticks = 0;
    if (__builtin_sub_overflow(reading.ticks, shown_.ticks, &ticks)) {
        return first_showing(*this, reading, from);
    }
    const Twofold due = exactly(ticks) + two_sum(reading.fraction, -shown_.fraction);
    const Twofold elapsed = due / (Twofold(1.0) + Twofold(rate_));
    const Reading needed = worldline::shown(Time{from_.ticks}, elapsed + Twofold(from_.fraction));
    const Time t = instrument_.when_from(needed, from);
    const bool is_first =
        t < never && read(t) >= reading && (t == from || read(t - Duration{1}) < reading);
    return is_first ? t : first_showing(*this, reading, from);
}

double SteeredClock::rate(Time t) const {
    const double y = instrument_.rate(t);
    return y + rate_ + y * rate_;
}

std::string SteeredClock::describe() const {
    return fmt::format("{}, steered by {}", instrument_.describe(), rate_);
}

}  // namespace worldline
