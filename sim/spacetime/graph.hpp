// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sim/spacetime/metric.hpp"

namespace worldline {

/// A world without space: signals take as long as the link says. All ideal clocks agree, y = 0.
///
/// Where there is no link the default delay holds; without one (`no_arrival`) nothing arrives.
/// Among several links of one pair the first counts.
class GraphMetric final : public Metric {
public:
    /// A one-way connection. A link "between" two agents is two of these.
    struct Link {
        AgentId from;
        AgentId to;
        Duration delay;
    };

    /// Do signals go from link to link where there is no direct one?
    enum class Routing : unsigned char { direct, hops };

    /// @throws std::invalid_argument  a negative delay.
    /// @par Complexity  O(n log n) in links; a look-up is O(log degree). With `hops` the first
    ///                  signal of an agent over more than one link takes O(links log links).
    GraphMetric(std::vector<Link> links, Duration default_delay, Resolution resolution,
                Routing routing = Routing::direct);

    double rate(const Motion&, Twofold) const override { return 0.0; }
    Twofold offset(const Motion&, Twofold) const override { return {}; }
    bool is_steady(const Motion&) const override { return true; }
    void check(const Motion&) const override {}
    Duration delay(Endpoint from, Endpoint to, Time sent) const override;
    Duration least_delay(Endpoint from, Endpoint to) const override;
    Duration least_delay() const override { return least_; }
    std::optional<Duration> uniform_delay() const override;
    double travelled(Endpoint from, Endpoint to, Twofold received) const override;
    std::string describe() const override;

    /// The delay of one pair; an agent to itself: 0 unless a link says otherwise.
    Duration between(AgentId from, AgentId to) const;

private:
    /// Delays along the shortest paths from one agent; never_ticks where there is none.
    struct Paths {
        std::once_flag once;
        std::vector<Duration> delays;
    };
    std::optional<Duration> direct(AgentId from, AgentId to) const;
    Duration by_hops(AgentId from, AgentId to) const;
    std::vector<Duration> shortest_from(AgentId from) const;

    std::vector<Link> links_;          ///< by (from, to)
    std::vector<std::size_t> starts_;  ///< where each sender's links begin, and the end
    Duration default_delay_;
    Duration least_;
    Resolution resolution_;
    std::size_t n_linked_ = 0;        ///< agents up to the last that has a link
    std::unique_ptr<Paths[]> paths_;  ///< by sender, filled when first asked; null without hops
};

}  // namespace worldline
