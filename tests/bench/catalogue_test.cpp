// SPDX-License-Identifier: Apache-2.0
//
// Goal: every benchmark is one run on any threads, and says what it measured in one line.
// Method: small loads under several schedules; commands with mistakes; a line by hand.
#include "bench/catalogue.hpp"

#include <sstream>
#include <vector>

#include "bench/measure.hpp"
#include "tests/bench/runs.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

Load small(const Benchmark& benchmark) {
    Load load = benchmark.defaults;
    load.agents = 1'000;
    load.active = 0.2;
    load.events = 3;
    load.promises = 4;
    load.faults = 0.2;
    load.depth = 4;
    load.width = 9;
    load.until = 2.0;
    return load;
}

BenchOptions parsed(const std::string& command) {
    std::vector<std::string> words;
    std::istringstream stream(command);
    for (std::string word; stream >> word;) words.push_back(word);
    const std::vector<std::string_view> views(words.begin(), words.end());
    return parse_bench_options(views);
}

}  // namespace

TEST_CASE("Every benchmark is one run for any threads, shuffles and blocks", "[bench][law]") {
    for (const Benchmark& benchmark : benchmarks()) {
        INFO(benchmark.name);
        const Ending one = end_of(benchmark.world(small(benchmark)));
        CHECK(one.complete);
        for (const Schedule schedule :
             {Schedule{2, {}}, Schedule{2, 1}, Schedule{2, 2}, Schedule{3, 77}}) {
            const Ending other = end_of(benchmark.world(small(benchmark)), {schedule, 64});
            CHECK(other.run_digest == one.run_digest);
            CHECK(other.events == one.events);
        }
    }
}

TEST_CASE("Another seed is another run wherever chance is in it", "[bench]") {
    for (const Benchmark& benchmark : benchmarks()) {
        if (benchmark.name == "ring" || benchmark.name == "devstone") continue;
        Load other = small(benchmark);
        other.seed = 2;
        INFO(benchmark.name);
        CHECK(end_of(benchmark.world(other)).run_digest !=
              end_of(benchmark.world(small(benchmark))).run_digest);
    }
}

TEST_CASE("A command is understood", "[bench]") {
    const BenchOptions phold = parsed("phold --agents 20 --remote 0.25 --threads 2 --sink drop");
    CHECK(phold.load.agents == 20);
    CHECK(phold.load.remote == 0.25);
    CHECK(phold.threads == 2);
    CHECK(phold.drops);
    CHECK(parsed("phold").load.remote == 0.9);
    CHECK(parsed("phold-self").load.remote == 0.1);
    CHECK(parsed("idle --only-active --until 1").load.only_active);
    CHECK(parsed("idle").load.agents == 10'000'000);
    CHECK(parsed("devstone --model LI").load.model == "LI");
    const BenchOptions ring = parsed("promise-ring --apart --record promises --faults 0.5");
    CHECK(ring.level == RecordLevel::promises);
    CHECK(ring.is_apart);
    CHECK(ring.file() == "promise-ring.h5");
    CHECK(parsed("phold --record all --output f.h5").all_levels);
    CHECK(parsed("phold --record all --output f.h5").file() == "f.h5");
    CHECK(parsed("phold --record all --record off").level == RecordLevel::off);
}

TEST_CASE("A command with a mistake is refused with a reason", "[bench]") {
    struct Case {
        std::string command;
        std::string why;
    };
    const std::vector<Case> cases = {
        {"", "which benchmark? worldline bench --help names them"},
        {"pholt", "there is no benchmark 'pholt'; did you mean 'phold'?"},
        {"heat",
         "there is no benchmark 'heat'; there are phold, phold-self, phold-cone, satellites, ring, "
         "promise-ring, promise-ring-machine, devstone, idle"},
        {"phold --agent 7", "phold has no option '--agent'; did you mean '--agents'?"},
        {"ring --remote 1", "ring has no option '--remote'; did you mean '--record'?"},
        {"ring --agents", "--agents needs a value"},
        {"ring --agents 2x", "--agents must be a number from 1 to 1073741824, not '2x'"},
        {"ring --agents 0", "--agents must be a number from 1 to 1073741824, not '0'"},
        {"phold --remote 1.5", "--remote must be a number from 0 to 1, not '1.5'"},
        {"phold --remote nan", "--remote must be a number from 0 to 1, not 'nan'"},
        {"devstone --model HA", "--model must be LI, HI or HO, not 'HA'"},
        {"ring --sink keep", "--sink must be none or drop, not 'keep'"},
        {"ring --sink drop --record full", "--sink drop and --record exclude each other"},
        {"ring --sink drop --record all", "--sink drop and --record exclude each other"},
        {"ring --record f.h5",
         "--record must be off, summary, promises, full or all, not 'f.h5'; --output names the "
         "file"},
        {"ring --apart", "--apart needs --record summary, promises or full"},
        {"ring --apart --record all", "--apart needs --record summary, promises or full"},
        {"ring --record", "--record needs a value"},
    };
    for (const Case& mistake : cases) {
        CHECK_THROWS_WITH(parsed(mistake.command), mistake.why);
    }
}

TEST_CASE("The help names every benchmark with its defaults", "[bench]") {
    const std::string help = bench_help();
    for (const Benchmark& benchmark : benchmarks()) {
        CHECK(help.find("  " + benchmark.name + " ") != std::string::npos);
        CHECK(help.find(benchmark.summary) != std::string::npos);
    }
    CHECK(help.find("--agents 10000000 --active 0.001 [--only-active]") != std::string::npos);
    CHECK(help.find("--model HO --depth 100 --width 100") != std::string::npos);
}

TEST_CASE("A measurement is one line of JSON", "[bench]") {
    const Measured measured{.events = 21, .seconds = 0.5, .peak_bytes = 4'096, .digest = {}};
    CHECK(json_of(parsed("ring --agents 10"), measured) ==
          R"({"name": "ring", "parameters": {"agents": 10, "events": 1, "lookahead": 0.1, )"
          R"("until": 10, "seed": 1, "sink": "none"}, "threads": 1, "events": 21, )"
          R"("seconds": 0.500000, "events_per_second": 42, "peak_bytes": 4096, )"
          R"("digest": "00000000000000000000000000000000"})");
    CHECK(json_of(parsed("devstone --depth 1 --sink drop"), measured) ==
          R"({"name": "devstone", "parameters": {"model": "HO", "depth": 1, "width": 100, )"
          R"("sink": "drop"}, "threads": 1, "events": 21, "transitions": 10, )"
          R"("seconds": 0.500000, "events_per_second": 42, "peak_bytes": 4096, )"
          R"("digest": "00000000000000000000000000000000"})");
    CHECK(json_of(parsed("promise-ring --agents 7"), measured) ==
          R"({"name": "promise-ring", "parameters": {"agents": 7, "promises": 10, )"
          R"("faults": 0.01, "lookahead": 0.1, "seed": 1, "sink": "none"}, "threads": 1, )"
          R"("events": 21, "promises": 70, "promises_per_second": 140, "seconds": 0.500000, )"
          R"("events_per_second": 42, "peak_bytes": 4096, )"
          R"("digest": "00000000000000000000000000000000"})");
}

TEST_CASE("Handing everything to a sink that drops it changes nothing but the time", "[bench]") {
    const Measured none = measure(parsed("phold --agents 50 --until 2"));
    const Measured drop = measure(parsed("phold --agents 50 --until 2 --sink drop"));
    CHECK(drop.digest == none.digest);
    CHECK(drop.events == none.events);
    CHECK(none.seconds > 0.0);
    CHECK(none.peak_bytes > 1'000'000);
}
