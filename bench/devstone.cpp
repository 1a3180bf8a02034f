// SPDX-License-Identifier: Apache-2.0
#include "bench/devstone.hpp"

namespace worldline {
namespace {

constexpr std::uint16_t input_kind = first_message_kind;
constexpr std::uint16_t internal_kind = first_message_kind + 1;
constexpr GroupId atomics{0};
constexpr std::uint32_t chain_max = 127;

}  // namespace

DevStone::DevStone(const Load& load)
    : atomics_in_level_(load.width - 1),
      n_atomics_((load.depth - 1) * (load.width - 1) + 1),
      has_chains_(load.model != "LI"),
      has_outputs_(load.model == "HO") {
    if (has_chains_ && atomics_in_level_ > chain_max) {
        throw BadOption(
            "--width must be at most 128 for HI and HO: an instant has 255 rounds, and "
            "the k-th atomic of a chain needs 2 k of them");
    }
}

void DevStone::react(DevStoneState& state, const Percept& percept, Actions& actions) const {
    if (percept.kind == event_kind::start) {
        actions.tell(atomics, {.kind = input_kind});
    } else if (percept.kind == input_kind) {
        ++state.n_external;
        if (!state.is_active) actions.tell(percept.self, {.kind = internal_kind});
        state.is_active = true;
    } else {
        ++state.n_internal;
        state.is_active = false;
        output(percept.self, actions);
    }
}

void DevStone::output(AgentId from, Actions& actions) const {
    const AgentId outside{n_atomics_ + 1};
    const bool is_innermost = from.number == n_atomics_;
    const bool is_outermost = from.number <= atomics_in_level_;
    if (is_innermost || (has_outputs_ && is_outermost)) {
        actions.tell(outside, {.kind = input_kind});
    }
    if (has_chains_ && !is_innermost && from.number % atomics_in_level_ != 0) {
        actions.tell(AgentId{from.number + 1}, {.kind = input_kind});
    }
}

/// Agent 0 gives the input, and the last one is outside: it alone is not in the kernel of agent 0.
World DevStone::world(const Load& load) {
    const auto behaviour = std::make_shared<const DevStone>(load);
    Load whole = load;
    whole.agents = behaviour->n_atomics_ + 2;
    whole.until = load.lookahead;
    World world = world_of<DevStoneState>(whole, behaviour, {"input", "internal"});
    world.source = std::make_shared<const Starts>(Starts::Who{1});
    auto& group = world.groups.emplace_back();
    for (std::uint32_t atomic = 1; atomic <= behaviour->n_atomics_; ++atomic) {
        world.kernel[atomic] = 0;
        group.push_back(AgentId{atomic});
    }
    world.preamble.groups = world.groups;
    world.preamble.scenario = "devstone";
    return world;
}

}  // namespace worldline
