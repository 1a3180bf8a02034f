// SPDX-License-Identifier: Apache-2.0
#include "scenarios/machine_use.hpp"

#include <algorithm>

#include "scenarios/families.hpp"

namespace worldline {

std::optional<Relative> relative_of(std::string_view word) {
    if (word == "successor") return Relative::successor;
    if (word == "predecessor") return Relative::predecessor;
    return std::nullopt;
}

AgentId machine_agent(const Spec& spec, AgentId agent, std::uint32_t parameter) {
    // A child has the parameters of its parent.
    const AgentId parent = spec.agents[agent.number].parent;
    const AgentId self = parent == nobody ? agent : parent;
    const AgentTemplate& of = spec.templates[spec.agents[self.number].of];
    const Relative relative = of.relatives.empty() ? Relative::none : of.relatives[parameter];
    if (relative == Relative::none) return of.setup.machine.agents[parameter];
    const std::uint32_t step = relative == Relative::successor ? 1 : of.count - 1;
    return {of.first.number + (self.number - of.first.number + step) % of.count};
}

std::vector<AgentId> machine_agents(const Spec& spec, AgentId agent) {
    const std::size_t n = spec.templates[spec.agents[agent.number].of].setup.machine.agents.size();
    std::vector<AgentId> agents;
    agents.reserve(n);
    for (std::uint32_t i = 0; i < n; ++i) agents.push_back(machine_agent(spec, agent, i));
    return agents;
}

bool MachinePromises::names_family(const AgentTemplate& of) {
    const auto& promises = of.setup.machine.promises;
    return std::any_of(promises.begin(), promises.end(),
                       [](NameId name) { return (name.number & family_bit) != 0; });
}

MachinePromises::MachinePromises(const Spec& spec) : spec_(spec) {
    for (const AgentTemplate& of : spec.templates) {
        for (const NameId name : of.setup.machine.promises) {
            const std::uint32_t family = name.number & ~family_bit;
            if (family == name.number || made_to_.contains(family)) continue;
            std::vector<Made>& made = made_to_[family];
            const FamilySpec& all = spec.families[family];
            for (std::uint32_t i = all.first; i < all.first + all.count; ++i) {
                const GroupId promisees = spec.promises[i].promise.promisees;
                for (const AgentId to : spec.groups[promisees.number]) made.emplace_back(to, i);
            }
            std::sort(made.begin(), made.end());
        }
    }
}

bool MachinePromises::is_own(std::uint32_t machine, std::uint32_t parameter) const {
    const auto& acts = spec_.machines.all[machine].acts;
    return std::any_of(acts.begin(), acts.end(), [&](const Deed& act) {
        return (act.kind == DeedKind::keep || act.kind == DeedKind::withdraw) &&
               act.promise.kind == WhichPromise::Kind::parameter && act.promise.number == parameter;
    });
}

std::optional<NameId> MachinePromises::of(AgentId agent, std::uint32_t parameter) const {
    const AgentSpec& self = spec_.agents[agent.number];
    const MachineUse& use = spec_.templates[self.of].setup.machine;
    const NameId name = use.promises[parameter];
    const std::uint32_t family = name.number & ~family_bit;
    if (family == name.number) return name;
    const FamilySpec& all = spec_.families[family];
    if (is_own(use.machine, parameter)) {  // members of a group have numbers in a row
        const AgentId first = spec_.promises[all.first].promise.promiser();
        const std::uint32_t place = agent.number - first.number;
        if (agent < first || place >= all.count) return std::nullopt;
        return NameId{all.first + place};
    }
    const auto& made = made_to_.at(family);
    const auto at = std::lower_bound(made.begin(), made.end(), Made{agent, 0});
    if (at == made.end() || at->first != agent) return std::nullopt;
    if (at + 1 != made.end() && (at + 1)->first == agent) return std::nullopt;
    return NameId{at->second};
}

std::vector<NameId> MachinePromises::all_of(AgentId agent) const {
    const std::size_t n =
        spec_.templates[spec_.agents[agent.number].of].setup.machine.promises.size();
    std::vector<NameId> promises;
    promises.reserve(n);
    for (std::uint32_t i = 0; i < n; ++i) promises.push_back(*of(agent, i));
    return promises;
}

}  // namespace worldline
