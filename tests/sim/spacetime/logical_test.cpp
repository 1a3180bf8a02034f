// SPDX-License-Identifier: Apache-2.0
//
// What do clocks know that know nothing of time?
//
// Goal: the three logical clocks step by step, and what each of them loses.
// Method: one small trace, worked by hand. [relativity_cases A25]
#include "sim/spacetime/logical.hpp"

#include "tests/support/check.hpp"

using namespace worldline;

namespace {
using Counts = std::vector<std::uint64_t>;
}

TEST_CASE("Three logical clocks on one trace", "[logical][doc]") {
    // P local at 10, P sends m1 at 10, Q local at 3, Q hears m1 at 4, Q sends m2 at 4, P hears it
    // at 11.
    LamportClock p;
    LamportClock q;
    CHECK(p.local().count == 1);
    const LamportClock m1 = p.send();
    CHECK(m1.count == 2);
    CHECK(q.local().count == 1);
    CHECK(q.receive(m1).count == 3);
    const LamportClock m2 = q.send();
    CHECK(m2.count == 4);
    CHECK(p.receive(m2).count == 5);

    VectorClock vp{.own = 0};
    VectorClock vq{.own = 1};
    CHECK(vp.local().counts == Counts{1});
    const VectorClock v1 = vp.send();
    CHECK(v1.counts == Counts{2});
    CHECK(vq.local().counts == Counts{0, 1});
    CHECK(vq.receive(v1).counts == Counts{2, 2});
    const VectorClock v2 = vq.send();
    CHECK(v2.counts == Counts{2, 3});
    CHECK(vp.receive(v2).counts == Counts{3, 3});

    HybridClock hp;
    HybridClock hq;
    CHECK(hp.local(10) == HybridClock{10, 0});
    const HybridClock h1 = hp.send(10);
    CHECK(h1 == HybridClock{10, 1});
    CHECK(hq.local(3) == HybridClock{3, 0});
    CHECK(hq.receive(h1, 4) == HybridClock{10, 2});
    const HybridClock h2 = hq.send(4);
    CHECK(h2 == HybridClock{10, 3});
    CHECK(hp.receive(h2, 11) == HybridClock{11, 0});
}

TEST_CASE("Lamport's numbers put events in an order that they do not have", "[logical]") {
    LamportClock p;
    LamportClock q;
    VectorClock vp{.own = 0};
    VectorClock vq{.own = 1};
    p.local();
    vp.local();
    q.local();
    q.local();
    vq.local();
    vq.local();
    CHECK(p < q);  // though neither knows of the other: vectors tell
    CHECK(order_of(vp, vq) == HappenedBefore::neither);
    CHECK(order_of(vp, vp) == HappenedBefore::same);
    const VectorClock before = vq;
    vq.receive(vp.send());
    CHECK(order_of(before, vq) == HappenedBefore::before);
    CHECK(order_of(vq, before) == HappenedBefore::after);
    CHECK(order_of(vp, vq) == HappenedBefore::before);
}

TEST_CASE("A hybrid clock counts on where both ends know of one moment", "[logical]") {
    HybridClock one{7, 2};
    CHECK(one.receive({7, 5}, 6) == HybridClock{7, 6});
    CHECK(one.receive({3, 9}, 6) == HybridClock{7, 7});
    CHECK(one.receive({9, 4}, 9) == HybridClock{9, 5});
    CHECK(one.receive({9, 4}, 12) == HybridClock{12, 0});
}
