// SPDX-License-Identifier: Apache-2.0
//
// Motions and worlds that cannot be.
//
// Goal: whoever wrote the scenario reads where, what and why, with file, line and column.
// Method: one motion or metric of a good scenario is wrong.
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using coffee::Folder;
using coffee::with;

namespace {

/// Bob moves so, in this space.
std::string world(const std::string& motion, const std::string& space = "metric: flat") {
    const std::string moving = with("bob: {", "bob: {motion: {" + motion + "}, ",
                                    with("alice: {", "alice: {motion: {kind: fixed}, "));
    return with("network:\n  links:\n    - {between: [alice, bob], delay: 40 ms}\n",
                "space: {" + space + "}\n", moving);
}

/// The same, with nobody in the origin, where the Earth is.
std::string on_the_moon(const std::string& motion, const std::string& space) {
    return with("{kind: fixed}", "{kind: station, latitude: 0 deg}", world(motion, space));
}

void refused(const std::string& yaml, const std::string& words) {
    const std::string all = coffee::faults(yaml);
    INFO(all);
    CHECK(all.find(words) != std::string::npos);
    CHECK(all.find("coffee.yaml:") == 0);  // and the line and column, with a caret
    CHECK(all.find('^') != std::string::npos);
}

void refused_motion(const std::string& motion, const std::string& words) {
    refused(world(motion), words);
}

}  // namespace

TEST_CASE("A good motion is no fault", "[failure]") {
    CHECK(coffee::faults(world("kind: fixed, x: 1 km")).empty());
    CHECK(
        coffee::faults(world("kind: waypoints, points: [{at: 0 s}, {at: 5 s, x: 1 km}]")).empty());
}

TEST_CASE("Nothing is as fast as light", "[failure]") {
    refused_motion("kind: inertial, velocity_x: 299792458 m/s", "nothing moves at the speed of");
    refused_motion("kind: inertial, velocity_x: 4e8 m/s", "motion.velocity_x must be at most");
    refused_motion("kind: waypoints, points: [{at: 0 s}, {at: 1 s, x: 3e8 m}]",
                   "nothing moves at the speed of light or faster");
    refused_motion("kind: circular, radius: 100 km, period: 1 ms",
                   "nothing moves at the speed of light or faster");
    CHECK(coffee::faults(world("kind: waypoints, points: [{at: 0 s}, {at: 1 s, x: 3e8 m}]",
                               "metric: galilean"))
              .empty());  // where light is nothing special
}

TEST_CASE("An orbit stays outside its body, and is an ellipse", "[failure]") {
    refused_motion("kind: circular_orbit, radius: 6000 km", "motion.radius must be at least");
    refused_motion("kind: circular_orbit, radius: 7000 km, altitude: 600 km", "and not both");
    refused_motion("kind: kepler_orbit, semi_major_axis: 7000 km, eccentricity: 0.2",
                   "motion.semi_major_axis (1 - eccentricity) is 5600000 m");
    refused_motion("kind: kepler_orbit, semi_major_axis: 7000 km, eccentricity: 1",
                   "motion.eccentricity must be at least 0 and less than 1");
    refused_motion("kind: kepler_orbit, semi_major_axis: 7000 km, eccentricity: -0.1",
                   "motion.eccentricity must be at least 0");
    refused_motion("kind: kepler_orbit, semi_major_axis: 7000 km, body: earht",
                   "did you mean `earth`?");
}

TEST_CASE("A latitude of 91 degrees is nowhere", "[failure]") {
    refused_motion("kind: station, latitude: 91 deg", "motion.latitude must be at most");
}

TEST_CASE("Signals have a speed", "[failure]") {
    refused(world("kind: fixed", "metric: flat, signal_speed: 0 m/s"), "signal_speed must be");
    refused(world("kind: fixed", "metric: flat, signal_speed: -1 m/s"), "signal_speed must be");
    refused(world("kind: fixed", "metric: galilean, signal_speed: 0 m/s"), "signal_speed must be");
}

TEST_CASE("A mass without GM pulls nobody, and has one name", "[failure]") {
    refused(world("kind: fixed, x: 7000 km", "metric: weak_field, gm: 0 m3/s2"),
            "gm must be greater than 0");
    refused(world("kind: fixed, x: 7000 km", "metric: weak_field, gm: 1 m3/s2, bodies: moon"),
            "gm or bodies can be given");
    refused(world("kind: fixed", "metric: weak_field"), "keep away from the centre");
    refused(world("kind: kepler_orbit, semi_major_axis: 9000 km, eccentricity: 0.1",
                  "metric: schwarzschild"),
            "take weak_field for");
}

