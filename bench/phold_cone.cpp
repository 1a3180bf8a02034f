// SPDX-License-Identifier: Apache-2.0
#include "bench/phold_cone.hpp"

#include "sim/spacetime/metrics.hpp"

namespace worldline {
namespace {

constexpr std::uint16_t jump_kind = first_message_kind;

std::uint32_t side_of(std::uint32_t n_agents) {
    std::uint64_t side = 1;
    while (side * side * side < n_agents) ++side;
    return static_cast<std::uint32_t>(side);
}

/// A place on the lattice, counted from its corner.
struct Cell {
    std::int64_t x;
    std::int64_t y;
    std::int64_t z;
};

Cell cell_of(AgentId agent, std::uint32_t side) {
    const std::uint32_t n = agent.number;
    return {n % side, n / side % side, n / side / side};
}

}  // namespace

Vector3 lattice_place(const Load& load, AgentId agent) {
    const double spacing = load.spacing * constants::light_speed;
    const Cell cell = cell_of(agent, side_of(load.agents));
    return spacing * Vector3{static_cast<double>(cell.x), static_cast<double>(cell.y),
                             static_cast<double>(cell.z)};
}

PholdCone::PholdCone(const Load& load)
    : n_agents_(load.agents),
      side_(side_of(load.agents)),
      n_events_(load.events),
      remote_(load.remote),
      least_(units(load.spacing)),
      mean_ticks_((1.0 - load.spacing) * ticks_per_unit) {}

void PholdCone::react(PholdState& state, const Percept& percept, Actions& actions) const {
    if (percept.kind == event_kind::start) {
        for (std::uint32_t i = 0; i < n_events_; ++i) jump(state, percept, actions);
        return;
    }
    state.hear(percept);
    jump(state, percept, actions);
}

void PholdCone::jump(PholdState& state, const Percept& percept, Actions& actions) const {
    Random& random = actions.random();
    const bool is_remote = remote_ >= 1.0 || random.uniform() < remote_;
    const AgentId receiver = is_remote ? neighbour(percept.self, random) : percept.self;
    Duration after{static_cast<std::int64_t>(random.exponential() * mean_ticks_)};
    if (receiver == percept.self) after = after + least_;
    state.n_remote += receiver != percept.self;
    actions.tell(receiver, {.kind = jump_kind, .after = after});
}

/// Draws until it meets a place that is taken; its own always is.
AgentId PholdCone::neighbour(AgentId of, Random& random) const {
    const Cell cell = cell_of(of, side_);
    const auto is_inside = [this](std::int64_t at) { return at >= 0 && at < side_; };
    while (true) {
        const auto drawn = static_cast<std::int64_t>(random.below(27));
        const std::int64_t x = cell.x + drawn % 3 - 1;
        const std::int64_t y = cell.y + drawn / 3 % 3 - 1;
        const std::int64_t z = cell.z + drawn / 9 - 1;
        if (!is_inside(x) || !is_inside(y) || !is_inside(z)) continue;
        const std::int64_t number = (z * side_ + y) * side_ + x;
        if (number < n_agents_) return AgentId{static_cast<std::uint32_t>(number)};
    }
}

World PholdCone::world(const Load& load) {
    World world = world_of<PholdState>(load, std::make_shared<const PholdCone>(load), {"jump"});
    std::vector<std::shared_ptr<const Motion>> motions;
    for (std::uint32_t agent = 0; agent < load.agents; ++agent) {
        motions.push_back(std::make_shared<const FixedMotion>(lattice_place(load, AgentId{agent})));
    }
    world.network = std::make_shared<const Network>(
        std::make_shared<const FlatMetric>(bench_resolution), std::move(motions), load.agents);
    world.preamble.scenario = "phold-cone";
    return world;
}

}  // namespace worldline
