// SPDX-License-Identifier: Apache-2.0
#include "agents/ephemeris.hpp"

#include "sim/base/expects.hpp"
#include "sim/spacetime/clock.hpp"
#include "sim/spacetime/twofold.hpp"

namespace worldline {
namespace {

/// Shows coordinate time itself. Nobody carries it; who knows the frame can compute with it.
class FrameClock final : public Clock {
public:
    Reading read(Time t) const override { return {t.ticks, 0.0}; }
    Time when(Reading reading) const override {
        return {reading.fraction > 0.0 ? reading.ticks + 1 : reading.ticks};
    }
    double rate(Time) const override { return 0.0; }
    std::string describe() const override { return "coordinate time"; }
};

/// A reading taken for coordinate time [s]: all that an agent without t can do.
Twofold as_seconds(Reading reading, Resolution resolution) {
    return (exactly(reading.ticks) + Twofold(reading.fraction)) * tick_seconds(resolution);
}

/// How long ago the sender said what arrives at `arrival` [ticks].
double light_ticks(Reading arrival, AgentId self, AgentId sender,
                   const Surroundings& surroundings) {
    const Network& network = *surroundings.network;
    const double seconds =
        network.metric().travelled(network.endpoint(sender), network.endpoint(self),
                                   as_seconds(arrival, surroundings.resolution));
    return ticks_with_fraction(seconds, surroundings.resolution);
}

}  // namespace

Reading evidence_time(const Judge& rule, const Outcome& outcome, Reading arrival, AgentId self,
                      AgentId sender, const Surroundings& surroundings) {
    if (rule.time_of == TimeOf::stated) return outcome.stated;
    if (rule.clock == JudgeClock::own) {
        if (rule.time_of == TimeOf::arrival) return arrival;
        return shifted(arrival, -light_ticks(arrival, self, sender, surroundings));
    }
    const Clock& own = *surroundings.clocks[self.number];
    const Clock& promisers =
        *surroundings.clocks[surroundings.grounds.clock(outcome.promise).number];
    if (rule.time_of == TimeOf::arrival) return translated(arrival, own, promisers);
    const FrameClock frame;
    const Reading frame_arrival = translated(arrival, own, frame);
    const double light = light_ticks(frame_arrival, self, sender, surroundings);
    return translated(shifted(frame_arrival, -light), frame, promisers);
}

}  // namespace worldline
