// SPDX-License-Identifier: Apache-2.0
//
// Many agents seen as one.
//
// Goal: a boundary turns n promises into one and back with a directory only, and changes nothing
// (theory C33, C34).
// Method: 27 dishes that promise one astronomer, by hand.
#include "agents/rules/superagent.hpp"

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr AgentId whole{100}, astronomer{50};

Noticed promise(AgentId maker, std::uint32_t count, std::vector<AgentId> to, double upper) {
    const Constraint amount{.kind = ConstraintKind::amount, .lower = 0.0, .upper = upper};
    return {
        PromiseId(maker, count), {.type = TypeId{0}, .constraint = amount}, std::move(to), {}, {}};
}

/// Dish i promises i units to the astronomer, and something to its neighbour.
std::vector<Noticed> dishes(std::uint32_t n) {
    std::vector<Noticed> all;
    for (std::uint32_t i = 0; i < n; ++i) {
        all.push_back(promise({i}, 0, {astronomer}, i + 1.0));
        if (i + 1 < n) all.push_back(promise({i}, 1, {{i + 1}}, 1.0));
    }
    return all;
}

std::vector<AgentId> first(std::uint32_t n) {
    std::vector<AgentId> agents;
    for (std::uint32_t i = 0; i < n; ++i) agents.push_back({i});
    return agents;
}

}  // namespace

TEST_CASE("C34: promises of one type from n members become one, with the union of their bodies",
          "[superagent][C34]") {
    const auto promises = dishes(27);
    const auto coarse = coarse_grained(promises, first(27), whole, false);
    REQUIRE(coarse.size() == 1);  // those to neighbours are interior
    CHECK(coarse.front().promiser == whole);
    CHECK(coarse.front().promisees == std::vector{astronomer});
    CHECK(coarse.front().body.constraint.upper == 27.0);
    CHECK(coarse.front().parts.empty());  // which ones they were cannot be told
}

TEST_CASE("C34: with a directory the parts are found again", "[superagent][C34]") {
    const auto coarse = coarse_grained(dishes(27), first(27), whole, true);
    REQUIRE(coarse.size() == 1);
    REQUIRE(coarse.front().parts.size() == 27);
    for (std::uint32_t i = 0; i < 27; ++i) {
        CHECK(coarse.front().parts[i] == PromiseId(AgentId{i}, 0));
    }
}

TEST_CASE("C33: two boundaries on one record are both consistent with it", "[superagent][C33]") {
    const auto promises = dishes(27);
    CHECK(surface(promises, first(27)).size() == 27);
    CHECK(surface(dishes(3), std::vector<AgentId>{{0}, {1}}) == std::vector<AgentId>{{0}, {1}});
    // Inside the smaller boundary there are 9 promises to neighbours fewer, and one leaves it.
    const auto small = coarse_grained(promises, first(10), whole, true);
    std::size_t n_parts = 0;
    for (const CoarsePromise& one : small) n_parts += one.parts.size();
    CHECK(n_parts == promises.size() - 9);
    CHECK(small.size() == 2 + 17 + 16);  // to the astronomer, to dish 10; the others as they were
}

TEST_CASE("A promise to a member is seen as one to the whole", "[superagent][C36]") {
    const std::vector<Noticed> promises{promise(astronomer, 0, {{3}, {5}}, 1.0)};
    const auto coarse = coarse_grained(promises, first(27), whole, false);
    REQUIRE(coarse.size() == 1);
    CHECK(coarse.front().promisees == std::vector{whole});
}

TEST_CASE("The union of two bodies admits what either does", "[superagent]") {
    const auto range = [](double lower, double upper) {
        return Constraint{.kind = ConstraintKind::range, .lower = lower, .upper = upper};
    };
    CHECK(union_of(range(1, 2), range(5, 6)) == range(1, 6));
    const Constraint red{.kind = ConstraintKind::text, .members = {"red"}, .numbers = {0}};
    const Constraint blue{.kind = ConstraintKind::text, .members = {"blue"}, .numbers = {1}};
    CHECK(union_of(red, blue).members == std::vector<std::string>{"red", "blue"});
    CHECK(union_of(red, red) == red);
    CHECK(union_of(red, Constraint{}).kind == ConstraintKind::event);
}
