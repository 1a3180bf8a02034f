// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "sim/base/ids.hpp"
#include "sim/base/random.hpp"
#include "sim/engine/contents.hpp"
#include "sim/ledger/assessment.hpp"
#include "sim/ledger/promise.hpp"
#include "sim/ledger/transition.hpp"
#include "sim/spacetime/point.hpp"

namespace worldline {

class Turn;

/// One of an agent's alarms: its place in the agent's list, and the agent's count when it was set.
struct AlarmId {
    std::uint32_t place = 0xffff'ffffu;  ///< default: none
    std::uint32_t sequence = 0;

    static constexpr auto fields(auto& self) { return std::tie(self.place, self.sequence); }
    bool exists() const { return place != 0xffff'ffffu; }
    friend constexpr auto operator<=>(AlarmId, AlarmId) = default;
};

/// A message to be sent.
struct Saying {
    std::uint16_t kind = 0;
    PromiseId promise = {};                    ///< that it is about; none
    std::span<const std::byte> contents = {};  ///< at most `Contents::size_max` bytes
    /// Held back so long by the sender's own clock before it leaves; not negative. To oneself: a
    /// message that comes back so much later.
    Duration after = {};
};

/// SEAM: who is told what an agent does where no engine carries it out: judging again, on a record.
class ActSink {
public:
    virtual ~ActSink() = default;
    virtual void assess(const Assessment& assessment) = 0;
    virtual AlarmId wake(Reading at, std::uint16_t kind, std::span<const std::byte> contents) = 0;
    virtual void cancel(AlarmId alarm) = 0;
};

/// All that an agent can do: it says what it does and the engine carries it out. An agent
/// promises, tells, judges and sets its own alarms; it cannot touch another agent.
class Actions {
public:
    /// Outside of a run: what is said is heard by nobody, and only judging and one's own alarms
    /// have an effect. Whoever does more has made a mistake.
    explicit Actions(ActSink& sink) : sink_(&sink) {}

    /// Makes a promise about oneself and returns its id. `promise.id` is filled in.
    PromiseId promise(Promise promise);
    void builds_on(PromiseId from, PromiseId onto, Link link);

    /// Sends to one agent. It arrives after the delay that space or network gives.
    void tell(AgentId receiver, const Saying& saying);
    /// Sends to every agent of a group but oneself.
    void tell(GroupId receivers, const Saying& saying);

    /// Wakes this agent at the first tick at which its clock shows `at`; now if that has passed.
    AlarmId wake(Reading at, std::uint16_t kind, std::span<const std::byte> contents);
    void cancel(AlarmId alarm);
    /// Sets an alarm in place of another, which may have rung already.
    AlarmId move(AlarmId alarm, Reading to, std::uint16_t kind,
                 std::span<const std::byte> contents);

    /// Steers one's own clock: it steps now, and from now on runs (1 + rate) times as fast as the
    /// instrument that it stands on. Alarms stay set for their readings: one that has rung does
    /// not ring again after a step back, and one that waits rings when its reading comes.
    /// @param rate  over −1
    /// @param step  ahead, or back: then some readings are shown twice
    void steer(double rate, Duration step = {});

    /// Changes one's own course: this velocity [m/s] from now on. For agents whose motion is
    /// `piloted`; the clock goes by the new leg, and alarms stay set for their readings.
    /// @param velocity  in the frame, no faster than its top speed
    void course(Vector3 velocity);
    /// Where one is and how fast, in the frame: one's own sense. For agents that are piloted.
    MovingPoint place() const;

    /// Calls an agent into being out of one's own offspring (`World::add_offspring`). It hears
    /// `parameters.contents` as its first percept, of kind `event_kind::birth`, after the least
    /// delay of the world; before that it is not there, and nobody can reach it.
    AgentId spawn(const Saying& parameters);
    /// This agent's last reaction. Its alarms never ring, and nobody hears what is said to it.
    void stop();

    void assess(const Assessment& assessment);

    /// This transition is the outcome of one's own promise.
    void keeps(PromiseId promise, std::uint32_t occurrence);

    /// Chance for this reaction only: the same draws in every run with this seed.
    Random& random();

private:
    friend class Turn;
    explicit Actions(Turn& turn) : turn_(&turn) {}
    Turn& turn() const;

    Turn* turn_ = nullptr;     ///< null: there is a sink
    ActSink* sink_ = nullptr;  ///< where no engine carries acts out
};

}  // namespace worldline
