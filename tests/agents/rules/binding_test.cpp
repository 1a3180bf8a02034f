// SPDX-License-Identifier: Apache-2.0
//
// What may an observer expect of promises that it noticed?
//
// Goal: bindings, assistance, conflicts and places are found from what one observer noticed, and
// from nothing else (theory C5, C6, C7, C10, C12 to C15).
// Method: by hand, with the numbers of [Burgess, Thinking in Promises; Burgess, Spacetimes with
// semantics I and II].
#include "agents/rules/binding.hpp"

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr AgentId ann{0}, bob{1}, cy{2};

Constraint amount(double upper) {
    return {.kind = ConstraintKind::amount, .lower = 0.0, .upper = upper};
}

/// `maker` promises `to` that; noticed at this reading.
Noticed promise(AgentId maker, std::uint32_t count, Polarity polarity, AgentId to,
                Constraint constraint = {}, std::int64_t at = 0, TypeId type = TypeId{0}) {
    return {PromiseId(maker, count),
            {.type = type, .polarity = polarity, .constraint = std::move(constraint)},
            {to},
            Reading{at, 0.0},
            {}};
}

Noticed give(double upper) { return promise(ann, 0, Polarity::give, bob, amount(upper)); }
Noticed accept(double upper) { return promise(bob, 0, Polarity::accept, ann, amount(upper)); }

}  // namespace

TEST_CASE("C5: nothing flows without a matching acceptance", "[binding][C5]") {
    CHECK(bindings(std::vector{give(10.0)}).empty());
    CHECK(bindings(std::vector{give(10.0), promise(bob, 0, Polarity::give, ann)}).empty());
    CHECK(bindings(std::vector{give(10.0), promise(bob, 0, Polarity::accept, cy)}).empty());
    CHECK(bindings(std::vector{give(10.0), promise(cy, 0, Polarity::accept, ann)}).empty());
    Noticed other_type = accept(10.0);
    other_type.body.type = TypeId{1};
    CHECK(bindings(std::vector{give(10.0), other_type}).empty());
    CHECK(bindings(std::vector{give(10.0), accept(10.0)}).size() == 1);
}

TEST_CASE("C6: what flows is what both allow", "[binding][C6]") {
    CHECK(flow(give(10.0), accept(5.0)) == amount(5.0));  // an author's pages, an editor's cut
    CHECK(flow(give(5.0), accept(10.0)) == amount(5.0));
    CHECK(flow(give(1000.0), accept(100.0)) == amount(100.0));  // gigabit card, 100 Mbit socket
    Noticed whole = give(10.0);
    whole.body.all_or_nothing = true;
    CHECK(flow(whole, accept(5.0)) == amount(0.0));
    CHECK(flow(whole, accept(10.0)) == amount(10.0));
    CHECK(flow(whole, accept(12.0)) == amount(10.0));
    Noticed all = accept(12.0);
    all.body.all_or_nothing = true;
    CHECK(flow(whole, all) == amount(0.0));
}

TEST_CASE("C7: each observer expects by what it has noticed", "[binding][C7]") {
    const Noticed offer = promise(ann, 0, Polarity::give, bob,
                                  {.kind = ConstraintKind::range, .lower = 1, .upper = 10});
    const Noticed taking = promise(bob, 0, Polarity::accept, ann,
                                   {.kind = ConstraintKind::range, .lower = 6, .upper = 20});
    const auto n = [&](std::vector<Noticed> noticed) {
        const auto expected = expectation(noticed, offer);
        return expected ? n_admissible(*expected, Domain::whole) : 0.0;
    };
    CHECK(n({offer}) == 10.0);
    CHECK(n({taking}) == 15.0);
    CHECK(n({offer, taking}) == 5.0);
    CHECK(n({}) == 0.0);
}

TEST_CASE("A binding exists from the reading at which both sides were noticed", "[binding]") {
    Noticed late = accept(5.0);
    late.noticed = Reading{70, 0.0};
    const auto found = bindings(std::vector{give(10.0), late});
    REQUIRE(found.size() == 1);
    CHECK(found.front().since == Reading{70, 0.0});
}

TEST_CASE("C10: a promise on condition counts where its help is promised and used",
          "[binding][C10]") {
    constexpr TypeId service{0}, help{1};
    Noticed b = promise(ann, 0, Polarity::give, bob, {}, 0, service);
    const Noticed d = promise(cy, 0, Polarity::give, ann, {}, 0, help);
    const Noticed use = promise(ann, 1, Polarity::accept, cy, {}, 0, help);
    b.rests_on = {{b.promise, d.promise, Link::condition}};
    CHECK(expectation(std::vector{b, d, use}, b).has_value());
    CHECK_FALSE(expectation(std::vector{b, d}, b).has_value());    // the help is not used
    CHECK_FALSE(expectation(std::vector{b, use}, b).has_value());  // nobody has promised the help
    CHECK_FALSE(expectation(std::vector{b}, b).has_value());
    b.rests_on.clear();
    CHECK(expectation(std::vector{b}, b).has_value());
}

