// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/load.hpp"
#include "sim/engine/agent.hpp"
#include "sim/engine/world.hpp"
#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/graph.hpp"
#include "sim/spacetime/motions.hpp"

namespace worldline {

/// Some agents start at t = 0, evenly spread, without a list of a million plans.
class Starts final : public Source {
public:
    struct Who {
        std::uint32_t n_agents;
        std::uint32_t stride = 1;  ///< from the number of one to that of the next
    };
    explicit Starts(Who who) : who_(who) {}

    std::unique_ptr<Source> restarted() const override { return std::make_unique<Starts>(who_); }
    Time next() override { return n_started_ < who_.n_agents ? Time{0} : never; }
    Planned take() override {
        return {.time = Time{0},
                .receiver = AgentId{who_.stride * n_started_++},
                .kind = event_kind::start,
                .contents = {}};
    }

private:
    Who who_;
    std::uint32_t n_started_ = 0;
};

/// A world without space in which every signal takes the lookahead, all clocks are ideal and all
/// agents start.
///
/// @param kinds  names of the kinds of message, from the first on
template <class State>
World world_of(const Load& load, std::shared_ptr<const Behaviour> behaviour,
               const std::vector<std::string>& kinds) {
    World world;
    auto metric = std::make_shared<const GraphMetric>(std::vector<GraphMetric::Link>{},
                                                      units(load.lookahead), bench_resolution);
    const auto clock = std::make_shared<const OscillatorClock>(
        WorldLine(std::make_shared<const FixedMotion>(Vector3{}), metric, bench_resolution),
        OscillatorClock::Error{});
    const std::uint32_t kind = world.add_kind(std::move(behaviour));
    world.reserve(load.agents, kind);
    for (std::uint32_t agent = 0; agent < load.agents; ++agent) {
        world.add_agent(kind, State{}, clock);
    }
    world.network = std::make_shared<const Network>(
        metric, std::vector<std::shared_ptr<const Motion>>{}, load.agents);
    world.source = std::make_shared<const Starts>(Starts::Who{load.agents});
    world.seed = load.seed;
    world.resolution = bench_resolution;
    world.until = Time{0} + units(load.until);
    world.preamble.seed = load.seed;
    world.preamble.resolution = bench_resolution;
    world.preamble.until = world.until;
    world.preamble.message_kinds.assign(first_message_kind, "");
    for (const std::string& name : kinds) world.preamble.message_kinds.push_back(name);
    return world;
}

}  // namespace worldline
