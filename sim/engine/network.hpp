// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"
#include "sim/spacetime/metric.hpp"
#include "sim/spacetime/motion.hpp"

namespace worldline {

/// What a way adds to the delay of the metric, and takes.
struct Channel {
    Duration latency = {};  ///< added to every message; not negative
    double jitter = 0.0;    ///< mean of an exponential addition [ticks]
    double loss = 0.0;      ///< share of messages that never arrive, [0, 1]

    bool leaves_to_chance() const { return jitter > 0.0 || loss > 0.0; }
    friend bool operator==(const Channel&, const Channel&) = default;
};

/// A channel in one direction.
struct Way {
    AgentId from;
    AgentId to;
    Channel channel;
};

/// The channels of a world. Among several ways of one pair the first counts.
struct Channels {
    std::vector<Way> ways = {};
    Channel otherwise = {};  ///< of pairs that have no way of their own
};

/// Who is where, and how long a signal takes from one agent to another.
///
/// Arrivals are rounded up to a tick and bounds down, so nothing ever arrives before its horizon.
/// What a channel leaves to chance is drawn for each message by itself, so with jitter signals of
/// one sender may overtake each other.
class Network {
public:
    /// @param motions  by agent; empty in a world without space
    Network(std::shared_ptr<const Metric> metric,
            std::vector<std::shared_ptr<const Motion>> motions, std::size_t n_agents,
            Channels channels = {});

    /// When `to` hears what `from` sends at `sent`: at least one tick later; `never` if it does
    /// not arrive.
    ///
    /// @param seed      of the run
    /// @param sequence  the sender's own count of the message: chance is a function of
    ///                  (seed, sender, sequence), whoever asks and whenever
    /// @par Complexity  that of the metric, and O(log n) in ways
    Time arrival(AgentId from, AgentId to, Time sent, std::uint64_t seed,
                 std::uint32_t sequence) const {
        return arrival(endpoint(from), endpoint(to), sent, seed, sequence);
    }
    /// The same for ends that move otherwise than was known beforehand.
    Time arrival(Endpoint from, Endpoint to, Time sent, std::uint64_t seed,
                 std::uint32_t sequence) const;

    /// What the way does to one message, besides what space does.
    struct Passage {
        bool is_lost = false;
        Duration extra = {};  ///< latency and jitter
    };
    Passage passage(AgentId from, AgentId to, std::uint64_t seed, std::uint32_t sequence) const;

    /// May some agent change course as the run goes? The least delay is then that of light alone:
    /// where a signal meets its receiver is settled before it waits for anything else.
    bool has_pilots() const { return has_pilots_; }

    /// No signal between two agents ever takes less: the width of a window. At least one tick.
    Duration least_delay() const { return least_delay_; }

    /// What every channel adds at least; with pilots nothing, for the same reason.
    Duration least_latency() const;

    /// Does everybody have a place in space?
    bool has_places() const { return !motions_.empty(); }

    /// The delay if it is one for every pair of agents, motion and time and nothing is left to
    /// chance; none otherwise.
    std::optional<Duration> uniform_delay() const { return uniform_delay_; }

    const Channel& channel(AgentId from, AgentId to) const;

    const Metric& metric() const { return *metric_; }
    /// In a world without space everybody is at its origin.
    const Motion& motion(AgentId agent) const {
        return motions_.empty() ? *nowhere_ : *motions_[agent.number];
    }
    Endpoint endpoint(AgentId agent) const { return {agent, motion(agent)}; }

private:
    Duration least() const;
    std::optional<Duration> uniform() const;

    std::shared_ptr<const Metric> metric_;
    std::vector<std::shared_ptr<const Motion>> motions_;
    std::shared_ptr<const Motion> nowhere_;
    Channels channels_;  ///< ways by (from, to)
    bool has_pilots_ = false;
    Duration least_delay_;
    std::optional<Duration> uniform_delay_;
};

}  // namespace worldline
