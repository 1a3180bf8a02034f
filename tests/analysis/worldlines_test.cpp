// SPDX-License-Identifier: Apache-2.0
//
// Goal: an agent's world line is its own transitions, in its own order.
// Method: rows in the order of a record; a ring where who hears when is known.
#include "analysis/worldlines.hpp"

#include "tests/support/check.hpp"
#include "tests/support/facts.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;
using namespace worldline::by_hand;

TEST_CASE("A world line is in the order of interior time, whatever the rows' order", "[analysis]") {
    const WorldLines lines(talk());
    REQUIRE(lines.agents().size() == 2);
    const auto line = lines.of(AgentId{0});
    REQUIRE(line.size() == 3);
    CHECK(line[0].time == Time{0});
    CHECK(line[1].time == Time{15});
    CHECK(line[2].time == Time{20});
    CHECK(line[2].cause == message(1, 0));
    CHECK(lines.of(AgentId{1}).size() == 1);
    CHECK(lines.of(AgentId{2}).empty());  // it has heard nothing yet
    CHECK(lines.all().size() == 4);
}

TEST_CASE("A relay of a ring of four hears every fourth time", "[analysis]") {
    const MemorySink run = relays::facts_of(relays::ring(4, 1, Duration{10}, Time{100}));
    const WorldLines lines(run.facts);
    const auto line = lines.of(AgentId{1});
    REQUIRE(line.size() == 3);
    CHECK(line[0].time == Time{10});
    CHECK(line[1].time == Time{50});
    CHECK(line[2].time == Time{90});
    CHECK(lines.of(AgentId{3}).size() == 2);
}
