// SPDX-License-Identifier: Apache-2.0
#include "bench/phold.hpp"

#include <algorithm>

namespace worldline {
namespace {

constexpr std::uint16_t jump_kind = first_message_kind;

}  // namespace

Phold::Phold(const Load& load)
    : n_agents_(load.agents),
      n_events_(load.events),
      remote_(load.remote),
      lookahead_(units(load.lookahead)),
      mean_ticks_((1.0 - load.lookahead) * static_cast<double>(ticks_per_unit)) {}

void Phold::react(PholdState& state, const Percept& percept, Actions& actions) const {
    if (percept.kind == event_kind::start) {
        for (std::uint32_t i = 0; i < n_events_; ++i) jump(state, percept, actions);
        return;
    }
    const auto now = static_cast<std::uint64_t>(percept.now.ticks);
    if (state.n_heard == 0) state.first = now;
    ++state.n_heard;
    state.longest = std::max(state.longest, now - state.last);
    state.last = now;
    state.from = percept.sender.number;
    state.odd ^= percept.sender.number & 1;
    state.sum = (state.sum + now) * 0x9E37'79B9'7F4A'7C15 ^ state.from;
    jump(state, percept, actions);
}

void Phold::jump(PholdState& state, const Percept& percept, Actions& actions) const {
    Random& random = actions.random();
    const bool is_remote = random.uniform() < remote_;
    const AgentId receiver =
        is_remote ? AgentId{static_cast<std::uint32_t>(random.below(n_agents_))} : percept.self;
    Duration after{static_cast<std::int64_t>(random.exponential() * mean_ticks_)};
    if (receiver == percept.self) after = after + lookahead_;
    state.n_remote += receiver != percept.self;
    actions.tell(receiver, {.kind = jump_kind, .after = after});
}

World Phold::world(const Load& load) {
    World world = world_of<PholdState>(load, std::make_shared<const Phold>(load));
    world.preamble.scenario = "phold";
    return world;
}

}  // namespace worldline
