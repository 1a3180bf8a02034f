// SPDX-License-Identifier: Apache-2.0
//
// Machines and the agents that are such: what neither says alone.
#include <algorithm>
#include <optional>
#include <set>

#include "agents/machine/check.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/families.hpp"
#include "scenarios/machine_reader.hpp"
#include "scenarios/machine_use.hpp"
#include "scenarios/neighbours.hpp"

namespace worldline {
namespace {

/// One agent that is a machine, and what its machine does with promises.
void check_promises(Draft& draft, const std::vector<NameId>& meant, AgentId agent,
                    const AgentTemplate& of) {
    const Spec& spec = draft.spec;
    const MachineUse& use = of.setup.machine;
    const MachineTable& table = spec.machines.all[use.machine];
    for (const Deed& act : table.acts) {
        const bool is_own = act.kind == DeedKind::keep || act.kind == DeedKind::withdraw;
        const bool is_made = act.promise.kind == WhichPromise::Kind::made;
        if ((act.kind != DeedKind::judge && !is_own) || is_made) continue;
        const bool is_written = act.promise.kind == WhichPromise::Kind::written;
        const std::uint32_t place =
            is_written ? act.promise.number : meant[act.promise.number].number;
        if (place >= spec.promises.size()) continue;
        const PromiseSpec& promise = spec.promises[place];
        const std::string& name = spec.agents[agent.number].name;
        const auto& scope = spec.groups[promise.promise.scope.number];
        if (is_own && promise.promise.promiser() != agent) {
            draft.desk.faults.add(
                {act.at.line, act.at.column},
                name + (act.kind == DeedKind::keep ? " keeps `" : " withdraws `") + promise.name +
                    "`, which is not its own promise; who makes it does that");
        } else if (!std::binary_search(scope.begin(), scope.end(), agent)) {
            draft.desk.faults.add({act.at.line, act.at.column},
                                  name + " judges `" + promise.name +
                                      "` and can never notice it: it is not in its scope");
        }
    }
}

/// The promises that its machine means; nothing after a fault.
std::optional<std::vector<NameId>> meant_by(Draft& draft, const MachinePromises& promises,
                                            AgentId agent, const AgentTemplate& of) {
    const Spec& spec = draft.spec;
    const MachineUse& use = of.setup.machine;
    if (!MachinePromises::names_family(of)) return use.promises;
    for (std::uint32_t i = 0; i < use.promises.size(); ++i) {
        if (promises.of(agent, i)) continue;
        const FamilySpec& family = spec.families[use.promises[i].number & ~family_bit];
        draft.desk.faults.add(of.place, spec.agents[agent.number].name + "." +
                                            spec.machines.all[use.machine].promises[i] + ": of `" +
                                            family.name +
                                            "` one promise is due that it makes itself and keeps, "
                                            "or one that is made to it");
        return std::nullopt;
    }
    return promises.all_of(agent);
}

/// What its promises will rest on, where the scenario writes that.
void check_grounds(Draft& draft, const std::vector<NameId>& meant, AgentId agent,
                   const AgentTemplate& of) {
    const Spec& spec = draft.spec;
    const MachineUse& use = of.setup.machine;
    for (const Offer& offer : spec.machines.all[use.machine].offers) {
        for (const OfferGround& ground : offer.grounds) {
            const bool is_written = ground.promise.kind == WhichPromise::Kind::written;
            if (!is_written && ground.promise.kind != WhichPromise::Kind::parameter) continue;
            const std::uint32_t place =
                is_written ? ground.promise.number : meant[ground.promise.number].number;
            if (place >= spec.promises.size()) continue;
            const PromiseSpec& onto = spec.promises[place];
            const std::string& name = spec.agents[agent.number].name;
            const auto& scope = spec.groups[onto.promise.scope.number];
            const Place at{ground.at.line, ground.at.column};
            if (onto.promise.is_schedule()) {
                draft.desk.faults.add(at, offer.name + ".builds_on: `" + onto.name +
                                              "` is a schedule; which of its occurrences `" +
                                              offer.name + "` rests on cannot be said");
            } else if (!std::binary_search(scope.begin(), scope.end(), agent)) {
                draft.desk.faults.add(at, name + " promises `" + offer.name + "` on `" + onto.name +
                                              "` and can never notice that: it is not in its "
                                              "scope");
            }
        }
    }
}

/// Children have no links of their own.
void check_offspring(Draft& draft, const std::string& name, const AgentTemplate& of) {
    const Spec& spec = draft.spec;
    const bool is_lost = spec.metric.kind == "graph" && !spec.links.empty() && !spec.default_delay;
    if (of.setup.machine.n_offspring == 0 || !is_lost) return;
    draft.desk.faults.add(of.place, name +
                                        ".offspring: children have no links, so nobody could "
                                        "hear them; `network: {delay: ...}` gives the way");
}

/// Whom an agent means, as far as it is known beforehand.
void add_meant(const Spec& spec, const Neighbours& neighbours, AgentId agent, const Whom& whom,
               std::vector<AgentId>& all) {
    switch (whom.kind) {
    case Whom::Kind::agent:
        return all.push_back(AgentId{whom.number});
    case Whom::Kind::parameter:
        return all.push_back(machine_agent(spec, agent, whom.number));
    case Whom::Kind::self:
        return all.push_back(agent);
    case Whom::Kind::group:
        all.insert(all.end(), spec.groups[whom.number].begin(), spec.groups[whom.number].end());
        return;
    case Whom::Kind::neighbours: {
        const auto found = neighbours.of(agent);
        all.insert(all.end(), found.begin(), found.end());
        return;
    }
    default:
        return;
    }
}

/// Groups of those to whom an agent will promise, and of those who will hear of it.
std::vector<Offered> offered_by(Spec& spec, const Neighbours& neighbours, AgentId agent) {
    const MachineUse& use = spec.templates[spec.agents[agent.number].of].setup.machine;
    const auto& offers = spec.machines.all[use.machine].offers;
    std::vector<Offered> made;
    made.reserve(offers.size());
    for (const Offer& offer : offers) {
        std::vector<AgentId> promisees;
        for (const Whom& whom : offer.to) add_meant(spec, neighbours, agent, whom, promisees);
        std::vector<AgentId> scope = promisees;
        scope.push_back(agent);
        for (const Whom& whom : offer.scope) add_meant(spec, neighbours, agent, whom, scope);
        made.push_back({spec.intern(std::move(promisees)), spec.intern(std::move(scope))});
    }
    return made;
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
    Spec& spec = draft.spec;
    if (draft.desk.faults.size() > 0) return;  // tables may have holes
    for (std::uint32_t i = 0; i < spec.machines.all.size(); ++i) {
        const MachineTable& table = spec.machines.all[i];
        const auto starts = starts_of(spec, i);
        for (const MachineFault& fault : faults_of(table, starts)) {
            draft.desk.faults.add({fault.at.line, fault.at.column}, fault.message);
        }
        for (const MachineFault& fault : faults_of_hearing(table, spec.machines)) {
            draft.desk.faults.add({fault.at.line, fault.at.column}, fault.message);
        }
        if (starts.empty()) draft.desk.warnings.push_back("no agent is a `" + table.name + "`");
    }
    const Neighbours neighbours(spec);
    const MachinePromises promises(spec);
    for (std::uint32_t i = 0; i < spec.agents.size(); ++i) {
        const std::uint32_t of = spec.agents[i].of;
        if (of == AgentSpec::no_template || !spec.templates[of].setup.machine.exists()) continue;
        if (spec.agents[i].parent != nobody) continue;
        check_offspring(draft, spec.agents[i].name, spec.templates[of]);
        const auto meant = meant_by(draft, promises, AgentId{i}, spec.templates[of]);
        if (!meant) continue;
        check_promises(draft, *meant, AgentId{i}, spec.templates[of]);
        check_grounds(draft, *meant, AgentId{i}, spec.templates[of]);
        const MachineUse& use = spec.templates[of].setup.machine;
        if (spec.machines.all[use.machine].offers.empty()) continue;
        spec.offered.resize(spec.agents.size());
        spec.offered[i] = offered_by(spec, neighbours, AgentId{i});
    }
}

}  // namespace worldline
