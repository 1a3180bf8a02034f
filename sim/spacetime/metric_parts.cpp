// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <stdexcept>

#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/part_makers.hpp"

namespace worldline {
namespace {

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
                                       "there"},
                           {.name = "hops",
                            .kind = ParameterKind::flag,
                            .default_value = "false",
                            .meaning = "where there is no direct link, do signals go from link to "
                                       "link, along the shortest path?"}},
            .equation = "delay of the link; with hops the least sum along links",
            .loses = "distance, motion and clock rates: y = 0"};
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
                            .maximum = constants::light_speed,
                            .meaning = "speed of signals in the frame"}},
            .equation = "dtau/dt = sqrt(1 - v^2/c^2);  w (t_r - t_e) = |x_r(t_r) - x_e(t_e)|",
            .loses = "gravity"};
}

Part galilean_part() {
    return {.name = "galilean",
            .summary = "Newton's world: one time for all clocks, signals of any speed.",
            .source = "Newton 1687",
            .parameters = {{.name = "signal_speed",
                            .kind = ParameterKind::quantity,
                            .unit = "m/s",
                            .default_value = {},
                            .minimum = 1e-9,
                            .meaning = "speed of signals in the frame; without it everything "
                                       "arrives at the next tick"}},
            .equation = "dtau/dt = 1;  w (t_r - t_e) = |x_r(t_r) - x_e(t_e)|",
            .loses = "relativity: nothing is too fast"};
}

Parameter shapiro() {
    return {.name = "shapiro",
            .kind = ParameterKind::flag,
            .default_value = "false",
            .meaning = "is light late by (2GM/c^3) ln[(r1 + r2 + R)/(r1 + r2 - R)]?"};
}

Parameter central_mass() {
    return {.name = "gm",
            .kind = ParameterKind::quantity,
            .unit = "m3/s2",
            .default_value = {},
            .minimum = 0.0,
            .meaning = "GM of another mass in the origin, in place of a body that has a name"};
}

Part weak_field_part() {
    return {.name = "weak_field",
            .summary =
                "Gravity to first order: clocks run slow by depth and by speed; light goes "
                "straight, through the Earth too. The first body is in the origin.",
            .source = "Ashby 2003; IERS 2010; IAU 2000 B1.9",
            .parameters = {{.name = "bodies",
                            .kind = ParameterKind::names,
                            .default_value = {},
                            .meaning = "whose potentials add; earth if none is given and no gm. "
                                       "The frame falls with the first, so of the others the "
                                       "tide is left",
                            .choices = body_names()},
                           central_mass(),
                           shapiro()},
            .equation =
                "dtau/dt = 1 - (sum GM/r + v^2/2)/c^2;  on the Earth "
                "1 - (L_G - g h/c^2 + g h^2/(R c^2))",
            .loses =
                "the second order (5e-19 near the Earth), oblateness acting on orbits "
                "(1e-14 for GPS, 6e-13 at 550 km), the air"};
}

Part schwarzschild_part() {
    return {.name = "schwarzschild",
            .summary =
                "Outside one mass in the origin, exactly, for clocks that rest, circle or "
                "keep to a line through it.",
            .source = "Schwarzschild 1916; Misner, Thorne, Wheeler: Gravitation, ch. 25",
            .parameters = {{.name = "body",
                            .kind = ParameterKind::choice,
                            .default_value = {},
                            .meaning = "in the origin; earth if neither it nor gm is given",
                            .choices = body_names()},
                           central_mass(),
                           shapiro()},
            .equation =
                "dtau/dt = sqrt(1 - 2m/r - (dr/dt)^2/(c^2 (1 - 2m/r)) "
                "- (r dphi/dt)^2/c^2), m = GM/c^2",
            .loses =
                "rotation and shape of the mass; light goes as in flat space, not bent, and "
                "late only by Shapiro's delay to first order"};
}

WeakFieldMetric::Field weak_field_of(const Arguments& a) {
    WeakFieldMetric::Field field{.shapiro = a.number("shapiro") != 0.0};
    const auto named = a.lists.find("bodies");
    if (a.has_number("gm") && named != a.lists.end()) {
        throw std::invalid_argument("gm or bodies can be given, and not both");
    }
    if (a.has_number("gm")) {
        field.bodies.clear();
        field.gm = a.number("gm");
    } else if (named != a.lists.end() && !named->second.empty()) {
        field.bodies.clear();
        for (const std::string& name : named->second) field.bodies.push_back(&body_named(name));
    }
    return field;
}

SchwarzschildMetric::Field schwarzschild_field_of(const Arguments& a) {
    const auto body = a.texts.find("body");
    if (a.has_number("gm") && body != a.texts.end()) {
        throw std::invalid_argument("gm or body can be given, and not both");
    }
    const double gm = a.has_number("gm")      ? a.number("gm")
                      : body != a.texts.end() ? body_named(body->second).gm
                                              : bodies::earth.gm;
    return {.gm = gm, .shapiro = a.number("shapiro") != 0.0};
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
        using enum GraphMetric::Routing;
        return std::make_shared<GraphMetric>(setting.links, default_delay(a, setting.resolution),
                                             setting.resolution,
                                             a.number("hops") != 0.0 ? hops : direct);
    });
    add(registry, flat_part(), [](const Arguments& a, const Setting& setting) -> Made {
        return std::make_shared<FlatMetric>(setting.resolution, a.number("signal_speed"));
    });
    add(registry, galilean_part(), [](const Arguments& a, const Setting& setting) -> Made {
        constexpr double instantly = std::numeric_limits<double>::infinity();
        const double speed = a.has_number("signal_speed") ? a.number("signal_speed") : instantly;
        return std::make_shared<GalileanMetric>(setting.resolution, speed);
    });
    add(registry, weak_field_part(), [](const Arguments& a, const Setting& setting) -> Made {
        return std::make_shared<WeakFieldMetric>(setting.resolution, weak_field_of(a));
    });
    add(registry, schwarzschild_part(), [](const Arguments& a, const Setting& setting) -> Made {
        return std::make_shared<SchwarzschildMetric>(setting.resolution, schwarzschild_field_of(a));
    });
    return registry;
}

}  // namespace

const Registry<MetricMaker>& metrics() {
    static const Registry<MetricMaker> registry = make_metrics();
    return registry;
}

}  // namespace worldline
