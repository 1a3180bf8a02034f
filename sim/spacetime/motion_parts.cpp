// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/base/units.hpp"
#include "sim/spacetime/carried.hpp"
#include "sim/spacetime/motion_makers.hpp"
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/rocket.hpp"
#include "sim/spacetime/table_motion.hpp"
#include "sim/spacetime/waypoints.hpp"

namespace worldline {
namespace {

constexpr double light_speed = constants::light_speed;

/// How many metres one unit of an axis is; 0: its unit is no length.
double metres_of(const std::string& unit) {
    if (unit == "m") return 1.0;
    try {
        return quantity("1 " + unit, "m");
    } catch (const UnitError&) {
        return 0.0;
    }
}

/// The axes of the scenario's space: the first three lengths are directions of the frame.
std::vector<AxisOfSpace> axes_of(const Setting& setting) {
    std::vector<AxisOfSpace> axes;
    int n_directions = 0;
    for (std::size_t i = 0; i < setting.axes.size(); ++i) {
        const double metres =
            i < setting.axis_units.size() ? metres_of(setting.axis_units[i]) : 1.0;
        AxisOfSpace& axis = axes.emplace_back();
        if (metres <= 0.0 || n_directions == 3) continue;
        axis.component = n_directions++;
        axis.unit = metres;
    }
    return axes;
}

double value_along(const Arguments& a, const std::string& point, const std::string& axis) {
    const auto given = a.points.find(point);
    if (given == a.points.end()) return 0.0;
    const auto value = given->second.find(axis);
    return value == given->second.end() ? 0.0 : value->second;
}

/// A point given by axes, or by three parameters of its own. [m or m/s]
Vector3 vector_of(const Arguments& a, const Setting& setting, const std::string& point,
                  const std::string& prefix) {
    const std::string names[]{prefix + "x", prefix + "y", prefix + "z"};
    double values[3]{};
    if (!a.points.contains(point)) {
        for (int i = 0; i < 3; ++i) {
            if (a.has_number(names[i])) values[i] = a.number(names[i]);
        }
        return {values[0], values[1], values[2]};
    }
    for (const std::string& name : names) {
        if (!a.has_number(name) || a.number(name) == 0.0) continue;
        throw std::invalid_argument(
            fmt::format("{} says the same as {}; give one of them", point, name));
    }
    const std::vector<AxisOfSpace> axes = axes_of(setting);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (axes[i].component < 0) continue;
        values[axes[i].component] = axes[i].unit * value_along(a, point, setting.axes[i]);
    }
    return {values[0], values[1], values[2]};
}

/// What rides along starts where `position` says and grows as `velocity` says.
std::vector<AxisOfSpace> axes_with_riders(const Arguments& a, const Setting& setting) {
    std::vector<AxisOfSpace> axes = axes_of(setting);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (axes[i].component >= 0) continue;
        axes[i].start = value_along(a, "position", setting.axes[i]);
        axes[i].rate = value_along(a, "velocity", setting.axes[i]);
    }
    return axes;
}

/// A unit vector along direction_x, direction_y, direction_z; the x axis if none is given.
Vector3 direction_of(const Arguments& a) {
    const Vector3 given{a.number("direction_x"), a.number("direction_y"), a.number("direction_z")};
    const double size = length(given);
    if (!(size > 0.0)) {
        throw std::invalid_argument("direction_x, direction_y and direction_z must not all be 0");
    }
    return (1.0 / size) * given;
}

std::vector<Parameter> direction_parameters() {
    std::vector<Parameter> parameters;
    for (const char* name : {"direction_x", "direction_y", "direction_z"}) {
        parameters.push_back({.name = name,
                              .kind = ParameterKind::number,
                              .default_value = name == std::string("direction_x") ? "1" : "0",
                              .meaning = "component of the direction; its length does not count"});
    }
    return parameters;
}

std::vector<Parameter> joined(std::vector<Parameter> first, std::vector<Parameter> second) {
    for (Parameter& one : second) first.push_back(std::move(one));
    return first;
}

// ---- the parts ----------------------------------------------------------------------------------

Part fixed_part() {
    return {.name = "fixed",
            .summary = "At rest in the inertial frame of the scenario.",
            .source = "definition",
            .parameters = position_parameters(),
            .equation = "x(t) = x0"};
}

Part inertial_part() {
    Part part{.name = "inertial",
              .summary = "A straight line at constant speed.",
              .source = "Newton's first law",
              .parameters = position_parameters(),
              .equation = "x(t) = x0 + v t"};
    for (const char* name : {"velocity_x", "velocity_y", "velocity_z"}) {
        part.parameters.push_back({.name = name,
                                   .kind = ParameterKind::quantity,
                                   .unit = "m/s",
                                   .default_value = "0 m/s",
                                   .minimum = -light_speed,
                                   .maximum = light_speed,
                                   .meaning = "velocity along this axis"});
    }
    part.parameters.push_back({.name = "velocity",
                               .kind = ParameterKind::point,
                               .unit = "/s",
                               .meaning = "the same by the axes of space, of which those that are "
                                          "no lengths may change as well"});
    return part;
}

