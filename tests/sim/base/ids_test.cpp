// SPDX-License-Identifier: Apache-2.0
//
// Goal: an identity says who made a thing and which one it is, and kinds do not mix.
// Method: by hand; what must not compile is asked of the compiler.
#include "sim/base/ids.hpp"

#include <type_traits>

#include "tests/support/check.hpp"

using namespace worldline;

TEST_CASE("An identity holds its maker and the maker's own count", "[base]") {
    const PromiseId promise(AgentId{7}, 42);
    CHECK(promise.maker() == AgentId{7});
    CHECK(promise.count() == 42);
    CHECK(promise.packed == 0x0000'0007'0000'002a);
    CHECK(PromiseId(promise.packed) == promise);
}

TEST_CASE("Identities are ordered by maker, then by count", "[base]") {
    CHECK(MessageId(AgentId{1}, 99) < MessageId(AgentId{2}, 0));
    CHECK(MessageId(AgentId{2}, 0) < MessageId(AgentId{2}, 1));
}

TEST_CASE("What was not made does not exist", "[base]") {
    CHECK(!PromiseId().exists());
    CHECK(!TypeId().exists());
    CHECK(PromiseId(AgentId{0}, 0).exists());
    CHECK(TypeId{0}.exists());
    CHECK(PromiseId(nobody, 0).exists());
}

TEST_CASE("Kinds of identity do not stand in for one another", "[base]") {
    STATIC_REQUIRE(!std::is_convertible_v<PromiseId, MessageId>);
    STATIC_REQUIRE(!std::is_convertible_v<TypeId, BodyId>);
    STATIC_REQUIRE(!std::is_convertible_v<std::uint64_t, PromiseId>);
    STATIC_REQUIRE(!std::is_constructible_v<PromiseId, MessageId>);
    STATIC_REQUIRE(sizeof(PromiseId) == 8);
    STATIC_REQUIRE(sizeof(TypeId) == 4);
}
