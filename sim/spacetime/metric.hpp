// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"
#include "sim/spacetime/motion.hpp"

namespace worldline {

/// A signal that never arrives takes this long.
inline constexpr Duration no_arrival{never_ticks};

/// One end of a signal's way.
struct Endpoint {
    AgentId agent;
    const Motion& motion;
};

/// What time and distance mean in a world: how fast clocks run and how long signals take.
///
/// Everything is a pure function of where the two ends are and of coordinate time. Delays round
/// up and may be 0 for agents at one place; the engine makes that one tick between kernels.
class Metric {
public:
    virtual ~Metric() = default;

    /// y = dτ/dt − 1 of an ideal clock on `motion` at t [s]. Computed directly, never as the
    /// difference of two numbers near 1.
    virtual double rate(const Motion& motion, Twofold seconds) const = 0;

    /// δ = τ − t [s] since t = 0: in closed form, or else the integral of the rate, in steps.
    ///
    /// @par Complexity  O(1), or O(t / step); a `WorldLine` keeps the steps of its run.
    virtual Twofold offset(const Motion& motion, Twofold seconds) const = 0;

    /// How long these steps are [s]; 0: the offset is there in closed form.
    virtual double integration_step(const Motion&) const { return 0.0; }

    /// Is δ = y · t for ever? Clocks then keep y and never ask again.
    virtual bool is_steady(const Motion& motion) const = 0;

    /// @throws std::invalid_argument  one sentence: why nobody can move so in this world.
    virtual void check(const Motion& motion) const = 0;

    /// From sending at `sent` to arrival, rounded up; `no_arrival` if it never does.
    virtual Duration delay(Endpoint from, Endpoint to, Time sent) const = 0;

    /// No signal of `from`, sent at t ≥ 0, reaches `to` in less, ever. Rounded down.
    ///
    /// Windows are as wide as the smallest of these, so a value that is too large breaks
    /// causality and one that is too small only costs time: when in doubt, less.
    virtual Duration least_delay(Endpoint from, Endpoint to) const = 0;

    /// The same for any two agents, whoever they are: what is known without asking for motions.
    virtual Duration least_delay() const { return {0}; }

    /// The delay, if it is one between any two agents, wherever they are and whenever they send.
    virtual std::optional<Duration> uniform_delay() const { return std::nullopt; }

    /// How long a signal that arrives at `received` [s] has been under way [s], for one who
    /// knows both motions: what an observer with an ephemeris takes off. Infinite: no such signal.
    virtual double travelled(Endpoint from, Endpoint to, Twofold received) const = 0;

    virtual std::string describe() const = 0;
};

/// y of one clock against another: (1 + y_a)/(1 + y_b) − 1.
constexpr double relative_rate(double y_a, double y_b) { return (y_a - y_b) / (1.0 + y_b); }

/// δ = τ − t [s] of an ideal clock on `motion`: for observers that compensate.
inline double proper_offset(const Motion& motion, const Metric& metric, Twofold seconds) {
    return metric.offset(motion, seconds).value();
}

}  // namespace worldline
