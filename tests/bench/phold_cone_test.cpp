// SPDX-License-Identifier: Apache-2.0
//
// Goal: phold-cone is a lattice at rest in flat space-time, whose light cone is all its lookahead.
// Method: every message of a small run against the distance of its ends, computed by hand.
#include "bench/phold_cone.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/bench/runs.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

/// 27 places, of which 20 are taken: the third layer holds only agents 18 and 19.
Load small() {
    Load load;
    load.agents = 20;
    load.events = 20;
    load.spacing = 0.25;
    load.until = 4.0;
    return load;
}

}  // namespace

TEST_CASE("The lattice is filled from one corner, layer by layer", "[bench]") {
    const double spacing = 0.25 * 299'792'458.0;
    CHECK(lattice_place(small(), AgentId{0}) == Vector3{0.0, 0.0, 0.0});
    CHECK(lattice_place(small(), AgentId{5}) == Vector3{2.0 * spacing, spacing, 0.0});
    CHECK(lattice_place(small(), AgentId{19}) == Vector3{spacing, 0.0, 2.0 * spacing});
}

TEST_CASE("No message of phold-cone outruns light or goes farther than one place", "[bench]") {
    const MemorySink facts = facts_of(PholdCone::world(small()));
    const auto times = times_of(facts);
    std::set<AgentId> heard_by_first;
    double n_away = 0.0;
    for (const Message& message : facts.facts.messages) {
        const AgentId sender = message.id.maker();
        const Vector3 way =
            lattice_place(small(), message.receiver) - lattice_place(small(), sender);
        const double spacing = 0.25 * constants::light_speed;
        CHECK(std::max({std::abs(way.x), std::abs(way.y), std::abs(way.z)}) < 1.5 * spacing);
        const double light = std::max(0.25, length(way) / constants::light_speed);
        CHECK(message.received - times.at(message.transition) >= units(light));
        n_away += message.receiver != sender ? 1.0 : 0.0;
        if (sender == AgentId{0}) heard_by_first.insert(message.receiver);
    }
    // All eight places of its corner, itself among them.
    CHECK(heard_by_first == std::set<AgentId>{AgentId{0}, AgentId{1}, AgentId{3}, AgentId{4},
                                              AgentId{9}, AgentId{10}, AgentId{12}, AgentId{13}});
    CHECK(n_away > 0.7 * static_cast<double>(facts.facts.messages.size()));
}

TEST_CASE("The light cone of the lattice is the lookahead", "[bench]") {
    const World world = PholdCone::world(small());
    CHECK(world.network->least_delay() <= units(0.25));
    CHECK(world.network->least_delay() >= units(0.25) - Duration{2});
}
