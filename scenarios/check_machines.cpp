// SPDX-License-Identifier: Apache-2.0
//
// Machines and the agents that are such: what neither says alone.
#include <algorithm>
#include <set>

#include "agents/machine/check.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/machine_reader.hpp"

namespace worldline {
namespace {

/// One agent that is a machine, and what its machine does with promises.
void check_promises(Draft& draft, AgentId agent, const AgentTemplate& of) {
    const Spec& spec = draft.spec;
    const MachineUse& use = of.setup.machine;
    const MachineTable& table = spec.machines.all[use.machine];
    for (const Deed& act : table.acts) {
        if (act.kind != DeedKind::judge && act.kind != DeedKind::keep) continue;
        const bool is_written = act.promise.kind == WhichPromise::Kind::written;
        const std::uint32_t place =
            is_written ? act.promise.number : use.promises[act.promise.number].number;
        if (place >= spec.promises.size()) continue;
        const PromiseSpec& promise = spec.promises[place];
        const std::string& name = spec.agents[agent.number].name;
        const auto& scope = spec.groups[promise.promise.scope.number];
        if (act.kind == DeedKind::keep && promise.promise.promiser() != agent) {
            draft.desk.faults.add({act.at.line, act.at.column},
                                  name + " keeps `" + promise.name +
                                      "`, which is not its own promise; who makes it keeps it");
        } else if (!std::binary_search(scope.begin(), scope.end(), agent)) {
            draft.desk.faults.add({act.at.line, act.at.column},
                                  name + " judges `" + promise.name +
                                      "` and can never notice it: it is not in its scope");
        }
    }
}

}  // namespace

std::vector<std::uint32_t> starts_of(const Spec& spec, std::uint32_t machine) {
    std::set<std::uint32_t> starts;
    for (const AgentTemplate& of : spec.templates) {
        if (of.setup.machine.machine == machine) starts.insert(of.setup.machine.start);
    }
    return {starts.begin(), starts.end()};
}

void check_machines(Draft& draft) {
    const Spec& spec = draft.spec;
    if (draft.desk.faults.size() > 0) return;  // tables may have holes
    for (std::uint32_t i = 0; i < spec.machines.all.size(); ++i) {
        const MachineTable& table = spec.machines.all[i];
        const auto starts = starts_of(spec, i);
        for (const MachineFault& fault : faults_of(table, starts)) {
            draft.desk.faults.add({fault.at.line, fault.at.column}, fault.message);
        }
        if (starts.empty()) draft.desk.warnings.push_back("no agent is a `" + table.name + "`");
    }
    for (std::uint32_t i = 0; i < spec.agents.size(); ++i) {
        const std::uint32_t of = spec.agents[i].of;
        if (of == AgentSpec::no_template || !spec.templates[of].setup.machine.exists()) continue;
        check_promises(draft, AgentId{i}, spec.templates[of]);
    }
}

}  // namespace worldline
