// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>

#include "python/bindings/behaviour.hpp"
#include "scenarios/scenario.hpp"

namespace worldline::bindings {

/// What Python asks for, with the names that it uses.
struct Request {
    std::string scenario;  ///< path of a YAML file, or its text
    bool is_text = false;
    std::string folder;  ///< where a text's relative paths start
    std::string output;  ///< empty: no record
    std::optional<std::uint64_t> seed;
    int threads = 0;
    std::optional<std::uint64_t> shuffle;
    std::vector<std::pair<std::string, std::string>> set;
    std::optional<std::string> until;
    std::string level = "full";
    bool compress = true;
    PythonClasses behaviours = {};  ///< of Python, beside those of the project
};

Scenario load(const Request& request);

/// A fresh world of the scenario, in which behaviours of Python know their words.
World world_of(const Scenario& scenario, const Request& request);

/// Runs with the interpreter's lock released. Ten to twenty times a second it is taken again, to
/// call `progress` (time [s], until [s], events) and to let Ctrl-C through; the record is closed
/// as incomplete before that is raised.
pybind11::dict run(const Request& request, const pybind11::object& progress);

}  // namespace worldline::bindings