Part waypoints_part() {
    return {.name = "waypoints",
            .summary = "From point to point at uniform speed; at rest before and after.",
            .source = "definition",
            .parameters = {{.name = "points",
                            .kind = ParameterKind::rows,
                            .meaning = "where it is, and when, in the order of time",
                            .required = true,
                            .columns = joined({{.name = "at",
                                                .kind = ParameterKind::quantity,
                                                .unit = "s",
                                                .meaning = "coordinate time of this point",
                                                .required = true}},
                                              position_parameters())}},
            .equation = "x(t) = x_i + (x_j - x_i)(t - t_i)/(t_j - t_i)",
            .loses = "how it turns: at a corner the velocity jumps"};
}

Part circular_part() {
    return {.name = "circular",
            .summary = "Round a centre at constant speed, whatever holds it; no gravity.",
            .source = "definition",
            .parameters =
                joined(position_parameters(),
                       {{.name = "radius",
                         .kind = ParameterKind::quantity,
                         .unit = "m",
                         .minimum = 0.0,
                         .meaning = "of the circle; x, y, z or position say where its centre is",
                         .required = true},
                        {.name = "period",
                         .kind = ParameterKind::quantity,
                         .unit = "s",
                         .minimum = 0.0,
                         .meaning = "of one turn, in coordinate time",
                         .required = true},
                        angle_parameter("inclination", "angle between its plane and the xy plane"),
                        angle_parameter("ascending_node", "from the x axis to where it rises"),
                        angle_parameter("phase", "from there to where it is at the start")}),
            .equation = "x(t) = centre + radius e(phase + 2 pi t/period)"};
}

Part hyperbolic_part() {
    return {.name = "hyperbolic",
            .summary =
                "Constant proper acceleration for ever along one direction, at rest at "
                "t = 0.",
            .source = "Rindler 1960; Misner, Thorne, Wheeler: Gravitation, ch. 6",
            .parameters = joined(
                joined(position_parameters(), {{.name = "acceleration",
                                                .kind = ParameterKind::quantity,
                                                .unit = "m/s2",
                                                .minimum = 0.0,
                                                .meaning = "proper: what those on board feel",
                                                .required = true}}),
                direction_parameters()),
            .equation = "x(t) = x0 + (c^2/a)(sqrt(1 + (a t/c)^2) - 1);  tau = (c/a) asinh(a t/c)",
            .loses = "nothing; signals from behind its horizon, c^2/a away, never reach it"};
}

Part rocket_part() {
    return {.name = "rocket",
            .summary = "One phase of constant proper acceleration after another, along one line.",
            .source = "Misner, Thorne, Wheeler: Gravitation, ch. 6",
            .parameters =
                joined(joined(position_parameters(),
                              {{.name = "phases",
                                .kind = ParameterKind::rows,
                                .meaning = "from t = 0 on; then it goes on as it moves",
                                .required = true,
                                .columns = {{.name = "acceleration",
                                             .kind = ParameterKind::quantity,
                                             .unit = "m/s2",
                                             .default_value = "0 m/s2",
                                             .meaning = "proper; below 0: against the direction"},
                                            {.name = "lasts",
                                             .kind = ParameterKind::quantity,
                                             .unit = "s",
                                             .minimum = 0.0,
                                             .meaning = "by the clock on board (proper time)",
                                             .required = true}}}}),
                       direction_parameters()),
            .equation = "sinh rises by a t/c in each phase;  tau = (c/a)(asinh S - asinh S0)"};
}

Part table_part() {
    return {.name = "table",
            .summary = "Through the rows of a file, by local polynomials.",
            .source = "Neville's scheme; degree 9 to 11 gives millimetres for GNSS every 15 min",
            .parameters = {{.name = "file",
                            .kind = ParameterKind::file,
                            .meaning = "CSV whose header names t, x, y, z [s, m]; further columns "
                                       "are ignored. It covers the run",
                            .required = true},
                           {.name = "frame",
                            .kind = ParameterKind::choice,
                            .default_value = "inertial",
                            .meaning = "in which the rows are; earth_fixed turns with the Earth",
                            .choices = {"inertial", "earth_fixed"}},
                           {.name = "degree",
                            .kind = ParameterKind::integer,
                            .default_value = "9",
                            .minimum = 1.0,
                            .maximum = 19.0,
                            .meaning = "of the polynomials"}},
            .equation = "x(t) = the polynomial through degree + 1 rows about t;  v = dx/dt",
            .loses = "what happens between rows; its bounds are those of the rows, widened"};
}

// ---- their makers -------------------------------------------------------------------------------

using Made = std::shared_ptr<Motion>;

Made make_fixed(const Arguments& a, const Setting& setting) {
    return std::make_shared<FixedMotion>(position_of(a, setting));
}

