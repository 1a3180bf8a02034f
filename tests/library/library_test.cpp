// SPDX-License-Identifier: Apache-2.0
// Does every scenario of the library do what its page says, whoever runs it and however?
//
// Goal: each `expect:` holds; the digest is one for 1 thread, 2 threads and five shuffled orders;
// the sequential oracle agrees event by event; no effect is before its cause, or outside of its
// light cone.
// Method: the scenarios as they are shipped; those that read a table on small ones, made here.
// Others (`made_by:`) are asked in tests/python and tests/cli, where the data is.

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "analysis/causality.hpp"
#include "analysis/light_cones.hpp"
#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"
#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"

namespace worldline {
namespace {

const std::string library = std::string(WORLDLINE_SOURCE_DIR) + "/scenarios/library/";

/// Four hundred flights of three carriers: on time, late, cancelled, without arrival.
std::string small_trace() {
    const auto path = std::filesystem::temp_directory_path() / "worldline_library_test.csv";
    std::ofstream file(path);
    file << "carrier,dest,made_utc,due_utc,ended_utc,status\n";
    constexpr std::int64_t new_year = 1'356'998'400;  // 2013-01-01T00:00:00Z
    const char* const carriers[]{"EV", "UA", "HA"};
    const char* const airports[]{"LAX", "MIA", "ORD", "BOS", "HNL"};
    for (std::int64_t row = 0; row < 400; ++row) {
        const std::int64_t made = new_year + row / 40 * 86'400;
        const std::int64_t due = made + 36'000 + row % 40 * 600;
        const std::int64_t late = (row * 7'919) % 100 * 60 - 1'200;
        const char* status = row % 37 == 0 ? "cancelled" : row % 41 == 0 ? "no_arrival" : "flown";
        const std::int64_t ended = status[0] == 'f' ? due + late : made + 86'400;
        file << carriers[row % 3] << ',' << airports[row % 5] << ',' << made << ',' << due << ','
             << ended << ',' << status << '\n';
    }
    return path.string();
}

/// Three hundred ratings among forty users.
std::string small_ratings() {
    const auto path = std::filesystem::temp_directory_path() / "worldline_library_ratings.csv";
    std::ofstream file(path);
    file << "source,target,rating,time\n";
    for (std::int64_t row = 0; row < 300; ++row) {
        const auto user = [](std::int64_t place) {
            constexpr std::array named{35, 2'642, 1'810, 2'028, 905, 6, 2};
            return place < 7 ? named[static_cast<std::size_t>(place)] : 100 + place;
        };
        const std::int64_t source = row * 7'919 % 40, target = (source + 1 + row * 31 % 39) % 40;
        const std::int64_t rating = row % 9 == 0 ? -10 : 1 + row % 10;
        file << user(source) << ',' << user(target) << ',' << rating << ','
             << 1'289'241'912 + row * 999 << '\n';
    }
    return path.string();
}

/// Three hundred games of three series, of which some are drawn.
std::string small_forecasts() {
    constexpr std::array series{"mlb_games", "nfl_games", "wnba_games"};
    const auto path = std::filesystem::temp_directory_path() / "worldline_library_games.csv";
    std::ofstream file(path);
    file << "forecast_id,date,series,season,team1,team2,prob_team1,outcome_team1\n";
    for (std::int64_t row = 0; row < 300; ++row) {
        const char* won = row % 50 == 0 ? "0.5" : row * 7'919 % 100 < 60 ? "1" : "0";
        file << row << ",2015-09-" << 11 + row / 20 << ',' << series[row % 3] << ",2015,team"
             << row % 7 << ",team" << row % 5 + 7 << ",0." << 30 + row % 41 << ',' << won << '\n';
    }
    return path.string();
}

/// Whether a scenario reads a table that does not come with the program.
bool needs_data(const std::filesystem::path& path) {
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return path.stem() != "flights" && text.find("made_by:") != std::string::npos;
}

/// All scenarios of the library, but for some and for those whose data is elsewhere.
std::vector<std::string> names_but(std::initializer_list<const char*> excepted) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(library)) {
        const std::string name = entry.path().stem().string();
        if (entry.path().extension() != ".yaml" || needs_data(entry.path())) continue;
        if (std::find(excepted.begin(), excepted.end(), name) == excepted.end()) {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

Scenario scenario_of(const std::string& name) {
    Overrides overrides;
    if (name == "flights") overrides.set = {{"flights", small_trace()}};
    if (name == "trust_bitcoin_otc") overrides.set = {{"ratings", small_ratings()}};
    if (name == "forecasts_538") overrides.set = {{"games", small_forecasts()}};
    return Scenario::load(library + name + ".yaml", overrides);
}

MemorySink facts_of(const Scenario& scenario, RunOptions options) {
    MemorySink sink;
    Sink* const sinks[]{&sink};
    run(scenario.world(), options, sinks);
    return sink;
}

/// Their expectations are of data that not everybody has.
constexpr std::initializer_list<const char*> of_data{"flights", "forecasts_538",
                                                     "trust_bitcoin_otc"};

TEST_CASE("Every expectation of the library holds", "[library]") {
    const std::string name = GENERATE(from_range(names_but(of_data)));  // those: tests/python
    CAPTURE(name);
    const Scenario scenario = scenario_of(name);
    const auto expectations = scenario.expectations();
    Sink* const sinks[]{expectations.get()};
    run(scenario.world(), {}, sinks);
    CHECK(!expectations->results().empty());
    for (const Expectation& result : expectations->results()) {
        CAPTURE(result.text, result.expected, result.found);
        CHECK(result.holds);
    }
}

TEST_CASE("A scenario has one digest for any threads, blocks and order", "[library]") {
    const std::string name = GENERATE(from_range(names_but({})));
    CAPTURE(name);
    const Scenario scenario = scenario_of(name);
    const MemorySink alone = facts_of(scenario, {});
    CHECK(alone.ending.complete);
    CHECK(alone.facts.transitions.size() > 3);
    const auto digest_with = [&](Schedule schedule) {
        return facts_of(scenario,
                        {.schedule = schedule, .block_agents = 1, .parallel_events_min = 0})
            .ending.run_digest;
    };
    CHECK(digest_with({.threads = 1, .shuffle = {}}) == alone.ending.run_digest);
    CHECK(digest_with({.threads = 2, .shuffle = {}}) == alone.ending.run_digest);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CHECK(digest_with({.threads = 1, .shuffle = seed}) == alone.ending.run_digest);
    }
}

TEST_CASE("No promise of the library is implausible", "[library][C20]") {
    const std::string name = GENERATE(from_range(names_but({})));
    CAPTURE(name);
    const Scenario scenario = scenario_of(name);
    for (const std::string& warning : scenario.warnings()) {
        CAPTURE(warning);
        CHECK(warning.find("implausible") == std::string::npos);
    }
}

TEST_CASE("A digest is the same on every machine", "[library]") {
    // A change of these is a change of what runs give: say so in CHANGELOG.md. The entry `masked`
    // of ctest asks again on a processor that has lost its newer instructions.
    CHECK(hex(facts_of(scenario_of("two_observers"), {}).ending.run_digest) ==
          "b882b6130fbdb037c773e89a153b1ca0");
    CHECK(hex(facts_of(scenario_of("orbit-clock"), {}).ending.run_digest) ==
          "63b4b74039fbd77973a0e088138af81c");
    CHECK(hex(facts_of(scenario_of("lossy-link"), {}).ending.run_digest) ==
          "a065f98084aa6e15fbecdc934c8dd0f6");
}

TEST_CASE("The oracle agrees with the library event by event", "[library]") {
    const std::string name = GENERATE(from_range(names_but({})));
    CAPTURE(name);
    const Scenario scenario = scenario_of(name);
    MemorySink ours = facts_of(scenario, {});
    MemorySink theirs = run_oracle(scenario.world());
    CHECK(ours.ending.run_digest == theirs.ending.run_digest);
    REQUIRE(ours.facts.transitions.size() == theirs.facts.transitions.size());
    const auto by_id = [](const Transition& a, const Transition& b) { return a.id < b.id; };
    std::sort(ours.facts.transitions.begin(), ours.facts.transitions.end(), by_id);
    std::sort(theirs.facts.transitions.begin(), theirs.facts.transitions.end(), by_id);
    bool all_equal = true;
    for (std::size_t i = 0; i < ours.facts.transitions.size(); ++i) {
        const Transition& a = ours.facts.transitions[i];
        const Transition& b = theirs.facts.transitions[i];
        all_equal = all_equal && a.id == b.id && a.time == b.time && a.cause == b.cause &&
                    a.content == b.content && a.history == b.history;
    }
    CHECK(all_equal);
}

TEST_CASE("No effect in the library is before its cause", "[library]") {
    const std::string name = GENERATE(from_range(names_but({})));
    CAPTURE(name);
    const Scenario scenario = scenario_of(name);
    const World world = scenario.world();
    MemorySink memory;
    LightCones cones(world.network, world.resolution, world.kernel);
    Sink* const sinks[]{&memory, &cones};
    run(scenario.world(), {}, sinks);
    const auto pilots = pilots_of(*world.network, world.n_agents());
    CHECK(check_causality(memory.facts, world.kernel, pilots).empty());
    CHECK(cones.faults().empty());
    CHECK(cones.n_unknown() == 0);
}

TEST_CASE("A resolved scenario runs again to the same digest", "[library]") {
    const std::string name = GENERATE(from_range(names_but({"flights"})));
    CAPTURE(name);
    const Scenario scenario = scenario_of(name);
    const MemorySink first = facts_of(scenario, {});
    const Scenario again = Scenario::parse(first.preamble.resolved_text, name, library);
    CHECK(facts_of(again, {}).ending.run_digest == first.ending.run_digest);
}

}  // namespace
}  // namespace worldline
