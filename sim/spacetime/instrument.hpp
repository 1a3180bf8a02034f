// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/spacetime/clock.hpp"
#include "sim/spacetime/noise.hpp"
#include "sim/spacetime/world_line.hpp"

/// The layers of a real instrument, each a clock on top of another:
/// proper time → oscillator → faults → counter → what its owner does (`SteeredClock`).
namespace worldline {

/// An oscillator that ages and is noisy.  C = τ + x₀ + y₀ τ + ½ D τ² + x(τ) − x(0)
///
/// Everything runs in its own proper time. It runs forwards for sure until its horizon, which
/// follows from its parameters alone; beyond, ageing and noise stay as they are there.
class NoisyClock final : public Clock {
public:
    struct Error {
        double offset = 0.0;  ///< x₀ [s]
        double drift = 0.0;   ///< y₀ [1], over −1
        double ageing = 0.0;  ///< D [1/s]
    };

    /// @param until  the end of the run; `never`: nobody knows
    /// @throws std::invalid_argument  it could stand still or run backwards before the end.
    NoisyClock(WorldLine world_line, Error error, OscillatorNoise noise, Time until);

    Reading read(Time t) const override;
    Time when(Reading reading) const override;
    double rate(Time t) const override;
    std::string describe() const override;

    /// Until when it is sure to run forwards [s of proper time].
    double horizon() const { return horizon_; }

private:
    struct Noise {
        Twofold phase;       ///< [s]
        double slope = 0.0;  ///< dx/dτ
    };
    void lay_horizon(Time until);
    Twofold age(Twofold tau_ticks) const;  ///< not beyond the horizon [s]
    Noise noise_at(Twofold age) const;
    Twofold delta(Time t) const;  ///< C − t [ticks]

    WorldLine world_line_;
    Error error_;
    OscillatorNoise noise_;
    bool is_silent_;
    double offset_ticks_;
    double start_ = 0.0;    ///< x(0) [s]
    double horizon_ = 0.0;  ///< [s]
    Twofold tick_;          ///< [s]
};

/// A clock with faults: from some readings on it shows other ones.
///
/// A step ahead leaves readings out; a step back shows some twice, and `when` means the first time.
class FaultyClock final : public Clock {
public:
    /// From the moment when the clock shows `at`.
    struct Fault {
        Reading at;
        Duration step = {};            ///< it steps by so much: ahead, or back
        std::optional<double> rate{};  ///< it runs (1 + rate) times as fast as its instrument
    };

    /// @throws std::invalid_argument  faults out of order, or a rate that stops it.
    FaultyClock(std::shared_ptr<const Clock> instrument, const std::vector<Fault>& faults);

    Reading read(Time t) const override;
    Time when(Reading reading) const override;
    Time when_from(Reading reading, Time from) const override;
    Time next_step_back(Time t) const override;
    double rate(Time t) const override;
    std::string describe() const override;

private:
    /// From tick `begin` on: shown + (1 + rate) (C − from).
    struct Piece {
        Time begin;
        Reading from;
        Reading shown;
        double rate = 0.0;
        bool steps_back = false;
    };
    const Piece& piece_at(Time t) const;

    std::shared_ptr<const Clock> instrument_;
    std::vector<Piece> pieces_;  ///< ascending; the first begins at 0
};

/// A counter: shows whole steps of its own.  C' = g ⌊C / g⌋
class CounterClock final : public Clock {
public:
    /// @param granularity  g, over 0
    CounterClock(std::shared_ptr<const Clock> instrument, Duration granularity);

    Reading read(Time t) const override;
    Time when(Reading reading) const override;
    Time when_from(Reading reading, Time from) const override;
    Time next_step_back(Time t) const override { return instrument_->next_step_back(t); }
    /// Of its instrument: in the mean over many steps.
    double rate(Time t) const override { return instrument_->rate(t); }
    std::string describe() const override;

private:
    /// What the instrument must show for `reading` to be shown.
    Reading needed(Reading reading) const;

    std::shared_ptr<const Clock> instrument_;
    Duration granularity_;
};

}  // namespace worldline
