// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/engine/arrivals.hpp"
#include "sim/engine/options.hpp"
#include "sim/engine/running.hpp"
#include "sim/engine/turns.hpp"

namespace worldline {

/// A range of slots that is served as one piece of work.
struct Block {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    Batch batch;  ///< what its agents did in the open window
};

/// All agents, cut into blocks that never split a kernel.
class Blocks {
public:
    /// @param size  agents in a block; all in one where there is no value
    Blocks(const Running& running, std::optional<std::size_t> size);

    std::size_t size() const { return blocks_.size(); }
    Block& operator[](std::size_t block) { return blocks_[block]; }
    std::size_t of(std::uint32_t slot) const {
        return of_slot_.empty() ? slot >> shift_ : of_slot_[slot];
    }
    Turns::Blocks layout() const { return {shift_, of_slot_}; }
    Arrivals::Block arrivals_of(std::size_t block, const Running& running, bool by_kernel) const;

private:
    std::vector<Block> blocks_;
    unsigned shift_ = 0;
    std::vector<std::uint32_t> of_slot_;  ///< empty where blocks are a power of two of slots
};

/// How many agents a block best holds: few enough blocks that their chains stay in the cache,
/// several for each thread, so that one can help out another.
std::size_t block_size(std::size_t n_agents, std::size_t n_threads, bool is_shuffled);

/// The same for a run; none: all in one block.
std::optional<std::size_t> agents_a_block(const World& world, const RunOptions& options,
                                          InnerLoop loop, const Workers& workers);

/// Where a behaviour may be called on one thread alone, there is no other.
RunOptions on_right_threads(RunOptions options, const World& world);

/// Whether rows of several agents come mixed within a window, and must be put in order.
bool rows_interleave(const World& world, const Running& running, InnerLoop loop);

}  // namespace worldline
