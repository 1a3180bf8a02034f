// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/world.hpp"

#include <utility>

#include "sim/base/expects.hpp"
#include "sim/engine/agent.hpp"

namespace worldline {

std::uint32_t World::add_kind(std::shared_ptr<const Behaviour> behaviour) {
    expects(behaviour != nullptr, "a kind of agent has a behaviour");
    auto states = behaviour->states();
    kinds.push_back({std::move(behaviour), std::move(states)});
    return static_cast<std::uint32_t>(kinds.size() - 1);
}

void World::reserve(std::size_t n_agents, std::uint32_t of_kind) {
    expects(of_kind < kinds.size(), "the kind of an agent is known");
    kinds[of_kind].states->reserve(n_agents);
    kind.reserve(n_agents);
    index.reserve(n_agents);
    kernel.reserve(n_agents);
    clocks.reserve(n_agents);
}

AgentId World::add_agent(std::uint32_t of_kind, std::shared_ptr<const Clock> clock) {
    expects(of_kind < kinds.size(), "the kind of an agent is known");
    expects(kinds[of_kind].states->size() > 0, "the state of an agent comes before it");
    return add_columns(of_kind, kinds[of_kind].states->size() - 1, std::move(clock));
}

AgentId World::add_columns(std::uint32_t of_kind, std::size_t place,
                           std::shared_ptr<const Clock> clock) {
    expects(of_kind < kinds.size(), "the kind of an agent is known");
    expects(clock != nullptr, "an agent has a clock");
    const auto number = static_cast<std::uint32_t>(kind.size());
    kind.push_back(of_kind);
    index.push_back(static_cast<std::uint32_t>(place));
    kernel.push_back(number);
    clocks.push_back(std::move(clock));
    return {number};
}

void World::note_offspring(const Offspring& given) {
    offspring.push_back(given);
    if (preamble.agents.size() != given.first.number) return;  // a world without names
    for (std::uint32_t i = 0; i < given.count; ++i) {
        Preamble::Agent child = preamble.agents[given.parent.number];
        child.name += "." + std::to_string(i + 1);
        child.kernel = given.first.number + i;
        preamble.agents.push_back(std::move(child));
    }
}

}  // namespace worldline
