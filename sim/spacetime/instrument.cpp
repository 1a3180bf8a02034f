// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/instrument.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace worldline {
namespace {

// The fraction of a reading has 53 bits: ticks must stay far enough apart to differ.
constexpr double rate_least = 1e-9;
constexpr double rate_most = 1e9;

double sum_of(const NoiseLevels& levels) {
    return levels.white_phase + levels.flicker_phase + levels.white_frequency +
           levels.flicker_frequency + levels.random_walk_frequency;
}

/// Says which level is to blame, and on which grid.
[[noreturn]] void refuse_noise(const OscillatorNoise& noise, const NoiseLevels& bounds,
                               double after) {
    struct Kind {
        const char* name;
        double level;
        double bound;
        const char* unit;
    };
    const NoiseLevels& levels = noise.levels();
    const Kind kinds[]{
        {"white_phase", levels.white_phase, bounds.white_phase, " s"},
        {"flicker_phase", levels.flicker_phase, bounds.flicker_phase, " s"},
        {"white_frequency", levels.white_frequency, bounds.white_frequency, ""},
        {"flicker_frequency", levels.flicker_frequency, bounds.flicker_frequency, ""},
        {"random_walk_frequency", levels.random_walk_frequency, bounds.random_walk_frequency, ""}};
    const Kind& worst =
        *std::max_element(std::begin(kinds), std::end(kinds),
                          [](const Kind& a, const Kind& b) { return a.bound < b.bound; });
    throw std::invalid_argument(fmt::format(
        "{} of {}{}, on a grid with a noise_step of {} s, can make the clock run backwards{}: "
        "draws of eight deviations put its rate off by {:.3g}",
        worst.name, worst.level, worst.unit, noise.step(),
        after > 0.0 ? fmt::format(" after {:.3g} s, before the run ends", after) : "",
        worst.bound));
}

/// a − b in ticks, in two doubles.
Twofold elapsed_between(Reading a, Reading b) {
    std::int64_t ticks = 0;
    if (__builtin_sub_overflow(a.ticks, b.ticks, &ticks)) return 0x1p63;
    return exactly(ticks) + two_sum(a.fraction, -b.fraction);
}

Twofold minimum(Twofold a, double b) { return a.high < b ? a : Twofold(b); }

}  // namespace

NoisyClock::NoisyClock(WorldLine world_line, Error error, OscillatorNoise noise, Time until)
    : world_line_(std::move(world_line)),
      error_(error),
      noise_(std::move(noise)),
      is_silent_(noise_.levels().is_silent()),
      offset_ticks_(ticks_with_fraction(error.offset, world_line_.resolution())),
      tick_(tick_seconds(world_line_.resolution())) {
    if (!(error.drift > -1.0)) {
        throw std::invalid_argument(
            "drift must be greater than -1 (a clock may not stand still or run backwards)");
    }
    if (!(1.0 + error.drift >= rate_least && error.drift <= rate_most)) {
        throw std::invalid_argument(
            "drift must leave the clock between a billionth and a billion of the true rate");
    }
    if (!(std::fabs(offset_ticks_) < 0x1p62)) {
        throw std::invalid_argument("offset is beyond what the resolution can count");
    }
    if (!is_silent_) start_ = noise_.cell(0).left;
    lay_horizon(until);
}

