// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

/// Clocks that know nothing of time, only of what happened before what. Values: an agent has one
/// in its state, and sends a copy of it, its stamp, along with what it says.
///
/// All three count local events, sendings and receptions, and begin at nothing.
namespace worldline {

/// C(a) < C(b) wherever a happened before b. Loses: the converse. A smaller number may as well
/// belong to an event that has nothing to do with b. [Lamport1978]
struct LamportClock {
    std::uint64_t count = 0;

    constexpr LamportClock local() {
        ++count;
        return *this;
    }
    constexpr LamportClock send() { return local(); }
    constexpr LamportClock receive(LamportClock stamp) {
        count = std::max(count, stamp.count) + 1;
        return *this;
    }
    static constexpr auto fields(auto& self) { return std::tie(self.count); }
    friend constexpr auto operator<=>(LamportClock, LamportClock) = default;
};

/// How two events stand to one another.
enum class HappenedBefore : std::uint8_t { same, before, after, neither };

/// One count for each agent: a happened before b exactly if V(a) < V(b) in every entry, or equal
/// in some. Loses: size. A stamp grows with the number of agents. [Mattern1988, Fidge1988]
///
/// Entries beyond the end are 0, so clocks of different lengths can be compared.
struct VectorClock {
    std::vector<std::uint64_t> counts = {};
    std::size_t own = 0;  ///< which entry is this agent's

    VectorClock local() {
        if (counts.size() <= own) counts.resize(own + 1);
        ++counts[own];
        return *this;
    }
    VectorClock send() { return local(); }
    VectorClock receive(const VectorClock& stamp) {
        if (counts.size() < stamp.counts.size()) counts.resize(stamp.counts.size());
        for (std::size_t i = 0; i < stamp.counts.size(); ++i) {
            counts[i] = std::max(counts[i], stamp.counts[i]);
        }
        return local();
    }
};

/// How the event of stamp `a` stands to that of stamp `b`.
inline HappenedBefore order_of(const VectorClock& a, const VectorClock& b) {
    bool has_less = false;
    bool has_more = false;
    for (std::size_t i = 0; i < std::max(a.counts.size(), b.counts.size()); ++i) {
        const std::uint64_t one = i < a.counts.size() ? a.counts[i] : 0;
        const std::uint64_t other = i < b.counts.size() ? b.counts[i] : 0;
        has_less = has_less || one < other;
        has_more = has_more || one > other;
    }
    if (has_less) return has_more ? HappenedBefore::neither : HappenedBefore::before;
    return has_more ? HappenedBefore::after : HappenedBefore::same;
}

/// Physical time where it will do, and a count where it will not: (l, c), ordered as a pair.
///
/// It is never behind the agent's own clock, and ahead of it by no more than clocks differ.
/// Loses what Lamport's loses; and its closeness to time is as good as the worst clock among
/// those that talk. [Kulkarni2014]
struct HybridClock {
    std::int64_t latest = 0;  ///< l: the latest physical time that is known of [ticks]
    std::uint32_t count = 0;  ///< c: events since then

    /// @param physical  what one's own clock shows [ticks]
    constexpr HybridClock local(std::int64_t physical) {
        count = physical > latest ? 0 : count + 1;
        latest = std::max(latest, physical);
        return *this;
    }
    constexpr HybridClock send(std::int64_t physical) { return local(physical); }
    constexpr HybridClock receive(HybridClock stamp, std::int64_t physical) {
        const std::int64_t now = std::max({latest, stamp.latest, physical});
        if (now == latest && now == stamp.latest) {
            count = std::max(count, stamp.count) + 1;
        } else if (now == latest) {
            ++count;
        } else {
            count = now == stamp.latest ? stamp.count + 1 : 0;
        }
        latest = now;
        return *this;
    }
    static constexpr auto fields(auto& self) { return std::tie(self.latest, self.count); }
    friend constexpr auto operator<=>(HybridClock, HybridClock) = default;
};

}  // namespace worldline
