// SPDX-License-Identifier: Apache-2.0
//
// Promises of the real world, from a table.
//
// Goal: each row becomes one promise of the right agent at the right time, whatever the file looks
// like: compressed, quoted, with CRLF, with dates.
// Method: three parcels, counted by hand.
#include "scenarios/trace.hpp"

#include <stdexcept>

#include "agents/setup.hpp"
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

/// The rows that a world's source yields.
std::vector<Planned> rows_of(const World& world) {
    std::vector<Planned> rows;
    for (auto source = world.source->restarted(); source->next() != never;) {
        rows.push_back(source->take());
    }
    return rows;
}

TraceRow row_of(const Planned& planned) { return value_of<TraceRow>(planned.contents.bytes()); }

const std::string expectations = R"(expect:
  - {measure: count, of: promises, promise: parcels, is: 3}
  - {measure: count, by: town, promise: parcels, verdict: kept, is: 2}     # 8 and 14, up to 15
  - {measure: count, by: town, reason: contrary_act, is: 1}
  - {measure: count, by: ann, verdict: kept, is: 1}                        # 8, up to 10
  - {measure: count, by: ann, verdict: broken, is: 1}                      # 14
  - {measure: count, by: ann, promise: parcels, judge: mild, verdict: kept, is: 2}
  - {measure: count, by: [ann, ben], verdict: broken, is: 2}
  - {measure: trust, by: town, in: dhl, is: 0.666667, tolerance: 1e-6}     # (1 + 1)/(1 + 2)
  - {measure: trust, by: town, in: ups, is: 0.5}                           # (1 + 1)/(2 + 2)
)";

}  // namespace

TEST_CASE("Each row of a trace becomes a promise of its promiser", "[trace]") {
    const coffee::Folder folder;
    folder.put("parcels.csv", coffee::parcels);
    const World world = coffee::service(folder).world();

    REQUIRE(world.n_agents() == 5);  // town, then ann, ben, dhl, ups by name
    CHECK(world.preamble.agents[1].name == "ann");
    CHECK(world.preamble.agents[4].behaviour == "steward");
    const auto rows = rows_of(world);
    REQUIRE(rows.size() == 3);
    CHECK(rows[1].time == Time{1});
    CHECK(rows[1].receiver == AgentId{3});
    CHECK(row_of(rows[1]).due == Reading{10, 0.0});
    CHECK(row_of(rows[1]).ends_at == Reading{14, 0.0});
    CHECK(row_of(rows[2]).due == no_reading);
    CHECK(row_of(rows[2]).outcome == OutcomeKind::contrary_act);
    CHECK(world.groups[row_of(rows[2]).scope.number] ==
          std::vector<AgentId>{AgentId{0}, AgentId{2}, AgentId{4}});  // town, ben, ups
}

TEST_CASE("A trace is judged by everybody in its scope", "[trace]") {
    const coffee::Folder folder;
    folder.put("parcels.csv", coffee::parcels);
    const auto outcome =
        coffee::run(coffee::service(folder, coffee::parcel_service + expectations));

    REQUIRE(outcome.expectations.size() == 9);
    for (const Expectation& one : outcome.expectations) {
        INFO(one.text << ": expected " << one.expected << ", found " << one.found);
        CHECK(one.holds);
    }
}

TEST_CASE("A table is the same compressed, quoted and with other line ends", "[trace]") {
    const coffee::Folder folder;
    folder.put("parcels.csv", coffee::parcels);
    const Digest digest = coffee::run(coffee::service(folder)).ending.run_digest;

    folder.put_gzip("packed.csv.gz", coffee::parcels);
    folder.put("quoted.csv",
               "\xef\xbb\xbf\"who\",to,note,made,due,ended,how\r\n"
               "ups,\"ann\",\"a \"\"big\"\", wet\r\none\",0,10,8,came\r\n"
               "\r\n"
               "dhl,ann,,1.0,10,14,came\r\n"
               "ups,ben,,1,,20,lost");
    for (const char* name : {"packed.csv.gz", "quoted.csv"}) {
        INFO(name);
        const Overrides overrides{.set = {{"table", name}}};
        const Scenario scenario = coffee::service(folder, coffee::parcel_service, overrides);
        CHECK(coffee::run(scenario).ending.run_digest == digest);
    }
}

TEST_CASE("A table that is larger than any buffer is read row by row", "[trace]") {
    const coffee::Folder folder;
    std::string table = "who,to,made,due,ended,how\n";
    constexpr int n_rows = 20'000;  // 400 kB, in buffers of 64 kB
    for (int i = 0; i < n_rows; ++i) {
        const std::string made = std::to_string(i);
        table += "ups,ann," + made + "," + made + "," + made + ",came\n";
    }
    folder.put_gzip("parcels.csv", table);
    const World world =
        coffee::service(folder, coffee::with("until: 100 s", "until: 1 d", coffee::parcel_service))
            .world();

    const auto rows = rows_of(world);
    REQUIRE(rows.size() == n_rows);
    bool is_in_order = true;
    for (int i = 0; i < n_rows; ++i) {
        is_in_order = is_in_order && rows[static_cast<std::size_t>(i)].time == Time{i};
    }
    CHECK(is_in_order);
}

TEST_CASE("Times of a trace are exact, and dates count from the epoch", "[trace]") {
    constexpr Wide second = 1'000'000'000'000'000'000;
    TraceTime time{.unit = second, .tick = second / 1000, .epoch = 0, .has_epoch = false};
    CHECK(time.ticks("12") == 12'000);
    CHECK(time.ticks("12.345") == 12'345);
    CHECK_THROWS_AS(time.ticks("0.0001"), std::invalid_argument);
    CHECK_THROWS_AS(time.ticks("2013-01-01"), std::invalid_argument);
    CHECK_THROWS_AS(time.ticks("-1"), std::invalid_argument);
    CHECK_THROWS_AS(time.ticks("1e3"), std::invalid_argument);

    time.has_epoch = true;
    time.epoch = Wide{1'356'998'400} * second;  // `date -d 2013-01-01T00:00:00Z +%s`
    CHECK(time.ticks("2013-01-01") == 0);
    CHECK(time.ticks("2013-01-01T05:00:00Z") == 5LL * 3'600'000);
    CHECK(time.ticks("1356998401") == 1'000);
}

TEST_CASE("Moments of UTC are read as the calendar has them", "[trace]") {
    CHECK(utc_seconds("1970-01-01") == 0);
    CHECK(utc_seconds("2000-02-29T12:00:00Z") == 951'825'600);  // `date -d ... +%s`
    CHECK(utc_seconds("2013-12-31T23:59:59Z") == 1'388'534'399);
    CHECK_FALSE(utc_seconds("1900-02-29"));
    CHECK_FALSE(utc_seconds("2013-13-01"));
    CHECK_FALSE(utc_seconds("2013-01-01 05:00"));
    CHECK_FALSE(utc_seconds("yesterday"));
}

TEST_CASE("Rows after the end of the run are told as a warning", "[trace]") {
    const coffee::Folder folder;
    folder.put("parcels.csv", coffee::parcels);
    const Scenario scenario = coffee::service(folder, coffee::parcel_service, {.until = "1 s"});

    CHECK(scenario.warnings() ==
          std::vector<std::string>{"parcels: 2 rows lie at or after the end of the run"});
}
