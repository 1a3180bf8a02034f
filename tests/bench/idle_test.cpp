// SPDX-License-Identifier: Apache-2.0
//
// Goal: idle agents are idle, and the others do what they would do without them.
// Method: who has a transition; the number of events with and without idle agents.
#include "bench/idle.hpp"

#include <cmath>
#include <set>

#include "tests/bench/runs.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

/// Every hundredth agent of 20,000 is active.
Load small() {
    Load load;
    load.agents = 20'000;
    load.active = 0.01;
    load.events = 5;
    return load;
}

}  // namespace

TEST_CASE("Idle agents never hear anything, and every active one does", "[bench]") {
    Load load = small();
    load.until = 4.0;
    std::set<std::uint32_t> busy;
    for (const Transition& row : facts_of(idle(load)).facts.transitions) {
        busy.insert(row.id.maker().number);
        CHECK(row.id.maker().number % 100 == 0);
    }
    CHECK(busy.size() == 200);
    CHECK(*busy.rbegin() == 19'900);
}

TEST_CASE("Active agents alone have as much to do as among idle ones", "[bench]") {
    Load load = small();
    const auto among_idle = static_cast<double>(end_of(idle(load)).events);
    load.only_active = true;
    const World alone = idle(load);
    CHECK(alone.n_agents() == 200);
    // Steps of variance (1 - L)², L = 0.1, over 10 units; a thousand messages in each of two runs.
    const double deviation = std::sqrt(2.0 * 1'000.0 * 0.81 * 10.0);
    CHECK(std::abs(among_idle - static_cast<double>(end_of(alone).events)) < 4.0 * deviation);
}

TEST_CASE("However small the share, somebody is active", "[bench]") {
    Load load = small();
    load.active = 1e-9;
    CHECK(n_active_of(load) == 1);
    load.active = 1.0;
    CHECK(n_active_of(load) == 20'000);
}
