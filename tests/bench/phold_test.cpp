// SPDX-License-Identifier: Apache-2.0
//
// Goal: what is measured is the benchmark that others mean, and it is one run on any threads.
// Method: small loads under several schedules; the number of events against renewal theory.
#include "bench/phold.hpp"

#include <array>
#include <cmath>
#include <set>

#include "bench/measure.hpp"
#include "bench/ring.hpp"
#include "sim/engine/engine.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

Ending end_of(World world, Schedule schedule, std::size_t block_agents) {
    RunOptions options;
    options.schedule = schedule;
    options.block_agents = block_agents;
    return run(std::move(world), options, {});
}

Load small() {
    Load load;
    load.agents = 3'000;
    load.events = 4;
    load.lookahead = 0.5;
    load.until = 3.0;
    return load;
}

}  // namespace

TEST_CASE("PHOLD is one run for any threads, shuffles and blocks", "[bench][law]") {
    const Digest one = end_of(Phold::world(small()), {1, {}}, 1'024).run_digest;
    // Windows hold about 3,200 events: enough for the engine to wake its threads.
    for (const Schedule schedule :
         {Schedule{2, {}}, Schedule{2, 1}, Schedule{2, 2}, Schedule{3, 77}}) {
        CHECK(end_of(Phold::world(small()), schedule, 64).run_digest == one);
    }
    Load other = small();
    other.seed = 2;
    CHECK(end_of(Phold::world(other), {1, {}}, 1'024).run_digest != one);
}

TEST_CASE("A message of PHOLD moves once a unit", "[bench]") {
    // Steps of L + Exp(1 - L), mean 1, variance (1 - L)²; within T units a message makes
    // T + (variance - 1)/2 of them, to an error that falls as exp(-T). Each agent starts too.
    Load load = small();
    load.until = 10.0;
    const double n_messages = 12'000.0;
    const double expected = n_messages * (10.0 + (0.25 - 1.0) / 2.0) + 3'000.0;
    // The number of steps of one message has about variance 0.25 · 10.
    const double deviation = std::sqrt(n_messages * 0.25 * 10.0);
    const auto events = static_cast<double>(end_of(Phold::world(load), {1, {}}, 1'024).events);
    CHECK(std::abs(events - expected) < 4.0 * deviation);
}

TEST_CASE("A ring counts exactly", "[bench]") {
    Load load;
    load.agents = 10;
    load.events = 3;
    load.lookahead = 0.1;
    load.until = 1.0;
    // 10 starts, then 30 messages heard at 0.1, 0.2, ..., 0.9.
    const Ending ending = end_of(Ring::world(load), {1, {}}, 4);
    CHECK(ending.events == 10 + 9 * 30);
    CHECK(end_of(Ring::world(load), {2, 3}, 2).run_digest == ending.run_digest);
}

TEST_CASE("A command is understood or refused with a reason", "[bench]") {
    const std::array<std::string_view, 5> words = {"phold", "--agents", "20", "--remote", "0.25"};
    const BenchOptions options = parse_bench_options(words);
    CHECK(options.load.agents == 20);
    CHECK(options.load.remote == 0.25);
    const std::array<std::string_view, 1> unknown = {"fold"};
    CHECK_THROWS_WITH(parse_bench_options(unknown),
                      "there is no benchmark 'fold'; there are phold and ring");
    const std::array<std::string_view, 3> wrong = {"ring", "--agents", "2x"};
    CHECK_THROWS_AS(parse_bench_options(wrong), BadOption);
    CHECK_THROWS_AS(parse_bench_options({}), BadOption);
}

TEST_CASE("A measurement is one line of JSON", "[bench]") {
    BenchOptions options;
    options.name = "ring";
    options.load.agents = 10;
    const std::string line =
        json_of(options, {.threads = 1, .events = 20, .seconds = 0.5, .digest = {}});
    CHECK(line ==
          R"({"name": "ring", "parameters": {"agents": 10, "events": 1, "remote": 0.9, )"
          R"("lookahead": 0.1, "until": 10, "seed": 1, "is_recorded": false}, "threads": 1, )"
          R"("events": 20, "seconds": 0.5000, "events_per_second": 40, )"
          R"("digest": "00000000000000000000000000000000"})");
}
