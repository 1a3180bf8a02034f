// SPDX-License-Identifier: Apache-2.0
#include "scenarios/families.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "scenarios/draft.hpp"

namespace worldline {
namespace {

/// What a scenario writes out stays of a size that can be looked through.
constexpr std::size_t n_promises_max = 200'000;
constexpr std::size_t n_promisees_max = 10'000'000;

/// Whom a link joins to each agent: by any, or in one graph.
std::map<AgentId, std::vector<AgentId>> neighbours_of(
    const std::vector<std::pair<AgentId, AgentId>>& edges) {
    std::map<AgentId, std::vector<AgentId>> found;
    for (const auto& [one, other] : edges) {
        found[one].push_back(other);
        found[other].push_back(one);
    }
    for (auto& entry : found) std::sort(entry.second.begin(), entry.second.end());
    return found;
}

/// One family while it is written out.
class Expansion {
public:
    Expansion(Draft& draft, const Node& name, const Node& entry)
        : draft_(draft), desk_(draft.desk), name_(name), entry_(entry) {}

    void write_into(Node& promises, std::size_t& n_promisees) {
        const std::string& group = entry_.find("promiser")->text;
        members_ = desk_.groups.find(group);
        if (promises.items.size() + members_->size() > n_promises_max) {
            return desk_.fault(name_, name_.text + ": that makes more than " +
                                          std::to_string(n_promises_max) +
                                          " promises; a behaviour may make them in the run");
        }
        prepare();
        draft_.spec.families.push_back({name_.text,
                                        static_cast<std::uint32_t>(promises.items.size()),
                                        static_cast<std::uint32_t>(members_->size())});
        for (std::size_t i = 0; i < members_->size() && n_promisees < n_promisees_max; ++i) {
            Node one = entry_;
            const AgentId self = (*members_)[i];
            *one.find("promiser") = named(self, entry_.find("promiser")->place);
            if (is_word_) n_promisees += put_promisees(one, self, i);
            Node key = name_;
            key.text += "_" + std::to_string(i + 1);
            promises.keys.push_back(std::move(key));
            promises.items.push_back(std::move(one));
        }
        if (n_promisees >= n_promisees_max) {
            desk_.fault(name_, name_.text + ": that makes more than " +
                                   std::to_string(n_promisees_max) + " promisees");
        }
    }

private:
    Node named(AgentId agent, Place place) const {
        Node node = Node::scalar(draft_.spec.agents[agent.number].name);
        node.place = place;
        return node;
    }

    /// What the word in `promisees` stands for, if it is one.
    void prepare() {
        const Node* promisees = entry_.find("promisees");
        if (!promisees || !promisees->is_scalar()) return;
        word_ = promisees->text;
        if (desk_.agents.find(word_) || desk_.groups.find(word_)) return;
        is_word_ = word_ == "successor" || word_ == "others" || word_ == "neighbours";
        if (word_ == "neighbours") {
            std::vector<std::pair<AgentId, AgentId>> edges;
            for (const LinkSpec& link : draft_.spec.links) edges.emplace_back(link.one, link.other);
            neighbours_ = neighbours_of(edges);
        }
        for (const GraphSpec& graph : draft_.graphs) {
            if (is_word_ || graph.name != word_) continue;
            is_word_ = true;
            neighbours_ = neighbours_of(graph.edges);
        }
    }

    std::size_t put_promisees(Node& one, AgentId self, std::size_t i) const {
        const Place place = one.find("promisees")->place;
        std::vector<AgentId> found;
        if (word_ == "successor") {
            found = {(*members_)[(i + 1) % members_->size()]};
        } else if (word_ == "others") {
            found = *members_;
            std::erase(found, self);
        } else if (const auto at = neighbours_.find(self); at != neighbours_.end()) {
            found = at->second;
        }
        Node list{Node::Kind::list};
        list.place = place;
        for (const AgentId agent : found) list.items.push_back(named(agent, place));
        *one.find("promisees") = std::move(list);
        return found.size();
    }

