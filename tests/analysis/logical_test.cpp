// SPDX-License-Identifier: Apache-2.0
//
// What would logical clocks have shown in a run?
//
// Goal: stamps by hand; and "happened before" is never outside of a light cone, nor is anything
// missing from it that messages connect.
// Method: a talk of two; a ring of relays against the paths of its messages and its delays.
#include "analysis/logical.hpp"

#include "tests/support/check.hpp"
#include "tests/support/facts.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;
using namespace worldline::by_hand;

TEST_CASE("Logical clocks follow a talk", "[analysis][logical]") {
    Batch facts = talk();
    facts.readings = {{transition(0, 1), {100, 0.0}},
                      {transition(0, 2), {115, 0.0}},
                      {transition(1, 1), {10, 0.0}},
                      {transition(0, 3), {120, 0.0}}};
    const LogicalClocks clocks(facts);
    CHECK(clocks.of(transition(0, 1)).lamport.count == 1);
    CHECK(clocks.of(message(0, 0)).lamport.count == 2);
    CHECK(clocks.of(transition(0, 2)).lamport.count == 3);
    CHECK(clocks.of(transition(1, 1)).lamport.count == 3);
    CHECK(clocks.of(message(1, 0)).lamport.count == 4);
    CHECK(clocks.of(message(1, 1)).lamport.count == 5);
    CHECK(clocks.of(transition(0, 3)).lamport.count == 5);
    CHECK(clocks.of(transition(1, 1)).vector.counts == std::vector<std::uint64_t>{2, 1});
    CHECK(clocks.of(transition(0, 3)).vector.counts == std::vector<std::uint64_t>{4, 2});
    // Agent 1's clock is 90 behind: the hybrid one goes on from what it heard.
    CHECK(clocks.of(message(0, 0)).hybrid == HybridClock{100, 1});
    CHECK(clocks.of(transition(1, 1)).hybrid == HybridClock{100, 2});
    CHECK(clocks.of(transition(0, 3)).hybrid == HybridClock{120, 0});

    CHECK(clocks.happened_before(transition(0, 1), transition(1, 1)));
    CHECK(!clocks.happened_before(transition(0, 2), transition(1, 1)));
    CHECK(!clocks.happened_before(transition(1, 1), transition(0, 2)));
    CHECK(!clocks.happened_before(transition(0, 1), transition(0, 1)));
}

TEST_CASE("What happened before is inside the light cone", "[analysis][logical][law]") {
    // In a ring of six each message takes 7 ticks to the next: |b − a| places are 7 |b − a| ticks.
    constexpr std::uint32_t n_agents = 6;
    const World world = relays::ring(n_agents, 2, Duration{7}, Time{200});
    const MemorySink run = relays::facts_of(world);
    const LogicalClocks clocks(run.facts);
    int n_before = 0;
    for (const Transition& a : run.facts.transitions) {
        for (const Transition& b : run.facts.transitions) {
            if (!clocks.happened_before(a.id, b.id)) continue;
            ++n_before;
            const auto places = (b.id.maker().number + n_agents - a.id.maker().number) % n_agents;
            REQUIRE(b.time - a.time >= Duration{7 * static_cast<std::int64_t>(places)});
            REQUIRE(clocks.of(a.id).lamport < clocks.of(b.id).lamport);
        }
    }
    CHECK(n_before > 500);
}
