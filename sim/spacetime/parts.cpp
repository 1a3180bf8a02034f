// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/parts.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/base/units.hpp"
#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/motions.hpp"

namespace worldline {

bool Arguments::has_number(std::string_view name) const {
    return numbers.contains(std::string(name));
}

double Arguments::number(std::string_view name) const {
    const auto at = numbers.find(std::string(name));
    if (at == numbers.end()) throw std::invalid_argument(fmt::format("{} is missing", name));
    return at->second;
}

namespace {

void check_names(const Part& part, const Arguments& given) {
    const auto check = [&](const auto& values) {
        for (const auto& entry : values) {
            if (part.find(entry.first)) continue;
            std::vector<std::string> names;
            for (const Parameter& parameter : part.parameters) names.push_back(parameter.name);
            const std::string near = nearest(entry.first, names);
            const std::string hint = near.empty() ? "" : fmt::format("; did you mean {}?", near);
            throw std::invalid_argument(
                fmt::format("{} is not a parameter of {}{}", entry.first, part.name, hint));
        }
    };
    check(given.numbers);
    check(given.texts);
    check(given.durations);
}

void check_range(const Parameter& parameter, double number) {
    if (number >= parameter.minimum && number <= parameter.maximum) return;
    const std::string unit = parameter.unit == "1" ? "" : " " + parameter.unit;
    throw std::invalid_argument(fmt::format("{} must lie between {}{} and {}{}, and not be {}{}",
                                            parameter.name, parameter.minimum, unit,
                                            parameter.maximum, unit, number, unit));
}

}  // namespace

Arguments completed(const Part& part, Arguments given) {
    check_names(part, given);
    for (const Parameter& parameter : part.parameters) {
        const std::string& name = parameter.name;
        const bool is_given = given.numbers.contains(name) || given.texts.contains(name) ||
                              given.durations.contains(name);
        if (!is_given && parameter.required) {
            throw std::invalid_argument(fmt::format("{} needs {}", part.name, name));
        }
        if (!is_given && !parameter.default_value.empty()) {
            given.numbers[name] = quantity(parameter.default_value, parameter.unit);
        }
        if (given.has_number(name)) check_range(parameter, given.number(name));
    }
    return given;
}

namespace {

/// Registers a maker that sees only complete and checked arguments.
template <class Maker, class Make>
void add(Registry<Maker>& registry, Part part, Make make) {
    registry.add(part, [part, make](const Arguments& given, const auto&... more) {
        return make(completed(part, given), more...);
    });
}

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
    add(registry, fixed_part(), [](const Arguments& a) -> Made {
        return std::make_shared<FixedMotion>(three(a, "x", "y", "z"));
    });
    add(registry, inertial_part(), [](const Arguments& a) -> Made {
        const MovingPoint start{three(a, "x", "y", "z"),
                                three(a, "velocity_x", "velocity_y", "velocity_z")};
        return std::make_shared<InertialMotion>(start);
    });
    add(registry, station_part(), [](const Arguments& a) -> Made {
        return std::make_shared<StationMotion>(
            Geodetic{a.number("latitude"), a.number("longitude"), a.number("height")});
    });
    add(registry, circular_orbit_part(), [](const Arguments& a) -> Made {
        return std::make_shared<CircularOrbit>(
            CircularOrbit::Elements{.radius = orbit_radius(a),
                                    .inclination = a.number("inclination"),
                                    .ascending_node = a.number("ascending_node"),
                                    .phase = a.number("phase")});
    });
    return registry;
}

Part graph_part() {
    return {.name = "graph",
            .summary =
                "No space: signals take as long as the links of the network say, and all "
                "ideal clocks agree.",
            .source = "definition",
            .parameters = {{.name = "default_delay",
                            .kind = ParameterKind::duration,
                            .unit = "s",
                            .default_value = {},
                            .minimum = 0.0,
                            .meaning = "delay where there is no link; without it nothing arrives "
                                       "there"}}};
}

Part flat_part() {
    return {.name = "flat",
            .summary = "Special relativity: moving clocks run slow, signals travel at one speed.",
            .source = "Einstein 1905",
            .parameters = {{.name = "signal_speed",
                            .kind = ParameterKind::quantity,
                            .unit = "m/s",
                            .default_value = "299792458 m/s",
                            .minimum = 1e-3,
                            .maximum = light_speed,
                            .meaning = "speed of signals in the frame"}}};
}

Part weak_field_part() {
    return {.name = "weak_field",
            .summary =
                "The Earth's field to first order: clocks run slow by depth and by speed; "
                "light goes straight, through the Earth too.",
            .source = "Ashby 2003; IERS 2010; IAU 2000 B1.9",
            .parameters = {}};
}

Duration default_delay(const Arguments& a, Resolution resolution) {
    const auto at = a.durations.find("default_delay");
    if (at != a.durations.end()) return at->second;
    if (!a.has_number("default_delay")) return no_arrival;
    return ticks_up(a.number("default_delay"), resolution);
}

Registry<MetricMaker> make_metrics() {
    using Made = std::shared_ptr<const Metric>;
    Registry<MetricMaker> registry;
    add(registry, graph_part(), [](const Arguments& a, const Setting& setting) -> Made {
        return std::make_shared<GraphMetric>(setting.links, default_delay(a, setting.resolution),
                                             setting.resolution);
    });
    add(registry, flat_part(), [](const Arguments& a, const Setting& setting) -> Made {
        return std::make_shared<FlatMetric>(setting.resolution, a.number("signal_speed"));
    });
    add(registry, weak_field_part(), [](const Arguments&, const Setting& setting) -> Made {
        return std::make_shared<WeakFieldMetric>(setting.resolution);
    });
    return registry;
}

Parameter offset_parameter() {
    return {.name = "offset",
            .kind = ParameterKind::quantity,
            .unit = "s",
            .default_value = "0 s",
            .meaning = "what the clock shows at the start"};
}

Part ideal_part() {
    return {.name = "ideal",
            .summary = "Shows proper time: C = tau + offset.",
            .source = "proper time; IAU 2000 B1.3",
            .parameters = {offset_parameter()}};
}

Part drift_part() {
    return {.name = "drift",
            .summary =
                "Fast or slow by a constant share of proper time: "
                "C = tau + offset + drift tau.",
            .source = "the clock model of IEEE 1139: time and frequency offset",
            .parameters = {offset_parameter(),
                           {.name = "drift",
                            .kind = ParameterKind::quantity,
                            .unit = "1",
                            .default_value = {},
                            .minimum = -1.0,
                            .maximum = 1e6,
                            .meaning = "what it gains in a second [s]; greater than -1",
                            .required = true}}};
}

Registry<ClockMaker> make_clocks() {
    using Made = std::shared_ptr<const Clock>;
    Registry<ClockMaker> registry;
    add(registry, ideal_part(), [](const Arguments& a, const WorldLine& line) -> Made {
        return std::make_shared<OscillatorClock>(
            line, OscillatorClock::Error{.offset = a.number("offset")});
    });
    add(registry, drift_part(), [](const Arguments& a, const WorldLine& line) -> Made {
        return std::make_shared<OscillatorClock>(
            line, OscillatorClock::Error{a.number("offset"), a.number("drift")});
    });
    return registry;
}

}  // namespace

const Registry<MotionMaker>& motions() {
    static const Registry<MotionMaker> registry = make_motions();
    return registry;
}

const Registry<MetricMaker>& metrics() {
    static const Registry<MetricMaker> registry = make_metrics();
    return registry;
}

const Registry<ClockMaker>& clocks() {
    static const Registry<ClockMaker> registry = make_clocks();
    return registry;
}

}  // namespace worldline
