// SPDX-License-Identifier: Apache-2.0
#include "scenarios/rejudge_request.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "scenarios/families.hpp"

namespace worldline {
namespace {

constexpr const char* added_judge = "again";  ///< where the scenario has none
constexpr const char* copied = "_again";      ///< behind the name of a judge: its changed copy

void refuse(Draft& draft, const std::string& option, std::string message) {
    draft.desk.faults.add(Diagnostic{option, 0, 0, std::move(message), {}});
}

void refuse_unknown(Draft& draft, const char* option, const std::string& word,
                    std::vector<std::string> known, const std::string& what) {
    std::string hint = suggestion(word, known);
    if (hint.empty() && !known.empty()) {
        constexpr std::size_t named = 8;
        std::sort(known.begin(), known.end());
        hint = "; there is ";
        for (std::size_t i = 0; i < std::min(named, known.size()); ++i) {
            hint += (i == 0 ? "`" : ", `") + known[i] + "`";
        }
        if (known.size() > named) hint += " and " + std::to_string(known.size() - named) + " more";
    }
    refuse(draft, option, "there is no " + what + " `" + word + "`" + hint);
}

bool names_own_or_promiser(const JudgeRequest& request) {
    return request.clock && (*request.clock == "own" || *request.clock == "promiser");
}

/// A value of the request as it stands in the document; faults of it are shown there.
Node given(Draft& draft, const std::string& option, const std::string& value) {
    Node node = Node::scalar(value);
    node.place = draft.desk.faults.aside(option, value);
    return node;
}

void move_to(Node& node, Place place) {
    node.place = {place.line, node.place.column};
    for (Node& key : node.keys) move_to(key, place);
    for (Node& item : node.items) move_to(item, place);
}

/// An option that says nothing is a slip, and not the wish for a default.
void check_not_empty(Draft& draft, const JudgeRequest& request) {
    const auto check = [&](const char* option, const std::optional<std::string>& value) {
        if (value && value->find_first_not_of(" \t\n") == std::string::npos) {
            refuse(draft, option, "nothing is given; leave it out to have what the scenario says");
        }
    };
    check("judge", request.judge);
    check("rule", request.rule);
    check("time_of", request.time_of);
    check("against", request.against);
    check("tolerance", request.tolerance);
    check("patience", request.patience);
    check("clock", request.clock);
    check("trust", request.trust);
}

/// Silence must be borne for a time that somebody chose where outcomes may come long after.
void ask_for_patience(Draft& draft, Node& judge, const JudgeRequest& request) {
    if (!request.time_of || *request.time_of == "arrival" || request.patience) return;
    const Node* patience = judge.find("patience");
    const bool is_none = patience != nullptr && patience->text.starts_with("0 ");
    if (!is_none) return;
    for (std::size_t i = 0; i < judge.keys.size(); ++i) {
        if (judge.keys[i].text != "patience") continue;
        judge.keys.erase(judge.keys.begin() + static_cast<std::ptrdiff_t>(i));
        judge.items.erase(judge.items.begin() + static_cast<std::ptrdiff_t>(i));
        judge.place = draft.desk.faults.aside("time_of", *request.time_of);
        return;
    }
}

bool changes_judges(const JudgeRequest& request) {
    return request.rule || request.time_of || request.against || request.tolerance ||
           request.patience || names_own_or_promiser(request);
}

void change_judge(Draft& draft, Node& judge, const JudgeRequest& request) {
    const auto put = [&](const char* key, const std::optional<std::string>& value) {
        if (!value) return;
        judge.put(key, Node{});
        *judge.find(key) = given(draft, key, *value);
    };
    put("rule", request.rule);
    put("time_of", request.time_of);
    put("against", request.against);
    put("tolerance", request.tolerance);
    put("patience", request.patience);
    if (names_own_or_promiser(request)) put("clock", request.clock);
    ask_for_patience(draft, judge, request);
}

void change_trust(Draft& draft, const std::string& given) {
    Faults faults("trust", given);
    Node wanted = read_document(given, faults);
    faults.raise();
    const Place place = draft.desk.faults.aside("trust", given);
    move_to(wanted, place);
    if (wanted.is_scalar()) {
        Node map;
        map.kind = Node::Kind::map;
        map.place = wanted.place;
        map.put("rule", Node::scalar(wanted.text));
        wanted = std::move(map);
    }
    if (!wanted.is_map()) {
        return refuse(draft, "trust", "a rule is due here, or {rule: NAME, PARAMETER: value}");
    }
    const Node* old = section(draft, "trust");
    const Node* hearsay = old != nullptr && old->is_map() ? old->find("hearsay") : nullptr;
    if (hearsay != nullptr && wanted.find("hearsay") == nullptr) wanted.put("hearsay", *hearsay);
    draft.document.put("trust", Node{});
    *draft.document.find("trust") = std::move(wanted);
}

/// Promises of the scenario that are called so: places from first to last. None of a trace, which
/// is known when its rows are read.
struct Places {
    std::uint32_t first = 0, count = 0;
    bool has(std::uint32_t place) const { return place >= first && place < first + count; }
};

Places places_of(const Spec& spec, NameId name) {
    if ((name.number & family_bit) != 0) {
        const FamilySpec& family = spec.families[name.number & ~family_bit];
        const auto end = static_cast<std::uint32_t>(
            std::min<std::size_t>(spec.promises.size(), family.first + family.count));
        return {family.first, end - std::min(end, family.first)};  // fewer, after a fault
    }
    return {name.number, name.number < spec.promises.size() ? 1u : 0u};
}

/// What an agent is in the scope of, and not the promiser.
bool can_notice(const Spec& spec, AgentId agent, NameId name) {
    if (name.number >= spec.promises.size()) return true;
    const Promise& promise = spec.promises[name.number].promise;
    const auto& scope = spec.groups[promise.scope.number];
    return promise.promiser() != agent && std::binary_search(scope.begin(), scope.end(), agent);
}

/// Which judges are meant, and what is to be judged.
struct Asked {
    std::set<NameId> names = {};    ///< none: whatever an observer judges
    std::set<NameId> grounds = {};  ///< what those rest on: judged as ever, for conditions' sake
    std::optional<std::uint16_t> judge = {};             ///< for all of them
    std::map<std::uint16_t, std::uint16_t> copies = {};  ///< of judges that are changed
};

/// By which an observer judges what is called so, itself or as one of a family; null: by none.
const JudgesBy* own_judge(const Spec& spec, const std::vector<JudgesBy>& own, NameId name) {
    const auto at = std::find_if(own.begin(), own.end(), [&](const JudgesBy& by) {
        return by.name == name || places_of(spec, by.name).has(name.number);
    });
    return at == own.end() ? nullptr : &*at;
}

/// What an observer judges, and by what: what is asked for, else its own, else all that it can.
std::vector<JudgesBy> judges_of(const Draft& draft, const Asked& asked, AgentId observer,
                                const std::vector<JudgesBy>& own) {
    const Spec& spec = draft.spec;
    std::set<NameId> names = asked.names;
    const bool is_free = names.empty();
    for (const JudgesBy& by : own) {
        if (is_free) names.insert(by.name);
    }
    const std::size_t n_names = spec.promises.size() + spec.traces.size();
    for (std::uint32_t i = 0; is_free && own.empty() && i < n_names; ++i) {
        if (can_notice(spec, observer, NameId{i})) names.insert(NameId{i});
    }
    std::vector<JudgesBy> all;
    for (const NameId name : names) {
        const JudgesBy* by = own_judge(spec, own, name);
        if (!asked.judge && by == nullptr) continue;
        std::uint16_t judge = asked.judge ? *asked.judge : by->judge;
        const auto copy = asked.copies.find(judge);
        if (copy != asked.copies.end()) judge = copy->second;
        const Places places = places_of(spec, name);
        const bool is_single =
            places.count == 0 || !spec.promises[places.first].notice.is_schedule();
        const bool needs_schedule =
            judge < spec.judges.size() && spec.judges[judge].rule == JudgeRule::schedule;
        if (is_free && is_single && needs_schedule) continue;  // nothing that it could say
        all.push_back({name, judge});
    }
    if (all.empty()) return all;
    for (const NameId ground : asked.grounds) {
        const JudgesBy* by = own_judge(spec, own, ground);
        if (by != nullptr) all.push_back({ground, by->judge});
    }
    return all;
}

/// What those rest on that are asked for by name, and were not.
std::set<NameId> grounds_asked_for(const Spec& spec, const std::set<NameId>& names) {
    std::set<std::uint32_t> places;
    for (const NameId name : names) {
        const Places of = places_of(spec, name);
        for (std::uint32_t i = of.first; i < of.first + of.count; ++i) places.insert(i);
    }
    std::set<NameId> grounds;
    for (const std::uint32_t place : grounds_of(spec, places)) {
        if (!places.contains(place)) grounds.insert(NameId{place});
    }
    return grounds;
}

std::set<NameId> names_asked_for(Draft& draft, const JudgeRequest& request) {
    const Desk& desk = draft.desk;
    std::set<NameId> names;
    for (const std::string& word : request.promises) {
        if (const auto* promise = desk.promises.find(word)) {
            names.insert(NameId{*promise});
        } else if (const auto* family = desk.families.find(word)) {
            names.insert(NameId{family_bit | *family});
        } else if (const auto* trace = desk.traces.find(word)) {
            names.insert(NameId{static_cast<std::uint32_t>(desk.promises.size()) + *trace});
        } else {
            std::vector<std::string> known = desk.promises.all();
            for (const std::string& name : desk.families.all()) known.push_back(name);
            for (const std::string& name : desk.traces.all()) known.push_back(name);
            refuse_unknown(draft, "promise", word, known, "promise or trace");
        }
    }
    return names;
}

std::vector<AgentId> observers_asked_for(Draft& draft, const JudgeRequest& request) {
    const Spec& spec = draft.spec;
    std::set<AgentId> observers;
    for (const std::string& word : request.by) {
        if (const auto* agent = draft.desk.agents.find(word)) {
            observers.insert(*agent);
        } else if (const auto* group = draft.desk.groups.find(word)) {
            observers.insert(group->begin(), group->end());
        } else {
            refuse_unknown(draft, "by", word, draft.desk.agents.all(), "agent");
        }
    }
    for (std::uint32_t i = 0; request.by.empty() && i < spec.agents.size(); ++i) {
        const std::uint32_t of = spec.agents[i].of;
        if (of < spec.templates.size() && !spec.templates[of].setup.judges.empty()) {
            observers.insert(AgentId{i});
        }
    }
    if (observers.empty() && request.by.empty()) {
        refuse(draft, "by", "nobody judges in this scenario; say who, and by which `judge`");
    }
    return {observers.begin(), observers.end()};
}

std::optional<std::uint16_t> judge_asked_for(Draft& draft, const JudgeRequest& request) {
    const auto& judges = draft.desk.judges;
    if (!request.judge && !judges.find(added_judge)) return std::nullopt;
    if (!request.judge && !(request.rule && judges.size() == 1)) return std::nullopt;
    const std::string word = request.judge.value_or(added_judge);
    if (const auto* judge = judges.find(word)) return static_cast<std::uint16_t>(*judge);
    refuse_unknown(draft, "judge", word, judges.all(), "judge");
    return std::nullopt;
}

Asked asked_for(Draft& draft, const JudgeRequest& request) {
    Asked asked{.names = names_asked_for(draft, request)};
    asked.judge = judge_asked_for(draft, request);
    asked.grounds = grounds_asked_for(draft.spec, asked.names);
    if (!changes_judges(request)) return asked;
    const auto& judges = draft.desk.judges;
    for (const std::string& name : judges.all()) {
        const auto* copy = judges.find(name + copied);
        if (copy == nullptr) continue;
        asked.copies[static_cast<std::uint16_t>(*judges.find(name))] =
            static_cast<std::uint16_t>(*copy);
    }
    return asked;
}

std::optional<PartUse> clock_asked_for(Draft& draft, const JudgeRequest& request) {
    if (!gives_clock(request)) return std::nullopt;
    const AgentId* agent = draft.desk.agents.find(*request.clock);
    if (agent != nullptr) {
        const std::uint32_t of = draft.spec.agents[agent->number].of;
        if (of < draft.spec.templates.size()) return draft.spec.templates[of].clock;
    }
    Node node = given(draft, "clock", *request.clock);
    return read_clock(draft, node, {"clock"});
}

/// Light times and others' clocks are computed from motions: whoever needs them knows them.
void let_know(const Spec& spec, AgentTemplate& of) {
    std::set<AgentId> knows(of.setup.knows.begin(), of.setup.knows.end());
    for (const JudgesBy& by : of.setup.judges) {
        const Places places = places_of(spec, by.name);
        for (std::uint32_t i = places.first; i < places.first + places.count; ++i) {
            knows.insert(spec.promises[i].promise.promiser());
        }
    }
    of.setup.knows.assign(knows.begin(), knows.end());
}

}  // namespace

bool gives_clock(const JudgeRequest& request) {
    return request.clock && !names_own_or_promiser(request);
}

void change_rules(Draft& draft, const JudgeRequest& request) {
    if (!draft.document.is_map()) return;
    check_not_empty(draft, request);
    if (draft.desk.faults.size() > 0) return;
    Node* judges = section(draft, "judges");
    const bool has_none = judges == nullptr || judges->is_null() || judges->keys.empty();
    if (has_none && request.rule && !request.judge) {
        Node judge, map;
        judge.kind = map.kind = Node::Kind::map;
        change_judge(draft, judge, request);
        map.put(added_judge, judge);
        draft.document.put("judges", map);
    } else if (!has_none && judges->is_map() && changes_judges(request)) {
        const std::size_t n_judges = judges->keys.size();
        for (std::size_t i = 0; i < n_judges; ++i) {
            const std::string name = judges->keys[i].text;
            if (request.judge && name != *request.judge) continue;
            Node copy = judges->items[i];
            if (copy.is_map()) change_judge(draft, copy, request);
            judges->put(name + copied, Node{});
            *judges->find(name + copied) = std::move(copy);
        }
    }
    if (request.trust) change_trust(draft, *request.trust);
}

Observers change_observers(Draft& draft, const JudgeRequest& request) {
    Spec& spec = draft.spec;
    const std::size_t n_before = draft.desk.faults.size();
    const Asked asked = asked_for(draft, request);
    const std::vector<AgentId> observers = observers_asked_for(draft, request);
    const std::optional<PartUse> clock = clock_asked_for(draft, request);
    if (draft.desk.faults.size() > n_before) return {};
    std::map<std::uint32_t, std::uint32_t> changed;  // templates: what they become
    for (const AgentId observer : observers) {
        AgentSpec& agent = spec.agents[observer.number];
        if (agent.of >= spec.templates.size()) continue;  // it has a fault
        const auto at = changed.find(agent.of);
        const bool is_shared =
            at != changed.end() && !spec.templates[agent.of].setup.judges.empty();
        if (is_shared) {
            agent.of = at->second;
            continue;
        }
        AgentTemplate own = spec.templates[agent.of];
        own.setup.judges = judges_of(draft, asked, observer, own.setup.judges);
        if (own.setup.judges.empty()) {
            refuse(draft, "by",
                   "`" + agent.name + "` has nothing to judge so; `judge` and `promise` say what");
            continue;
        }
        if (clock) own.clock = *clock;
        let_know(spec, own);
        const auto place = static_cast<std::uint32_t>(spec.templates.size());
        changed.emplace(agent.of, place);
        agent.of = place;
        spec.templates.push_back(std::move(own));
    }
    Observers changed_ones{.agents = observers};
    for (const NameId name : asked.grounds) {
        changed_ones.left_out.insert(spec.promises[name.number].promise.id);
    }
    return changed_ones;
}

}  // namespace worldline
