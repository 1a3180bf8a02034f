// SPDX-License-Identifier: Apache-2.0
//
// Goal: a message may be held back, by the sender's own clock, and agents do not mix their states.
// Method: one agent that talks to itself and to another; times by hand.
#include "sim/engine/actions.hpp"

#include "tests/support/check.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;
using namespace worldline::relays;

namespace {

struct Nothing {
    std::uint32_t n_heard = 0;
    static constexpr auto fields(auto& self) { return std::tie(self.n_heard); }
};

/// At its start tells `receiver`, holding the message back for `after`.
class Holder final : public BehaviourOf<Holder, Nothing> {
public:
    Holder(AgentId receiver, Duration after) : receiver_(receiver), after_(after) {}
    void react(Nothing& state, const Percept& percept, Actions& actions) const {
        ++state.n_heard;
        if (percept.kind != event_kind::start) return;
        actions.tell(receiver_, {.kind = first_message_kind, .after = after_});
    }

private:
    AgentId receiver_;
    Duration after_;
};

Batch told(AgentId receiver, Duration after, OscillatorClock::Error error = {}) {
    World world =
        world_of<Nothing>(std::make_shared<const Holder>(receiver, after), 2, Duration{10}, error);
    world.plans = {start_of(AgentId{0})};
    return facts_of(world).facts;
}

}  // namespace

TEST_CASE("A message that is held back leaves later", "[engine]") {
    CHECK(told(AgentId{1}, Duration{0}).messages[0].received == Time{10});
    CHECK(told(AgentId{1}, Duration{25}).messages[0].received == Time{35});
}

TEST_CASE("A message to oneself comes back when it was held back long enough", "[engine]") {
    const Batch at_once = told(AgentId{0}, Duration{0});
    REQUIRE(at_once.transitions.size() == 2);
    CHECK(at_once.transitions[1].time == Time{0});
    CHECK(at_once.transitions[1].round == 1);
    for (const std::int64_t after : {1, 5, 60}) {  // in this bin (8 ticks wide) and beyond
        const Batch later = told(AgentId{0}, Duration{after});
        REQUIRE(later.transitions.size() == 2);
        CHECK(later.transitions[1].time == Time{after});
        CHECK(later.transitions[1].round == 0);
    }
}

TEST_CASE("Holding back is counted by the sender's own clock", "[engine]") {
    // A clock that runs twice as fast shows 50 ticks more after 25.
    const OscillatorClock::Error fast{.offset = 0.0, .drift = 1.0};
    CHECK(told(AgentId{0}, Duration{50}, fast).messages[0].received == Time{25});
    CHECK(told(AgentId{1}, Duration{50}, fast).messages[0].received == Time{35});
}

TEST_CASE("Agents of one kind have states of their own", "[engine]") {
    // One token, four relays: each hears for the first time, so none has heard twice.
    const MemorySink run = facts_of(ring(4, 1, Duration{10}, Time{40}));
    REQUIRE(run.facts.transitions.size() == 4);
    for (const Transition& transition : run.facts.transitions) {
        const RelayState state{.n_heard = 1, .last = {transition.time.ticks, 0.0}};
        CHECK(transition.content == StatesOf<RelayState>::content_of(state));
    }
}
