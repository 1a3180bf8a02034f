// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/lookahead.hpp"

#include <algorithm>
#include <bit>

#include "sim/base/expects.hpp"

namespace worldline {

Duration lookahead_of(const World& world, const std::optional<Horizon>& horizon) {
    expects(world.network != nullptr, "a world has a network");
    return horizon ? horizon->usual() : world.network->least_delay();
}

InnerLoop loop_of(Duration lookahead) {
    return lookahead.ticks < 2 ? InnerLoop::by_time : InnerLoop::by_agent;
}

unsigned bin_width_log2(const World& world, Duration lookahead) {
    constexpr unsigned widest = 31;
    if (loop_of(lookahead) == InnerLoop::by_agent) {
        const auto least = static_cast<std::uint64_t>(lookahead.ticks);
        return std::min(widest, static_cast<unsigned>(std::bit_width(least) - 1));
    }
    // Without lookahead a bin is only a bucket of a queue: about a million for the run.
    constexpr int bins_log2 = 20;
    const auto ticks = static_cast<std::uint64_t>(std::max<std::int64_t>(world.until.ticks, 1));
    const int run = static_cast<int>(std::bit_width(ticks));
    return std::min(widest, static_cast<unsigned>(std::max(0, run - bins_log2)));
}

InnerLoop loop_of(const World& world) { return loop_of(lookahead_of(world, Horizon::of(world))); }

unsigned bin_width_log2(const World& world) {
    return bin_width_log2(world, lookahead_of(world, Horizon::of(world)));
}

}  // namespace worldline
