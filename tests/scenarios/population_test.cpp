// SPDX-License-Identifier: Apache-2.0
//
// Many agents, what each draws for itself, and the graphs that join them.
//
// Goal: a population is written in one line, and every agent in it is its own.
// Method: by hand on small crowds; distributions against their mean and deviation over 20,000
// agents with a fixed seed, within four standard errors.
#include "tests/scenarios/population.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/support/check.hpp"

using namespace worldline;
using population::links_of;
using population::with_graph;

namespace {

World crowd(const std::string& yaml) { return coffee::scenario(yaml).world(); }

/// What the clock of each agent shows at time 0, in seconds: its drawn offset.
std::vector<double> offsets(const std::string& distribution, const std::string& count) {
    const World world = crowd(population::text(
        "{delay: 5 ms}", ", clock: {kind: drift, drift: 0, offset: " + distribution + "}", count));
    std::vector<double> found;
    for (const auto& clock : world.clocks) {
        const Reading reading = clock->read(Time{0});
        found.push_back(1e-3 * (static_cast<double>(reading.ticks) + reading.fraction));
    }
    return found;
}

struct Moments {
    double mean = 0.0;
    double deviation = 0.0;
};

Moments moments(const std::vector<double>& numbers) {
    Moments found;
    const auto n = static_cast<double>(numbers.size());
    for (const double one : numbers) found.mean += one / n;
    for (const double one : numbers) found.deviation += std::pow(one - found.mean, 2) / n;
    found.deviation = std::sqrt(found.deviation);
    return found;
}

}  // namespace

TEST_CASE("An agent with a count is as many agents, and `groups` says the same", "[population]") {
    const std::string yaml = population::text("{delay: 5 ms}");
    CHECK(coffee::scenario(yaml).n_agents() == 12);
    CHECK(coffee::scenario(yaml).preamble().agents[11].name == "node_12");
    const std::string as_group = coffee::with("agents:", "groups:", yaml);
    CHECK(coffee::scenario(as_group).preamble().agents[11].name == "node_12");
}

TEST_CASE("Drawn values have the mean and the deviation of their distribution", "[population]") {
    struct Case {
        std::string text;
        double mean, deviation;
    };
    const double s = 0.5;
    const Case cases[] = {
        {"{uniform: [2 s, 8 s]}", 5.0, 6.0 / std::sqrt(12.0)},
        {"{normal: [100 s, 7 s]}", 100.0, 7.0},
        {"{exponential: 3 s}", 3.0, 3.0},
        {"{lognormal: [10 s, 0.5]}", 10.0 * std::exp(s * s / 2),
         10.0 * std::exp(s * s / 2) * std::sqrt(std::exp(s * s) - 1)},
        {"{choice: [1 s, 2 s, 6 s]}", 3.0, std::sqrt(14.0 / 3.0)},
    };
    for (const Case& one : cases) {
        INFO(one.text);
        const Moments found = moments(offsets(one.text, "20000"));
        CHECK(std::fabs(found.mean - one.mean) < 4.0 * one.deviation / std::sqrt(20000.0));
        CHECK(found.deviation == Approx(one.deviation).epsilon(0.05));
    }
}

TEST_CASE("What an agent draws is its own: neither order nor number of others matters",
          "[population]") {
    const std::string normal = "{normal: [100 s, 7 s]}";
    const auto few = offsets(normal, "10");
    const auto many = offsets(normal, "1000");
    CHECK(std::equal(few.begin(), few.end(), many.begin()));
    CHECK(std::set<double>(many.begin(), many.end()).size() > 990);
    // Others before it do not matter either, and another seed does.
    const std::string yaml = population::text(
        "{delay: 5 ms}", ", clock: {kind: drift, drift: 0, offset: " + normal + "}", "10");
    const World after = crowd(coffee::with("agents:", "agents:\n  first: {}", yaml));
    const World other = crowd(coffee::with("seed: 7", "seed: 8", yaml));
    const World same = crowd(yaml);
    for (std::size_t i = 0; i < 10; ++i) {
        CHECK(after.clocks[i + 1]->read(Time{0}) == same.clocks[i]->read(Time{0}));
        CHECK(other.clocks[i]->read(Time{0}) != same.clocks[i]->read(Time{0}));
    }
}

TEST_CASE("Two parameters of one agent are drawn independently", "[population]") {
    const World world = crowd(population::text("{delay: 5 ms}",
                                               ", clock: {kind: drift, drift: {uniform: [0, 1]}, "
                                               "offset: {uniform: [0 s, 1000 s]}}",
                                               "5000"));
    double sum = 0.0;
    for (const auto& clock : world.clocks) {
        const Reading at_0 = clock->read(Time{0});
        const Reading later = clock->read(Time{900});
        const double rate = static_cast<double>(later.ticks - at_0.ticks) / 900.0 - 1.5;
        sum += rate * (static_cast<double>(at_0.ticks) / 1e6 - 0.5) * 12.0;
    }
    CHECK(std::fabs(sum / 5000.0) < 4.0 / std::sqrt(5000.0));  // correlation of independent ones
}

