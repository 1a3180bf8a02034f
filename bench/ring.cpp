// SPDX-License-Identifier: Apache-2.0
#include "bench/ring.hpp"

namespace worldline {
namespace {

constexpr std::uint16_t pass_kind = first_message_kind;

}  // namespace

void Ring::react(RingState& state, const Percept& percept, Actions& actions) const {
    const bool is_start = percept.kind == event_kind::start;
    if (!is_start) {
        ++state.n_heard;
        state.last = percept.now;
    }
    const AgentId next{(percept.self.number + 1) % n_agents_};
    const std::uint32_t n_sent = is_start ? n_events_ : 1;
    for (std::uint32_t i = 0; i < n_sent; ++i) {
        actions.tell(next, {.kind = pass_kind});
    }
}

World Ring::world(const Load& load) {
    World world = world_of<RingState>(load, std::make_shared<const Ring>(load), {"pass"});
    world.preamble.scenario = "ring";
    return world;
}

}  // namespace worldline
