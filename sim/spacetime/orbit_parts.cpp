// SPDX-License-Identifier: Apache-2.0
//
// Motions that belong to a body: orbits and stations.
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/spacetime/kepler_orbit.hpp"
#include "sim/spacetime/motion_makers.hpp"
#include "sim/spacetime/motions.hpp"

namespace worldline {
namespace {

using Made = std::shared_ptr<Motion>;

Parameter mass_parameter() {
    return {.name = "gm",
            .kind = ParameterKind::quantity,
            .unit = "m3/s2",
            .default_value = {},
            .minimum = 0.0,
            .meaning = "GM of what it goes round, in place of a body"};
}

Part station_part() {
    return {.name = "station",
            .summary =
                "Fixed to a rotating body. At the start the prime meridian lies on the "
                "x axis; z is the axis of rotation.",
            .source = "WGS 84; the formula of ERFA eraGd2gc; rotation 7.292115e-5 rad/s",
            .parameters =
                {
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
                    body_parameter("on which it stands; by default what is in the origin, or the "
                                   "earth"),
                },
            .equation = "angle(t) = longitude + omega t, at constant height",
            .loses = "nutation, polar motion and tides; other bodies turn about the z axis, too"};
}

Part circular_orbit_part() {
    return {.name = "circular_orbit",
            .summary = "Round a body at constant height. Give radius or altitude, not both.",
            .source = "Kepler's third law, n = sqrt(GM/r^3); GM 3.986004418e14 m3/s2",
            .parameters =
                {
                    {.name = "radius",
                     .kind = ParameterKind::quantity,
                     .unit = "m",
                     .default_value = {},
                     .minimum = 0.0,
                     .meaning = "distance from the centre of the body, at least its polar radius"},
                    {.name = "altitude",
                     .kind = ParameterKind::quantity,
                     .unit = "m",
                     .default_value = {},
                     .minimum = 0.0,
                     .meaning = "height over the equatorial radius, 6378137 m for the earth"},
                    angle_parameter("inclination",
                                    "angle between the plane of the orbit and the equator"),
                    angle_parameter("ascending_node", "right ascension of the ascending node"),
                    angle_parameter("phase", "argument of latitude at the start"),
                    body_parameter("round which it goes; by default what is in the origin, or "
                                   "the earth"),
                    mass_parameter(),
                },
            .equation = "u(t) = phase + n t, n = sqrt(GM/r^3)",
            .loses = "oblateness, other bodies, drag"};
}

Part kepler_orbit_part() {
    return {.name = "kepler_orbit",
            .summary = "Round a body on an ellipse.",
            .source = "Kepler's laws; secular J2 rates: Kaula, Theory of Satellite Geodesy, 1966",
            .parameters =
                {
                    {.name = "semi_major_axis",
                     .kind = ParameterKind::quantity,
                     .unit = "m",
                     .minimum = 0.0,
                     .meaning = "half the length of the ellipse",
                     .required = true},
                    {.name = "eccentricity",
                     .kind = ParameterKind::number,
                     .default_value = "0",
                     .minimum = 0.0,
                     .maximum = 1.0,
                     .meaning = "less than 1"},
                    angle_parameter("inclination",
                                    "angle between the plane of the orbit and the equator"),
                    angle_parameter("ascending_node", "right ascension of the ascending node"),
                    angle_parameter("argument_of_perigee", "from the node to the perigee"),
                    angle_parameter("mean_anomaly", "at t = 0, from the perigee"),
                    body_parameter("round which it goes; by default what is in the origin, or "
                                   "the earth"),
                    mass_parameter(),
                    {.name = "oblateness",
                     .kind = ParameterKind::flag,
                     .default_value = "false",
                     .meaning = "do node, perigee and mean anomaly drift by the body's J2?"},
                },
            .equation =
                "E - e sin E = M0 + n t, n = sqrt(GM/a^3);  "
                "delta = -(3GM/2ac^2) t - (2 sqrt(GM a)/c^2) e (sin E - sin E0)",
            .loses = "what J2 does within one turn; other bodies, drag"};
}

/// What an orbit goes round: a body, or a mass without a name in the origin.
struct Primary {
    const CelestialBody* body;  ///< null: a mass without a name
    double gm;                  ///< [m³/s²]
};

Primary primary_of(const Arguments& a, const Setting& setting) {
    const bool names_body = a.texts.contains("body");
    if (names_body && a.has_number("gm")) {
        throw std::invalid_argument("gm or body can be given, and not both");
    }
    if (a.has_number("gm") && !(a.number("gm") > 0.0)) {
        throw std::invalid_argument("gm must be greater than 0 m3/s2");
    }
    if (a.has_number("gm")) return {nullptr, a.number("gm")};
    if (!names_body && setting.gm > 0.0) return {nullptr, setting.gm};
    const CelestialBody& body = body_of(a, setting);
    return {&body, body.gm};
}

Made in_frame(Primary primary, Made local, const Setting& setting) {
    return primary.body ? carried_by(*primary.body, std::move(local), setting) : local;
}

double orbit_radius(const Arguments& a, Primary primary) {
    if (a.has_number("radius") == a.has_number("altitude")) {
        throw std::invalid_argument(
            "radius or altitude must be given for circular_orbit, and not both: radius counts "
            "from the centre of the body, altitude from its equator");
    }
    if (a.has_number("altitude")) {
        if (!primary.body) throw std::invalid_argument("altitude needs a body; give radius");
        return primary.body->equatorial_radius + a.number("altitude");
    }
    const double radius = a.number("radius");
    if (primary.body && radius < primary.body->polar_radius()) {
        throw std::invalid_argument(
            fmt::format("radius must be at least {:.0f} m (the orbit would be inside the {})",
                        primary.body->polar_radius(), primary.body->name));
    }
    return radius;
}

Made make_station(const Arguments& a, const Setting& setting) {
    const CelestialBody& body = body_of(a, setting);
    return carried_by(
        body,
        std::make_shared<StationMotion>(
            Geodetic{a.number("latitude"), a.number("longitude"), a.number("height")}, body),
        setting);
}

Made make_circular_orbit(const Arguments& a, const Setting& setting) {
    const Primary primary = primary_of(a, setting);
    const CircularOrbit::Elements elements{.radius = orbit_radius(a, primary),
                                           .inclination = a.number("inclination"),
                                           .ascending_node = a.number("ascending_node"),
                                           .phase = a.number("phase"),
                                           .gm = primary.gm};
    return in_frame(primary, std::make_shared<CircularOrbit>(elements), setting);
}

Made make_kepler_orbit(const Arguments& a, const Setting& setting) {
    const Primary primary = primary_of(a, setting);
    KeplerOrbit::Elements elements{.semi_major_axis = a.number("semi_major_axis"),
                                   .eccentricity = a.number("eccentricity"),
                                   .inclination = a.number("inclination"),
                                   .ascending_node = a.number("ascending_node"),
                                   .argument_of_perigee = a.number("argument_of_perigee"),
                                   .mean_anomaly = a.number("mean_anomaly"),
                                   .gm = primary.gm};
    if (a.number("oblateness") != 0.0) {
        if (!primary.body) throw std::invalid_argument("oblateness needs a body, not a gm");
        elements.j2 = primary.body->j2;
        elements.equatorial_radius = primary.body->equatorial_radius;
    }
    const auto orbit = std::make_shared<KeplerOrbit>(elements);
    const double lowest = elements.semi_major_axis * (1.0 - elements.eccentricity);
    if (primary.body && lowest < primary.body->polar_radius()) {
        throw std::invalid_argument(fmt::format(
            "semi_major_axis (1 - eccentricity) is {:.0f} m: the orbit goes through the {}, "
            "which reaches to {:.0f} m",
            lowest, primary.body->name, primary.body->polar_radius()));
    }
    return in_frame(primary, orbit, setting);
}

}  // namespace

void add_orbits(Registry<MotionMaker>& registry) {
    add_motion(registry, station_part(), make_station);
    add_motion(registry, circular_orbit_part(), make_circular_orbit);
    add_motion(registry, kepler_orbit_part(), make_kepler_orbit);
}

}  // namespace worldline
