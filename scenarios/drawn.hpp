// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/faults.hpp"
#include "scenarios/spec.hpp"

namespace worldline {

/// Draws what agents draw for themselves. What is out of range becomes a fault that names the
/// agent and the value, one for each parameter.
class Drawing {
public:
    Drawing(const Spec& spec, Faults& faults) : spec_(spec), faults_(faults) {}

    /// Puts drawn values among the others; times in ticks, if there is no other place for them.
    /// @param family  what stands before the parameters' names: "clock."; nothing for a behaviour
    void add(std::map<std::string, double>& numbers, const std::vector<Draw>& draws,
             std::size_t agent, const std::string& family = {});

    /// A part as one agent has it.
    PartUse of_agent(const PartUse& use, std::size_t agent, const std::string& family);

    /// Has something that the part draws been refused, of this agent or another?
    bool has_refused(const PartUse& use) const;

private:
    std::optional<double> value(const Draw& draw, std::size_t agent, const std::string& family);

    const Spec& spec_;
    Faults& faults_;
    std::set<std::pair<int, int>> refused_;  ///< places of distributions
};

/// A number of an agent's behaviour, drawn or not; nothing if it has none.
std::optional<double> number_of(const Spec& spec, std::size_t agent, const std::string& name);

}  // namespace worldline
