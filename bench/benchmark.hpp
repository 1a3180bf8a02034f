// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "sim/engine/agent.hpp"
#include "sim/engine/world.hpp"
#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/graph.hpp"
#include "sim/spacetime/motions.hpp"

namespace worldline {

/// What all benchmarks are made of. Times are in units: one unit is a simulated second.
struct Load {
    std::uint32_t agents = 65'536;
    std::uint32_t events = 1;  ///< that each agent starts with
    double remote = 0.9;       ///< share of sends that go to another agent
    double lookahead = 0.1;    ///< shortest delay [units], in (0, 1)
    double until = 10.0;       ///< [units]
    std::uint64_t seed = 1;
};

inline constexpr std::int64_t ticks_per_unit = 1'000'000'000;
inline constexpr Resolution bench_resolution{};  // 1 ns

inline Duration units(double count) {
    return {static_cast<std::int64_t>(count * static_cast<double>(ticks_per_unit))};
}

/// Every agent starts at t = 0, without a list of a million plans.
class StartAll final : public Source {
public:
    explicit StartAll(std::uint32_t n_agents) : n_agents_(n_agents) {}

    std::unique_ptr<Source> restarted() const override {
        return std::make_unique<StartAll>(n_agents_);
    }
    Time next() override { return n_started_ < n_agents_ ? Time{0} : never; }
    Planned take() override {
        return {.time = Time{0},
                .receiver = AgentId{n_started_++},
                .kind = event_kind::start,
                .contents = {}};
    }

private:
    std::uint32_t n_agents_;
    std::uint32_t n_started_ = 0;
};

/// A world without space in which every signal takes the lookahead, and all clocks are ideal.
template <class State>
World world_of(const Load& load, std::shared_ptr<const Behaviour> behaviour) {
    World world;
    auto metric = std::make_shared<const GraphMetric>(std::vector<GraphMetric::Link>{},
                                                      units(load.lookahead), bench_resolution);
    const auto clock = std::make_shared<const OscillatorClock>(
        WorldLine(std::make_shared<const FixedMotion>(Vector3{}), metric, bench_resolution),
        OscillatorClock::Error{});
    const std::uint32_t kind = world.add_kind(std::move(behaviour));
    for (std::uint32_t agent = 0; agent < load.agents; ++agent) {
        world.add_agent(kind, State{}, clock);
    }
    world.network = std::make_shared<const Network>(
        metric, std::vector<std::shared_ptr<const Motion>>{}, load.agents);
    world.source = std::make_shared<const StartAll>(load.agents);
    world.seed = load.seed;
    world.resolution = bench_resolution;
    world.until = Time{0} + units(load.until);
    world.preamble.seed = load.seed;
    world.preamble.resolution = bench_resolution;
    world.preamble.until = world.until;
    return world;
}

}  // namespace worldline
