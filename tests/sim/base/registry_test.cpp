// SPDX-License-Identifier: Apache-2.0
//
// Goal: a name that is nearly right finds the one that was meant; parts are found by name.
// Method: misspellings by hand.
#include "sim/base/registry.hpp"

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

const std::vector<std::string> keys = {"agents", "clock", "drift", "duration", "channels", "rate"};

}  // namespace

TEST_CASE("The nearest name is the one with the fewest slips", "[base]") {
    CHECK(nearest("agnets", keys) == "agents");  // neighbours swapped: one slip
    CHECK(nearest("clcok", keys) == "clock");
    CHECK(nearest("drfit", keys) == "drift");
    CHECK(nearest("duraton", keys) == "duration");
    CHECK(nearest("chanels", keys) == "channels");
    CHECK(nearest("clocks", keys) == "clock");
    CHECK(nearest("clock", keys) == "clock");
}

TEST_CASE("A word that is far from every name is near to none", "[base]") {
    CHECK(nearest("banana", keys).empty());
    CHECK(nearest("", keys).empty());
    CHECK(nearest("x", keys).empty());
    CHECK(nearest("tear", keys).empty());  // two slips of four letters: not under half
    CHECK(nearest("channels_of_the_north", keys).empty());
    CHECK(nearest("clock", {}).empty());
}

TEST_CASE("Of equally near names the first is taken", "[base]") {
    const std::vector<std::string> names = {"date", "gate"};
    CHECK(nearest("rate", names) == "date");
}

TEST_CASE("A part is found by its name, and its parameters by theirs", "[base]") {
    Registry<int> registry;
    registry.add({.name = "drift",
                  .summary = "A clock that runs fast or slow.",
                  .parameters = {{.name = "rate", .unit = "us/d", .meaning = "How fast."}}},
                 7);
    REQUIRE(registry.find("drift"));
    CHECK(registry.find("drift")->make == 7);
    CHECK(registry.find("drift")->part.find("rate")->unit == "us/d");
    CHECK(registry.find("drift")->part.find("speed") == nullptr);
    CHECK(registry.find("ideal") == nullptr);
    CHECK_THROWS_WITH(registry.add({.name = "drift"}, 8), "registered twice: drift");
}
