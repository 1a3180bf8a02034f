// SPDX-License-Identifier: Apache-2.0
#include "bench/phold_self.hpp"

namespace worldline {

World phold_self(const Load& load) {
    World world = Phold::world(load, {.active = {load.agents}, .stays_freely = true});
    world.preamble.scenario = "phold-self";
    return world;
}

}  // namespace worldline
