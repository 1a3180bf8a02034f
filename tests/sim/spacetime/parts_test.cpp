// SPDX-License-Identifier: Apache-2.0
//
// Can motions, metrics and clocks be made by name, and are bad wishes refused in plain words?
//
// Goal: registries, parameter tables, defaults and refusals.
// Method: one good and one bad wish of each sort.
#include "sim/spacetime/parts.hpp"

#include <stdexcept>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {
std::shared_ptr<const Motion> motion(const char* name, const Arguments& arguments) {
    return motions().find(name)->make(arguments, Setting{});
}
WorldLine somewhere() {
    return {motion("fixed", {}), metrics().find("flat")->make({}, Setting{}), Resolution{}};
}
std::shared_ptr<const Clock> clock(const char* name, const Arguments& arguments) {
    return clocks().find(name)->make(arguments, somewhere(), Setting{});
}

template <class Maker>
std::vector<std::string> names_of(const Registry<Maker>& registry) {
    std::vector<std::string> names;
    for (const auto& entry : registry.entries()) names.push_back(entry.first);
    return names;
}

template <class Maker>
void check_tables(const Registry<Maker>& registry) {
    for (const auto& [name, entry] : registry.entries()) {
        CAPTURE(name);
        CHECK(entry.part.name == name);
        CHECK_FALSE(entry.part.summary.empty());
        CHECK_FALSE(entry.part.source.empty());
        for (const Parameter& parameter : entry.part.parameters) {
            CAPTURE(parameter.name);
            CHECK_FALSE(parameter.meaning.empty());
            CHECK_FALSE((parameter.required && !parameter.default_value.empty()));
            CHECK(parameter.minimum <= parameter.maximum);
        }
    }
}
}  // namespace

TEST_CASE("There are these motions, metrics and clocks", "[spacetime]") {
    CHECK(names_of(motions()) ==
          std::vector<std::string>{"circular", "circular_orbit", "fixed", "hyperbolic", "inertial",
                                   "kepler_orbit", "rocket", "station", "table", "waypoints"});
    CHECK(names_of(metrics()) ==
          std::vector<std::string>{"flat", "galilean", "graph", "schwarzschild", "weak_field"});
    CHECK(names_of(clocks()) == std::vector<std::string>{"drift", "ideal", "oscillator"});
}

TEST_CASE("Every parameter says what it means", "[spacetime]") {
    check_tables(motions());
    check_tables(metrics());
    check_tables(clocks());
}

TEST_CASE("Parts are made from their parameters", "[spacetime]") {
    CHECK(motion("fixed", {{{"x", 1.0}}})->at(9.0).position == Vector3{1.0, 0.0, 0.0});
    CHECK(motion("inertial", {{{"velocity_y", 2.0}}})->at(3.0).position == Vector3{0.0, 6.0, 0.0});
    CHECK(motion("station", {{{"latitude", 0.5}}})->geodetic()->latitude == 0.5);
    CHECK(motion("circular_orbit", {{{"altitude", 20'000'000.0}}})->bounds().radius_max ==
          26'378'137.0);
    CHECK(motion("circular_orbit", {{{"radius", 20'000'000.0}}})->bounds().radius_max ==
          20'000'000.0);
    CHECK(clock("ideal", {})->read({7}) == Reading{7, 0.0});
    CHECK(clock("drift", {{{"drift", 1.0}}})->read({7}) == Reading{14, 0.0});
    CHECK(clock("drift", {{{"drift", 1.0}, {"offset", 1e-9}}})->read({7}) == Reading{15, 0.0});
}

TEST_CASE("Metrics are made for a resolution, a graph also from its links", "[spacetime]") {
    const auto fixed = motion("fixed", {});
    const Endpoint a{AgentId{0}, *fixed};
    const Endpoint b{AgentId{1}, *fixed};
    const Setting setting{Resolution{}, {{AgentId{0}, AgentId{1}, {40}}}};
    CHECK(metrics().find("graph")->make({}, setting)->delay(a, b, {0}).ticks == 40);
    CHECK(metrics().find("graph")->make({}, setting)->delay(b, a, {0}) == no_arrival);
    Arguments slow;
    slow.durations["default_delay"] = {9};
    CHECK(metrics().find("graph")->make(slow, setting)->delay(b, a, {0}).ticks == 9);

    const auto away = motion("fixed", {{{"x", 340.0}}});
    const auto sound = metrics().find("flat")->make({{{"signal_speed", 340.0}}}, Setting{});
    CHECK(sound->delay(a, {AgentId{1}, *away}, {0}).ticks == 1'000'000'000);
}

TEST_CASE("Bad wishes are refused in a plain sentence", "[spacetime]") {
    CHECK_THROWS_WITH(motion("circular_orbit", {}),
                      Catch::Matchers::Contains("radius or altitude must be given"));
    CHECK_THROWS_WITH(motion("circular_orbit", {{{"radius", 7e6}, {"altitude", 7e6}}}),
                      Catch::Matchers::Contains("not both"));
    CHECK_THROWS_WITH(motion("station", {}), "station needs latitude");
    CHECK_THROWS_WITH(motion("station", {{{"latitude", 2.0}}}),
                      Catch::Matchers::StartsWith("latitude must lie between"));
    CHECK_THROWS_WITH(motion("station", {{{"latitude", 1.0}, {"lattitude", 1.0}}}),
                      "lattitude is not a parameter of station; did you mean latitude?");
    CHECK_THROWS_WITH(clock("drift", {}), "drift needs drift");
    CHECK_THROWS_WITH(clock("drift", {{{"drift", -1.0}}}),
                      Catch::Matchers::StartsWith("drift must be greater than -1"));
    CHECK_THROWS_AS(clock("drift", {{{"drift", -2.0}}}), std::invalid_argument);
    const double not_a_number = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(motion("fixed", {{{"x", not_a_number}}}), std::invalid_argument);
    CHECK_THROWS_AS(metrics().find("flat")->make({{{"signal_speed", 0.0}}}, Setting{}),
                    std::invalid_argument);
}