Made make_inertial(const Arguments& a, const Setting& setting) {
    return std::make_shared<InertialMotion>(
        MovingPoint{position_of(a, setting), vector_of(a, setting, "velocity", "velocity_")});
}

Made make_waypoints(const Arguments& a, const Setting& setting) {
    std::vector<Waypoints::Point> points;
    for (const Arguments& row : a.rows_of("points")) {
        points.push_back({row.number("at"), position_of(row, setting)});
    }
    return std::make_shared<Waypoints>(std::move(points));
}

Made make_circular(const Arguments& a, const Setting& setting) {
    const PlaneAxes axes = plane_axes(a.number("inclination"), a.number("ascending_node"));
    const double sine = math::sin(a.number("phase"));
    const double cosine = math::cos(a.number("phase"));
    return std::make_shared<CircularMotion>(
        Circle{.centre = position_of(a, setting),
               .radius = a.number("radius"),
               .angular_speed = 2.0 * math::pi / a.number("period"),
               .start = cosine * axes.to_node + sine * axes.quarter_on,
               .quarter = cosine * axes.quarter_on - sine * axes.to_node});
}

Made make_hyperbolic(const Arguments& a, const Setting& setting) {
    return std::make_shared<HyperbolicMotion>(HyperbolicMotion::Start{
        position_of(a, setting), direction_of(a), a.number("acceleration")});
}

Made make_rocket(const Arguments& a, const Setting& setting) {
    std::vector<RocketMotion::Phase> phases;
    for (const Arguments& row : a.rows_of("phases")) {
        phases.push_back({row.number("acceleration"), row.number("lasts")});
    }
    return std::make_shared<RocketMotion>(
        RocketMotion::Start{position_of(a, setting), direction_of(a)}, phases);
}

Made make_table(const Arguments& a, const Setting& setting) {
    auto rows = read_motion_table(a.texts.at("file"));
    if (a.texts.at("frame") == "earth_fixed") rows = from_earth_fixed(std::move(rows));
    auto made =
        std::make_shared<TableMotion>(std::move(rows), static_cast<int>(a.number("degree")));
    if (setting.until == never) return made;
    const double until = seconds_of(setting.until, setting.resolution).value();
    if (made->begins() > 0.0 || made->ends() < until) {
        throw std::invalid_argument(
            fmt::format("file goes from t = {} s to {} s, and the run from 0 s to {} s",
                        made->begins(), made->ends(), until));
    }
    return made;
}

Registry<MotionMaker> make_motions() {
    Registry<MotionMaker> registry;
    add_motion(registry, fixed_part(), make_fixed);
    add_motion(registry, inertial_part(), make_inertial);
    add_motion(registry, waypoints_part(), make_waypoints);
    add_motion(registry, circular_part(), make_circular);
    add_motion(registry, hyperbolic_part(), make_hyperbolic);
    add_motion(registry, rocket_part(), make_rocket);
    add_motion(registry, table_part(), make_table);
    add_orbits(registry);
    return registry;
}

}  // namespace

void add_motion(Registry<MotionMaker>& registry, Part part, MovingMaker make) {
    add(registry, std::move(part),
        [make](const Arguments& a, const Setting& setting) -> std::shared_ptr<const Motion> {
            const std::shared_ptr<Motion> made = make(a, setting);
            made->set_axes(axes_with_riders(a, setting));
            return made;
        });
}

Parameter angle_parameter(const char* name, const char* meaning) {
    return {.name = name,
            .kind = ParameterKind::quantity,
            .unit = "rad",
            .default_value = "0 rad",
            .meaning = meaning};
}

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
            component("z", "position along the third axis, at the start"),
            {.name = "position",
             .kind = ParameterKind::point,
             .meaning = "the same by the axes of space, each in a unit of its own"}};
}

Parameter body_parameter(const char* meaning) {
    return {.name = "body",
            .kind = ParameterKind::choice,
            .default_value = {},
            .meaning = meaning,
            .choices = body_names()};
}

Vector3 position_of(const Arguments& arguments, const Setting& setting) {
    return vector_of(arguments, setting, "position", "");
}

const CelestialBody& body_of(const Arguments& arguments, const Setting& setting) {
    const auto named = arguments.texts.find("body");
    if (named != arguments.texts.end()) return body_named(named->second);
    return setting.centre.empty() ? bodies::earth : body_named(setting.centre);
}

std::shared_ptr<Motion> carried_by(const CelestialBody& body, std::shared_ptr<Motion> local,
                                   const Setting& setting) {
    const CelestialBody& centre = setting.centre.empty() ? body : body_named(setting.centre);
    const auto carrier = motion_of(body, centre);
    if (!carrier) return local;
    return std::make_shared<CarriedMotion>(carrier, std::move(local), body);
}

const Registry<MotionMaker>& motions() {
    static const Registry<MotionMaker> registry = make_motions();
    return registry;
}

}  // namespace worldline
