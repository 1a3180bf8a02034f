// SPDX-License-Identifier: Apache-2.0
//
// What no section can say alone: whether judges, promises and agents fit together.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "agents/behaviours/correspondent.hpp"
#include "agents/catalogue.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/drawn.hpp"
#include "scenarios/families.hpp"

namespace worldline {
namespace {

bool needs_ephemeris(const Judge& judge) {
    return judge.time_of == TimeOf::emission || judge.clock == JudgeClock::promiser;
}

/// Silence is a verdict at due + tolerance + patience, so that must be a time that can be counted.
void check_range(Draft& draft, const AgentTemplate& of, const JudgesBy& by,
                 const std::string& name) {
    const Judge& judge = draft.spec.judges[by.judge];
    const PromiseSpec& promise = draft.spec.promises[by.name.number];
    const Notice& notice = promise.notice;
    const Wide due = notice.is_schedule()       ? Wide{notice.period.ticks} * notice.occurrences
                     : notice.due == no_reading ? Wide{0}
                                                : Wide{notice.due.ticks};
    if (due + judge.tolerance.ticks + judge.patience.ticks <= ticks_max) return;
    draft.desk.faults.add(of.place, name + ": due + tolerance + patience of `" + promise.name +
                                        "`, judged by `" + judge.name +
                                        "`, is out of range at this resolution; a coarser "
                                        "`time.resolution` would do");
}

/// One observer and one rule of its own, on a promise that the scenario writes.
void check_judging(Draft& draft, AgentId observer, const AgentTemplate& of, const JudgesBy& by) {
    const Spec& spec = draft.spec;
    const std::string& name = spec.agents[observer.number].name;
    const Judge& judge = spec.judges[by.judge];
    const PromiseSpec& promise = spec.promises[by.name.number];
    if (!promise.promise.id.exists()) return;
    const AgentId promiser = promise.promise.promiser();
    const auto& knows = of.setup.knows;
    if (needs_ephemeris(judge) && !std::binary_search(knows.begin(), knows.end(), promiser)) {
        draft.desk.faults.add(of.place, name + ": to judge `" + promise.name + "` by `" +
                                            judge.name + "` it must know how `" +
                                            spec.agents[promiser.number].name +
                                            "` moves; add it to `knows`");
    }
    check_range(draft, of, by, name);
    if (judge.rule == JudgeRule::schedule && !promise.promise.is_schedule()) {
        draft.desk.faults.add(of.place, name + ": `" + judge.name + "` judges schedules, and `" +
                                            promise.name + "` has none");
    }
    const auto& scope = spec.groups[promise.promise.scope.number];
    if (!std::binary_search(scope.begin(), scope.end(), observer)) {
        draft.desk.warnings.push_back(name + " judges " + promise.name +
                                      " and never hears of it: it is not in its scope");
    }
}

/// What an agent is told to do it can do.
void check_doing(Draft& draft, const AgentTemplate& of, const std::string& name) {
    const auto* behaviour = draft.catalogue.behaviours.find(of.behaviour);
    if (!behaviour) return;
    const auto refuse = [&](const char* key, bool is_given, const char* words) {
        if (!is_given || behaviour->part.find(key)) return;
        draft.desk.faults.add(of.place,
                              name + "." + key + ": `" + of.behaviour + "` " + std::string(words));
    };
    refuse("keeps", !of.setup.keeps.empty(), "keeps no promises; `behaviour: steward` does");
    const bool withdraws =  // as written, and not what a preferred promise makes it do
        std::any_of(of.setup.withdraws.begin(), of.setup.withdraws.end(),
                    [](const Withdraws& row) { return row.name.exists(); });
    refuse("withdraws", withdraws, "takes no promises back; `behaviour: steward` does");
    refuse("imposes", !of.setup.imposes.empty(), "imposes nothing; `behaviour: imposer` does");
}

/// Whose clock an agent keeps its own to; nobody if it keeps to none.
AgentId server_of(const Spec& spec, AgentId agent) {
    if (agent.number >= spec.agents.size()) return nobody;
    const std::uint32_t of = spec.agents[agent.number].of;
    if (of == AgentSpec::no_template || spec.templates[of].behaviour != "disciplined") {
        return nobody;
    }
    const auto at = spec.templates[of].setup.numbers.find("server");
    if (at == spec.templates[of].setup.numbers.end()) return nobody;
    return {static_cast<std::uint32_t>(at->second)};
}

/// A discipline that chases itself goes nowhere. The ring is told once, by its first agent.
void check_ring(Draft& draft, AgentId first, const AgentTemplate& of) {
    const Spec& spec = draft.spec;
    std::vector<AgentId> ring{first};
    for (AgentId next = server_of(spec, first); next != nobody; next = server_of(spec, next)) {
        if (next < first || ring.size() > spec.agents.size()) return;
        if (next != first) {
            if (std::find(ring.begin(), ring.end(), next) != ring.end()) return;
            ring.push_back(next);
            continue;
        }
        std::string names;
        for (const AgentId agent : ring) names += spec.agents[agent.number].name + " -> ";
        names += spec.agents[first.number].name;
        draft.desk.faults.add(of.place, spec.agents[first.number].name +
                                            ".server: a discipline that chases itself: " + names);
        return;
    }
}

/// Whoever follows a clock follows one that answers, at polls that come one after the other.
void check_discipline(Draft& draft, AgentId agent, const AgentTemplate& of) {
    const Spec& spec = draft.spec;
    const AgentId server = server_of(spec, agent);
    if (server == nobody) return;
    const std::string& name = spec.agents[agent.number].name;
    const auto poll = number_of(spec, agent.number, "poll");
    if (poll && !(*poll > 0.0)) {
        draft.desk.faults.add(of.place, name + ".poll must be longer than 0 s");
    }
    const std::uint32_t at = spec.agents[server.number].of;
    if (at == AgentSpec::no_template) return;
    const std::string& behaviour = spec.templates[at].behaviour;
    if (behaviour != "disciplined" && behaviour != "time_server") {
        draft.desk.faults.add(of.place, name + ".server: `" + spec.agents[server.number].name +
                                            "` tells nobody the time; `behaviour: time_server` "
                                            "does");
    }
    check_ring(draft, agent, of);
}

/// A stamp has so many counts, and a word is for those who can read it.
void check_correspondents(Draft& draft) {
    const Spec& spec = draft.spec;
    std::size_t n_correspondents = 0;
    const auto behaviour_of = [&](const AgentSpec& agent) {
        return agent.of == AgentSpec::no_template ? "" : spec.templates[agent.of].behaviour;
    };
    for (const AgentSpec& agent : spec.agents) {
        if (behaviour_of(agent) != "correspondent") continue;
        const AgentTemplate& of = spec.templates[agent.of];
        if (++n_correspondents == LogicalStamp::n_counts + 1) {
            draft.desk.faults.add(of.place, agent.name + ": there are at most " +
                                                std::to_string(LogicalStamp::n_counts) +
                                                " correspondents");
        }
        const auto says = of.setup.rows.find("says");
        if (says == of.setup.rows.end()) continue;
        for (const Arguments& row : says->second) {
            if (!row.has_number("to")) continue;
            const auto to = static_cast<std::size_t>(row.number("to"));
            if (to >= spec.agents.size() || behaviour_of(spec.agents[to]) == "correspondent") {
                continue;
            }
            draft.desk.faults.add(
                of.place, agent.name + ".says: `" + spec.agents[to].name + "` is no correspondent");
        }
    }
}

void warn_of_unused_parameters(Draft& draft) {
    for (const std::string& name : draft.desk.parameters.all()) {
        if (draft.desk.used.contains(name)) continue;
        draft.desk.warnings.push_back("parameter `" + name + "` is used nowhere");
    }
}

/// What agents' clocks show is compared where it is written down.
void check_readings(Draft& draft) {
    const Spec& spec = draft.spec;
    for (const MeasureSpec& measure : spec.measures) {
        if (measure.measure != "worst_offset") continue;
        for (const AgentId agent : measure.by) {
            const bool is_kept =
                agent.number < spec.records_reading.size() && spec.records_reading[agent.number];
            if (is_kept) continue;
            draft.desk.faults.add({measure.line, 1},
                                  "worst_offset: readings of `" + spec.agents[agent.number].name +
                                      "` are not recorded; `record: {readings: ...}` does that");
        }
    }
}

}  // namespace

void check_together(Draft& draft) {
    const Spec& spec = draft.spec;
    check_readings(draft);
    const FamilyMembers families(spec);
    for (std::size_t i = 0; i < spec.agents.size(); ++i) {
        if (spec.agents[i].of == AgentSpec::no_template) continue;
        const AgentTemplate& of = spec.templates[spec.agents[i].of];
        check_doing(draft, of, spec.agents[i].name);
        check_discipline(draft, {static_cast<std::uint32_t>(i)}, of);
        if (!of.motion && spec.metric.kind != "graph" && !spec.metric.kind.empty()) {
            draft.desk.faults.add(of.place, spec.agents[i].name + ".motion is missing: in space `" +
                                                spec.metric.kind + "` everybody is somewhere");
        }
        const AgentId self{static_cast<std::uint32_t>(i)};
        for (const JudgesBy& by : families.judges_of(self)) {
            const bool is_known =
                by.name.number < spec.promises.size() && by.judge < spec.judges.size();
            if (is_known) check_judging(draft, self, of, by);
        }
    }
    if (spec.agents.empty() && draft.desk.faults.size() == 0) {
        draft.desk.faults.add(
            Diagnostic{draft.desk.faults.file(), 0, 0, "the scenario has no agents", {}});
    }
    check_correspondents(draft);
    check_members(draft);
    check_promises(draft);
    check_machines(draft);
    warn_of_unused_parameters(draft);
}

Spec read_spec(Draft& draft) {
    read_top(draft);
    read_parameters(draft);
    read_time(draft);
    read_names(draft);
    read_types(draft);
    survey_traces(draft);
    read_space(draft);
    read_network(draft);
    read_promise_names(draft);
    read_judges(draft);
    read_trust(draft);
    read_kernels(draft);
    read_machines(draft);
    read_agents(draft);
    read_traces(draft);
    read_promises(draft);
    read_record(draft);
    read_engine(draft);
    read_expect(draft);
    if (draft.before_check) draft.before_check(draft);
    check_together(draft);
    return std::move(draft.spec);
}

}  // namespace worldline
