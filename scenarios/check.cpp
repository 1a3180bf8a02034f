// SPDX-License-Identifier: Apache-2.0
//
// What no section can say alone: whether judges, promises and agents fit together.
#include <algorithm>
#include <set>

#include "agents/catalogue.hpp"
#include "scenarios/draft.hpp"

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

void check_keeping(Draft& draft, const AgentTemplate& of, const std::string& name) {
    const auto* behaviour = behaviours().find(of.behaviour);
    if (of.setup.keeps.empty() || !behaviour || behaviour->part.find("keeps")) return;
    draft.desk.faults.add(of.place, name + ".keeps: `" + of.behaviour +
                                        "` keeps no promises; `behaviour: steward` does");
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
    for (std::size_t i = 0; i < spec.agents.size(); ++i) {
        if (spec.agents[i].of == AgentSpec::no_template) continue;
        const AgentTemplate& of = spec.templates[spec.agents[i].of];
        check_keeping(draft, of, spec.agents[i].name);
        if (!of.motion && spec.metric.kind != "graph" && !spec.metric.kind.empty()) {
            draft.desk.faults.add(of.place, spec.agents[i].name + ".motion is missing: in space `" +
                                                spec.metric.kind + "` everybody is somewhere");
        }
        for (const JudgesBy& by : of.setup.judges) {
            const bool is_known =
                by.name.number < spec.promises.size() && by.judge < spec.judges.size();
            if (is_known) check_judging(draft, {static_cast<std::uint32_t>(i)}, of, by);
        }
    }
    if (spec.agents.empty() && draft.desk.faults.size() == 0) {
        draft.desk.faults.add(
            Diagnostic{draft.desk.faults.file(), 0, 0, "the scenario has no agents", {}});
    }
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
    read_judges(draft);
    read_trust(draft);
    read_kernels(draft);
    read_agents(draft);
    read_traces(draft);
    read_promises(draft);
    read_record(draft);
    read_engine(draft);
    read_expect(draft);
    check_together(draft);
    return std::move(draft.spec);
}

}  // namespace worldline
