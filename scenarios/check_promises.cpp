// SPDX-License-Identifier: Apache-2.0
//
// Whether promises fit together: statements about others, rings of conditions, conflicts, offers
// and acceptances. Most of it is odd rather than wrong, and so a warning.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "agents/rules/binding.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/families.hpp"

namespace worldline {
namespace {

/// The promises of a draft, by id.
class Written {
public:
    explicit Written(Draft& draft) : draft_(draft) {
        for (const PromiseSpec& promise : draft.spec.promises) {
            if (promise.promise.id.exists() && promise.notice.type.exists()) {
                by_id_.emplace(promise.promise.id, &promise);
            }
        }
    }
    const PromiseSpec* find(PromiseId id) const {
        const auto at = by_id_.find(id);
        return at == by_id_.end() ? nullptr : at->second;
    }
    const Body& body(const PromiseSpec& promise) const {
        return draft_.spec.bodies[promise.promise.body.number];
    }
    const std::vector<AgentId>& promisees(const PromiseSpec& promise) const {
        return draft_.spec.groups[promise.promise.promisees.number];
    }
    Noticed noticed(const PromiseSpec& promise) const {
        return {promise.promise.id, body(promise), promisees(promise), {}, {}};
    }
    const std::string& agent(AgentId id) const { return draft_.spec.agents[id.number].name; }
    const std::map<PromiseId, const PromiseSpec*>& all() const { return by_id_; }
    void warn(std::string text) const { draft_.desk.warnings.push_back(std::move(text)); }

private:
    Draft& draft_;
    std::map<PromiseId, const PromiseSpec*> by_id_;
};

void check_bodies(const Written& written) {
    for (const auto& [id, promise] : written.all()) {
        const Body& body = written.body(*promise);
        if (body.is_prediction(id.maker())) {
            written.warn(promise->name + " is a prediction: " + written.agent(id.maker()) +
                         " can promise for itself alone, and this is about " +
                         written.agent(body.subject) + "; it is recorded, and nobody judges it");
        }
        if (is_over_committed(body, written.promisees(*promise))) {
            written.warn(promise->name + " is over-committed: " + std::to_string(body.places) +
                         " places are promised to " +
                         std::to_string(written.promisees(*promise).size()) + " agents");
        }
    }
}

/// Promises that take nothing of what is meant for them: nothing in common with any offer.
void check_disjoint(const Written& written) {
    std::multimap<std::pair<TypeId, AgentId>, const PromiseSpec*> offers;
    for (const auto& [id, promise] : written.all()) {
        const Body& body = written.body(*promise);
        if (body.polarity == Polarity::give)
            offers.emplace(std::pair(body.type, id.maker()), promise);
    }
    for (const auto& [id, accept] : written.all()) {
        if (written.body(*accept).polarity != Polarity::accept) continue;
        const Noticed taker = written.noticed(*accept);
        std::string names;
        bool has_overlap = false;
        for (const AgentId giver : taker.promisees) {
            const auto [first, last] = offers.equal_range(std::pair(taker.body.type, giver));
            for (auto at = first; at != last; ++at) {
                const Noticed offer = written.noticed(*at->second);
                if (!is_match(offer, taker)) continue;
                names += (names.empty() ? "" : ", ") + at->second->name;
                has_overlap = has_overlap || !is_empty(flow(offer, taker));
            }
        }
        if (names.empty() || has_overlap) continue;
        written.warn(accept->name + " accepts nothing of what is offered (" + names +
                     "): they have no value in common, so nothing flows");
    }
}

/// Finds rings among conditions, each once.
class Rings {
public:
    Rings(const Draft& draft, const Written& written) : written_(written) {
        for (const BuildsOn& link : draft.spec.builds_on) {
            if (link.link == Link::condition) onto_[link.from].push_back(link.onto);
        }
    }

    void name_all() {
        for (const auto& [first, unused] : onto_) follow(first);
    }

private:
    /// From one promise on, without recursion: a chain may be long.
    void follow(PromiseId first) {
        if (!seen_.insert(first).second) return;
        std::vector<std::pair<PromiseId, std::size_t>> path{{first, 0}};
        while (!path.empty()) {
            auto& [promise, next] = path.back();
            const auto at = onto_.find(promise);
            if (at == onto_.end() || next == at->second.size()) {
                path.pop_back();
                continue;
            }
            const PromiseId onto = at->second[next++];
            const auto begin = std::find_if(path.begin(), path.end(),
                                            [&](const auto& step) { return step.first == onto; });
            if (begin != path.end()) {
                name_ring({begin, path.end()});
            } else if (seen_.insert(onto).second) {
                path.emplace_back(onto, 0);
            }
        }
    }

