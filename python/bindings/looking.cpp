// SPDX-License-Identifier: Apache-2.0
//
// What Python sees of a run that it leads: the class, and plain dicts and lists for the rest.
#include <string>
#include <utility>
#include <variant>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "python/bindings/simulation.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/running.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace worldline::bindings {
namespace {

/// Rounded once where a tick is a whole part of a second, so that 2 s are 2.0.
double seconds(double ticks, Resolution resolution) {
    constexpr std::int64_t second = 1'000'000'000'000'000'000;
    if (second % resolution.attoseconds == 0) {
        return ticks / static_cast<double>(second / resolution.attoseconds);
    }
    return ticks * resolution.seconds();
}

double seconds(Reading reading, Resolution resolution) {
    return seconds(static_cast<double>(reading.ticks) + reading.fraction, resolution);
}

double seconds(Time time, Resolution resolution) {
    return seconds(static_cast<double>(time.ticks), resolution);
}

py::object shown(const StateValue& field) {
    if (const auto* digest = std::get_if<Digest>(&field.value)) return py::str(hex(*digest));
    if (const auto* truth = std::get_if<bool>(&field.value)) return py::bool_(*truth);
    if (const auto* number = std::get_if<double>(&field.value)) return py::float_(*number);
    return py::int_(std::get<std::int64_t>(field.value));
}

py::dict look_at(const Simulation& simulation, std::uint32_t number) {
    const Engine& engine = simulation.engine();
    const World& world = engine.world();
    if (number >= world.n_agents())
        throw py::key_error("there is no agent " + std::to_string(number));
    const AgentView view = engine.look_at(AgentId{number});
    py::dict state;
    for (const StateValue& field : view.state) state[py::str(field.name)] = shown(field);
    py::object next_alarm = py::none();
    if (view.next_alarm != no_reading) {
        next_alarm = py::float_(seconds(view.next_alarm, world.resolution));
    }
    return py::dict(
        "name"_a = name_of(world, view.id), "number"_a = number,
        "time"_a = seconds(engine.progress().time, world.resolution), "is_there"_a = view.is_there,
        "reading"_a = seconds(view.reading, world.resolution),
        "interior_time"_a = view.interior_time, "messages"_a = view.messages,
        "promises"_a = view.promises, "alarms"_a = view.alarms, "next_alarm"_a = next_alarm,
        "history"_a = hex(view.history), "content"_a = hex(view.content), "state"_a = state);
}

py::list names(const Simulation& simulation) {
    const World& world = simulation.engine().world();
    py::list names;
    for (std::uint32_t i = 0; i < world.n_agents(); ++i) {
        names.append(name_of(world, AgentId{i}));
    }
    return names;
}

py::dict progress(const Simulation& simulation) {
    const Engine& engine = simulation.engine();
    const Resolution resolution = engine.world().resolution;
    const Progress now = engine.progress();
    return py::dict("time"_a = seconds(now.time, resolution),
                    "until"_a = seconds(now.until, resolution), "is_over"_a = now.time >= now.until,
                    "events"_a = now.events, "windows"_a = now.windows,
                    "pending"_a = engine.n_pending());
}

py::dict memory(const Simulation& simulation) {
    const MemoryUse use = simulation.engine().memory();
    return py::dict("agents"_a = use.agents, "events"_a = use.events, "scratch"_a = use.scratch,
                    "rows"_a = use.rows, "total"_a = use.total());
}

py::list profile(const Simulation& simulation) {
    const Engine& engine = simulation.engine();
    const Resolution resolution = engine.world().resolution;
    py::list rows;
    for (const Stretch& one : engine.profile().stretches()) {
        rows.append(py::make_tuple(seconds(one.begin, resolution), seconds(one.end, resolution),
                                   one.windows, one.parallel_windows, one.events, one.work,
                                   one.busiest, one.wall, one.commit));
    }
    return rows;
}

/// A text with a unit, in ticks: exact.
std::int64_t ticks_of(const Simulation& simulation, const std::string& text) {
    try {
        return duration(text, simulation.engine().world().resolution).ticks;
    } catch (const UnitError& error) {
        throw py::value_error(error.what());
    }
}

py::dict constants(const Simulation& simulation) {
    const World& world = simulation.engine().world();
    return py::dict("scenario"_a = simulation.scenario().name(), "seed"_a = world.seed,
                    "attoseconds"_a = world.resolution.attoseconds, "agents"_a = world.n_agents(),
                    "is_recorded"_a = simulation.is_recorded());
}

}  // namespace

void register_simulation(py::module_& m, Request (*request_of)(const py::kwargs&)) {
    py::class_<Simulation>(m, "Simulation", "A run that is led window by window.")
        .def(py::init([request_of](const py::kwargs& given) {
            return std::make_unique<Simulation>(request_of(given));
        }))
        .def("step", &Simulation::step, "n_windows"_a)
        .def(
            "run_until",
            [](Simulation& simulation, std::int64_t ticks) {
                return simulation.run_until(Time{ticks});
            },
            "ticks"_a)
        .def("run", &Simulation::run)
        .def("finish", &Simulation::finish)
        .def("close", &Simulation::close)
        .def_property_readonly("is_finished", &Simulation::is_finished)
        .def("progress", &progress)
        .def("constants", &constants)
        .def("memory", &memory)
        .def("profile", &profile)
        .def("digest",
             [](const Simulation& simulation) { return hex(simulation.engine().run_digest()); })
        .def("names", &names)
        .def("look_at", &look_at, "number"_a)
        .def("ticks_of", &ticks_of, "text"_a);
}

}  // namespace worldline::bindings
