// SPDX-License-Identifier: Apache-2.0
//
// What do two promises have in common?
//
// Goal: bodies are sets of outcomes, and their intersections are right for every kind (C4, C6,
// C18).
// Method: by hand; the numbers of [Burgess and Bergstra, Promise Theory, ch. 2] as in theory C4,
// C6, C7; and by asking both sides about every outcome of a grid.
#include "sim/ledger/constraint.hpp"

#include <array>
#include <cmath>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

Constraint amount(double upper) {
    return {.kind = ConstraintKind::amount, .lower = 0.0, .upper = upper};
}
Constraint exactly(double value) {
    return {.kind = ConstraintKind::exactly, .lower = value, .upper = value};
}
Constraint range(double lower, double upper) {
    return {.kind = ConstraintKind::range, .lower = lower, .upper = upper};
}
Constraint numbers(std::vector<double> members) {
    return {.kind = ConstraintKind::set, .numbers = std::move(members)};
}
Constraint texts(std::vector<std::string> members, std::vector<double> places) {
    return {
        .kind = ConstraintKind::set, .members = std::move(members), .numbers = std::move(places)};
}
Constraint box(std::vector<double> bounds) {
    return {.kind = ConstraintKind::vector, .numbers = std::move(bounds)};
}

}  // namespace

TEST_CASE("C4: what flows of two amounts is the smaller one", "[constraint][C4]") {
    CHECK(intersection(amount(1000.0), amount(100.0)) == amount(100.0));  // bandwidth
    CHECK(intersection(amount(5.0), amount(10.0)) == amount(5.0));
    CHECK(intersection(amount(0.0), amount(10.0)) == amount(0.0));
}

TEST_CASE("C4: the intersection admits what both admit, and nothing else", "[constraint][C4]") {
    const std::vector<Constraint> all{amount(4.0),        exactly(3.0),    range(2.0, 6.0),
                                      numbers({1, 3, 5}), numbers({2, 4}), exactly(7.0),
                                      range(6.0, 9.0),    Constraint{},    numbers({})};
    for (const Constraint& one : all) {
        for (const Constraint& other : all) {
            const Constraint both = intersection(one, other);
            bool is_any = false;
            for (double value = -1.0; value < 10.0; value += 0.5) {
                const bool is_in_both = admits(one, value) && admits(other, value);
                CHECK(admits(both, value) == is_in_both);
                is_any = is_any || is_in_both;
            }
            CHECK(is_empty(both) == !is_any);
        }
    }
}

TEST_CASE("C7: {1..10} and {6..20} have 10, 15 and 5 whole numbers", "[constraint][C7]") {
    const Constraint give = range(1.0, 10.0);
    const Constraint accept = range(6.0, 20.0);
    CHECK(n_admissible(give, Domain::whole) == 10.0);
    CHECK(n_admissible(accept, Domain::whole) == 15.0);
    CHECK(n_admissible(intersection(give, accept), Domain::whole) == 5.0);
    CHECK(std::isinf(n_admissible(give, Domain::number)));
    CHECK(n_admissible(range(1.2, 1.8), Domain::whole) == 0.0);
    CHECK(n_admissible(intersection(give, range(11.0, 12.0)), Domain::whole) == 0.0);
}

TEST_CASE("Texts have in common what both say, wherever they stand in a table", "[constraint]") {
    const Constraint warm = texts({"red", "orange", "yellow"}, {0, 1, 2});
    const Constraint flag = texts({"yellow", "red"}, {2, 0});
    const Constraint both = intersection(warm, flag);
    CHECK(both.members == std::vector<std::string>{"red", "yellow"});
    CHECK(n_admissible(both, Domain::text) == 2.0);
    CHECK(admits(both, 0.0));
    CHECK_FALSE(admits(both, 1.0));
    CHECK(is_empty(intersection(warm, texts({"blue"}, {3}))));
    CHECK(intersection(flag, texts({"red"}, {0})).kind == ConstraintKind::text);
}

TEST_CASE("Vectors are boxes, and those of other dimensions have nothing in common",
          "[constraint]") {
    const Constraint room = box({0, 4, 0, 3});
    const Constraint both = intersection(room, box({2, 9, 1, 1}));
    CHECK(both == box({2, 4, 1, 1}));
    CHECK(admits(both, std::array{3.0, 1.0}));
    CHECK_FALSE(admits(both, std::array{3.0, 1.5}));
    CHECK_FALSE(admits(both, std::array{3.0}));
    CHECK(n_admissible(box({1, 3, 5, 6}), Domain::whole) == 6.0);
    CHECK(is_empty(intersection(room, box({5, 9, 0, 3}))));
    CHECK(is_empty(intersection(room, box({0, 4}))));
    CHECK(is_empty(intersection(room, amount(1.0))));
}

TEST_CASE("C18: an exact promise is kept by one outcome alone", "[constraint][C18]") {
    CHECK(is_exact(exactly(5.0)));
    CHECK(is_exact(range(5.0, 5.0)));
    CHECK(is_exact(numbers({5.0})));
    CHECK_FALSE(is_exact(amount(5.0)));
    CHECK_FALSE(is_exact(range(4.0, 6.0)));
    CHECK_FALSE(is_exact(Constraint{}));  // an event has no values at all
    CHECK(is_exact(intersection(range(0.0, 5.0), range(5.0, 9.0))));
}
