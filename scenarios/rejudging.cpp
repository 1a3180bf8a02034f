// SPDX-License-Identifier: Apache-2.0
#include "scenarios/rejudging.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "agents/catalogue.hpp"
#include "scenarios/families.hpp"
#include "scenarios/spec.hpp"

namespace worldline {
namespace {

constexpr std::uint64_t no_id = ~std::uint64_t{0};

/// Those of either list, ascending as they are.
std::vector<AgentId> both(const std::vector<AgentId>& some, const std::vector<AgentId>& others) {
    std::vector<AgentId> all;
    std::set_union(some.begin(), some.end(), others.begin(), others.end(), std::back_inserter(all));
    return all;
}

/// "bob and 2 others".
std::string text_of(const std::vector<AgentId>& agents, const Spec& spec) {
    std::string text = spec.agents[agents.front().number].name;
    if (agents.size() == 2) text += " and another one";
    if (agents.size() > 2) text += " and " + std::to_string(agents.size() - 1) + " others";
    return text;
}

/// Reactions of these agents to their own clocks, their start aside: packed ids, ascending.
std::vector<std::uint64_t> reactions_to_clocks(const EvidenceColumns& columns,
                                               const std::vector<bool>& listens) {
    const auto& rows = columns.transitions;
    std::vector<std::uint64_t> found;
    for (std::size_t i = 0; i < rows.agent.size(); ++i) {
        const std::uint32_t agent = rows.agent[i];
        if (rows.cause[i] != no_id || agent >= listens.size() || !listens[agent]) continue;
        if (rows.interior_time[i] == 1 && rows.time[i] == 0) continue;
        found.push_back(TransitionId{AgentId{agent}, rows.interior_time[i]}.packed);
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Who of the observers says what, by the record.
struct Speakers {
    std::vector<AgentId> any;       ///< says something other than verdicts
    std::vector<AgentId> verdicts;  ///< tells verdicts
    std::vector<AgentId> by_clock;  ///< says something by its own clock
};

Speakers speakers_of(const RecordedEvidence& evidence, const std::vector<bool>& listens) {
    const auto& messages = evidence.columns.messages;
    const auto by_clock = reactions_to_clocks(evidence.columns, listens);
    std::vector<std::uint8_t> says(listens.size(), 0);
    enum : std::uint8_t { any = 1, verdict = 2, clock = 4 };
    for (std::size_t i = 0; i < messages.sender.size(); ++i) {
        const std::uint32_t sender = messages.sender[i];
        if (sender >= listens.size() || !listens[sender]) continue;
        if (messages.kind[i] == message_kind::verdict) {
            says[sender] |= verdict;
            continue;
        }
        says[sender] |= any;
        const std::uint64_t in = TransitionId{AgentId{sender}, evidence.said_in[i]}.packed;
        if (std::binary_search(by_clock.begin(), by_clock.end(), in)) says[sender] |= clock;
    }
    Speakers speakers;
    for (std::uint32_t i = 0; i < says.size(); ++i) {
        if (says[i] & any) speakers.any.push_back(AgentId{i});
        if (says[i] & verdict) speakers.verdicts.push_back(AgentId{i});
        if (says[i] & clock) speakers.by_clock.push_back(AgentId{i});
    }
    return speakers;
}

bool leaves_to_chance(const Spec& spec) {
    return spec.channel.leaves_to_chance() ||
           std::any_of(spec.links.begin(), spec.links.end(),
                       [](const LinkSpec& link) { return link.channel.leaves_to_chance(); });
}

bool promises_anything(const Spec& spec, AgentId agent) {
    const std::string& name = spec.agents[agent.number].name;
    const bool is_of_trace =
        std::any_of(spec.traces.begin(), spec.traces.end(),
                    [&](const TraceSpec& trace) { return trace.promisers.contains(name); });
    return is_of_trace ||
           std::any_of(spec.promises.begin(), spec.promises.end(),
                       [&](const PromiseSpec& one) { return one.promise.promiser() == agent; });
}

/// Does it judge what rests on a promise of its own?
bool rests_on_own(AgentId agent, const FamilyMembers& families, const Grounds& grounds,
                  const Spec& spec) {
    if (spec.builds_on.empty()) return false;
    const auto judges = families.judges_of(agent);
    return std::any_of(judges.begin(), judges.end(), [&](const JudgesBy& by) {
        if (by.name.number >= spec.promises.size()) return false;
        const auto links = grounds.of(spec.promises[by.name.number].promise.id);
        return std::any_of(links.begin(), links.end(), [&](const BuildsOn& link) {
            return link.link == Link::condition && link.onto.maker() == agent;
        });
    });
}

}  // namespace

std::map<AgentId, std::optional<Conduct>> Rejudging::conducts(const Catalogue& catalogue) const {
    const Spec& spec = *scenario_.spec();
    const auto around = scenario_.surroundings();
    std::map<std::string, std::unique_ptr<BehaviourFactory>> factories;
    std::map<AgentId, std::optional<Conduct>> conducts;
    for (const AgentId observer : observers_) {
        const AgentTemplate& of = spec.templates[spec.agents[observer.number].of];
        auto& factory = factories[of.behaviour];
        if (!factory) factory = catalogue.behaviours.find(of.behaviour)->make(around);
        AgentSetup setup = of.setup;
        setup.id = observer;
        conducts.emplace(observer, factory->conduct(setup));
    }
    return conducts;
}

std::vector<std::string> Rejudging::reasons(const RecordedEvidence& evidence,
                                            const Hearing& hearing) const {
    const Spec& spec = *scenario_.spec();
    std::vector<std::string> reasons;
    const auto say_if = [&](std::vector<AgentId> who, const std::string& what) {
        if (!who.empty()) reasons.push_back(text_of(who, spec) + " " + what);
    };
    const auto those = [&](auto is_one) {
        std::vector<AgentId> who;
        std::copy_if(observers_.begin(), observers_.end(), std::back_inserter(who), is_one);
        return who;
    };
    const auto those_who = [&](bool Conduct::*acts_so) {
        return those([&](AgentId agent) {
            const std::optional<Conduct>& conduct = conducts_.at(agent);
            return conduct && (*conduct).*acts_so;
        });
    };
    const FamilyMembers families(spec);
    const auto around = scenario_.surroundings();
    if (!evidence.is_whole || hearing.n_lost > 0) {
        reasons.push_back(
            "(a) evidence is missing: the record does not hold every fact of its run");
    }
    say_if(
        those([&](AgentId agent) { return rests_on_own(agent, families, around->grounds, spec); }),
        "(a) judges what rests on a promise of its own, and its own acts are not heard");
    if (evidence.is_fork) {
        reasons.push_back("(a) the record is a fork: its past was run with other values");
    }
    std::vector<bool> listens(spec.agents.size(), false);
    std::vector<bool> hears_verdicts(spec.agents.size(), false);
    for (const AgentId observer : observers_) listens[observer.number] = true;
    for (const HeardAgain& heard : hearing.heard) {
        if (heard.kind == message_kind::verdict) hears_verdicts[heard.receiver.number] = true;
    }
    Speakers speakers = speakers_of(evidence, listens);
    say_if(those([&](AgentId agent) { return !conducts_.at(agent); }),
           "(b) may act on verdicts or trust: nothing is known of the behaviour");
    say_if(those_who(&Conduct::heeds_verdicts), "(b) acts on verdicts or trust");
    say_if(both(speakers.verdicts, those_who(&Conduct::tells_verdicts)),
           "(b) tells verdicts, and others may act on them");
    say_if(those([&](AgentId agent) { return hears_verdicts[agent.number]; }),
           "(b) hears verdicts of others, which other rules might change");
    say_if(both(speakers.by_clock, those_who(&Conduct::acts_by_clock)),
           "(c) acts by its own clock, and not only to judge");
    say_if(those_who(&Conduct::draws), "(c) draws chance, and the draws go by how often it acted");
    if (leaves_to_chance(spec)) {
        say_if(speakers.any,
               "(c) speaks over ways that leave something to chance, and the draws go by how often "
               "it has acted");
    }
    if (has_other_clock_) {
        say_if(those([&](AgentId agent) {
                   return promises_anything(spec, agent) ||
                          std::find(speakers.any.begin(), speakers.any.end(), agent) !=
                              speakers.any.end();
               }),
               "(d) promises or speaks by the clock that is changed");
    }
    return reasons;
}

std::vector<std::string> Rejudging::judge(const RecordedEvidence& evidence,
                                          const Rehearing::Found& found) const {
    const Spec& spec = *scenario_.spec();
    const auto around = scenario_.surroundings();
    std::vector<bool> listens(spec.agents.size(), false);
    for (const AgentId observer : observers_) listens[observer.number] = true;
    EvidenceColumns columns = evidence.columns;
    if (has_other_clock_) columns.readings = {};  // of the clocks that they carried
    if (evidence.said_in.size() != columns.messages.sender.size()) {
        throw HearingError("columns of messages have different lengths");
    }
    const Hearing hearing = hearing_of(columns, listens, *around);

    Observing observing(around);
    const RehearingPlan plan{around, spec.seed, spec.ordered_ties};
    const Rehearing::Found found_and_asked = [&](const Assessment& row, Time time) {
        if (!left_out_.contains(row.promise)) found(row, time);
    };
    const Rehearing::Found& told = left_out_.empty() ? found : found_and_asked;
    std::vector<std::unique_ptr<Rehearing>> observers;
    const FamilyMembers families(spec);
    std::vector<Rehearing*> by_agent(spec.agents.size(), nullptr);
    for (const AgentId observer : observers_) {
        AgentSetup setup = spec.templates[spec.agents[observer.number].of].setup;
        setup.id = observer;
        if (!spec.families.empty()) setup.judges = families.judges_of(observer);
        observers.push_back(
            std::make_unique<Rehearing>(observing, observing.add(setup), observer, plan, told));
        by_agent[observer.number] = observers.back().get();
    }
    rehear(hearing, by_agent, evidence.end);
    return reasons(evidence, hearing);
}

}  // namespace worldline
