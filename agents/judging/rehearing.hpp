// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "agents/behaviours/observing.hpp"
#include "sim/engine/actions.hpp"
#include "sim/engine/alarms.hpp"

namespace worldline {

/// A message that reached an agent in a run, as the record of that run tells of it.
struct HeardAgain {
    Time time;  ///< when it came: apparatus view
    AgentId receiver;
    MessageId message;
    std::uint16_t kind = 0;
    std::uint8_t round = 0;      ///< of zero-delay exchange inside a kernel
    Reading shown = no_reading;  ///< by the receiver's clock; none: as that clock is known
    std::span<const std::byte> contents = {};
};

/// What the agents of one run have in common when they judge again.
struct RehearingPlan {
    std::shared_ptr<const Surroundings> surroundings;  ///< with the rules and clocks that are tried
    std::uint64_t seed = 0;                            ///< of the run: draws between senders
    bool ordered_ties = false;                         ///< likewise
};

/// One observer that hears a second time what it heard in a run, and judges by other rules.
///
/// It is the very `Observing` that judges in runs, fed from a record: notices, outcomes,
/// withdrawals and what others told, each at its reading, and its own alarms between them, in the
/// one order of a run (time, round, tie, sender). Nothing else happens: nobody hears what it says.
/// [docs/model.md 4]
class Rehearing final : public ActSink {
public:
    /// Told of each assessment, and when it was made (apparatus view).
    using Found = std::function<void(const Assessment&, Time)>;

    /// @param observing  outlives it, as `found` does
    Rehearing(const Observing& observing, ObservingState state, AgentId self,
              const RehearingPlan& plan, const Found& found);

    /// The run begins: what the scenario writes is known to its scope.
    void begin();
    /// @pre nothing that comes later in the order of the run has been heard
    void hear(const HeardAgain& heard);
    /// Every event before `end` is over: alarms that ring until then do so.
    void end(Time end);

    void save(SnapshotWriter& writer) const;
    void load(SnapshotReader& reader);

    void assess(const Assessment& assessment) override;
    AlarmId wake(Reading at, std::uint16_t kind, std::span<const std::byte> contents) override;
    void cancel(AlarmId alarm) override { alarms_.cancel(alarm); }

private:
    bool rings_before(const HeardAgain& heard, Reading now);
    void settle(Reading until);
    void ring();
    void arm();
    void react(const Percept& percept);

    const Observing* observing_;
    const Found* found_;
    std::shared_ptr<const Surroundings> surroundings_;
    const Clock* clock_;
    std::uint64_t seed_;
    bool ordered_ties_;
    bool is_steady_;  ///< its clock never steps back: alarms are due when it shows their readings
    AgentId self_;

    ObservingState state_;
    Alarms alarms_;  ///< `armed`: when the first of them knocks, as in a run
    std::uint8_t knock_round_ = 0;
    std::uint32_t n_alarms_ = 0;  ///< set so far
    Time now_{0};
    Reading shown_;  ///< by its clock, now
    std::uint8_t round_ = 0;
};

}  // namespace worldline
