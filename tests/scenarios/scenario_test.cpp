// SPDX-License-Identifier: Apache-2.0
//
// From a file to a world.
//
// Goal: a scenario says what its author meant, and what was resolved says the same.
// Method: by hand on small scenarios; digests of runs compared; the library run against the
// numbers it carries.
#include <algorithm>

#include "agents/protocol.hpp"
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

const std::string library = std::string(WORLDLINE_SOURCE_DIR) + "/scenarios/library/";

/// Runs what a run's record would keep of its scenario.
Digest digest_of_resolved(const Scenario& scenario) {
    const std::string resolved = scenario.world().preamble.resolved_text;
    return coffee::run(Scenario::parse(resolved, "resolved.yaml", library)).ending.run_digest;
}

}  // namespace

TEST_CASE("Two observers of one promise may both be right", "[scenario][doc]") {
    const auto outcome = coffee::run(Scenario::load(library + "two_observers.yaml"));

    REQUIRE(outcome.expectations.size() == 4);
    for (const Expectation& one : outcome.expectations) {
        INFO(one.text << ": expected " << one.expected << ", found " << one.found);
        CHECK(one.holds);
    }
    CHECK(outcome.expectations[2].found == "-60 ms");
}

TEST_CASE("A pulse on the ground is late for a clock in orbit", "[scenario][doc]") {
    const auto outcome = coffee::run(Scenario::load(library + "orbit-clock.yaml"));

    REQUIRE(outcome.expectations.size() == 15);
    for (const Expectation& one : outcome.expectations) {
        INFO(one.text << ": expected " << one.expected << ", found " << one.found);
        CHECK(one.holds);
    }
}

