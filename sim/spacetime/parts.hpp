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
    std::map<std::string, Duration> durations = {};  ///< parameters of kind `duration`

    bool has_number(std::string_view name) const;
    /// @throws std::invalid_argument  it is not there.
    double number(std::string_view name) const;
};

/// What a metric needs to know of the scenario besides its own parameters.
struct Setting {
    Resolution resolution;
    std::vector<GraphMetric::Link> links = {};  ///< for `graph`
};

/// All makers fill in defaults and check names and ranges by the table themselves.
/// @throws std::invalid_argument  one sentence, beginning with the parameter's name.
using MotionMaker = std::function<std::shared_ptr<const Motion>(const Arguments&)>;
using MetricMaker = std::function<std::shared_ptr<const Metric>(const Arguments&, const Setting&)>;
using ClockMaker = std::function<std::shared_ptr<const Clock>(const Arguments&, const WorldLine&)>;

/// fixed, inertial, station, circular_orbit
const Registry<MotionMaker>& motions();

/// graph, flat, weak_field
const Registry<MetricMaker>& metrics();

/// ideal, drift
const Registry<ClockMaker>& clocks();

/// `given` with the table's defaults for what is missing.
///
/// @throws std::invalid_argument  unknown name, missing required parameter, value out of range.
Arguments completed(const Part& part, Arguments given);

}  // namespace worldline