TEST_CASE("C11: promises in a ring of conditions count for nothing", "[binding][C11]") {
    Noticed a = promise(ann, 0, Polarity::give, bob);
    Noticed b = promise(ann, 1, Polarity::give, bob);
    a.rests_on = {{a.promise, b.promise, Link::condition}};
    CHECK(relied_on(std::vector{a, b}).size() == 2);
    b.rests_on = {{b.promise, a.promise, Link::condition}};
    CHECK(relied_on(std::vector{a, b}).empty());
}

TEST_CASE("C15: of two promises in conflict the preferred one counts", "[binding][C15]") {
    Noticed tuesday = promise(ann, 0, Polarity::accept, bob);
    const Noticed thursday = promise(ann, 1, Polarity::accept, cy);
    tuesday.rests_on = {{tuesday.promise, thursday.promise, Link::conflicts}};
    CHECK(relied_on(std::vector{tuesday, thursday}).size() == 2);  // it is open which
    tuesday.rests_on.push_back({tuesday.promise, thursday.promise, Link::preferred});
    const auto left = relied_on(std::vector{tuesday, thursday});
    REQUIRE(left.size() == 1);
    CHECK(left.front().promise == tuesday.promise);
    CHECK(relied_on(std::vector{thursday}).size() == 1);  // who does not know, relies on it
}

TEST_CASE("C14: ten places for twenty are over-committed, then full, then a queue",
          "[binding][C14]") {
    Noticed park = promise(AgentId{0}, 0, Polarity::give, AgentId{1});
    park.body.places = 10;
    park.promisees.clear();
    std::vector<Noticed> noticed;
    for (std::uint32_t i = 1; i <= 20; ++i) park.promisees.push_back({i});
    CHECK(is_over_committed(park.body, park.promisees));
    noticed.push_back(park);
    for (std::uint32_t i = 1; i <= 20; ++i) {
        // The last to be noticed is the first in the list: the order of notice decides.
        noticed.push_back(promise({21 - i}, 0, Polarity::accept, {0}, {}, 21 - i));
        const Places now = places_of(noticed, park);
        CHECK(now.is_saturated() == (i >= 10));
        CHECK(now.utilisation() == i / 10.0);
        CHECK(now.net_valence() == 10.0 - i);
        CHECK(now.queue.size() == (i > 10 ? i - 10 : 0));
    }
    CHECK(places_of(noticed, park).served.front().maker() == AgentId{1});
    CHECK(places_of(noticed, park).queue.front().maker() == AgentId{11});
    park.promisees.resize(10);
    CHECK_FALSE(is_over_committed(park.body, park.promisees));
}

TEST_CASE("C12: the rank of a body is the number of other agents that it names", "[binding][C12]") {
    const Body scalar{.type = TypeId{0}, .constraint = {}};
    // "I relay from Bob to Cy"
    const Body relay{.type = TypeId{0}, .constraint = {}, .names = {bob, cy}};
    Body use = relay;
    use.polarity = Polarity::accept;
    CHECK(rank(scalar, ann) == 0);
    CHECK(rank({.type = TypeId{0}, .constraint = {}, .names = {ann, bob}}, ann) == 1);
    CHECK(rank(relay, ann) == 2);
    CHECK(rank(use, ann) == 1);
    CHECK(is_complete(relay, ann, std::vector{bob, cy}));
    CHECK_FALSE(is_complete(relay, ann, std::vector{bob}));
}

TEST_CASE("C13: the promise matrix counts who promises whom", "[binding][C13]") {
    const std::vector<Noticed> promises{promise(ann, 0, Polarity::give, bob),
                                        promise(ann, 1, Polarity::give, bob, {}, 0, TypeId{1}),
                                        promise(bob, 0, Polarity::accept, ann),
                                        promise(cy, 0, Polarity::give, cy)};
    CHECK(promise_matrix(promises) ==
          std::vector<MatrixEntry>{{ann, bob, 2}, {bob, ann, 1}, {cy, cy, 1}});
    CHECK(promise_matrix(promises, TypeId{1}) == std::vector<MatrixEntry>{{ann, bob, 1}});
}

TEST_CASE("C2: a prediction binds nothing and is not relied upon", "[binding][C2]") {
    Noticed about_bob = give(10.0);
    about_bob.body.subject = bob;
    CHECK_FALSE(is_match(about_bob, accept(5.0)));
    CHECK(relied_on(std::vector{about_bob}).empty());
}
