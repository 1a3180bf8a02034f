// SPDX-License-Identifier: Apache-2.0
//
// Motions, metrics and clocks for Python, made by name from the registries that scenarios use.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "python/bindings/rows.hpp"
#include "python/bindings/spacetime.hpp"
#include "sim/base/units.hpp"
#include "sim/spacetime/continuous.hpp"
#include "sim/spacetime/parts.hpp"
#include "sim/spacetime/relativity.hpp"
#include "sim/spacetime/signal.hpp"
#include "sim/spacetime/twofold.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace worldline::bindings {
namespace {

using MotionPointer = std::shared_ptr<const Motion>;
using MetricPointer = std::shared_ptr<const Metric>;

// pybind11 holds no pointers to const, so each part travels in a struct of its own.
struct MotionPart {
    MotionPointer motion;
};
struct MetricPart {
    MetricPointer metric;
};
struct ClockPart {
    WorldLine world_line;
    std::shared_ptr<const Clock> clock;
    double ends = HUGE_VAL;  ///< [s] Later than this it cannot be asked.

    Resolution resolution() const { return world_line.resolution(); }
    void check(double seconds) const {
        if (!(seconds > ends)) return;
        throw py::value_error(
            fmt::format("t = {} s is later than until, {} s: proper time has no closed form here",
                        seconds, ends));
    }
};

// ---- parameters ---------------------------------------------------------------------------------

/// A text with a unit, or a plain number in the unit of the parameter table.
double number_of(const py::handle& value, const Parameter& parameter) {
    if (!py::isinstance<py::str>(value)) return value.cast<double>();
    try {
        return quantity(value.cast<std::string>(), parameter.unit);
    } catch (const UnitError& error) {
        throw py::value_error(parameter.name + ": " + error.what());
    }
}

/// A text with a unit, or a number of seconds: exact, as its decimals say.
Duration duration_of(const py::handle& value, const Parameter& parameter, Resolution resolution) {
    const std::string text = py::isinstance<py::str>(value)
                                 ? value.cast<std::string>()
                                 : fmt::format("{} s", value.cast<double>());
    try {
        return duration(text, resolution);
    } catch (const UnitError& error) {
        throw py::value_error(parameter.name + ": " + error.what());
    }
}

Arguments arguments_of(const std::vector<Parameter>& table, const py::dict& given,
                       Resolution resolution);

void take(const Parameter& p, const py::handle& value, Resolution resolution, Arguments& a) {
    switch (p.kind) {
    case ParameterKind::duration:
        a.durations[p.name] = duration_of(value, p, resolution);
        return;
    case ParameterKind::names:
        a.lists[p.name] = py::isinstance<py::str>(value)
                              ? std::vector<std::string>{value.cast<std::string>()}
                              : value.cast<std::vector<std::string>>();
        return;
    case ParameterKind::rows:
        for (const py::handle& row : value) {
            a.rows[p.name].push_back(arguments_of(p.columns, row.cast<py::dict>(), resolution));
        }
        return;
    case ParameterKind::point:
        for (const auto& [axis, where] : value.cast<py::dict>()) {
            a.points[p.name][axis.cast<std::string>()] = number_of(where, p);
        }
        return;
    case ParameterKind::quantity:
    case ParameterKind::number:
    case ParameterKind::integer:
    case ParameterKind::flag:
        a.numbers[p.name] = number_of(value, p);
        return;
    default:
        a.texts[p.name] = value.cast<std::string>();
    }
}

Arguments arguments_of(const std::vector<Parameter>& table, const py::dict& given,
                       Resolution resolution) {
    Arguments arguments;
    for (const auto& [key, value] : given) {
        const auto name = key.cast<std::string>();
        const Part part{.parameters = table};
        const Parameter* parameter = part.find(name);
        try {
            if (parameter) {
                take(*parameter, value, resolution, arguments);
            } else {
                arguments.numbers[name] = 0.0;  // `completed` finds it and says what was meant
            }
        } catch (const py::cast_error&) {
            throw py::value_error(name + " cannot be " + py::repr(value).cast<std::string>());
        }
    }
    return arguments;
}

template <class Maker>
const typename Registry<Maker>::Entry& entry_of(const Registry<Maker>& registry,
                                                const std::string& kind, const char* what) {
    if (const auto* entry = registry.find(kind)) return *entry;
    std::vector<std::string> names;
    for (const auto& [name, entry] : registry.entries()) names.push_back(name);
    throw py::value_error(
        fmt::format("there is no {} {}; there are {}", what, kind, fmt::join(names, ", ")));
}

Resolution resolution_of(const std::string& text) {
    try {
        return resolution(text);
    } catch (const UnitError& error) {
        throw py::value_error(std::string("resolution: ") + error.what());
    }
}

/// How long a clock is asked. Not said: a day, or a quarter of what ticks can count.
Time end_of(const std::optional<std::string>& until, Resolution resolution) {
    constexpr double day = 86'400.0;
    if (!until) return Time{std::min(ticks_down(day, resolution).ticks, never_ticks / 4)};
    try {
        return Time{duration(*until, resolution).ticks};
    } catch (const UnitError& error) {
        throw py::value_error(std::string("until: ") + error.what());
    }
}

Setting setting_of(const std::string& resolution, std::uint64_t seed, std::uint32_t agent) {
    Setting setting{.resolution = resolution_of(resolution)};
    setting.axes = {"x", "y", "z"};
    setting.seed = seed;
    setting.agent = AgentId{agent};
    return setting;
}

MotionPart make_motion(const std::string& kind, const Setting& setting, const py::dict& given) {
    const auto& entry = entry_of(motions(), kind, "motion");
    const Arguments arguments = arguments_of(entry.part.parameters, given, setting.resolution);
    return {entry.make(arguments, setting)};
}

MetricPart make_metric(const std::string& kind, const Setting& setting, const py::dict& given) {
    const auto& entry = entry_of(metrics(), kind, "metric");
    const Arguments arguments = arguments_of(entry.part.parameters, given, setting.resolution);
    return {entry.make(arguments, setting)};
}

ClockPart make_clock(const std::string& kind, const MotionPart& motion, const MetricPart& metric,
                     Setting setting, const std::optional<std::string>& until,
                     const py::dict& given) {
    setting.until = end_of(until, setting.resolution);
    const auto& entry = entry_of(clocks(), kind, "clock");
    const WorldLine line(motion.motion, metric.metric, setting.resolution, setting.until);
    const Arguments arguments = arguments_of(entry.part.parameters, given, setting.resolution);
    const bool has_end = metric.metric->integration_step(*motion.motion) > 0.0;
    const double ends = has_end ? seconds_of(setting.until, setting.resolution).value() : HUGE_VAL;
    return {line, entry.make(arguments, line, setting), ends};
}

// ---- questions ----------------------------------------------------------------------------------

/// `question(t)` of every number.
template <class Question>
py::array_t<double> of_each(const Numbers& times, Question question) {
    py::array_t<double> answers(times.size());
    for (py::ssize_t i = 0; i < times.size(); ++i) {
        *answers.mutable_data(i) = question(times.data()[i]);
    }
    return answers;
}

/// Place and velocity at each time: (n, 6).
py::array_t<double> states(const MotionPart& part, const Numbers& times) {
    py::array_t<double> rows({times.size(), py::ssize_t{6}});
    for (py::ssize_t i = 0; i < times.size(); ++i) {
        const std::array<double, 6> row = numbers_of(part.motion->at(times.data()[i]));
        for (std::size_t k = 0; k < row.size(); ++k) {
            *rows.mutable_data(i, static_cast<py::ssize_t>(k)) = row[k];
        }
    }
    return rows;
}

py::dict bounds(const MotionPart& part) {
    const Bounds b = part.motion->bounds();
    return py::dict("speed_min"_a = b.speed_min, "speed_max"_a = b.speed_max,
                    "acceleration_max"_a = b.acceleration_max, "radius_min"_a = b.radius_min,
                    "radius_max"_a = b.radius_max);
}

void register_clock(py::module_& m) {
    py::class_<ClockPart>(m, "Clock")
        .def("offset",
             [](const ClockPart& part, const Numbers& times) {
                 return of_each(times, [&](double t) {
                     part.check(t);
                     return clock_offset(*part.clock, part.resolution(), t);
                 });
             })
        .def("read",
             [](const ClockPart& part, const Numbers& times) {
                 return of_each(times, [&](double t) {
                     part.check(t);
                     return clock_reading(*part.clock, part.resolution(), t);
                 });
             })
        .def("offset_at_reading",
             [](const ClockPart& part, const Numbers& readings) {
                 return of_each(readings, [&](double reading) {
                     const double ahead =
                         clock_offset_at_reading(*part.clock, part.resolution(), reading);
                     part.check(std::isfinite(ahead) ? reading + ahead : 0.0);
                     return ahead;
                 });
             })
        .def("describe", [](const ClockPart& part) { return part.clock->describe(); });
}

void register_light(py::module_& m) {
    m.def("light_time",
          [](const MotionPart& from, const MotionPart& to, const Numbers& emissions, double speed) {
              return of_each(emissions, [&](double t) {
                  return light_time(*from.motion, *to.motion, t, speed);
              });
          });
    m.def("light_time_back", [](const MotionPart& from, const MotionPart& to,
                                const Numbers& receptions, double speed) {
        return of_each(receptions, [&](double t) {
            return light_time_back(*from.motion, *to.motion, t, speed);
        });
    });
    m.def("light_time_errors",
          [](const MotionPart& from, const MotionPart& to, double emission, std::size_t n_steps) {
              return light_time_errors(*from.motion, *to.motion, emission, n_steps);
          });
    m.def("least_light_time", [](const MotionPart& a, const MotionPart& b, double speed) {
        return least_light_time(*a.motion, *b.motion, speed);
    });
}

}  // namespace

void register_spacetime_parts(py::module_& m) {
    py::class_<Setting>(m, "Setting").def(py::init(&setting_of));
    py::class_<MotionPart>(m, "Motion")
        .def(py::init(&make_motion))
        .def("states", &states)
        .def("bounds", &bounds)
        .def("describe", [](const MotionPart& part) { return part.motion->describe(); });
    py::class_<MetricPart>(m, "Metric")
        .def(py::init(&make_metric))
        .def("rate",
             [](const MetricPart& part, const MotionPart& motion, const Numbers& times) {
                 part.metric->check(*motion.motion);
                 return of_each(times,
                                [&](double t) { return part.metric->rate(*motion.motion, t); });
             })
        .def("offset",
             [](const MetricPart& part, const MotionPart& motion, const Numbers& times) {
                 part.metric->check(*motion.motion);
                 return of_each(times, [&](double t) {
                     return part.metric->offset(*motion.motion, t).value();
                 });
             })
        .def("describe", [](const MetricPart& part) { return part.metric->describe(); });
    register_clock(m);
    m.def("make_clock", &make_clock);
    register_light(m);
}

}  // namespace worldline::bindings