    void name_ring(const std::vector<std::pair<PromiseId, std::size_t>>& ring) const {
        constexpr std::size_t n_shown = 4;
        std::string names;
        for (std::size_t i = 0; i < ring.size() && i < n_shown; ++i)
            names += name(ring[i].first) + " -> ";
        if (ring.size() > n_shown) names += "... -> ";
        written_.warn("a ring of " + std::to_string(ring.size()) +
                      " conditions, in which nothing can begin by itself: " + names +
                      name(ring.front().first));
    }
    std::string name(PromiseId id) const {
        const PromiseSpec* promise = written_.find(id);
        return promise ? promise->name : "?";
    }

    const Written& written_;
    std::map<PromiseId, std::vector<PromiseId>> onto_;
    std::set<PromiseId> seen_;
};

void check_link(Draft& draft, const Written& written, const BuildsOn& link) {
    const PromiseSpec* from = written.find(link.from);
    const PromiseSpec* onto = written.find(link.onto);
    if (!from || !onto) return;
    const bool is_interior = link.link == Link::conflicts || link.link == Link::preferred;
    if (is_interior && link.from.maker() != link.onto.maker()) {
        draft.desk.faults.add(from->place, from->name + ".builds_on: `" + onto->name +
                                               "` is another agent's; an agent can be in "
                                               "conflict with itself alone");
    }
    const bool decides =
        link.link == Link::condition || link.link == Link::assumes || link.link == Link::unless;
    if (decides && onto->promise.is_schedule() && !from->promise.is_schedule()) {
        draft.desk.faults.add(from->place, from->name + ".builds_on: `" + onto->name +
                                               "` is a schedule; which of its occurrences `" +
                                               from->name + "` rests on cannot be said");
    }
    const auto is_reverse = [&](const BuildsOn& other) {
        return other.link == Link::preferred && other.from == link.onto && other.onto == link.from;
    };
    const auto& all = draft.spec.builds_on;
    if (link.link == Link::preferred && link.from < link.onto &&
        std::any_of(all.begin(), all.end(), is_reverse)) {
        draft.desk.faults.add(onto->place, onto->name + ".builds_on: `" + from->name +
                                               "` is preferred to it, and it to that");
    }
    if (link.link != Link::conflicts) return;
    const bool is_settled = std::any_of(
        draft.spec.builds_on.begin(), draft.spec.builds_on.end(), [&](const BuildsOn& other) {
            return other.link == Link::preferred &&
                   ((other.from == link.from && other.onto == link.onto) ||
                    (other.from == link.onto && other.onto == link.from));
        });
    if (!is_settled) {
        written.warn(from->name + " and " + onto->name + " of " + written.agent(link.from.maker()) +
                     " cannot both be kept, and neither is preferred");
    }
}

/// Whoever judges what rests on another promise needs a verdict of its own on that.
void check_judge(const Spec& spec, const Written& written, AgentId observer,
                 const std::vector<JudgesBy>& judges,
                 const std::multimap<PromiseId, PromiseId>& grounds) {
    const auto has_judge = [&](const PromiseSpec* promise) {
        const auto place = static_cast<std::uint32_t>(promise - spec.promises.data());
        const auto& scope = spec.groups[promise->promise.scope.number];
        return std::any_of(judges.begin(), judges.end(), [&](const JudgesBy& by) {
            if ((by.name.number & family_bit) == 0) return by.name.number == place;
            const FamilySpec& family = spec.families[by.name.number & ~family_bit];
            return place - family.first < family.count &&
                   std::binary_search(scope.begin(), scope.end(), observer);
        });
    };
    for (const JudgesBy& by : judges) {
        if (by.name.number >= spec.promises.size()) continue;
        const PromiseSpec& promise = spec.promises[by.name.number];
        const auto [first, last] = grounds.equal_range(promise.promise.id);
        for (auto at = first; at != last; ++at) {
            const PromiseSpec* onto = written.find(at->second);
            if (!onto || onto->promise.promiser() == observer || has_judge(onto)) continue;
            written.warn(written.agent(observer) + " judges " + promise.name + ", which rests on " +
                         onto->name + ", and does not judge that: it will stay undecided");
        }
    }
}

void check_judges(const Spec& spec, const Written& written) {
    std::multimap<PromiseId, PromiseId> grounds;
    for (const BuildsOn& link : spec.builds_on) {
        const bool decides = link.link == Link::condition || link.link == Link::unless;
        if (decides) grounds.emplace(link.from, link.onto);
    }
    for (std::uint32_t i = 0; i < spec.agents.size() && !grounds.empty(); ++i) {
        if (spec.agents[i].of == AgentSpec::no_template) continue;
        check_judge(spec, written, {i}, spec.templates[spec.agents[i].of].setup.judges, grounds);
    }
}

}  // namespace

void check_promises(Draft& draft) {
    const Written written(draft);
    check_bodies(written);
    check_disjoint(written);
    Rings(draft, written).name_all();
    for (const BuildsOn& link : draft.spec.builds_on) check_link(draft, written, link);
    check_judges(draft.spec, written);
}

}  // namespace worldline
