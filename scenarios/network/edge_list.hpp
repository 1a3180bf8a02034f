// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/draft.hpp"

namespace worldline {

/// One row of an edge list. What its file does not say is left open.
struct ListedEdge {
    AgentId one;
    AgentId other;
    std::optional<Duration> delay = {};
    std::optional<Duration> jitter = {};
    std::optional<double> loss = {};
};

/// Reads a table with the columns `from` and `to`, and maybe `delay`, `jitter` and `loss`. Other
/// columns are passed over, with a warning.
///
/// Faults bear the table's own lines; after the first few the rest are counted.
/// @param time_unit  of times that are numbers
std::vector<ListedEdge> read_edge_list(Draft& draft, const std::string& path,
                                       const std::string& time_unit);

}  // namespace worldline