void NoisyClock::lay_horizon(Time until) {
    const double end =
        until == never ? 0.0 : ((exactly(until.ticks) + world_line_.offset(until)) * tick_).value();
    const double p = 1.0 + error_.drift;
    double after = 0.0;
    for (int block = 0; block < OscillatorNoise::n_blocks; ++block) {
        const NoiseLevels bounds = noise_.slope_bounds(block);
        const double bound = sum_of(bounds);
        const double slack = std::min(p - bound - rate_least, rate_most - p - bound);
        if (!(slack > 0.0)) {
            if (after == 0.0 || after < end) refuse_noise(noise_, bounds, after);
            break;
        }
        const double stops = error_.ageing < 0.0   ? (p - bound - rate_least) / -error_.ageing
                             : error_.ageing > 0.0 ? (rate_most - p - bound) / error_.ageing
                                                   : HUGE_VAL;
        after = std::max(after, std::min(stops, std::ldexp(noise_.step(), block)));
        if (after < stops) continue;
        if (after >= end && after > 0.0) break;
        throw std::invalid_argument(
            fmt::format("ageing of {} 1/s {} the clock after {:.6g} s, before the run ends",
                        error_.ageing, error_.ageing < 0.0 ? "stops" : "races", after));
    }
    if (after < end) {
        throw std::invalid_argument(
            fmt::format("noise_step of {} s is too short: a grid has 2^50 steps, and the run is "
                        "longer",
                        noise_.step()));
    }
    horizon_ = after;
}

Twofold NoisyClock::age(Twofold tau_ticks) const {
    const Twofold tau = tau_ticks * tick_;
    return tau.high > 0.0 ? minimum(tau, horizon_) : Twofold{};
}

NoisyClock::Noise NoisyClock::noise_at(Twofold age) const {
    if (is_silent_) return {};
    const Twofold place = age / Twofold(noise_.step());
    double whole = std::floor(place.high);
    Twofold rest = two_sum(place.high - whole, place.low);
    if (rest.high < 0.0) {
        whole -= 1.0;
        rest = rest + Twofold(1.0);
    }
    if (whole >= static_cast<double>(OscillatorNoise::index_end)) {
        whole = static_cast<double>(OscillatorNoise::index_end - 1);
        rest = 1.0;
    }
    const auto cell = noise_.cell(static_cast<std::uint64_t>(whole));
    const Twofold risen = two_sum(cell.right, -cell.left);
    return {Twofold(cell.left) + risen * rest - Twofold(start_), risen.high / noise_.step()};
}

Twofold NoisyClock::delta(Time t) const {
    const Twofold gained = world_line_.offset(t);
    const Twofold tau = exactly(t.ticks) + gained;
    const Twofold aged = age(tau);
    Twofold error = gained + Twofold(offset_ticks_) + Twofold(error_.drift) * tau;
    if (error_.ageing != 0.0) {  // ½ D a² + D a (τ − a), a being τ up to the horizon
        const Twofold twice = tau + tau - aged / tick_;
        error = error + Twofold(0.5 * error_.ageing) * aged * twice;
    }
    return is_silent_ ? error : error + noise_at(aged).phase / tick_;
}

Reading NoisyClock::read(Time t) const { return shown(t, delta(t)); }

Time NoisyClock::when(Reading reading) const { return first_showing(*this, reading); }

double NoisyClock::rate(Time t) const {
    const double y = world_line_.rate(t).value();
    const Twofold tau = exactly(t.ticks) + world_line_.offset(t);
    const Twofold aged = age(tau);
    const bool is_within = aged.high < horizon_;
    const double error =
        error_.drift + error_.ageing * aged.value() + (is_within ? noise_at(aged).slope : 0.0);
    return y + error + y * error;
}

std::string NoisyClock::describe() const {
    std::string text =
        fmt::format("oscillator, drift {}, offset {} s", error_.drift, error_.offset);
    if (error_.ageing != 0.0) text += fmt::format(", ageing {} 1/s", error_.ageing);
    if (is_silent_) return text;
    const NoiseLevels& levels = noise_.levels();
    text += fmt::format(", noise {} s {} s {} {} {} on {} s", levels.white_phase,
                        levels.flicker_phase, levels.white_frequency, levels.flicker_frequency,
                        levels.random_walk_frequency, noise_.step());
    return text;
}

