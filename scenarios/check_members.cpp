// SPDX-License-Identifier: Apache-2.0
//
// Whether superagents are wholes of other agents: a ring of them could never begin.
#include <algorithm>
#include <string>
#include <vector>

#include "scenarios/draft.hpp"

namespace worldline {
namespace {

/// From wholes to their members. Most scenarios have few, and none inside another.
class Wholes {
public:
    explicit Wholes(const Spec& spec) : spec_(spec), is_seen_(spec.agents.size(), false) {}

    const std::vector<AgentId>& members(AgentId agent) const {
        static const std::vector<AgentId> none;
        const std::uint32_t of = spec_.agents[agent.number].of;
        return of == AgentSpec::no_template ? none : spec_.templates[of].members;
    }

    /// A way from `first` back to an agent on it; empty if there is none, or it was told before.
    /// Without recursion: a chain of wholes may be long.
    std::vector<AgentId> ring(AgentId first) {
        if (is_seen_[first.number]) return {};
        is_seen_[first.number] = true;
        std::vector<Step> path{{first, 0}};
        while (!path.empty()) {
            auto& [whole, next] = path.back();
            if (next == members(whole).size()) {
                path.pop_back();
                continue;
            }
            const AgentId part = members(whole)[next++];
            const auto begin = std::find_if(path.begin(), path.end(),
                                            [&](const Step& step) { return step.agent == part; });
            if (begin != path.end()) {
                std::vector<AgentId> found;
                for (auto at = begin; at != path.end(); ++at) found.push_back(at->agent);
                found.push_back(part);
                return found;
            }
            if (is_seen_[part.number]) continue;
            is_seen_[part.number] = true;
            path.push_back({part, 0});
        }
        return {};
    }

private:
    struct Step {
        AgentId agent;
        std::size_t next;  ///< among its members
    };

    const Spec& spec_;
    std::vector<bool> is_seen_;
};

}  // namespace

void check_members(Draft& draft) {
    const Spec& spec = draft.spec;
    const bool has_wholes =
        std::any_of(spec.templates.begin(), spec.templates.end(),
                    [](const AgentTemplate& of) { return !of.members.empty(); });
    if (!has_wholes) return;
    Wholes wholes(spec);
    for (std::uint32_t i = 0; i < spec.agents.size(); ++i) {
        const std::vector<AgentId> ring = wholes.ring({i});
        if (ring.empty()) continue;
        std::string names;
        for (const AgentId agent : ring) {
            names += (names.empty() ? "" : " -> ") + spec.agents[agent.number].name;
        }
        const AgentTemplate& of = spec.templates[spec.agents[ring.front().number].of];
        draft.desk.faults.add(of.place, spec.agents[ring.front().number].name +
                                            ".members: nobody is a part of itself: " + names);
    }
}

}  // namespace worldline
