// SPDX-License-Identifier: Apache-2.0
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
                            .maximum = constants::light_speed,
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

}  // namespace

const Registry<MetricMaker>& metrics() {
    static const Registry<MetricMaker> registry = make_metrics();
    return registry;
}

}  // namespace worldline
