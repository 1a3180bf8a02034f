// SPDX-License-Identifier: Apache-2.0
//
// Promises of groups that rest on promises of groups.
//
// Goal: within a group each rests on that of the member before, in a ring or in a row; between two
// groups on that of the same number; from one promise on all of them. What is kept after them
// follows the same way.
// Method: three or five agents, all delays 10 ms; what rests on what from the world, times by hand.
#include <set>

#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

/// Three givers and three takers; what the givers' promises rest on, and what else is promised.
std::string trade(const std::string& builds_on, const std::string& keeps = "{at: 0 s}",
                  const std::string& more = "", const std::string& expect = "") {
    return "network: {delay: 10 ms}\ntypes: {turn: {}}\njudges: {mine: {rule: deadline}}\n"
           "promises:\n"
           "  gives: {promiser: giver, promisees: successor, scope: [auditor], give: {type: turn}, "
           "builds_on: [" +
           builds_on + "]}\n" +
           "  takes: {promiser: taker, promisees: giver, give: {type: turn}}\n" + more +
           "agents:\n  auditor: {judges: {gives: mine}}\n"
           "groups:\n  giver: {count: 3, behaviour: steward, keeps: {gives: " +
           keeps + "}}\n  taker: {count: 3, behaviour: steward, keeps: {takes: {at: 0 s}}}\n" +
           expect;
}

using Pairs = std::set<std::pair<std::string, std::string>>;

/// Which promise rests on which, by name.
Pairs links_of(const std::string& text) {
    const Scenario read = scenario(text);
    const World world = read.world();
    const auto name = [&](PromiseId id) {
        for (std::size_t i = 0; i < world.promises.size(); ++i) {
            if (world.promises[i].id == id) return read.preamble().promise_names[i];
        }
        return std::string("none");
    };
    Pairs found;
    for (const BuildsOn& link : world.builds_on) found.emplace(name(link.from), name(link.onto));
    return found;
}

}  // namespace

TEST_CASE("Within a group each promise rests on that of the member before", "[families]") {
    CHECK(links_of(trade("{promise: gives, link: condition}")) ==
          Pairs{{"gives_1", "gives_3"}, {"gives_2", "gives_1"}, {"gives_3", "gives_2"}});
    CHECK(links_of(trade("{promise: gives, link: condition, closed: false}")) ==
          Pairs{{"gives_2", "gives_1"}, {"gives_3", "gives_2"}});
    CHECK(says(warnings(trade("{promise: gives, link: condition}")), "a ring of 3 conditions"));
    CHECK(!says(warnings(trade("{promise: gives, link: condition, closed: false}")), "a ring"));
}

TEST_CASE("Between two groups it rests on that of the same number", "[families]") {
    CHECK(links_of(trade("{promise: takes}")) ==
          Pairs{{"gives_1", "takes_1"}, {"gives_2", "takes_2"}, {"gives_3", "takes_3"}});
}

TEST_CASE("One promise rests on all of a group, or on one that it names", "[families]") {
    const std::string sum = "  sum: {promiser: auditor, promisees: [], give: {type: turn}, ";
    CHECK(links_of(trade("", "{at: 0 s}", sum + "builds_on: [{promise: gives}]}\n")) ==
          Pairs{{"sum", "gives_1"}, {"sum", "gives_2"}, {"sum", "gives_3"}});
    CHECK(links_of(trade("", "{at: 0 s}", sum + "builds_on: [{promise: gives_2}]}\n")) ==
          Pairs{{"sum", "gives_2"}});
}

TEST_CASE("C11: in a ring nothing begins; in a row all follow, one delay after the other",
          "[families][C11]") {
    const std::string expect =
        "expect:\n  - {measure: count, by: auditor, promise: gives, verdict: kept, is: 0}\n"
        "  - {measure: count, of: messages, promise: gives, kind: outcome, is: 0}\n";
    CHECK(found(trade("{promise: gives, link: condition}", "{after: gives}", "", expect)) ==
          std::vector<std::string>{"0", "0"});
    const std::string last = expect + "  - {measure: elapsed, promise: gives_3, is: 0 s}\n";
    const std::string row = "{promise: gives, link: condition, closed: false}";
    CHECK(found(trade(row, "{after: gives}", "", last)) ==
          std::vector<std::string>{"3", "6", "20 ms"});
    // `at` is the delay after what was heard, and where there is nothing to hear, the reading.
    CHECK(found(trade(row, "{after: gives, at: 5 ms}", "", last)).back() == "35 ms");
}

TEST_CASE("What is kept after promises of another group follows that of the same number",
          "[families]") {
    const std::string expect = "expect: [{measure: elapsed, promise: gives_2, is: 0 s}]\n";
    CHECK(found(trade("{promise: takes}", "{after: takes}", "", expect)).back() == "10 ms");
}

TEST_CASE("Who judges a group's promises judges what rests on them", "[families]") {
    const std::string fine =
        "  fine: {promiser: taker_1, promisees: [auditor], give: {type: turn}, due: 9 s, "
        "builds_on: [{promise: gives_1, link: unless}]}\n";
    const std::string text = trade("", "{at: 0 s}", fine);
    const auto judging = [&](const std::string& what) {
        std::string other = text;
        const std::string before = "{gives: mine}";
        return other.replace(other.find(before), before.size(), "{" + what + ": mine, fine: mine}");
    };
    CHECK(warnings(judging("gives")).empty());
    CHECK(says(warnings(judging("gives_2")), "rests on gives_1, and does not judge that"));
}

TEST_CASE("What a group's promises cannot rest on is said", "[families][failure]") {
    std::string four = trade("{promise: takes}");
    four.replace(four.find("taker: {count: 3"), 16, "taker: {count: 4");
    CHECK(says(faults(four), "`gives` are 3 promises and `takes` 4; which rests on which?"));
    std::string alone = trade("{promise: gives}");
    alone.replace(alone.find("giver: {count: 3"), 16, "giver: {count: 1");
    CHECK(says(faults(alone), "a promise rests on others"));
    CHECK(says(faults(trade("{promise: gives_4}")), "there is no promise `gives_4`"));
}

TEST_CASE("What cannot be kept after a group's promises is said", "[families][failure]") {
    CHECK(says(faults(trade("{promise: gives}", "{after: takes}")),
               "`gives` rest on no promise of `takes`"));
    // Nobody of the second group is in the scope of what the first promises to its own.
    std::string deaf = trade("{promise: gives}");
    deaf.replace(deaf.find("{at: 0 s}}}", deaf.find("taker: {")), 9, "{after: gives}");
    deaf.replace(deaf.find("give: {type: turn}}\n"), 18,
                 "give: {type: turn}, builds_on: [{promise: gives}]");
    CHECK(says(faults(deaf), "not all of them hear how `gives` end"));
    std::string one = trade("");
    one.replace(one.find("auditor: {"), 10,
                "auditor: {behaviour: steward, keeps: {sum: {after: gives}}, ");
    one.replace(one.find("agents:\n"), 0,
                "  sum: {promiser: auditor, promisees: [], give: {type: turn}}\n");
    CHECK(says(faults(one), "one of them is due here, such as `gives_1`"));
}
