// SPDX-License-Identifier: Apache-2.0
//
// Goal: what is measured as PHOLD is the PHOLD that others mean, and its relative differs from it
// only in what it says.
// Method: the number of events against renewal theory; every message of small runs looked at.
#include "bench/phold.hpp"

#include <algorithm>
#include <cmath>

#include "bench/phold_self.hpp"
#include "bench/ring.hpp"
#include "tests/bench/runs.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

Load small() {
    Load load;
    load.agents = 3'000;
    load.events = 4;
    load.lookahead = 0.5;
    load.until = 10.0;
    return load;
}

struct Sends {
    double n = 0.0;
    double n_remote = 0.0;
    Duration least_away{never_ticks};
    Duration least_home{never_ticks};

    double share() const { return n_remote / n; }
};

Sends sends_of(World world) {
    const MemorySink facts = facts_of(std::move(world));
    const auto times = times_of(facts);
    Sends sends;
    for (const Message& message : facts.facts.messages) {
        const bool is_remote = message.receiver != message.id.maker();
        Duration& least = is_remote ? sends.least_away : sends.least_home;
        least = std::min(least, message.received - times.at(message.transition));
        sends.n += 1.0;
        sends.n_remote += is_remote ? 1.0 : 0.0;
    }
    return sends;
}

}  // namespace

TEST_CASE("A message of PHOLD moves once a unit", "[bench]") {
    // Steps of L + Exp(1 - L), mean 1, variance (1 - L)²; within T units a message makes
    // T + (variance - 1)/2 of them, to an error that falls as exp(-T). Each agent starts too.
    const double n_messages = 12'000.0;
    const double expected = n_messages * (10.0 + (0.25 - 1.0) / 2.0) + 3'000.0;
    // The number of steps of one message has about variance 0.25 · 10.
    const double deviation = std::sqrt(n_messages * 0.25 * 10.0);
    const auto events = static_cast<double>(end_of(Phold::world(small())).events);
    CHECK(std::abs(events - expected) < 4.0 * deviation);
}

TEST_CASE("As many messages of PHOLD are under way at the end as at the start", "[bench]") {
    Load load = small();
    load.until = 2.0;
    const MemorySink facts = facts_of(Phold::world(load));
    const std::size_t n_heard = facts.facts.transitions.size() - load.agents;
    CHECK(facts.facts.messages.size() - n_heard == std::size_t{load.agents} * load.events);
}

TEST_CASE("A message of PHOLD takes the lookahead at least, and leaves with probability R",
          "[bench]") {
    Load load = small();
    load.until = 2.0;
    load.remote = 0.3;
    const Sends some = sends_of(Phold::world(load));
    // One message in 3,000 that may go anywhere goes to its sender.
    CHECK(std::abs(some.share() - 0.3 * (1.0 - 1.0 / 3'000.0)) <
          4.0 * std::sqrt(0.3 * 0.7 / some.n));
    CHECK(some.least_away >= units(0.5));
    CHECK(some.least_home >= units(0.5));

    load.remote = 1.0;
    const Sends all = sends_of(Phold::world(load));
    CHECK(std::abs(all.n - all.n_remote - all.n / 3'000.0) < 4.0 * std::sqrt(all.n / 3'000.0));
}

TEST_CASE("A tenth of phold-self leaves, and what stays may come back at once", "[bench]") {
    Load load = small();
    load.until = 3.0;
    load.remote = 0.1;
    const Sends sends = sends_of(phold_self(load));
    CHECK(std::abs(sends.share() - 0.1) < 4.0 * std::sqrt(0.1 * 0.9 / sends.n));
    CHECK(sends.least_away >= units(0.5));
    CHECK(sends.least_home < units(0.001));  // of some 40,000 draws of Exp(1)
}

TEST_CASE("A message of phold-self moves once a unit", "[bench]") {
    Load load = small();
    load.remote = 0.1;
    // As above, with steps of variance 1, or 0.25 for one in ten.
    const double variance = 0.9 * 1.0 + 0.1 * 0.25;
    const double expected = 12'000.0 * (10.0 + (variance - 1.0) / 2.0) + 3'000.0;
    const auto events = static_cast<double>(end_of(phold_self(load)).events);
    CHECK(std::abs(events - expected) < 4.0 * std::sqrt(12'000.0 * variance * 10.0));
}

TEST_CASE("A ring counts exactly", "[bench]") {
    Load load;
    load.agents = 10;
    load.events = 3;
    load.lookahead = 0.1;
    load.until = 1.0;
    // 10 starts, then 30 messages heard at 0.1, 0.2, ..., 0.9.
    CHECK(end_of(Ring::world(load)).events == 10 + 9 * 30);
}
