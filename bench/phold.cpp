// SPDX-License-Identifier: Apache-2.0
#include "bench/phold.hpp"

#include <algorithm>

namespace worldline {
namespace {

constexpr std::uint16_t jump_kind = first_message_kind;

}  // namespace

Phold::Phold(const Load& load, Variant variant)
    : active_(variant.active),
      n_events_(load.events),
      remote_(load.remote),
      away_{units(load.lookahead), (1.0 - load.lookahead) * ticks_per_unit},
      home_(variant.stays_freely ? Delay{{}, ticks_per_unit} : away_) {}

[[gnu::always_inline]] inline void Phold::jump(PholdState& state, const Percept& percept,
                                               Actions& actions) const {
    Random& random = actions.random();
    const bool is_remote = remote_ >= 1.0 || random.uniform() < remote_;
    const Delay& delay = is_remote ? away_ : home_;
    AgentId receiver = percept.self;
    if (is_remote) {
        const auto drawn = static_cast<std::uint32_t>(random.below(active_.n_agents));
        receiver = AgentId{active_.stride * drawn};
    }
    Duration after{static_cast<std::int64_t>(random.exponential() * delay.mean_ticks)};
    if (receiver == percept.self) after = after + delay.least;
    state.n_remote += receiver != percept.self;
    actions.tell(receiver, {.kind = jump_kind, .after = after});
}

void Phold::begin(PholdState& state, const Percept& percept, Actions& actions) const {
    for (std::uint32_t i = 0; i < n_events_; ++i) jump(state, percept, actions);
}

void Phold::react(PholdState& state, const Percept& percept, Actions& actions) const {
    if (percept.kind == event_kind::start) [[unlikely]]
        return begin(state, percept, actions);
    state.hear(percept);
    jump(state, percept, actions);
}

World Phold::world(const Load& load, Variant variant) {
    World world =
        world_of<PholdState>(load, std::make_shared<const Phold>(load, variant), {"jump"});
    world.source = std::make_shared<const Starts>(variant.active);
    world.preamble.scenario = "phold";
    return world;
}

}  // namespace worldline
