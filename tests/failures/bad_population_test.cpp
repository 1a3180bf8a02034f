// SPDX-License-Identifier: Apache-2.0
//
// Populations and graphs that cannot be.
//
// Goal: what cannot be is refused at its place in the file, or in the edge list, and never made
// into something else.
// Method: one word of a good crowd is changed.
#include "tests/scenarios/population.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using coffee::faults;
using population::with_graph;

namespace {

void says(const std::string& yaml, const std::string& words) {
    const std::string all = faults(yaml);
    INFO(all);
    CHECK(all.find(words) != std::string::npos);
}

std::string with_offset(const std::string& distribution) {
    return population::text("{delay: 5 ms}",
                            ", clock: {kind: drift, drift: 0, offset: " + distribution + "}");
}

std::string faults_of_list(const std::string& table, const std::string& more = "") {
    const coffee::Folder folder;
    folder.put("edges.csv", table);
    try {
        Scenario::parse(
            population::text("{graphs: {web: {kind: file, file: edges.csv" + more + "}}}"),
            "crowd.yaml", folder.path());
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("A group of nobody is refused, and one that is too large", "[failure]") {
    says(population::text("{delay: 5 ms}", "", "0"), "node.count must be at least 1");
    says(population::text("{delay: 5 ms}", "", "20000000"), "node.count must be at most");
    says(population::text("{delay: 5 ms}", "", "{whole: [1, 9]}"),
         "node.count: a quantity is due here, not a map");
    says(population::text("{delay: 5 ms}", "", "many"), "`many` is neither a quantity nor");
}

TEST_CASE("A distribution with bad arguments is refused", "[failure]") {
    says(with_offset("{normal: 3 s}"), "clock.offset.normal: [mean, deviation] is due here");
    says(with_offset("{normal: [3 s]}"), "clock.offset.normal: [mean, deviation] is due here");
    says(with_offset("{normal: [3 s, -1 s]}"), "clock.offset.normal: a deviation is not negative");
    says(with_offset("{normal: [3 s, 1 km]}"), "`km` is a length");
    says(with_offset("{uniform: [3 s, 1 s]}"), "clock.offset.uniform: the lowest comes first");
    says(with_offset("{exponential: -1 s}"), "clock.offset.exponential: a mean is not negative");
    says(with_offset("{exponential: [1 s]}"), "clock.offset.exponential: mean is due here");
    says(with_offset("{lognormal: [0 s, 1]}"), "a median is greater than 0");
    says(with_offset("{choice: []}"), "clock.offset.choice: [one, other, ...] is due here");
    says(with_offset("{whole: [1, 3]}"), "whole");
    says(with_offset("{norml: [3 s, 1 s]}"),
         "there is no distribution `norml`; did you mean `normal`?");
    says(with_offset("{normal: [3 s, 1 s], choice: [1 s]}"),
         "clock.offset: one distribution is due here");
    says(with_offset("{}"), "clock.offset: one distribution is due here");
}

TEST_CASE("A drawn value out of range is refused with the agent and the value", "[failure]") {
    says(population::text("{delay: 5 ms}",
                          ", behaviour: time_server, answers_after: {choice: [-3 ms]}"),
         "coffee.yaml:7:60: answers_after: `node_1` drew -0.003 s, and it must be at least 0 s");
    says(population::text("{delay: 5 ms}", ", clock: {kind: drift, drift: {normal: [-2, 0]}}"),
         "clock.drift");
    says(with_graph("kind: ring, loss: {choice: [2]}"),
         "network.graphs.web.loss: the link of node_1 node_2 drew 2, and it must be at most 1");
}

TEST_CASE("What all share is not drawn", "[failure]") {
    says(population::text("{delay: {uniform: [1 ms, 5 ms]}}"), "network.delay: a time is due here");
    says(with_graph("kind: random, p: {uniform: [0, 1]}"), "web.p: a quantity is due here");
}

TEST_CASE("A graph that cannot be is refused", "[failure]") {
    says(with_graph("kind: ring, k: 3"), "network.graphs.web.k must be even");
    says(with_graph("kind: ring, k: 12"), "web.k must be below the number of agents, which is 12");
    says(with_graph("kind: small_world, k: 4, p: 1.5"), "web.p must be at most 1");
    says(with_graph("kind: random, p: -0.1"), "web.p must be at least 0");
    says(with_graph("kind: random"), "web.p is missing");
    says(with_graph("kind: grid, rows: 5"), "web.rows must divide the number of agents");
    says(with_graph("kind: grid, rows: 2, wrap: true"), "web.wrap needs three rows");
    says(with_graph("kind: scale_free, m: 12"), "web.m must be below the number of agents");
    says(with_graph("kind: rings"), "did you mean `ring`?");
    says(with_graph("kind: ring, p: 0.5"), "`p` is not a key of graph");
    says(with_graph("kind: ring, among: nodes"), "there is no agent `nodes`");
    says(with_graph("kind: ring, among: [node, node_3]"), "`node_3` stands here twice");
    says(with_graph("kind: complete", "100000"), "That makes 4999950000 links, more than");
    says(population::text("{graphs: {web: {kind: ring}}}"), "web.delay is missing");
    says(population::text("{graphs: {node: {kind: ring, delay: 5 ms}}}"),
         "`node` is the name of an agent or group already");
    says(population::text("{graphs: [{kind: ring}]}"), "network.graphs: a map is due here");
    says(with_graph("kind: ring, latency: 1 ms"), "make it part of `delay`");
}

TEST_CASE("A random graph in pieces is allowed, with a warning", "[failure]") {
    const auto warnings = coffee::scenario(with_graph("kind: random, p: 0")).warnings();
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].find("web is in 12 pieces") != std::string::npos);
}

TEST_CASE("Faults of an edge list bear its own lines", "[failure]") {
    const std::string unknown =
        faults_of_list("from,to,delay\nnode_1,node_2,1 ms\nnode_3,nod_4,1 ms\n");
    CHECK(unknown.find("edges.csv:3:8: there is no agent `nod_4`; did you mean `node_4`?\n"
                       "  node_3,nod_4,1 ms\n         ^") != std::string::npos);
    CHECK(faults_of_list("from,delay\na,1 s\n").find("`from` and `to` are among them") !=
          std::string::npos);
    CHECK(faults_of_list("").find("it is empty") != std::string::npos);
    CHECK(faults_of_list("from,to\nnode_1\n", ", delay: 1 s").find("a row of 1 fields") !=
          std::string::npos);
    CHECK(faults_of_list("from,to\nnode_1,node_1\n", ", delay: 1 s")
              .find("edges.csv:2:8: a link has two different ends") != std::string::npos);
    CHECK(faults_of_list("from,to,delay\nnode_1,node_2,-1 s\n").find("a delay is not negative") !=
          std::string::npos);
    CHECK(faults_of_list("from,to,delay\nnode_1,node_2,1 km\n").find("`km` is a length") !=
          std::string::npos);
    CHECK(faults_of_list("from,to,delay,loss\nnode_1,node_2,1 s,3\n").find("a loss is a share") !=
          std::string::npos);
    CHECK(faults_of_list("from,to\nnode_1,node_2\n").find("web.delay is missing") !=
          std::string::npos);
    CHECK(faults_of_list("from,to\nnode_1,node_2\n", ", delay: 1 s, among: [node_1, node_3]")
              .find("`node_2` is in the file, and not among these") != std::string::npos);
    std::string long_list = "from,to,delay\n";
    for (int i = 0; i < 100; ++i) long_list += "x,y,1 s\n";
    CHECK(faults_of_list(long_list).find("180 more faults like these") != std::string::npos);
}

TEST_CASE("Promises of a group that cannot be are refused", "[failure]") {
    const auto with_promise = [](const std::string& name, const std::string& promisees,
                                 const std::string& more = "") {
        return population::text("{delay: 5 ms}", "", "12",
                                "types: {x: {domain: event}}\npromises:\n  " + name +
                                    ": {promiser: node, promisees: " + promisees +
                                    ", give: {type: x}, due: 1 s}\n" + more);
    };
    CHECK(faults(with_promise("p", "others")).empty());
    says(with_promise("p", "othres"), "p_1.promisees: there is no agent `othres`");
    says(with_promise("p", "others",
                      "  p_3: {promiser: node_1, promisees: node, give: {type: x}}\n"),
         "`p_3` is the name of two promises");
    says(coffee::with("count: 12", "count: 300000", with_promise("p", "successor")),
         "p: that makes more than 200000 promises");
    says(coffee::with("count: 12", "count: 5000", with_promise("p", "others")),
         "p: that makes more than 10000000 promisees");
    says(with_promise("p", "others",
                      "judges: {j: {rule: deadline}}\nexpect: [{measure: count, promise: p, by: "
                      "node_1, judge: j, verdict: kept, is: 1}]\n"),
         "one by one are judged again, such as `p_1`");
}
