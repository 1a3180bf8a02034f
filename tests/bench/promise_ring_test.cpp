// SPDX-License-Identifier: Apache-2.0
//
// Goal: every promise of the ring is made, ended and judged, and failures are as many as asked for.
// Method: the facts of small runs, counted; trust worked out from verdicts.
#include "bench/promise_ring.hpp"
#include "bench/promise_ring_machine.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/bench/runs.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::uint32_t n_agents = 500;
constexpr std::uint32_t n_each = 20;
constexpr std::uint32_t n_promises = n_agents * n_each;

Load small(double faults) {
    Load load;
    load.agents = n_agents;
    load.promises = n_each;
    load.faults = faults;
    return load;
}

std::uint64_t n_of(const Batch& facts, Verdict verdict) {
    const auto is_it = [&](const Assessment& row) { return row.verdict == verdict; };
    return static_cast<std::uint64_t>(
        std::count_if(facts.assessments.begin(), facts.assessments.end(), is_it));
}

}  // namespace

TEST_CASE("The ring makes as many promises as it says, and every one is judged", "[bench]") {
    for (const double faults : {0.0, 0.01, 1.0}) {
        INFO(faults);
        const Load load = small(faults);
        const MemorySink sink = facts_of(PromiseRing::world(load));
        const Batch& facts = sink.facts;
        const std::uint64_t n_withheld = n_of(facts, Verdict::not_kept);
        CHECK(PromiseRing::n_promises(load) == n_promises);
        CHECK(facts.promises.size() == n_promises);
        CHECK(facts.assessments.size() == n_promises);
        CHECK(facts.messages.size() == 2 * n_promises - n_withheld);
        // A start, P + 1 alarms; notice and outcome of each promise, or its notice and silence.
        CHECK(facts.transitions.size() == n_agents + n_agents * (n_each + 1) + 2 * n_promises);
    }
}

TEST_CASE("Each promise of the ring is judged by its promisee, once", "[bench]") {
    const MemorySink sink = facts_of(PromiseRing::world(small(0.1)));
    std::map<PromiseId, AgentId> judged;
    for (const Assessment& row : sink.facts.assessments) {
        CHECK(judged.emplace(row.promise, row.assessor).second);
    }
    for (const Promise& promise : sink.facts.promises) {
        const AgentId next{(promise.promiser().number + 1) % n_agents};
        CHECK(judged.at(promise.id) == next);
    }
}

TEST_CASE("One promise of the ring in a hundred fails, half of them in silence", "[bench]") {
    const MemorySink sink = facts_of(PromiseRing::world(small(0.01)));
    const auto n_silent = static_cast<double>(n_of(sink.facts, Verdict::not_kept));
    const auto n_broken = static_cast<double>(n_of(sink.facts, Verdict::broken));
    // 10,000 promises, each with probability 0.005: 50, deviation 7.
    CHECK(std::abs(n_silent - 50.0) < 4.0 * 7.1);
    CHECK(std::abs(n_broken - 50.0) < 4.0 * 7.1);
    CHECK(n_of(sink.facts, Verdict::kept) ==
          n_promises - n_of(sink.facts, Verdict::not_kept) - n_of(sink.facts, Verdict::broken));
}

TEST_CASE("The ring trusts as the Beta rule says", "[bench]") {
    const MemorySink sink = facts_of(PromiseRing::world(small(0.1)));
    std::map<AgentId, std::pair<double, double>> kept_of_all;
    for (const Assessment& row : sink.facts.assessments) {
        auto& [kept, all] = kept_of_all[row.assessor];
        kept += row.verdict == Verdict::kept ? 1.0 : 0.0;
        all += 1.0;
        CHECK(row.trust == (kept + 1.0) / (all + 2.0));
    }
    CHECK(kept_of_all.size() == n_agents);
}

TEST_CASE("A ring of one agent is refused", "[bench]") {
    Load load = small(0.01);
    load.agents = 1;
    CHECK_THROWS_WITH(PromiseRing::world(load), "promise-ring needs two agents at least");
    load.agents = 2;
    CHECK(end_of(PromiseRing::world(load)).events == 2 * (3 * n_each + 2));
}

TEST_CASE("The ring of machines makes, keeps and judges what the ring does", "[bench][machine]") {
    for (const double faults : {0.0, 0.1, 1.0}) {
        INFO(faults);
        const MemorySink sink = facts_of(promise_ring_machine(small(faults)));
        const Batch& facts = sink.facts;
        const std::uint64_t n_withheld = n_of(facts, Verdict::not_kept);
        CHECK(facts.promises.size() == n_promises);
        CHECK(facts.assessments.size() == n_promises);
        CHECK(facts.messages.size() == 2 * n_promises - n_withheld);
        CHECK(facts.transitions.size() == n_agents + n_agents * (n_each + 1) + 2 * n_promises);
        // Half of the faults: of 10,000 with probability 0.1, 500, deviation 22.
        const double n_expected = faults / 2.0 * n_promises;
        const double deviation = std::sqrt(n_expected * (1.0 - faults / 2.0));
        CHECK(std::abs(static_cast<double>(n_withheld) - n_expected) <= 4.0 * deviation);
        CHECK(std::abs(static_cast<double>(n_of(facts, Verdict::broken)) - n_expected) <=
              4.0 * deviation);
        for (const Assessment& row : facts.assessments) {
            const AgentId promiser = row.promise.maker();
            if (row.assessor != AgentId{(promiser.number + 1) % n_agents}) FAIL("by its promisee");
        }
    }
    Load one = small(0.01);
    one.agents = 1;
    CHECK_THROWS_WITH(promise_ring_machine(one), "promise-ring-machine needs two agents at least");
}
