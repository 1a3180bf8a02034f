// SPDX-License-Identifier: Apache-2.0
// Is a behaviour that reacts for many agents at once the same as one that reacts for each?
//
// Goal: the batched form of the seam gives the run that the plain form gives.
// Method: one reaction, written once, behind both forms; messages to others, to oneself within the
// window and later, alarms, several events of one agent in a window, and ties.

#include <atomic>
#include <memory>
#include <tuple>

#include "sim/engine/engine.hpp"
#include "tests/support/check.hpp"
#include "tests/support/relay.hpp"
#include "tests/support/rows.hpp"

namespace worldline {
namespace {

constexpr std::uint32_t n_agents = 300;

struct CountState {
    std::uint64_t heard = 0;
    std::uint64_t sum = 0;
    static constexpr auto fields(auto& self) { return std::tie(self.heard, self.sum); }
};

void react_to(CountState& state, const Percept& percept, Actions& actions) {
    ++state.heard;
    state.sum = state.sum * 31 + static_cast<std::uint64_t>(percept.now.ticks) + percept.kind;
    if (state.heard > 200) return;
    Random& random = actions.random();
    const auto to = AgentId{static_cast<std::uint32_t>(random.below(n_agents))};
    switch (random.below(4)) {
    case 0:
        actions.wake(percept.now + Duration{static_cast<std::int64_t>(random.below(9))},
                     event_kind::alarm, {});
        break;
    case 1:
        actions.tell(percept.self, {.kind = first_message_kind, .after = Duration{2}});
        break;
    default:
        actions.tell(to, {.kind = first_message_kind});
    }
}

class OneByOne final : public BehaviourOf<OneByOne, CountState> {
public:
    void react(CountState& state, const Percept& percept, Actions& actions) const {
        react_to(state, percept, actions);
    }
};

class ManyAtOnce final : public BatchBehaviourOf<ManyAtOnce, CountState> {
public:
    void react(std::span<const Reaction<CountState>> reactions) const {
        if (reactions.size() > largest.load()) largest = reactions.size();
        for (const auto& [state, percept, actions] : reactions) react_to(state, percept, actions);
    }
    mutable std::atomic<std::size_t> largest = 0;
};

World world_of(std::shared_ptr<const Behaviour> behaviour) {
    World world = relays::world_of<CountState>(std::move(behaviour), n_agents, Duration{10});
    for (std::uint32_t agent = 0; agent < n_agents; ++agent) {
        world.plans.push_back(relays::start_of(AgentId{agent}));
    }
    world.until = Time{3'000};
    return world;
}

TEST_CASE("The batched form of a behaviour gives the same run as the plain form", "[engine]") {
    const MemorySink plain = relays::facts_of(world_of(std::make_shared<const OneByOne>()));
    CHECK(plain.ending.events > 10'000);
    const auto batched = std::make_shared<const ManyAtOnce>();
    for (const int threads : {1, 4}) {
        for (const std::size_t block_agents : {16u, 256u}) {
            RunOptions options;
            options.schedule.threads = threads;
            options.block_agents = block_agents;
            options.parallel_events_min = 0;
            const MemorySink many = relays::facts_of(world_of(batched), options);
            CHECK(many.ending.run_digest == plain.ending.run_digest);
            CHECK(many.ending.events == plain.ending.events);
            CHECK(digest_of_rows(many.facts) == digest_of_rows(plain.facts));
        }
    }
    CHECK(batched->largest.load() > 8);  // it was asked for many indeed
}

}  // namespace
}  // namespace worldline
