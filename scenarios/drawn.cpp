// SPDX-License-Identifier: Apache-2.0
#include "scenarios/drawn.hpp"

#include <algorithm>
#include <stdexcept>

namespace worldline {

std::optional<double> Drawing::value(const Draw& draw, std::size_t agent,
                                     const std::string& family) {
    const std::string& whose = spec_.agents[agent].name;
    try {
        return draw.value(spec_.seed, whose, family + draw.row.name, spec_.resolution);
    } catch (const std::range_error& error) {
        if (refused_.emplace(draw.place.line, draw.place.column).second) {
            faults_.add(draw.place, family + draw.row.name + ": `" + whose + "` " + error.what());
        }
    }
    return std::nullopt;
}

void Drawing::add(std::map<std::string, double>& numbers, const std::vector<Draw>& draws,
                  std::size_t agent, const std::string& family) {
    for (const Draw& draw : draws) {
        if (const auto drawn = value(draw, agent, family)) numbers[draw.row.name] = *drawn;
    }
}

bool Drawing::has_refused(const PartUse& use) const {
    return std::any_of(use.draws.begin(), use.draws.end(), [&](const Draw& draw) {
        return refused_.contains({draw.place.line, draw.place.column});
    });
}

PartUse Drawing::of_agent(const PartUse& use, std::size_t agent, const std::string& family) {
    PartUse own = use;
    for (const Draw& draw : use.draws) {
        const auto drawn = value(draw, agent, family);
        if (!drawn) continue;
        if (draw.row.kind == ParameterKind::duration) {
            own.arguments.durations[draw.row.name] = {static_cast<std::int64_t>(*drawn)};
        } else {
            own.arguments.numbers[draw.row.name] = *drawn;
        }
        own.places[draw.row.name] = draw.place;
    }
    return own;
}

std::optional<double> number_of(const Spec& spec, std::size_t agent, const std::string& name) {
    if (agent >= spec.agents.size() || spec.agents[agent].of == AgentSpec::no_template) {
        return std::nullopt;
    }
    const AgentTemplate& of = spec.templates[spec.agents[agent].of];
    for (const Draw& draw : of.draws) {
        if (draw.row.name != name) continue;
        try {
            return draw.value(spec.seed, spec.agents[agent].name, name, spec.resolution);
        } catch (const std::range_error&) {
            return std::nullopt;  // told when the agent is made
        }
    }
    const auto at = of.setup.numbers.find(name);
    if (at == of.setup.numbers.end()) return std::nullopt;
    return at->second;
}

}  // namespace worldline
