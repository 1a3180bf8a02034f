// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "sim/base/math.hpp"
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/piloted.hpp"
#include "sim/spacetime/part_makers.hpp"

namespace worldline {
namespace {

Vector3 three(const Arguments& a, const char* x, const char* y, const char* z) {
    return {a.number(x), a.number(y), a.number(z)};
}

constexpr double light_speed = constants::light_speed;

std::vector<Parameter> position_parameters() {
    const auto component = [](const char* name, const char* meaning) {
        return Parameter{.name = name,
                         .kind = ParameterKind::quantity,
                         .unit = "m",
                         .default_value = "0 m",
                         .meaning = meaning};
    };
    return {component("x", "position along the first axis, at the start"),
            component("y", "position along the second axis, at the start"),
            component("z", "position along the third axis, at the start")};
}

Part fixed_part() {
    return {.name = "fixed",
            .summary = "At rest in the inertial frame of the scenario.",
            .source = "definition",
            .parameters = position_parameters()};
}

Part inertial_part() {
    Part part{.name = "inertial",
              .summary = "A straight line at constant speed.",
              .source = "Newton's first law",
              .parameters = position_parameters()};
    for (const char* name : {"velocity_x", "velocity_y", "velocity_z"}) {
        part.parameters.push_back({.name = name,
                                   .kind = ParameterKind::quantity,
                                   .unit = "m/s",
                                   .default_value = "0 m/s",
                                   .minimum = -light_speed,
                                   .maximum = light_speed,
                                   .meaning = "velocity along this axis"});
    }
    return part;
}

Part piloted_part() {
    Part part = inertial_part();
    part.name = "piloted";
    part.summary = "A straight line until its agent decides on another: legs at constant velocity.";
    part.source = "Newton's first law, leg by leg";
    part.equation = "x(t) = x_k + v_k (t - t_k) on leg k, |v_k| <= top_speed";
    part.loses = "acceleration: a turn takes no time and nothing of the traveller's own time";
    part.parameters.push_back({.name = "top_speed",
                               .kind = ParameterKind::quantity,
                               .unit = "m/s",
                               .default_value = {},
                               .minimum = 0.0,
                               .maximum = light_speed,
                               .meaning = "how fast it can be, under the speed of light",
                               .required = true});
    return part;
}

Part station_part() {
    return {.name = "station",
            .summary =
                "Fixed to the rotating Earth. At the start the prime meridian lies on the "
                "x axis; z is the axis of rotation.",
            .source = "WGS 84; the formula of ERFA eraGd2gc; rotation 7.292115e-5 rad/s",
            .parameters = {
                {.name = "latitude",
                 .kind = ParameterKind::quantity,
                 .unit = "rad",
                 .default_value = {},
                 .minimum = -math::pi / 2.0,
                 .maximum = math::pi / 2.0,
                 .meaning = "geodetic latitude, north positive",
                 .required = true},
                {.name = "longitude",
                 .kind = ParameterKind::quantity,
                 .unit = "rad",
                 .default_value = "0 rad",
                 .meaning = "longitude, east positive"},
                {.name = "height",
                 .kind = ParameterKind::quantity,
                 .unit = "m",
                 .default_value = "0 m",
                 .minimum = -12'000.0,
                 .maximum = 100'000.0,
                 .meaning = "height over the ellipsoid, which stands for the geoid here"},
            }};
}

Part circular_orbit_part() {
    const auto angle = [](const char* name, const char* meaning) {
        return Parameter{.name = name,
                         .kind = ParameterKind::quantity,
                         .unit = "rad",
                         .default_value = "0 rad",
                         .meaning = meaning};
    };
    return {.name = "circular_orbit",
            .summary = "Round the Earth at constant height. Give radius or altitude, not both.",
            .source = "Kepler's third law, n = sqrt(GM/r^3); GM 3.986004418e14 m3/s2",
            .parameters = {
                {.name = "radius",
                 .kind = ParameterKind::quantity,
                 .unit = "m",
                 .default_value = {},
                 .minimum = 6'356'752.0,
                 .meaning = "distance from the centre of the Earth, at least its polar radius"},
                {.name = "altitude",
                 .kind = ParameterKind::quantity,
                 .unit = "m",
                 .default_value = {},
                 .minimum = 0.0,
                 .meaning = "height over the equatorial radius, 6378137 m"},
                angle("inclination", "angle between the plane of the orbit and the equator"),
                angle("ascending_node", "right ascension of the ascending node"),
                angle("phase", "argument of latitude at the start"),
            }};
}

double orbit_radius(const Arguments& a) {
    if (a.has_number("radius") == a.has_number("altitude")) {
        throw std::invalid_argument(
            "radius or altitude must be given for circular_orbit, and not both: radius counts "
            "from the centre of the Earth, altitude from its equator");
    }
    if (a.has_number("radius")) return a.number("radius");
    return constants::earth_equatorial_radius + a.number("altitude");
}

Registry<MotionMaker> make_motions() {
    using Made = std::shared_ptr<const Motion>;
    Registry<MotionMaker> registry;
    add(registry, fixed_part(), [](const Arguments& a, const Setting&) -> Made {
        return std::make_shared<FixedMotion>(three(a, "x", "y", "z"));
    });
    add(registry, inertial_part(), [](const Arguments& a, const Setting&) -> Made {
        const MovingPoint start{three(a, "x", "y", "z"),
                                three(a, "velocity_x", "velocity_y", "velocity_z")};
        return std::make_shared<InertialMotion>(start);
    });
    add(registry, piloted_part(), [](const Arguments& a, const Setting&) -> Made {
        const MovingPoint start{three(a, "x", "y", "z"),
                                three(a, "velocity_x", "velocity_y", "velocity_z")};
        return std::make_shared<PilotedMotion>(start, a.number("top_speed"));
    });
    add(registry, station_part(), [](const Arguments& a, const Setting&) -> Made {
        return std::make_shared<StationMotion>(
            Geodetic{a.number("latitude"), a.number("longitude"), a.number("height")});
    });
    add(registry, circular_orbit_part(), [](const Arguments& a, const Setting&) -> Made {
        return std::make_shared<CircularOrbit>(
            CircularOrbit::Elements{.radius = orbit_radius(a),
                                    .inclination = a.number("inclination"),
                                    .ascending_node = a.number("ascending_node"),
                                    .phase = a.number("phase")});
    });
    return registry;
}

}  // namespace

const Registry<MotionMaker>& motions() {
    static const Registry<MotionMaker> registry = make_motions();
    return registry;
}

}  // namespace worldline
