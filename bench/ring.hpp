// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/worlds.hpp"

namespace worldline {

struct RingState {
    std::uint64_t n_heard = 0;
    Reading last;

    static constexpr auto fields(auto& self) { return std::tie(self.n_heard, self.last); }
};

/// Agents in a circle, each passing on at once whatever it hears: no chance, no memory to speak
/// of, so what is measured is the engine alone. Every window holds N · events events.
class Ring final : public BehaviourOf<Ring, RingState> {
public:
    explicit Ring(const Load& load) : n_agents_(load.agents), n_events_(load.events) {}

    void react(RingState& state, const Percept& percept, Actions& actions) const;

    static World world(const Load& load);

private:
    std::uint32_t n_agents_;
    std::uint32_t n_events_;
};

}  // namespace worldline
