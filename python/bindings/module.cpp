// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <string>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "agents/catalogue.hpp"
#include "agents/rules/judge.hpp"
#include "agents/rules/trust.hpp"
#include "python/bindings/binding.hpp"
#include "python/bindings/community.hpp"
#include "python/bindings/rejudging.hpp"
#include "python/bindings/run.hpp"
#include "python/bindings/simulation.hpp"
#include "python/bindings/spacetime.hpp"
#include "python/bindings/wave.hpp"
#include "scenarios/json_schema.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/estimate.hpp"
#include "sim/record/format_page.hpp"
#include "sim/record/hdf5_file.hpp"
#include "sim/spacetime/parts.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace worldline::bindings {
namespace {

py::dict described(const Parameter& parameter) {
    py::dict entry;
    entry["name"] = parameter.name;
    entry["unit"] = parameter.unit;
    entry["default"] = parameter.default_value;
    entry["minimum"] = parameter.minimum;
    entry["maximum"] = parameter.maximum;
    entry["choices"] = parameter.choices;
    entry["required"] = parameter.required;
    entry["meaning"] = parameter.meaning;
    return entry;
}

template <class Maker>
py::dict described(const Registry<Maker>& registry) {
    py::dict parts;
    for (const auto& [name, registered] : registry.entries()) {
        py::list parameters;
        for (const Parameter& one : registered.part.parameters) parameters.append(described(one));
        parts[py::str(name)] =
            py::dict("summary"_a = registered.part.summary, "source"_a = registered.part.source,
                     "parameters"_a = parameters);
    }
    return parts;
}

py::dict describe() {
    py::dict kinds;
    kinds["behaviour"] = described(behaviours());
    kinds["clock"] = described(clocks());
    kinds["motion"] = described(motions());
    kinds["metric"] = described(metrics());
    kinds["judge"] = described(judge_rules());
    kinds["trust"] = described(trust_rules());
    return kinds;
}

py::dict check(const Request& request) {
    const Scenario scenario = load(request);
    return py::dict("scenario"_a = scenario.name(), "summary"_a = scenario.summary(),
                    "source"_a = scenario.source(), "agents"_a = scenario.n_agents(),
                    "warnings"_a = scenario.warnings(),
                    "estimated_bytes"_a = estimated_bytes(scenario.estimated_rows(),
                                                          scenario.preamble(), RecordLevel::full));
}

/// The Python exceptions of this module, each with a home among Python's own.
void raise_scenario_error(const py::handle& type, const ScenarioError& error) {
    py::list diagnostics;
    for (const Diagnostic& one : error.diagnostics()) {
        diagnostics.append(py::dict("file"_a = one.file, "line"_a = one.line,
                                    "column"_a = one.column, "message"_a = one.message,
                                    "text"_a = one.text));
    }
    py::object raised = type(error.what());
    raised.attr("diagnostics") = diagnostics;
    PyErr_SetObject(type.ptr(), raised.ptr());
}

void register_errors(py::module_& m) {
    const auto make = [&m](const char* name, PyObject* base) {
        const std::string full = std::string("worldline.") + name;
        py::object type =
            py::reinterpret_steal<py::object>(PyErr_NewException(full.c_str(), base, nullptr));
        if (!type) throw py::error_already_set();
        m.attr(name) = type;
        return type.release();  // the translator below lives as long as the interpreter
    };
    static py::handle scenario_error, record_error, run_error;
    scenario_error = make("ScenarioError", PyExc_ValueError);
    record_error = make("OutputError", PyExc_OSError);
    run_error = make("RunError", PyExc_RuntimeError);
    py::register_local_exception_translator([](std::exception_ptr pointer) {
        try {
            if (pointer) std::rethrow_exception(pointer);
        } catch (const ScenarioError& error) {
            raise_scenario_error(scenario_error, error);
        } catch (const RecordError& error) {
            PyErr_SetString(record_error.ptr(), error.what());
        } catch (const RunError& error) {
            PyErr_SetString(run_error.ptr(), error.what());
        }
    });
}

Request request_of(const py::kwargs& given) {
    Request request;
    const auto take = [&given](const char* name, auto& field) {
        if (given.contains(name)) field = given[name].cast<std::decay_t<decltype(field)>>();
    };
    take("scenario", request.scenario);
    take("is_text", request.is_text);
    take("folder", request.folder);
    take("output", request.output);
    take("seed", request.seed);
    take("threads", request.threads);
    take("shuffle", request.shuffle);
    take("set", request.set);
    take("until", request.until);
    take("level", request.level);
    take("compress", request.compress);
    if (given.contains("behaviours")) {
        for (const py::handle one : given["behaviours"].cast<py::list>()) {
            request.behaviours.push_back(python_class(one.cast<py::dict>()));
        }
    }
    return request;
}

}  // namespace
}  // namespace worldline::bindings

PYBIND11_MODULE(_worldline, m) {
    using namespace worldline::bindings;
    m.doc() = "The simulator. Use it through the package `worldline`.";
    m.attr("__version__") = WORLDLINE_VERSION;
    register_errors(m);
    m.def(
        "run",
        [](const py::object& progress, const py::kwargs& given) {
            return run(request_of(given), progress);
        },
        "progress"_a = py::none(),
        "Runs a scenario: scenario, is_text, folder, output, seed, threads, shuffle, set, until, "
        "level, compress.");
    m.def(
        "check", [](const py::kwargs& given) { return check(request_of(given)); },
        "Reads and validates a scenario: scenario, is_text, folder, seed, set, until.");
    register_percepts(m);
    register_deeds(m);
    register_simulation(m, &request_of);
    register_spacetime(m);
    worldline::register_binding(m);
    register_community(m);
    register_rejudging(m);
    m.def("describe", &describe, "Every registered part by kind and name.");
    m.def(
        "language_markdown", [] { return worldline::language_markdown(); },
        "Page of the scenario language.");
    m.def(
        "language_schema",
        [] { return worldline::language_schema(worldline::standard_catalogue()); },
        "The scenario language as a JSON Schema, a text.");
    m.def("format_markdown", &worldline::format_markdown, "Page of the record's format.");
}
