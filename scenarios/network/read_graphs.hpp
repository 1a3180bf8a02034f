// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "scenarios/draft.hpp"

namespace worldline {

/// How a way that says nothing of its own behaves.
struct WayDefaults {
    Channel channel = {};
};

/// `network.graphs`: links among many agents at once, behind those that the draft has already.
void read_graphs(Draft& draft, Node& map, const WayDefaults& otherwise);

/// The kinds that a graph may have: generators, and `file`.
Family graph_family();

/// Notes that two agents have a link. False if they have one already.
bool join(Draft& draft, AgentId one, AgentId other);

}  // namespace worldline
