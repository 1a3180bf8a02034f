// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/instrument.hpp"
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
            .parameters = {offset_parameter()},
            .equation = "C = tau + offset",
            .loses =
                "Everything that is wrong with real clocks; and of other world lines it "
                "tells nothing."};
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
                            .required = true}},
            .equation = "C = tau + offset + drift tau",
            .loses = "Noise, ageing and steps: its error is a straight line in its own time."};
}

Parameter level(std::string name, std::string unit, std::string meaning) {
    std::string none = unit == "1" ? "0" : "0 " + unit;
    return {.name = std::move(name),
            .kind = ParameterKind::quantity,
            .unit = std::move(unit),
            .default_value = std::move(none),
            .minimum = 0.0,
            .maximum = 1.0,
            .meaning = std::move(meaning)};
}

std::vector<Parameter> fault_columns() {
    return {{.name = "at",
             .kind = ParameterKind::duration,
             .unit = "s",
             .meaning = "when the clock shows this",
             .required = true},
            {.name = "step",
             .kind = ParameterKind::duration,
             .unit = "s",
             .meaning = "it steps by so much: ahead, or back"},
            {.name = "rate",
             .kind = ParameterKind::quantity,
             .unit = "1",
             .minimum = -1.0,
             .maximum = 1e6,
             .meaning = "from then on what its instrument gains in a second is more by this [s]"}};
}

Part oscillator_part() {
    return {
        .name = "oscillator",
        .summary =
            "An oscillator that is off, fast, ages and is noisy, and the counter that "
            "shows it.",
        .source = "IEEE 1139; NIST SP 1065 (Riley 2008); docs/relativity.md 1.1",
        .parameters = {offset_parameter(),
                       {.name = "drift",
                        .kind = ParameterKind::quantity,
                        .unit = "1",
                        .default_value = "0",
                        .minimum = -1.0,
                        .maximum = 1e6,
                        .meaning = "skew: what it gains in a second [s]; greater than -1"},
                       {.name = "ageing",
                        .kind = ParameterKind::quantity,
                        .unit = "1/s",
                        .default_value = "0 Hz",
                        .minimum = -1.0,
                        .maximum = 1.0,
                        .meaning = "by how much the skew grows in a second"},
                       level("white_phase", "s", "rms of the phase at each point of the grid"),
                       level("flicker_phase", "s", "rms of the phase in each octave of spans"),
                       level("white_frequency", "1",
                             "Allan deviation at 1 s; falls as 1 over root of span"),
                       level("flicker_frequency", "1", "Allan deviation at any span: the floor"),
                       level("random_walk_frequency", "1",
                             "Allan deviation at 1 s; rises as root of span"),
                       {.name = "noise_step",
                        .kind = ParameterKind::quantity,
                        .unit = "s",
                        .default_value = "1 s",
                        .minimum = 1e-12,
                        .maximum = 1e9,
                        .meaning = "grid of the noise, which is a straight line in between"},
                       {.name = "granularity",
                        .kind = ParameterKind::duration,
                        .unit = "s",
                        .meaning = "it shows whole multiples of this; every tick if not given"},
                       {.name = "faults",
                        .kind = ParameterKind::rows,
                        .meaning = "steps and changes of rate, in the order of their readings",
                        .columns = fault_columns()}},
        .equation = "C = g floor(F(tau + offset + drift tau + ageing tau^2/2 + x(tau) - x(0)) / g)",
        .loses =
            "Temperature, and what makes two crystals err together. Noise is cut at eight "
            "deviations; flicker ends at 2^30 steps of the grid.",
        .is_individual = true};
}

/// A span in ticks, from a scenario; of some part in which it was given.
Duration duration_of(const Arguments& a, const std::string& name) {
    const auto at = a.durations.find(name);
    return at == a.durations.end() ? Duration{} : at->second;
}

std::vector<FaultyClock::Fault> faults_of(const Arguments& a) {
    std::vector<FaultyClock::Fault> faults;
    for (const Arguments& row : a.rows_of("faults")) {
        FaultyClock::Fault fault{.at = Reading{} + duration_of(row, "at"),
                                 .step = duration_of(row, "step")};
        if (row.has_number("rate")) fault.rate = row.number("rate");
        faults.push_back(fault);
    }
    return faults;
}

/// The layers that the arguments ask for, and no others: a plain one is as fast as `drift`.
std::shared_ptr<const Clock> make_oscillator(const Arguments& a, const WorldLine& line,
                                             const Setting& setting) {
    const NoiseLevels levels{a.number("white_phase"), a.number("flicker_phase"),
                             a.number("white_frequency"), a.number("flicker_frequency"),
                             a.number("random_walk_frequency")};
    const double ageing = a.number("ageing");
    std::shared_ptr<const Clock> clock;
    if (levels.is_silent() && ageing == 0.0) {
        clock = std::make_shared<OscillatorClock>(
            line, OscillatorClock::Error{a.number("offset"), a.number("drift")});
    } else {
        clock = std::make_shared<NoisyClock>(
            line, NoisyClock::Error{a.number("offset"), a.number("drift"), ageing},
            OscillatorNoise(levels, a.number("noise_step"), setting.seed, setting.agent),
            setting.until);
    }
    const auto faults = faults_of(a);
    if (!faults.empty()) clock = std::make_shared<FaultyClock>(std::move(clock), faults);
    if (a.durations.contains("granularity")) {
        clock = std::make_shared<CounterClock>(std::move(clock), duration_of(a, "granularity"));
    }
    return clock;
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
    add(registry, oscillator_part(), make_oscillator);
    return registry;
}

}  // namespace

const Registry<ClockMaker>& clocks() {
    static const Registry<ClockMaker> registry = make_clocks();
    return registry;
}

}  // namespace worldline
