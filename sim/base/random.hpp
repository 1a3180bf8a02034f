// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/base/expects.hpp"
#include "sim/base/ids.hpp"

namespace worldline {

/// What a stream of chance is for. Streams of different purposes are independent.
enum class Purpose : std::uint32_t { behaviour, tie, channel, noise, scenario, shuffle, sample };

/// One block of Philox4x64-10: a pure function of key and counter. [Salmon2011]
///
/// NumPy counts up first: its `Philox(key, counter=c - 1)` starts with this block for c.
std::array<std::uint64_t, 4> philox(std::array<std::uint64_t, 2> key,
                                    std::array<std::uint64_t, 4> counter);

/// Chance for one agent at one event. The same draws whoever asks, in any order, on any thread.
///
/// Key (seed, purpose), counter (agent, event, block of four draws).
class Random {
    __extension__ using Product = unsigned __int128;

public:
    Random(std::uint64_t seed, Purpose purpose, AgentId agent, std::uint64_t event);

    /// The same seed and purpose, for another agent and event.
    void begin(AgentId agent, std::uint64_t event) {
        agent_ = agent.number;
        event_ = event;
        block_number_ = 0;
        next_ = block_.size();
    }

    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type{0}; }
    result_type operator()() {
        if (next_ == block_.size()) refill();
        return block_[next_++];
    }

    double uniform() {
        return static_cast<double>((*this)() >> 11) * 0x1p-53;
    }                      ///< [0, 1), 53 bits
    double exponential();  ///< mean 1, ziggurat
    double normal();       ///< mean 0, deviation 1, ziggurat

    /// 0 .. count − 1, without bias. The upper half of draw × count is nearly even; the few draws
    /// that make it uneven are those with a lower half under 2^64 mod count: they are thrown away.
    /// [Lemire2019]
    std::uint64_t below(std::uint64_t count) {
        expects(count > 0, "a choice needs at least one thing to choose from");
        const auto product = Product{(*this)()} * count;
        if (static_cast<std::uint64_t>(product) < count) [[unlikely]] {
            return below_again(product, count);
        }
        return static_cast<std::uint64_t>(product >> 64);
    }

private:
    void refill();
    std::uint64_t below_again(Product product, std::uint64_t count);

    std::array<std::uint64_t, 20> keys_;  ///< two for each round of Philox
    std::uint64_t agent_;
    std::uint64_t event_;
    std::uint64_t block_number_ = 0;
    std::array<std::uint64_t, 4> block_{};
    std::size_t next_ = 4;  ///< of the block
};

}  // namespace worldline
