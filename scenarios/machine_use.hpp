// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/spec.hpp"

/// What agents give their machines, where one entry says it for all members of a group.
namespace worldline {

/// `successor` or `predecessor`; nothing for any other word.
std::optional<Relative> relative_of(std::string_view word);

/// Whom the machine of `agent` means by one of its parameters that are agents.
/// @pre the agent is a machine
AgentId machine_agent(const Spec& spec, AgentId agent, std::uint32_t parameter);

/// All of them, in the order of the machine's table.
std::vector<AgentId> machine_agents(const Spec& spec, AgentId agent);

/// Which promises machines mean by parameters that name a family: the agent's own one where the
/// machine keeps or withdraws it, else the one of the family that is made to the agent.
class MachinePromises {
public:
    /// @par Complexity  O(promises and promisees of the families that are named so)
    explicit MachinePromises(const Spec& spec);

    /// The promise that one parameter means; nothing where the family has none for this agent, or
    /// several. @pre the agent is a machine
    std::optional<NameId> of(AgentId agent, std::uint32_t parameter) const;
    /// All of them, in the order of the machine's table. @pre each is there
    std::vector<NameId> all_of(AgentId agent) const;
    static bool names_family(const AgentTemplate& of);

private:
    using Made = std::pair<AgentId, std::uint32_t>;  ///< promisee, place of the promise

    bool is_own(std::uint32_t machine, std::uint32_t parameter) const;

    const Spec& spec_;
    std::map<std::uint32_t, std::vector<Made>> made_to_;  ///< by family; ascending
};

}  // namespace worldline