TEST_CASE("Places in space are drawn, too", "[population]") {
    const World world =
        crowd(population::text("{}", ", motion: {kind: fixed, x: {uniform: [0 km, 900 km]}}", "50",
                               "space: {metric: flat}\n"));
    std::set<double> places;
    for (std::uint32_t i = 0; i < 50; ++i) {
        const double x = world.network->motion(AgentId{i}).at({}).position.x;
        CHECK((x >= 0.0 && x < 900e3));
        places.insert(x);
    }
    CHECK(places.size() == 50);
}

TEST_CASE("The resolved scenario keeps the distribution, and draws the same again",
          "[population]") {
    const std::string yaml =
        population::text("{graphs: {web: {kind: random, p: 0.3, delay: {uniform: [5 ms, 50 ms]}}}}",
                         ", clock: {kind: drift, drift: 0, offset: {exponential: 3 s}}");
    const Scenario first = coffee::scenario(yaml);
    const std::string resolved = first.preamble().resolved_text;
    CHECK(resolved.find("exponential: 3 s") != std::string::npos);
    const World again = crowd(resolved);
    const World once = first.world();
    CHECK(links_of(*again.network, 12) == links_of(*once.network, 12));
    for (std::size_t i = 0; i < 12; ++i) {
        CHECK(again.clocks[i]->read(Time{0}) == once.clocks[i]->read(Time{0}));
    }
}

TEST_CASE("A graph joins its agents in the order in which they are named", "[population]") {
    const std::string yaml = coffee::with("agents:", "agents:\n  a: {}\n  b: {}\n  c: {}",
                                          with_graph("kind: star, among: [c, a, b]", "1"));
    const auto links = links_of(*crowd(yaml).network, 3);
    CHECK(links.size() == 2);
    CHECK(links.at({0, 2}) == 5);
    CHECK(links.at({1, 2}) == 5);
}

TEST_CASE("A link by hand holds where a graph has one, too, and the first of two graphs",
          "[population]") {
    const World world = crowd(population::text(
        "{links: [{between: [node_1, node_2], delay: 1 ms}], graphs: "
        "{near: {kind: ring, delay: 5 ms}, far: {kind: complete, delay: 50 ms}}}"));
    const auto links = links_of(*world.network, 12);
    CHECK(links.size() == 66);
    CHECK(links.at({0, 1}) == 1);
    CHECK(links.at({1, 2}) == 5);
    CHECK(links.at({0, 11}) == 5);
    CHECK(links.at({1, 3}) == 50);
}

TEST_CASE("Each link draws its own delay and loss, independent of other links", "[population]") {
    const std::string drawn = "delay: {uniform: [10 ms, 500 ms]}, loss: {choice: [0, 0.5]}";
    const auto make = [&](const std::string& kind) {
        return crowd(population::text("{graphs: {web: {kind: " + kind + ", " + drawn + "}}}"));
    };
    const World ring = make("ring");
    const World all = make("complete");
    std::set<double> losses;
    for (const auto& [ends, delay] : links_of(*all.network, 12)) {
        losses.insert(all.network->channel(AgentId{ends.first}, AgentId{ends.second}).loss);
    }
    CHECK(losses == std::set<double>{0.0, 0.5});
    for (std::uint32_t i = 0; i < 12; ++i) {  // a link of both graphs is alike in both
        const AgentId a{i}, b{(i + 1) % 12};
        CHECK(ring.network->metric().delay(ring.network->endpoint(a), ring.network->endpoint(b),
                                           Time{0}) ==
              all.network->metric().delay(all.network->endpoint(a), all.network->endpoint(b),
                                          Time{0}));
    }
}

TEST_CASE("An edge list is a graph, plain or compressed", "[population]") {
    const coffee::Folder folder;
    const std::string table =
        "from,to,delay,loss\nnode_1,node_2,30,0.5\nnode_2,node_3,40 ms,\nnode_2,node_1,99,0\n";
    folder.put("edges.csv", table);
    folder.put_gzip("edges.csv.gz", table);
    for (const std::string name : {"edges.csv", "edges.csv.gz"}) {
        const Scenario scenario = Scenario::parse(
            population::text(
                "{loss: 0.25, graphs: {web: {kind: file, time_unit: ms, file: " + name + "}}}"),
            "crowd.yaml", folder.path());
        const World world = scenario.world();
        const auto& network = *world.network;
        const auto delay = [&](std::uint32_t a, std::uint32_t b) {
            return network.metric()
                .delay(network.endpoint(AgentId{a}), network.endpoint(AgentId{b}), Time{0})
                .ticks;
        };
        CHECK(delay(0, 1) == 30);
        CHECK(delay(1, 0) == 30);
        CHECK(delay(2, 1) == 40);
        CHECK(network.channel(AgentId{0}, AgentId{1}).loss == 0.5);
        CHECK(network.channel(AgentId{1}, AgentId{2}).loss == 0.25);
        REQUIRE(scenario.warnings().size() == 1);
        CHECK(scenario.warnings()[0].find("1 links are there already") != std::string::npos);
    }
}

