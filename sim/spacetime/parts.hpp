// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/registry.hpp"
#include "sim/base/time.hpp"
#include "sim/spacetime/clock.hpp"
#include "sim/spacetime/graph.hpp"
#include "sim/spacetime/metric.hpp"
#include "sim/spacetime/motion.hpp"
#include "sim/spacetime/world_line.hpp"

/// The motions, metrics and clocks that there are, by name, each with its parameter table.
namespace worldline {

/// Values of parameters, by name. Numbers are in the unit of the parameter table.
struct Arguments {
    std::map<std::string, double> numbers = {};
    std::map<std::string, std::string> texts = {};
    std::map<std::string, Duration> durations = {};              ///< parameters of kind `duration`
    std::map<std::string, std::vector<std::string>> lists = {};  ///< of kind `names`
    std::map<std::string, std::vector<Arguments>> rows = {};     ///< of kind `rows`
    std::map<std::string, std::map<std::string, double>> points = {};  ///< of `point`, by axis

    bool has_number(std::string_view name) const;
    /// @throws std::invalid_argument  it is not there.
    double number(std::string_view name) const;
    /// The rows of a parameter; none if it is not there.
    const std::vector<Arguments>& rows_of(const std::string& name) const;
};

/// What parts need to know of the scenario besides their own parameters.
struct Setting {
    Resolution resolution;
    std::vector<GraphMetric::Link> links = {};  ///< for `graph`
    Time until = never;                         ///< the end of the run
    std::vector<std::string> axes = {};  ///< of space: the first three are x, y, z of the frame
    std::uint64_t seed = 0;              ///< of the run
    std::vector<std::string> axis_units = {};  ///< of the axes; none: all in m
    std::string centre = {};                   ///< body in the origin; empty: each motion's own
    double gm = 0.0;         ///< [m³/s²] of a mass in the origin that has no name; 0: none
    AgentId agent = nobody;  ///< whose part it is, where it leaves something to chance
};

/// All makers fill in defaults and check names and ranges by the table themselves.
/// @throws std::invalid_argument  one sentence, beginning with the parameter's name.
using MotionMaker = std::function<std::shared_ptr<const Motion>(const Arguments&, const Setting&)>;
using MetricMaker = std::function<std::shared_ptr<const Metric>(const Arguments&, const Setting&)>;
using ClockMaker =
    std::function<std::shared_ptr<const Clock>(const Arguments&, const WorldLine&, const Setting&)>;

/// circular, circular_orbit, fixed, hyperbolic, inertial, kepler_orbit, rocket, station, table,
/// waypoints
const Registry<MotionMaker>& motions();

/// flat, galilean, graph, schwarzschild, weak_field
const Registry<MetricMaker>& metrics();

/// ideal, drift, oscillator
const Registry<ClockMaker>& clocks();

/// `given` with the table's defaults for what is missing.
///
/// @throws std::invalid_argument  unknown name, missing required parameter, value out of range.
Arguments completed(const Part& part, Arguments given);

}  // namespace worldline