FaultyClock::FaultyClock(std::shared_ptr<const Clock> instrument, const std::vector<Fault>& faults)
    : instrument_(std::move(instrument)) {
    pieces_.push_back({{0}, {}, {}, 0.0, false});
    for (const Fault& fault : faults) {
        const Piece last = pieces_.back();
        const bool is_first = pieces_.size() == 1;
        const double rate = fault.rate.value_or(last.rate);
        if (!(1.0 + rate >= rate_least && rate <= rate_most)) {
            throw std::invalid_argument(
                "faults: a rate must be greater than -1 (a clock may not stand still or run "
                "backwards), and leave it between a billionth and a billion of its rate");
        }
        if (!is_first && !(fault.at > last.shown)) {
            throw std::invalid_argument(
                "faults must stand in order: each `at` later than what the clock shows after the "
                "one before");
        }
        // What the instrument shows when this clock shows `at`.
        const Twofold since = elapsed_between(fault.at, last.shown);
        const Reading from = shown(Time{last.from.ticks},
                                   since / Twofold(1.0 + last.rate) + Twofold(last.from.fraction));
        const Time begin = instrument_->when(from);
        pieces_.push_back({begin, from, fault.at + fault.step, rate, fault.step.ticks < 0});
        if (begin == never) {  // the run is over first
            pieces_.pop_back();
            return;
        }
    }
}

const FaultyClock::Piece& FaultyClock::piece_at(Time t) const {
    const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), t,
                                        [](Time at, const Piece& p) { return at < p.begin; });
    return *std::prev(after);
}

Reading FaultyClock::read(Time t) const {
    const Piece& piece = piece_at(t);
    const Reading now = instrument_->read(t);
    if (&piece == &pieces_.front()) return now;
    const Twofold elapsed = elapsed_between(now, piece.from);
    return shown(Time{piece.shown.ticks},
                 elapsed + Twofold(piece.rate) * elapsed + Twofold(piece.shown.fraction));
}

Time FaultyClock::when(Reading reading) const { return first_showing(*this, reading); }

Time FaultyClock::when_from(Reading reading, Time from) const {
    return first_showing(*this, reading, from);
}

Time FaultyClock::next_step_back(Time t) const {
    for (const Piece& piece : pieces_) {
        if (piece.steps_back && piece.begin > t) return piece.begin;
    }
    return never;
}

double FaultyClock::rate(Time t) const {
    const double y = instrument_->rate(t);
    const double more = piece_at(t).rate;
    return y + more + y * more;
}

std::string FaultyClock::describe() const {
    return fmt::format("{}, {} faults", instrument_->describe(), pieces_.size() - 1);
}

CounterClock::CounterClock(std::shared_ptr<const Clock> instrument, Duration granularity)
    : instrument_(std::move(instrument)), granularity_(granularity) {
    if (granularity.ticks <= 0) {
        throw std::invalid_argument("granularity must be longer than 0 s");
    }
}

Reading CounterClock::read(Time t) const {
    const std::int64_t ticks = instrument_->read(t).ticks;
    if (ticks == never_ticks) return {never_ticks, 0.0};
    const std::int64_t over = ticks % granularity_.ticks;
    std::int64_t floored = ticks - over;
    if (over < 0 && __builtin_sub_overflow(floored, granularity_.ticks, &floored)) {
        floored = std::numeric_limits<std::int64_t>::min();
    }
    return {floored, 0.0};
}

Reading CounterClock::needed(Reading reading) const {
    if (reading.ticks == never_ticks) return reading;
    const std::int64_t over = reading.ticks % granularity_.ticks;
    if (over == 0 && reading.fraction == 0.0) return reading;
    std::int64_t up = reading.ticks - over;
    if (over >= 0 && __builtin_add_overflow(up, granularity_.ticks, &up)) up = never_ticks;
    return {up, 0.0};
}

Time CounterClock::when(Reading reading) const { return instrument_->when(needed(reading)); }

Time CounterClock::when_from(Reading reading, Time from) const {
    return instrument_->when_from(needed(reading), from);
}

std::string CounterClock::describe() const {
    return fmt::format("{}, granularity {} ticks", instrument_->describe(), granularity_.ticks);
}

}  // namespace worldline
