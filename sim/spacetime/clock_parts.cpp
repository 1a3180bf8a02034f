// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/part_makers.hpp"

namespace worldline {
namespace {

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
    add(registry, ideal_part(),
        [](const Arguments& a, const WorldLine& line, const Setting&) -> Made {
            return std::make_shared<OscillatorClock>(
                line, OscillatorClock::Error{.offset = a.number("offset")});
        });
    add(registry, drift_part(),
        [](const Arguments& a, const WorldLine& line, const Setting&) -> Made {
            return std::make_shared<OscillatorClock>(
                line, OscillatorClock::Error{a.number("offset"), a.number("drift")});
        });
    return registry;
}

}  // namespace

const Registry<ClockMaker>& clocks() {
    static const Registry<ClockMaker> registry = make_clocks();
    return registry;
}

}  // namespace worldline
