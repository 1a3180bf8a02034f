// SPDX-License-Identifier: Apache-2.0
//
// Assessments of the real world, from a table, and promises that state how sure they are.
//
// Goal: each rating is one agent's finding, learnt from and told; each row with a probability is a
// promise with its own body; what is wrong with a table is said with its line.
// Method: four ratings among three users, counted by hand.
#include "agents/setup.hpp"
#include "scenarios/trace.hpp"
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

const std::string ratings = R"(by,of,points,when
ann,ben,5,1
cy,ben,-3,2
ann,cy,1,3
ben,cy,0,3
)";

const std::string market = R"(format: worldline/1
scenario: market
time: {resolution: 1 s, until: 100 s}
types: {trade: {domain: event}}
network: {delay: 1 s}
trust: {hearsay: believed}
traces:
  deals:
    kind: assessments
    file: ratings.csv
    columns: {promiser: of, assessor: by, made: when, rating: points}
    kept_from: 0.5
    scope: [ledger]
    give: {type: trade}
    assessors: {behaviour: rater}
    promisers: {behaviour: rater}
agents:
  ledger: {}
)";

const std::string expectations = R"(expect:
  - {measure: count, of: promises, is: 2}                          # ben's and cy's
  - {measure: count, of: messages, is: 4}
  - {measure: count, by: [ann, ben, cy], verdict: kept, is: 2}
  - {measure: count, by: [ann, ben, cy], verdict: broken, is: 2}
  - {measure: count, by: ledger, reason: told, is: 4}
  - {measure: trust, by: ann, in: ben, is: 0.666666667, tolerance: 1e-9}
  - {measure: trust, by: cy, in: ben, is: 0.333333333, tolerance: 1e-9}
  - {measure: trust, by: ledger, in: ben, is: 0.5}
  - {measure: trust, by: ledger, in: cy, at: 3 s, is: 0.5}         # it hears a second later
  - {measure: trust, by: ledger, in: cy, is: 0.5}
  - {measure: brier, by: ledger, of: trust, promise: deals, is: 0.347222222, tolerance: 1e-9}
)";  // ½, 2/3, ½, 2/3 before them: (¼ + 4/9 + ¼ + 4/9)/4

std::string faults(const std::string& table, const std::string& yaml = market) {
    const coffee::Folder folder;
    folder.put("ratings.csv", table);
    try {
        Scenario::parse(yaml, "market.yaml", folder.path(), {});
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

bool says(const std::string& all, const std::string& words) {
    INFO(all);
    return all.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("Each row of a trace of assessments is one agent's finding", "[trace][trust]") {
    const coffee::Folder folder;
    folder.put("ratings.csv", ratings);
    const Scenario scenario =
        Scenario::parse(market + expectations, "market.yaml", folder.path(), {});
    const auto outcome = coffee::run(scenario);
    REQUIRE(outcome.expectations.size() == 11);
    for (const Expectation& one : outcome.expectations) {
        INFO(one.text << ": expected " << one.expected << ", found " << one.found);
        CHECK(one.holds);
    }
    const World world = scenario.world();
    REQUIRE(world.promises.size() == 2);
    const Promise& bens = world.promises[0];  // who rates it, who made it, and the ledger know it
    CHECK(world.preamble.agents[bens.promiser().number].name == "ben");
    CHECK(world.groups[bens.promisees.number].size() == 2);
    CHECK(world.groups[bens.scope.number].size() == 4);
}

TEST_CASE("Ratings are written down as they are estimated", "[trace][trust]") {
    const coffee::Folder folder;
    folder.put("ratings.csv", ratings);
    const Scenario scenario = Scenario::parse(market, "market.yaml", folder.path(), {});
    CHECK(scenario.estimated_rows()[RowKind::assessments] == Approx(8.0));
    CHECK(scenario.estimated_rows()[RowKind::messages] == Approx(4.0));
    CHECK(scenario.estimated_rows()[RowKind::promises] == Approx(2.0));
}

TEST_CASE("A table of ratings that is wrong is refused with its line", "[trace][failure]") {
    CHECK(faults(ratings).empty());
    CHECK(says(faults(coffee::with("5,1", "good,1", ratings)),
               "ratings.csv:2:9: points: `good` is not a number"));
    CHECK(says(faults(coffee::with("cy,ben", "ben,ben", ratings)), "`ben` rates itself"));
    CHECK(says(faults(coffee::with("-3,2", "-3,0", ratings)), "is earlier than the row before"));
    CHECK(says(faults(ratings, coffee::with("assessor: by", "assessor: bye", market)),
               "there is no column `bye`"));
    CHECK(says(faults(ratings, coffee::with("assessor: by, ", "", market)),
               "deals.columns.assessor is missing"));
    CHECK(says(faults(ratings, coffee::with("    kept_from: 0.5\n", "", market)),
               "deals.kept_from is missing"));
    CHECK(says(faults(ratings, coffee::with("kind: assessments", "kind: promises", market)),
               "deals.outcomes is missing"));
    CHECK(says(faults(ratings, coffee::with("kind: assessments", "kind: verdicts", market)),
               "deals.kind"));
    CHECK(says(
        faults(ratings, coffee::with("assessors: {behaviour: rater}", "assessors: {}", market)),
        "`behaviour: rater` does"));
}

TEST_CASE("Rows that state a probability make promises that state it", "[trace]") {
    const std::string yaml = coffee::with(
        "ended, outcome: how}", "ended, outcome: how, probability: sure}", coffee::parcel_service);
    const auto table = [](const std::string& first) {
        return "who,to,made,due,ended,how,sure\nups,ann,0,10,8,came," + first +
               "\ndhl,ann,1,10,14,came,0.25\nups,ben,1,,20,lost,0.25\n";
    };
    const coffee::Folder folder;
    folder.put("parcels.csv", table("0.9"));
    const Scenario scenario = coffee::service(
        folder, yaml +
                    "expect:\n"
                    "  - {measure: count, of: promises, promise: parcels, is: 3}\n"
                    "  - {measure: count, by: town, promise: parcels, is: 3}\n"
                    // Kept, kept for the mild town, broken: 0.1², 0.75², 0.25².
                    "  - {measure: brier, by: town, promise: parcels, is: 0.211666667, "
                    "tolerance: 1e-9}\n"
                    "  - {measure: brier, by: town, promiser: ups, is: 0.03625, "
                    "tolerance: 1e-9}\n");
    for (const Expectation& one : coffee::run(scenario).expectations) {
        INFO(one.text << ": expected " << one.expected << ", found " << one.found);
        CHECK(one.holds);
    }
    folder.put("parcels.csv", table("1.5"));
    try {
        coffee::service(folder, yaml);
        FAIL("a probability above 1 was taken");
    } catch (const ScenarioError& error) {
        CHECK(says(error.what(), "sure: `1.5` is not a probability, from 0 to 1"));
    }
}