TEST_CASE("Gravity is known outside the bodies of the space", "[failure]") {
    refused(world("kind: fixed, x: 100 km", "metric: weak_field"), "inside the earth");
    refused(world("kind: circular, radius: 100 km, period: 100 s", "metric: weak_field"),
            "inside the earth");
    // Without the pull of the body that it is on, its clock would be wrong, and nobody told.
    const std::string base = "kind: station, body: moon, latitude: 0 deg";
    refused(on_the_moon(base, "metric: weak_field"), "motion.body moon does not pull");
    refused(on_the_moon("kind: circular_orbit, radius: 7000 km, body: mars", "metric: weak_field"),
            "bodies: [earth, mars]");
    CHECK(coffee::faults(on_the_moon(base, "metric: weak_field, bodies: [earth, moon]")).empty());
}

TEST_CASE("Frames are slower than light", "[failure]") {
    const std::string rest = "kind: fixed, x: 1 km";
    refused(world(rest, "metric: flat, frames: {train: {velocity_x: 1 c}}"),
            "space.frames.train: velocity must be below the speed of light");
    refused(world(rest, "metric: flat, frames: {train: {velocity_x: 0.8 c, velocity_y: 0.8 c}}"),
            "space.frames.train: velocity must be below the speed of light");
    CHECK(coffee::faults(world(rest, "metric: galilean, frames: {train: {velocity_x: 2 c}}"))
              .empty());
}

TEST_CASE("An axis has one name and a unit", "[failure]") {
    refused(world("kind: fixed", "metric: flat, axes: [{name: x, unit: m}, {name: x, unit: km}]"),
            "there are two axes `x`");
    refused(world("kind: fixed", "metric: flat, axes: [{name: x, unit: furz}]"),
            "`furz` is not a known unit");
}

TEST_CASE("Two agents have one link", "[failure]") {
    const std::string one = "    - {between: [alice, bob], delay: 40 ms}\n";
    refused(with(one, one + "    - {between: [bob, alice], delay: 50 ms}\n"),
            "these two have a link already");
}

TEST_CASE("A device is no scenario, for it may never end", "[failure]") {
    CHECK_THROWS_AS(Scenario::load("/dev/zero"), ScenarioError);
}

TEST_CASE("Who steers itself is refused as a motion, not as a clock", "[failure]") {
    refused(world("kind: piloted, top_speed: 1 km/s", "metric: flat, signal_speed: 100 m/s"),
            "motion.top_speed must be under the speed of signals");
    refused(with("behaviour: steward,", "behaviour: pilot, turns: [{at: 1 s, velocity_y: 2 km/s}],",
                 with("{kind: fixed}", "{kind: piloted, top_speed: 1 km/s}",
                      world("kind: fixed, x: 1 km"))),
            "turns: a speed of 2000 m/s is over the top_speed");
}

TEST_CASE("Waypoints stand in the order of time", "[failure]") {
    refused_motion("kind: waypoints, points: [{at: 5 s}, {at: 4 s, x: 1 m}]",
                   "motion.points must stand in the order of time");
    refused_motion("kind: waypoints, points: []", "motion.points needs at least one");
    refused_motion("kind: rocket, phases: []", "motion.phases needs at least one");
    refused_motion("kind: hyperbolic, acceleration: 0 m/s2", "motion.acceleration must be greater");
    refused_motion("kind: hyperbolic, acceleration: 1 m/s2, direction_x: 0",
                   "motion.direction_x must not be 0 where");
}

TEST_CASE("A table says on which line it is wrong", "[failure]") {
    const Folder folder;
    const auto table = [&](const std::string& rows) {
        const std::string path = folder.put("way.csv", rows);
        refused_motion("kind: table, degree: 1, file: nowhere.csv", "there is no file");
        return "kind: table, degree: 1, file: " + path;
    };
    const std::string head = "t,x,y,z\n0,1,2,3\n";
    CHECK(coffee::faults(world(table(head + "10,1,2,4\n"))).empty());
    refused_motion(table(head), "has 1 row; polynomials of degree 1 need 2");
    refused_motion(table(head + "0,1,2,4\n"), "line 3: t = 0 s does not come after 0 s");
    refused_motion(table(head + "10,1,two,4\n"), "line 3: `two` is no number");
    refused_motion(table(head + "10,1,2\n"), "line 3: a value is missing");
    refused_motion(table("t,x,y\n0,1,2\n"), "line 1: there is no column `z`");
    refused_motion(table(""), "is empty");
    refused_motion("kind: table, degree: 1, file: /dev/zero", "is a folder or a device");
    CHECK(coffee::faults(world(table("\xEF\xBB\xBF" + head + "10,1,2,4\n"))).empty());
    refused_motion(table(head + "5,1,2,4\n"), "and the run from 0 s to 10 s");
}
