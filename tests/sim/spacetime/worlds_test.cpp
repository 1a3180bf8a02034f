// SPDX-License-Identifier: Apache-2.0
//
// Worlds of several bodies, horizons and hops.
//
// Goal: what only these worlds have: carriers, receivers that escape, delays along paths.
// Method: published or hand-made numbers, named with each.
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/parts.hpp"
#include "sim/spacetime/rocket.hpp"
#include "sim/spacetime/signal.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {
constexpr double c = constants::light_speed;
const Setting round_earth{.resolution = {}, .centre = "earth"};

std::shared_ptr<const Motion> station(const char* body, double longitude) {
    Arguments a{{{"latitude", 0.0}, {"longitude", longitude}}};
    a.texts["body"] = body;
    return motions().find("station")->make(a, round_earth);
}
}  // namespace

TEST_CASE("A clock on the Moon gains 56 microseconds a day on the geoid", "[spacetime][doc]") {
    // 56.02 [Ashby & Patla, AJ 168 (2024) 112]; the ellipse makes the rate vary by a tenth.
    Arguments both;
    both.lists["bodies"] = {"earth", "moon"};
    const auto field = metrics().find("weak_field")->make(both, round_earth);
    const auto base = station("moon", 0.0);
    const auto geoid = station("earth", 0.0);
    const double month = 27.3 * 86'400.0;
    const double gained =
        (field->offset(*base, month) - field->offset(*geoid, month)).value() / month;
    CHECK(gained * 86'400e6 == Approx(56.02).margin(0.05));
    // Light needs 1.2 s and more.
    CHECK(least_light_time(*base, *geoid, c) > 1.18);
    // Two of one base keep their chord, whatever the Moon does.
    const auto other = station("moon", 0.01);
    CHECK(least_light_time(*base, *other, c) == Approx(17'374.0 / c).epsilon(1e-3));
}

TEST_CASE("What is sent from behind a horizon never arrives", "[spacetime]") {
    // c²/9.8 is 0.97 light-years: a signal from one behind has no chance, one from 0.9 has.
    const HyperbolicMotion ship({{}, {1.0, 0.0, 0.0}, 9.8});
    const double horizon = c * c / 9.8;
    CHECK(std::isinf(light_time(FixedMotion({-1.001 * horizon, 0.0, 0.0}), ship, 0.0, c)));
    CHECK(std::isinf(light_time(FixedMotion({0.0, 0.0, 0.0}), ship, horizon / c * 1.001, c)));
    // From the place of its start at T: ξ = c²/a, and the meeting is at e^η = b/(b − c T).
    const double late = 0.9 * horizon / c;
    const double grown = 1.0 / (1.0 - 0.9);
    const double met = horizon / c * 0.5 * (grown - 1.0 / grown);
    CHECK(light_time(FixedMotion({}), ship, late, c) == Approx(met - late).epsilon(1e-9));
}

TEST_CASE("With hops a signal takes the shortest path of links", "[spacetime]") {
    const AgentId a{0}, b{1}, d{2}, alone{3};
    const std::vector<GraphMetric::Link> links{{a, b, {5}}, {b, d, {7}}, {a, d, {20}}, {d, b, {1}}};
    const GraphMetric graph(links, no_arrival, {}, GraphMetric::Routing::hops);
    CHECK(graph.between(a, d).ticks == 20);  // its own link, though longer
    CHECK(graph.between(a, b).ticks == 5);
    CHECK(graph.between(b, a) == no_arrival);
    CHECK(graph.between(a, alone) == no_arrival);
    const GraphMetric chain({{a, b, {5}}, {b, d, {7}}}, no_arrival, {}, GraphMetric::Routing::hops);
    CHECK(chain.between(a, d).ticks == 12);
    const GraphMetric cut({{a, b, {5}}, {b, d, {7}}}, no_arrival, {});
    CHECK(cut.between(a, d) == no_arrival);
}

TEST_CASE("Further axes ride along", "[spacetime]") {
    const Setting market{
        .resolution = {}, .axes = {"price", "east", "north"}, .axis_units = {"1", "km", "m"}};
    Arguments a;
    a.points["position"] = {{"price", 3.0}, {"east", 2.0}};
    a.points["velocity"] = {{"price", 0.5}, {"north", 1.0}};
    const auto motion = motions().find("inertial")->make(a, market);
    CHECK(motion->at(4.0).position == Vector3{2'000.0, 4.0, 0.0});
    CHECK(motion->coordinates(4.0) == std::vector<double>{5.0, 2.0, 4.0});
}
