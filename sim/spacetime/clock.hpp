// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>

#include "sim/base/time.hpp"
#include "sim/spacetime/twofold.hpp"

namespace worldline {

/// The instrument that an agent carries. It shows readings; agents see nothing else of time.
///
/// A clock stands on a world line: motion and metric give proper time τ(t), the instrument makes
/// a reading C(τ) of it. Immutable and a pure function, so who looks changes nothing.
///
/// Laws (tests/laws/clock_laws_test.cpp), for every kind and 0 ≤ t < `never`:
/// `read(when(r)) >= r > read(when(r) - 1 tick)`; and `read` rises strictly, but for clocks that
/// count in steps, which never fall, and for faults that step back, which `next_step_back` names.
class Clock {
public:
    virtual ~Clock() = default;

    /// What the clock shows at `t`. Stops at the largest reading if it would go beyond.
    virtual Reading read(Time t) const = 0;

    /// The first tick, from t = 0 on, that shows `reading` or more; `never` if none does.
    virtual Time when(Reading reading) const = 0;

    /// The same, from the tick `from` on: another one where the clock steps back in between.
    virtual Time when_from(Reading reading, Time from) const {
        return std::max(from, when(reading));
    }

    /// The first tick after `t` that shows less than the one before it; `never` if none does.
    virtual Time next_step_back(Time) const { return never; }

    /// y = dC/dt − 1 at `t`.
    virtual double rate(Time t) const = 0;

    /// Does it show t itself, always? Then nobody need ask it.
    virtual bool shows_frame() const { return false; }

    /// One phrase for people: "drift 20e-6, offset 0 s".
    virtual std::string describe() const = 0;
};

/// `Clock::when_from` for any clock: Newton's steps, then the exact tick; again after each step
/// back.
Time first_showing(const Clock& clock, Reading reading, Time from = {0});

/// t + δ as a reading, for δ in ticks.
Reading shown(Time t, Twofold delta);

/// What `to` shows at the very moment at which `from` shows `reading`, between ticks as well.
///
/// An observer that knows how both clocks run puts another's reading in place of its own so.
Reading translated(Reading reading, const Clock& from, const Clock& to);

}  // namespace worldline
