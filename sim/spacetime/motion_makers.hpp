// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/spacetime/motion.hpp"
#include "sim/spacetime/part_makers.hpp"

/// What `motion_parts.cpp` and `orbit_parts.cpp` share. For the sources of this folder only.
namespace worldline {

/// Registers a motion; what it makes knows the axes of the scenario's space.
using MovingMaker = std::shared_ptr<Motion> (*)(const Arguments&, const Setting&);
void add_motion(Registry<MotionMaker>& registry, Part part, MovingMaker make);

/// An angle [rad], 0 by default.
Parameter angle_parameter(const char* name, const char* meaning);
/// x, y, z [m], and `position` by the scenario's axes.
std::vector<Parameter> position_parameters();
Parameter body_parameter(const char* meaning);

/// The place that x, y, z or `position` say.
/// @throws std::invalid_argument  both do.
Vector3 position_of(const Arguments& arguments, const Setting& setting);

/// By `body`, or else what stands in the origin; the Earth where that has no name.
const CelestialBody& body_of(const Arguments& arguments, const Setting& setting);

/// A motion round the centre of a body, in the frame of the scenario.
std::shared_ptr<Motion> carried_by(const CelestialBody& body, std::shared_ptr<Motion> local,
                                   const Setting& setting);

void add_orbits(Registry<MotionMaker>& registry);

}  // namespace worldline
