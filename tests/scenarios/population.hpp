// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/scenarios/coffee.hpp"

/// Many agents that do nothing, for tests of who they are and who is joined to whom.
namespace worldline::population {

/// Twelve agents with another `network:` and other keys; `further` stands at the left margin.
inline std::string text(const std::string& network, const std::string& keys = "",
                        const std::string& count = "12", const std::string& further = "") {
    return "format: worldline/1\nscenario: crowd\nseed: 7\n"
           "time: {resolution: 1 ms, until: 1 s}\n" +
           further + "network: " + network + "\nagents:\n  node: {count: " + count + keys + "}\n";
}

/// The scenario with one graph, `web`.
inline std::string with_graph(const std::string& graph, const std::string& count = "12") {
    return text("{graphs: {web: {delay: 5 ms, " + graph + "}}}", "", count);
}

/// Delays of links [ticks], by their ends, each link once.
inline std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> links_of(
    const Network& network, std::uint32_t n) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> links;
    for (std::uint32_t i = 0; i < n; ++i) {
        for (std::uint32_t j = i + 1; j < n; ++j) {
            const Time heard = network.arrival(AgentId{i}, AgentId{j}, Time{0}, 1, 0);
            if (heard != never) links[{i, j}] = heard.ticks;
        }
    }
    return links;
}

}  // namespace worldline::population