TEST_CASE("`tells: neighbours` tells whom a link joins, and nobody else", "[population]") {
    const std::string yaml = R"(format: worldline/1
scenario: gossip
time: {resolution: 1 ms, until: 1 s}
types: {x: {domain: event}}
network:
  delay: 1 ms
  graphs: {web: {kind: ring, among: crowd, delay: 5 ms}}
judges: {door: {rule: deadline}}
promises: {p: {promiser: baker, promisees: [crowd], give: {type: x}, due: 100 ms}}
agents:
  baker: {behaviour: steward, keeps: {p: {at: 0 s}}}
  crowd: {count: 5, judges: {p: door}, tells: neighbours}
expect:
  - {measure: count, of: assessments, reason: told, is: 10}
  - {measure: count, of: assessments, by: crowd_3, reason: told, is: 2}
)";
    for (const Expectation& one : coffee::run(coffee::scenario(yaml)).expectations) {
        INFO(one.found);
        CHECK(one.holds);
    }
}

namespace {

const std::string choir = R"(format: worldline/1
scenario: choir
time: {resolution: 1 ms, until: 10 s}
types: {note: {domain: event}}
network:
  delay: 1 ms
  graphs: {row: {kind: ring, among: singer, delay: 5 ms}}
judges: {ear: {rule: deadline}}
promises:
  sing: {promiser: singer, promisees: WHOM, give: {type: note}, due: 1 s}
agents:
  singer: {count: 5, behaviour: steward, keeps: {sing: {at: 0 s}}, judges: {sing: ear}}
expect:
  - {measure: count, promise: sing, verdict: kept, is: 10}
)";

double kept(const std::string& whom) {
    const auto found = coffee::run(coffee::scenario(coffee::with("WHOM", whom, choir)));
    return std::stod(found.expectations.at(0).found);
}

}  // namespace

TEST_CASE("What is wrong with a whole family is said once", "[population]") {
    const std::string lost = coffee::with("due: 1 s", "due: 1 s, perod: 2 s", choir);
    try {
        coffee::scenario(coffee::with("WHOM", "nobody_here", lost));
        FAIL("it was read");
    } catch (const ScenarioError& error) {
        INFO(error.what());
        REQUIRE(error.diagnostics().size() == 2);
        for (const Diagnostic& fault : error.diagnostics()) {
            CHECK(fault.message.find("sing_1.") == 0);
            CHECK(fault.message.find("(and so for 4 more)") != std::string::npos);
        }
    }
}

TEST_CASE("A group promises as one: each member for itself, to whom it says", "[population]") {
    CHECK(kept("neighbours") == 10);  // two of each
    CHECK(kept("row") == 10);         // in this graph
    CHECK(kept("successor") == 5);
    CHECK(kept("others") == 20);
    CHECK(kept("singer") == 20);  // nobody judges itself
    CHECK(kept("[singer_1, singer_2]") == 8);
    const Scenario scenario = coffee::scenario(coffee::with("WHOM", "successor", choir));
    CHECK(scenario.preamble().promise_names ==
          std::vector<std::string>{"sing_1", "sing_2", "sing_3", "sing_4", "sing_5"});
    const World world = scenario.world();
    CHECK(world.promises[4].promiser() == AgentId{4});
    CHECK(world.groups[world.promises[4].promisees.number] == std::vector<AgentId>{AgentId{0}});
    // What is stored runs again, and is as short as what was written.
    CHECK(scenario.preamble().resolved_text.find("sing_1") == std::string::npos);
    CHECK(coffee::scenario(scenario.preamble().resolved_text).world().promises.size() == 5);
}

TEST_CASE("One promise of a group may be named alone", "[population]") {
    const std::string yaml = coffee::with(
        "WHOM", "successor", coffee::with("judges: {sing: ear}", "judges: {sing_2: ear}", choir));
    const std::string one = coffee::with("promise: sing,", "promise: sing_2,", yaml);
    CHECK(coffee::run(coffee::scenario(coffee::with("is: 10", "is: 1", one))).all_hold());
    CHECK(coffee::run(coffee::scenario(coffee::with("is: 10", "is: 1", yaml))).all_hold());
}