TEST_CASE("The resolved scenario runs again to the same digest", "[scenario]") {
    for (const char* name : {"two_observers.yaml", "orbit-clock.yaml"}) {
        const Scenario scenario = Scenario::load(library + name);
        INFO(name);
        CHECK(digest_of_resolved(scenario) == coffee::run(scenario).ending.run_digest);
    }
    const Scenario changed =
        Scenario::parse(coffee::text, "coffee.yaml", "", {.seed = 7, .until = "5 s"});
    const World world = changed.world();
    CHECK(world.seed == 7);
    CHECK(world.until == Time{5'000});
    CHECK(digest_of_resolved(changed) == coffee::run(changed).ending.run_digest);
}

TEST_CASE("Every world of a scenario is equal", "[scenario]") {
    const Scenario scenario = coffee::scenario();

    const Digest first = coffee::run(scenario).ending.run_digest;
    CHECK(coffee::run(scenario).ending.run_digest == first);
}

TEST_CASE("Names become numbers in the order of the file", "[scenario]") {
    const World world = coffee::scenario().world();

    REQUIRE(world.n_agents() == 2);
    CHECK(world.preamble.agents[0].name == "alice");
    CHECK(world.preamble.agents[1].behaviour == "observer");
    CHECK(world.preamble.types == std::vector<std::string>{"coffee", "warmth", "assessment"});
    REQUIRE(world.promises.size() == 1);
    CHECK(world.promises[0].id == PromiseId(AgentId{0}, 0));
    CHECK(world.promises[0].due == Reading{100, 0.0});
    CHECK(world.groups[world.promises[0].scope.number] ==
          std::vector<AgentId>{AgentId{0}, AgentId{1}});
    CHECK(world.groups[world.promises[0].promisees.number] == std::vector<AgentId>{AgentId{1}});
    CHECK(world.network->arrival(AgentId{1}, AgentId{0}, Time{0}, 1, 0) == Time{40});
    CHECK(world.preamble.promise_names == std::vector<std::string>{"cup"});
    CHECK(world.preamble.message_kinds[message_kind::outcome] == "outcome");
    CHECK(world.preamble.bin_width.ticks >= 1);
}

TEST_CASE("A parameter stands wherever a quantity does, and users change it", "[scenario]") {
    const std::string yaml = coffee::with(
        "types:", "parameters: {way: 40 ms}\ntypes:", coffee::with("delay: 40 ms", "delay: way"));

    const auto way = [](const Scenario& scenario) {
        return scenario.world().network->arrival(AgentId{0}, AgentId{1}, Time{0}, 1, 0);
    };
    CHECK(way(coffee::scenario(yaml)) == Time{40});
    const Scenario changed = coffee::scenario(yaml, {.set = {{"way", "70 ms"}}});
    CHECK(way(changed) == Time{70});
    CHECK(changed.world().preamble.resolved_text.find("way: 70 ms") != std::string::npos);
    CHECK(coffee::faults(yaml, {.set = {{"wya", "70 ms"}}}) ==
          "--set wya: there is no parameter `wya`; did you mean `way`?");
}

TEST_CASE("A group is many agents, and stands where a list of agents does", "[scenario]") {
    const std::string yaml =
        coffee::with("agents:", "groups:\n  crowd: {count: 3, judges: {cup: at_my_door}}\nagents:",
                     coffee::with("promisees: [bob]", "promisees: [bob, crowd]"));

    const World world = coffee::scenario(yaml).world();
    REQUIRE(world.n_agents() == 5);
    CHECK(world.preamble.agents[0].name == "crowd_1");
    CHECK(world.preamble.agents[2].name == "crowd_3");
    CHECK(world.groups[world.promises[0].promisees.number].size() == 4);
}

TEST_CASE("A kernel is numbered by its first agent", "[scenario]") {
    const std::string by_hosts =
        coffee::with("agents:", "kernels: {house: {hosts: [bob, alice]}}\nagents:");
    const std::string by_agent =
        coffee::with("bob: {", "bob: {kernel: house, ",
                     coffee::with("alice: {", "alice: {kernel: house, ",
                                  coffee::with("agents:", "kernels: {house: {}}\nagents:")));

    for (const std::string& yaml : {by_hosts, by_agent}) {
        CHECK(coffee::scenario(yaml).world().kernel == std::vector<std::uint32_t>{0, 0});
    }
    CHECK(coffee::scenario().world().kernel == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("A schedule has as many occurrences as periods fit", "[scenario]") {
    const auto n = [](const std::string& schedule) {
        const std::string yaml = coffee::with("due: 100 ms", "schedule: " + schedule);
        return coffee::scenario(yaml).world().promises[0].occurrences;
    };
    CHECK(n("{period: 3 s}") == 3);  // the run is 10 s
    CHECK(n("{period: 3 s, until: 3 s}") == 1);
    CHECK(n("{period: 3 s, until: 2 s}") == 0);
}

TEST_CASE("A body is interned with its constraint in the type's unit", "[scenario]") {
    const std::string yaml = coffee::with(
        "agents:",
        R"(  hot: {promiser: alice, promisees: [bob], give: {type: warmth, range: [320 K, 340 K]}}
  hot_too: {promiser: alice, promisees: [bob], give: {type: warmth, range: [320 K, 0.34 kK]}}
  warm: {promiser: alice, promisees: [bob], accept: {type: warmth, amount: 300 K}}
agents:)");

    const World world = coffee::scenario(yaml).world();
    REQUIRE(world.promises.size() == 4);
    CHECK(world.preamble.bodies.size() == 3);
    CHECK(world.promises[1].body == world.promises[2].body);
    const Body& hot = world.preamble.bodies[world.promises[1].body.number];
    CHECK(hot.constraint.lower == 320.0);
    CHECK(hot.constraint.upper == 340.0);
    const Body& warm = world.preamble.bodies[world.promises[3].body.number];
    CHECK(warm.polarity == Polarity::accept);
    CHECK(warm.constraint.kind == ConstraintKind::amount);
    CHECK(world.promises[3].id == PromiseId(AgentId{0}, 3));
}

TEST_CASE("Own keys begin with x- and are left alone", "[scenario]") {
    const std::string yaml = coffee::with("bob: {", "bob: {x-colour: [blue, {deep: 1}], ");

    CHECK(coffee::run(coffee::scenario(yaml)).ending.run_digest ==
          coffee::run(coffee::scenario()).ending.run_digest);
}

TEST_CASE("What nobody uses and nobody hears of is told as a warning", "[scenario]") {
    const Scenario idle =
        coffee::scenario(coffee::with("types:", "parameters: {way: 40 ms}\ntypes:"));
    CHECK(idle.warnings() == std::vector<std::string>{"parameter `way` is used nowhere"});
    const Scenario deaf =
        coffee::scenario(coffee::with("agents:", "agents:\n  dave: {judges: {cup: at_my_door}}"));
    CHECK(deaf.warnings() == std::vector<std::string>{
                                 "dave judges cup and never hears of it: it is not in its scope"});
}

TEST_CASE("The page of the language names every key and every part", "[scenario]") {
    const std::string page = language_markdown();

    for (const char* word : {"`promisees`", "`tolerance`", "### steward", "### circular_orbit",
                             "### drift", "## expect: margin", "`machines`", "### beta"}) {
        INFO(word);
        CHECK(page.find(word) != std::string::npos);
    }
}
