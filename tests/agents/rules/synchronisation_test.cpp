// SPDX-License-Identifier: Apache-2.0
// What do four stamps tell about two clocks?
//
// Goal: the estimates of NTP and of Cristian, with the errors that they cannot know.
// Method: by hand; the figures of relativity_cases A19.
#include "agents/rules/synchronisation.hpp"

#include "tests/support/check.hpp"

namespace worldline {
namespace {

/// B is 250 us ahead, 800 us away and 500 us back; it answers after 100 us. [A19]
constexpr double ahead = 250e-6;
constexpr FourStamps unequal_ways{100.0, 100.00105, 100.00115, 100.0014};

TEST_CASE("Four stamps tell the offset but for half of what the ways differ", "[sync][doc]") {
    CHECK(ntp_offset(unequal_ways) == Approx(4e-4).margin(1e-12));
    CHECK(round_trip_delay(unequal_ways) == Approx(1.3e-3).margin(1e-12));
    CHECK(ntp_offset(unequal_ways) - ahead == Approx(0.5 * (800e-6 - 500e-6)).margin(1e-12));
}

TEST_CASE("Equal ways tell the offset, whatever the answer waited for", "[sync]") {
    const FourStamps stamps{0.0, 5.0 + 0.25, 7.0 + 0.25, 12.0};  // five each way, two there
    CHECK(ntp_offset(stamps) == 0.25);
    CHECK(round_trip_delay(stamps) == 10.0);
}

TEST_CASE("Cristian's bound is half of the delay but for the least way", "[sync]") {
    const double delay = round_trip_delay(unequal_ways);
    CHECK(cristian_bound(delay, 400e-6) == Approx(2.5e-4).margin(1e-12));
    CHECK(cristian_bound(delay, 0.0) == Approx(0.5 * delay));
}

TEST_CASE("Cristian's estimate takes the waiting for a way", "[sync]") {
    // Half of 1.4 ms after 100.00115, where A shows 100.0014: 450 us, 200 us too much.
    CHECK(cristian_offset(unequal_ways) == Approx(450e-6).margin(1e-12));
    CHECK(std::fabs(cristian_offset(unequal_ways) - ahead) <= cristian_bound(1.4e-3, 400e-6));
}

TEST_CASE("Two exchanges tell by how much one clock is faster", "[sync]") {
    CHECK(rate_between(1e-3, 3e-3, 100.0) == Approx(2e-5));
}

}  // namespace
}  // namespace worldline
