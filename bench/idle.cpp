// SPDX-License-Identifier: Apache-2.0
#include "bench/idle.hpp"

#include <algorithm>
#include <cmath>

namespace worldline {

std::uint32_t n_active_of(const Load& load) {
    const double share = std::round(load.active * static_cast<double>(load.agents));
    return std::max(std::uint32_t{1}, static_cast<std::uint32_t>(share));
}

World idle(const Load& load) {
    Load played = load;
    played.remote = 1.0;
    const std::uint32_t n_active = n_active_of(load);
    if (load.only_active) played.agents = n_active;
    World world = Phold::world(
        played, {.active = {.n_agents = n_active, .stride = played.agents / n_active}});
    world.preamble.scenario = "idle";
    return world;
}

}  // namespace worldline
