// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"
#include "sim/spacetime/metric.hpp"
#include "sim/spacetime/motion.hpp"

namespace worldline {

/// Who is where, and how long a signal takes from one agent to another.
///
/// Arrivals are rounded up to a tick and bounds down, so nothing ever arrives before its horizon.
class Network {
public:
    /// @param motions  by agent; empty in a world without space
    Network(std::shared_ptr<const Metric> metric,
            std::vector<std::shared_ptr<const Motion>> motions, std::size_t n_agents);

    /// When `to` hears what `from` sends at `sent`: at least one tick later; `never` if it cannot.
    Time arrival(AgentId from, AgentId to, Time sent) const;

    /// No signal between two agents ever takes less: the width of a window. At least one tick.
    Duration least_delay() const { return least_delay_; }

    const Metric& metric() const { return *metric_; }
    /// In a world without space everybody is at its origin.
    const Motion& motion(AgentId agent) const {
        return motions_.empty() ? *nowhere_ : *motions_[agent.number];
    }
    Endpoint endpoint(AgentId agent) const { return {agent, motion(agent)}; }

private:
    Duration least() const;

    std::shared_ptr<const Metric> metric_;
    std::vector<std::shared_ptr<const Motion>> motions_;
    std::shared_ptr<const Motion> nowhere_;
    Duration least_delay_;
};

}  // namespace worldline