    Draft& draft_;
    Desk& desk_;
    const Node& name_;
    const Node& entry_;
    const std::vector<AgentId>* members_ = nullptr;
    std::string word_;
    bool is_word_ = false;
    std::map<AgentId, std::vector<AgentId>> neighbours_;
};

/// Does a group promise here?
bool is_family(const Desk& desk, const Node& entry) {
    const Node* promiser = entry.is_map() ? entry.find("promiser") : nullptr;
    return promiser && promiser->is_scalar() && desk.groups.find(promiser->text) &&
           !desk.agents.find(promiser->text);
}

}  // namespace

void expand_promises(Draft& draft) {
    Node* written = section(draft, "promises");
    if (!written || !written->is_map()) return;
    const bool has_families =
        std::any_of(written->items.begin(), written->items.end(),
                    [&](const Node& entry) { return is_family(draft.desk, entry); });
    if (!has_families) return;
    Node all{Node::Kind::map};
    all.place = written->place;
    std::size_t n_promisees = 0;
    for (std::size_t i = 0; i < written->keys.size(); ++i) {
        const Node& name = written->keys[i];
        const Node& entry = written->items[i];
        if (!is_family(draft.desk, entry) || is_own_key(name.text)) {
            all.keys.push_back(name);
            all.items.push_back(entry);
            continue;
        }
        draft.desk.families.add(name.text, static_cast<std::uint32_t>(draft.spec.families.size()));
        Expansion(draft, name, entry).write_into(all, n_promisees);
    }
    for (std::size_t i = 0; i < all.keys.size(); ++i) {
        if (!draft.desk.families.find(all.keys[i].text)) continue;
        draft.desk.fault(all.keys[i],
                         "`" + all.keys[i].text + "` is the name of promises of a group already");
    }
    std::set<std::string_view> seen;
    for (const Node& key : all.keys) {
        if (seen.insert(key.text).second) continue;
        draft.desk.fault(key, "`" + key.text + "` is the name of two promises");
    }
    draft.expanded_promises = std::move(all);
}

std::map<std::uint32_t, std::uint32_t> rests_within(const Spec& spec, const FamilySpec& family,
                                                    const FamilySpec& onto) {
    const auto places = [&](const FamilySpec& of) {
        std::map<PromiseId, std::uint32_t> found;
        for (std::uint32_t place = of.first; place < of.first + of.count; ++place) {
            if (place < spec.promises.size()) found[spec.promises[place].promise.id] = place;
        }
        return found;
    };
    const auto own = places(family), others = places(onto);
    std::map<std::uint32_t, std::uint32_t> found;
    for (const BuildsOn& link : spec.builds_on) {
        const auto from = own.find(link.from), to = others.find(link.onto);
        if (from != own.end() && to != others.end()) found.emplace(from->second, to->second);
    }
    return found;
}

FamilyMembers::FamilyMembers(const Spec& spec) : spec_(spec), heard_(spec.families.size()) {
    for (std::size_t f = 0; f < spec.families.size(); ++f) {
        const FamilySpec& family = spec.families[f];
        for (std::uint32_t place = family.first; place < family.first + family.count; ++place) {
            if (place >= spec.promises.size()) break;  // after a fault
            const auto& scope = spec.groups[spec.promises[place].promise.scope.number];
            for (const AgentId member : scope) heard_[f].emplace_back(member, place);
        }
        std::sort(heard_[f].begin(), heard_[f].end());
    }
    for (const AgentTemplate& of : spec.templates) {
        for (const Keeps& keeps : of.setup.keeps) {
            if (!keeps.after || (keeps.after->number & keeps.name.number & family_bit) == 0)
                continue;
            const std::uint32_t own = keeps.name.number & ~family_bit;
            const std::uint32_t after = keeps.after->number & ~family_bit;
            for (const auto& [place, onto] :
                 rests_within(spec, spec.families[own], spec.families[after])) {
                after_[{place, after}] = onto;
            }
        }
    }
}

std::vector<JudgesBy> FamilyMembers::judges_of(AgentId agent) const {
    std::vector<JudgesBy> judges = spec_.templates[spec_.agents[agent.number].of].setup.judges;
    const auto is_of_family = [](const JudgesBy& by) { return (by.name.number & family_bit) != 0; };
    const auto families = std::stable_partition(
        judges.begin(), judges.end(), [&](const JudgesBy& by) { return !is_of_family(by); });
    const std::vector<JudgesBy> meant(families, judges.end());
    judges.erase(families, judges.end());
    std::set<std::uint32_t> named;
    for (const JudgesBy& one : judges) named.insert(one.name.number);
    for (const JudgesBy& by : meant) {
        const auto& heard = heard_[by.name.number & ~family_bit];
        for (auto at = std::lower_bound(heard.begin(), heard.end(), Member{agent, 0});
             at != heard.end() && at->first == agent; ++at) {
            const bool is_own = spec_.promises[at->second].promise.promiser() == agent;
            if (is_own || !named.insert(at->second).second) continue;
            judges.push_back({NameId{at->second}, by.judge});
        }
    }
    return judges;
}

std::vector<Keeps> FamilyMembers::keeps_of(AgentId agent) const {
    std::vector<Keeps> keeps;
    for (Keeps one : spec_.templates[spec_.agents[agent.number].of].setup.keeps) {
        if ((one.name.number & family_bit) == 0) {
            keeps.push_back(one);
            continue;
        }
        const auto& heard = heard_[one.name.number & ~family_bit];
        for (auto at = std::lower_bound(heard.begin(), heard.end(), Member{agent, 0});
             at != heard.end() && at->first == agent; ++at) {
            const Promise& promise = spec_.promises[at->second].promise;
            if (promise.promiser() != agent) continue;
            Keeps own = one;
            own.name = {at->second};
            own.promise = promise.id;
            if (one.after && (one.after->number & family_bit) != 0) {
                const auto after = after_.find({at->second, one.after->number & ~family_bit});
                own.after.reset();
                if (after != after_.end()) own.after = NameId{after->second};
            }
            keeps.push_back(own);
        }
    }
    return keeps;
}

}  // namespace worldline
