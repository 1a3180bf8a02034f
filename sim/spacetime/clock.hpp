// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/base/time.hpp"
#include "sim/spacetime/twofold.hpp"

namespace worldline {

/// The instrument that an agent carries. It shows readings; agents see nothing else of time.
///
/// A clock stands on a world line: motion and metric give proper time τ(t), the instrument makes
/// a reading C(τ) of it. Immutable and a pure function, so who looks changes nothing.
///
/// Laws (tests/laws/spacetime_laws_test.cpp), for every kind and 0 ≤ t < `never`:
/// `read` rises strictly, and `read(when(r)) >= r > read(when(r) - 1 tick)`.
class Clock {
public:
    virtual ~Clock() = default;

    /// What the clock shows at `t`. Stops at the largest reading if it would go beyond.
    virtual Reading read(Time t) const = 0;

    /// The first tick, from t = 0 on, that shows `reading` or more; `never` if none does.
    virtual Time when(Reading reading) const = 0;

    /// y = dC/dt − 1 at `t`.
    virtual double rate(Time t) const = 0;

    /// Does it show t itself, always? Then nobody need ask it.
    virtual bool shows_frame() const { return false; }

    /// One phrase for people: "drift 20e-6, offset 0 s".
    virtual std::string describe() const = 0;
};

/// `Clock::when` for any clock whose `read` rises: Newton's steps, then the exact tick.
Time first_showing(const Clock& clock, Reading reading);

/// t + δ as a reading, for δ in ticks.
Reading shown(Time t, Twofold delta);

/// What `to` shows at the very moment at which `from` shows `reading`, between ticks as well.
///
/// An observer that knows how both clocks run puts another's reading in place of its own so.
Reading translated(Reading reading, const Clock& from, const Clock& to);

}  // namespace worldline
