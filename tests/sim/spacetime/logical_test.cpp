// SPDX-License-Identifier: Apache-2.0
//
// Do clocks that count tell what may have caused what?
//
// Goal: a small trace as in the papers; what one kind of clock tells and another does not.
// Method: by hand. P does something and sends m1; Q does something, receives m1 and sends m2; P
// receives m2.
#include "sim/spacetime/logical.hpp"

#include <stdexcept>

#include "tests/support/check.hpp"

using namespace worldline;

TEST_CASE("Lamport's clock counts past whatever it hears", "[spacetime][logical]") {
    LamportClock p;
    LamportClock q;
    CHECK(p.local() == 1);
    const auto m1 = p.send();
    CHECK(m1 == 2);
    CHECK(q.local() == 1);
    CHECK(q.receive(m1) == 3);
    const auto m2 = q.send();
    CHECK(m2 == 4);
    CHECK(p.receive(m2) == 5);
    // Of two that know nothing of each other one is smaller all the same: it cannot tell.
    LamportClock alone;
    CHECK(alone.local() < m1);
}

TEST_CASE("A vector tells what happened before what, and what did not", "[spacetime][logical]") {
    VectorClock p(2, 0);
    VectorClock q(2, 1);
    const auto first = p.local();
    const auto m1 = p.send();
    const auto alone = q.local();
    CHECK(first == VectorClock::Stamp{1, 0});
    CHECK(alone == VectorClock::Stamp{0, 1});
    const auto heard = q.receive(m1);
    CHECK(heard == VectorClock::Stamp{2, 2});
    const auto m2 = q.send();
    CHECK(p.receive(m2) == VectorClock::Stamp{3, 3});
    CHECK(happened_before(first, heard));
    CHECK_FALSE(happened_before(heard, first));
    CHECK_FALSE(happened_before(m1, alone));
    CHECK_FALSE(happened_before(alone, m1));
    CHECK_FALSE(happened_before(m1, m1));
}

TEST_CASE("A hybrid clock stays with the readings and keeps their order", "[spacetime][logical]") {
    HybridClock p;
    HybridClock q;
    CHECK(p.local(10) == HybridStamp{10, 0});
    const auto m1 = p.send(10);
    CHECK(m1 == HybridStamp{10, 1});
    CHECK(q.local(3) == HybridStamp{3, 0});
    CHECK(q.receive(m1, 4) == HybridStamp{10, 2});  // Q's clock is behind
    const auto m2 = q.send(4);
    CHECK(m2 == HybridStamp{10, 3});
    CHECK(p.receive(m2, 11) == HybridStamp{11, 0});
    // Both at one reading: past the larger counter.
    CHECK(q.receive({10, 7}, 4) == HybridStamp{10, 8});
}

TEST_CASE("Stamps of other numbers of clocks are refused", "[spacetime][logical]") {
    CHECK_THROWS_WITH(VectorClock(2, 2), Catch::StartsWith("own"));
    VectorClock clock(2, 0);
    CHECK_THROWS_WITH(clock.receive(VectorClock::Stamp{1}), Catch::StartsWith("stamp"));
    CHECK_THROWS_AS(happened_before(VectorClock::Stamp{1}, VectorClock::Stamp{1, 2}),
                    std::invalid_argument);
}
