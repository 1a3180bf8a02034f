// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"
#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/graph.hpp"
#include "sim/spacetime/motions.hpp"

/// The smallest world in which something goes on: relays in a ring, for tests.
namespace worldline::relays {

struct RelayState {
    std::uint32_t n_heard = 0;
    Reading last;

    static constexpr auto fields(auto& self) { return std::tie(self.n_heard, self.last); }
};

/// Passes whatever it hears to the next in the ring. Those that get a start send first.
class Relay final : public BehaviourOf<Relay, RelayState> {
public:
    explicit Relay(std::uint32_t n_agents) : n_agents_(n_agents) {}

    void react(RelayState& state, const Percept& percept, Actions& actions) const {
        ++state.n_heard;
        state.last = percept.now;
        actions.tell(AgentId{(percept.self.number + 1) % n_agents_}, {.kind = first_message_kind});
    }

private:
    std::uint32_t n_agents_;
};

inline std::shared_ptr<const Metric> metric_of(Duration delay) {
    return std::make_shared<const GraphMetric>(std::vector<GraphMetric::Link>{}, delay,
                                               Resolution{});
}

inline std::shared_ptr<const Clock> clock_of(const std::shared_ptr<const Metric>& metric,
                                             OscillatorClock::Error error = {}) {
    return std::make_shared<const OscillatorClock>(
        WorldLine(std::make_shared<const FixedMotion>(Vector3{}), metric, Resolution{}), error);
}

/// A world of agents of one kind, without space: every signal between two takes `delay`.
template <class State>
World world_of(std::shared_ptr<const Behaviour> behaviour, std::uint32_t n_agents, Duration delay,
               OscillatorClock::Error error = {}) {
    World world;
    const auto metric = metric_of(delay);
    const auto clock = clock_of(metric, error);
    const std::uint32_t kind = world.add_kind(std::move(behaviour));
    for (std::uint32_t i = 0; i < n_agents; ++i) world.add_agent(kind, State{}, clock);
    world.network = std::make_shared<const Network>(
        metric, std::vector<std::shared_ptr<const Motion>>{}, n_agents);
    world.until = Time{100};
    return world;
}

inline Planned start_of(AgentId agent) {
    return {.time = Time{0}, .receiver = agent, .kind = event_kind::start, .contents = {}};
}

/// A ring in which the first `n_tokens` agents send at t = 0.
inline World ring(std::uint32_t n_agents, std::uint32_t n_tokens, Duration delay, Time until) {
    World world = world_of<RelayState>(std::make_shared<const Relay>(n_agents), n_agents, delay);
    for (std::uint32_t i = 0; i < n_tokens; ++i) world.plans.push_back(start_of(AgentId{i}));
    world.until = until;
    return world;
}

/// All facts of a run, and how it ended.
inline MemorySink facts_of(World world, const RunOptions& options = {}) {
    MemorySink memory;
    Sink* const sinks[] = {&memory};
    run(std::move(world), options, sinks);
    return memory;
}

}  // namespace worldline::relays
