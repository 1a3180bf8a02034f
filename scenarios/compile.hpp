// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agents/setup.hpp"
#include "scenarios/faults.hpp"
#include "scenarios/spec.hpp"
#include "sim/engine/world.hpp"

namespace worldline {

struct Catalogue;  // agents/catalogue.hpp

/// A scenario that is ready: what all its runs share, and the world that each of them copies.
struct Compiled {
    std::shared_ptr<const Surroundings> surroundings;
    World world;
};

/// In a world without space: the delay of pairs without a link; `no_arrival` where links are the
/// only ways.
Duration default_delay(const Spec& spec);

/// From a scenario without faults to a world. What only shows when clocks, motions and metric
/// meet (an orbit inside the Earth) becomes a fault here.
///
/// @throws ScenarioError
Compiled compile(const Spec& spec, Faults& faults, const Catalogue& catalogue);

}  // namespace worldline
