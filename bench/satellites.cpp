// SPDX-License-Identifier: Apache-2.0
#include "bench/satellites.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/math.hpp"
#include "sim/spacetime/metrics.hpp"

namespace worldline {
namespace {

constexpr std::uint16_t signal_kind = first_message_kind;
constexpr double turn = 2.0 * math::pi;
constexpr double radius = constants::earth_equatorial_radius + Walker::altitude;

/// The plane of an orbit: unit vectors to the node and a quarter on.
struct Plane {
    Vector3 to_node;
    Vector3 quarter_on;

    explicit Plane(double node) {
        const double tilt = std::cos(Walker::inclination);
        to_node = {std::cos(node), std::sin(node), 0.0};
        quarter_on = {-std::sin(node) * tilt, std::cos(node) * tilt, std::sin(Walker::inclination)};
    }
};

/// How close two come that go round two planes at one speed, one by `ahead` [rad] before the
/// other: cos ψ of the angle between them is a constant and a wave of twice their frequency.
double closest_approach(const Plane& a, const Plane& b, double ahead) {
    const double pp = dot(a.to_node, b.to_node), pq = dot(a.to_node, b.quarter_on);
    const double qp = dot(a.quarter_on, b.to_node), qq = dot(a.quarter_on, b.quarter_on);
    const double constant = 0.5 * ((pp + qq) * std::cos(ahead) + (pq - qp) * std::sin(ahead));
    const double wave = 0.5 * std::sqrt((pp - qq) * (pp - qq) + (pq + qp) * (pq + qp));
    return radius * std::sqrt(std::max(0.0, 2.0 * (1.0 - constant - wave)));
}

/// Of all pairs, for a Walker factor.
double closest_of_all(std::uint32_t n_each, std::uint32_t phasing) {
    const double in_plane = 2.0 * radius * std::sin(0.5 * turn / n_each);
    double closest = n_each > 1 ? in_plane : 2.0 * radius;
    const Plane first(0.0);
    for (std::uint32_t k = 1; k < Walker::n_planes; ++k) {
        const Plane other(turn * k / Walker::n_planes);
        for (std::uint32_t i = 0; i < n_each; ++i) {
            const double phase = i + static_cast<double>(phasing) * k / Walker::n_planes;
            closest = std::min(closest, closest_approach(first, other, turn * phase / n_each));
        }
    }
    return closest;
}

}  // namespace

Walker Walker::of(std::uint32_t n_agents) {
    const std::uint32_t n_each = (n_agents + n_planes - 1) / n_planes;
    Walker best{n_agents, n_each, 0, 0.0};
    for (std::uint32_t phasing = 0; phasing < n_planes; ++phasing) {
        const double closest = closest_of_all(n_each, phasing);
        if (closest > best.closest) best = {n_agents, n_each, phasing, closest};
    }
    return best;
}

CircularOrbit::Elements Walker::orbit_of(std::uint32_t number) const {
    const std::uint32_t plane = number / n_each, place = number % n_each;
    const double ahead = static_cast<double>(phasing) * plane / n_planes;
    return {.radius = radius,
            .inclination = inclination,
            .ascending_node = turn * plane / n_planes,
            .phase = turn * (place + ahead) / n_each};
}

Satellites::Satellites(const Load& load)
    : n_agents_(load.agents), n_signals_(load.events), remote_(load.remote) {}

void Satellites::react(PholdState& state, const Percept& percept, Actions& actions) const {
    if (percept.kind == event_kind::start) {
        for (std::uint32_t i = 0; i < n_signals_; ++i) jump(state, percept, actions);
        return;
    }
    state.hear(percept);
    jump(state, percept, actions);
}

void Satellites::jump(PholdState& state, const Percept& percept, Actions& actions) const {
    Random& random = actions.random();
    const bool is_remote = remote_ >= 1.0 || random.uniform() < remote_;
    const AgentId receiver = is_remote ? neighbour(percept.self, random.below(4)) : percept.self;
    const Duration after{1 + static_cast<std::int64_t>(random.exponential() * ticks_per_unit)};
    state.n_remote += receiver != percept.self;
    actions.tell(receiver, {.kind = signal_kind, .after = after});
}

/// 0: before it, 1: behind it, 2, 3: in the planes beside it; round all planes where one is cut.
AgentId Satellites::neighbour(AgentId of, std::uint64_t which) const {
    const std::uint32_t n_each = (n_agents_ + Walker::n_planes - 1) / Walker::n_planes;
    const std::uint32_t steps[] = {1, n_agents_ - 1, n_each, n_agents_ - n_each};
    return {static_cast<std::uint32_t>((std::uint64_t{of.number} + steps[which]) % n_agents_)};
}

World Satellites::world(const Load& load) {
    World world = world_of<PholdState>(load, std::make_shared<const Satellites>(load), {"signal"});
    const Walker walker = Walker::of(load.agents);
    std::vector<std::shared_ptr<const Motion>> motions;
    for (std::uint32_t agent = 0; agent < load.agents; ++agent) {
        motions.push_back(std::make_shared<const CircularOrbit>(walker.orbit_of(agent)));
    }
    world.network = std::make_shared<const Network>(
        std::make_shared<const FlatMetric>(bench_resolution), std::move(motions), load.agents);
    world.preamble.scenario = "satellites";
    return world;
}

}  // namespace worldline
