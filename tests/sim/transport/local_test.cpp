// SPDX-License-Identifier: Apache-2.0
//
// Goal: a transport of one process changes nothing.
#include "sim/transport/local.hpp"

#include <utility>

#include "tests/support/check.hpp"

using namespace worldline;

TEST_CASE("One process agrees with itself", "[transport]") {
    LocalTransport transport;
    CHECK(transport.n_ranks() == 1);
    CHECK(transport.rank() == 0);
    CHECK(transport.agree_on_earliest(-5) == -5);
    CHECK(transport.agree_on_earliest(42) == 42);
}

TEST_CASE("What one process hands out comes back to it", "[transport]") {
    LocalTransport transport;
    std::vector<Transport::Parcel> parcels(1);
    parcels[0] = {std::byte{1}, std::byte{2}};
    const auto sent = parcels;
    CHECK(transport.exchange(std::move(parcels)) == sent);
}
