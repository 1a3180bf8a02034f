// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/spacetime/clock.hpp"
#include "sim/spacetime/world_line.hpp"

/// The clocks that come with the simulator. A scenario makes them by name: `parts.hpp`.
namespace worldline {

/// An oscillator that is off by a constant and fast by a constant.  C = τ + x₀ + y₀ τ
///
/// It counts proper time, so its error rides on what motion and gravity do to τ. With x₀ = y₀ = 0
/// it is the ideal clock.
class OscillatorClock final : public Clock {
public:
    struct Error {
        double offset = 0.0;  ///< x₀ [s]
        double drift = 0.0;   ///< y₀ [1], over −1
    };

    /// @throws std::invalid_argument  it would stand still, run backwards, or stop at once.
    OscillatorClock(WorldLine world_line, Error error);

    Reading read(Time t) const override;
    Time when(Reading reading) const override;
    double rate(Time t) const override;
    bool shows_frame() const override { return shows_frame_; }
    std::string describe() const override;

private:
    Twofold delta(Time t) const;  ///< C − t [ticks]

    WorldLine world_line_;
    Error error_;
    double offset_ticks_;
    bool shows_frame_ = false;  ///< C = t, as for most clocks of worlds without space
    Twofold steady_rate_;       ///< y + y₀ + y y₀, where the world line is steady
};

/// A clock that its owner steers: from some reading on it runs (1 + s) times as fast as its
/// instrument, after a step ahead.  C' = C'₀ + (1 + s) (C − C₀)
///
/// It is only asked from then on. Steering it again steers the instrument anew.
class SteeredClock final : public Clock {
public:
    /// What makes it: the parameters of the constructor.
    struct Steering {
        Reading from;
        Reading shown;
        double rate = 0.0;

        static constexpr auto fields(auto& self) {
            return std::tie(self.from, self.shown, self.rate);
        }
    };

    /// @param instrument  outlives this clock
    /// @param from        what the instrument shows at the beginning: C₀
    /// @param shown       what this clock shows then: C'₀
    /// @param rate        s, over −1
    /// @throws std::invalid_argument  it would stand still, run backwards, or stop at once.
    SteeredClock(const Clock& instrument, Reading from, Reading shown, double rate);

    Reading read(Time t) const override;
    Time when(Reading reading) const override;
    Time when_from(Reading reading, Time from) const override;
    Time next_step_back(Time t) const override { return instrument_.next_step_back(t); }
    double rate(Time t) const override;
    std::string describe() const override;
    const Clock& instrument() const { return instrument_; }
    Steering steering() const { return {from_, shown_, rate_}; }

private:
    const Clock& instrument_;
    Reading from_;
    Reading shown_;
    double rate_;
};

}  // namespace worldline
