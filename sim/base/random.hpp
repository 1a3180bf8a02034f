// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "sim/base/ids.hpp"

namespace worldline {

/// What a stream of chance is for. Streams of different purposes are independent.
enum class Purpose : std::uint32_t { behaviour, tie, channel, noise, scenario, shuffle };

/// One block of Philox4x64-10: a pure function of key and counter. [Salmon2011]
///
/// NumPy counts up first: its `Philox(key, counter=c - 1)` starts with this block for c.
std::array<std::uint64_t, 4> philox(std::array<std::uint64_t, 2> key,
                                    std::array<std::uint64_t, 4> counter);

/// Chance for one agent at one event. The same draws whoever asks, in any order, on any thread.
///
/// Key (seed, purpose), counter (agent, event, block of four draws).
class Random {
public:
    Random(std::uint64_t seed, Purpose purpose, AgentId agent, std::uint64_t event)
        : key_{seed, static_cast<std::uint64_t>(purpose)}, counter_{0, event, agent.number, 0} {}

    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type{0}; }
    result_type operator()() {
        if (left_ == 0) refill();
        return block_[4 - left_--];
    }

    double uniform();                         ///< [0, 1), 53 bits
    double exponential();                     ///< mean 1, ziggurat
    double normal();                          ///< mean 0, deviation 1, ziggurat
    std::uint64_t below(std::uint64_t count);  ///< 0 .. count − 1, without bias

private:
    void refill();

    std::array<std::uint64_t, 2> key_;
    std::array<std::uint64_t, 4> counter_;
    std::array<std::uint64_t, 4> block_{};
    unsigned left_ = 0;
};

}  // namespace worldline
