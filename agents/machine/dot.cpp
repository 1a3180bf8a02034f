// SPDX-License-Identifier: Apache-2.0
#include "agents/machine/dot.hpp"

#include <fmt/format.h>

namespace worldline {
namespace {

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return result + '"';
}

}  // namespace

std::string dot_of(const MachineTable& machine, std::span<const std::uint32_t> starts) {
    std::string dot = fmt::format("digraph {} {{\n", quoted(machine.name));
    dot += "  rankdir=LR;\n  node [shape=box, style=rounded];\n";
    for (const std::uint32_t start : starts) {
        const std::string from = quoted(fmt::format("start {}", machine.states[start].name));
        dot += fmt::format("  {} [shape=point];\n  {} -> {};\n", from, from,
                           quoted(machine.states[start].name));
    }
    for (const StateRow& state : machine.states) {
        dot += fmt::format("  {};\n", quoted(state.name));
        for (const auto* list : {&state.hears, &state.timed, &state.free}) {
            for (const std::uint32_t place : *list) {
                const TransitionRow& row = machine.transitions[place];
                const StateRow& to = row.to == stays ? state : machine.states[row.to];
                dot +=
                    fmt::format("  {} -> {} [label={}{}];\n", quoted(state.name), quoted(to.name),
                                quoted(row.label), row.to == stays ? ", style=dashed" : "");
            }
        }
    }
    return dot + "}\n";
}

}  // namespace worldline
