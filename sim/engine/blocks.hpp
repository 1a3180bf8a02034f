// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/engine/arrivals.hpp"
#include "sim/engine/running.hpp"
#include "sim/engine/turns.hpp"

namespace worldline {

/// A range of slots that is served as one piece of work, with the states of its agents.
struct Block {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::optional<std::uint32_t> only_kind;       ///< of all its agents
    std::vector<std::unique_ptr<States>> states;  ///< by kind; null where it has no agent
    Batch batch;                                  ///< what its agents did in the open window
};

/// All agents, cut into blocks that never split a kernel.
class Blocks {
public:
    /// Moves the states of `world` into its blocks and lays down their places.
    /// @param size  agents in a block; all in one where there is no value
    Blocks(World& world, Running& running, std::optional<std::size_t> size);

    std::size_t size() const { return blocks_.size(); }
    Block& operator[](std::size_t block) { return blocks_[block]; }
    Turns::Blocks layout() const { return {shift_, of_slot_}; }
    Arrivals::Block arrivals_of(std::size_t block, const Running& running, bool by_kernel) const;
    States& states_of(std::uint32_t slot, const Running& running);
    std::size_t place_of(std::uint32_t slot, const Running& running) const;

private:
    void cut(const Running& running, std::size_t size);
    void move_states(World& world, Running& running);

    std::vector<Block> blocks_;
    unsigned shift_ = 0;
    std::vector<std::uint32_t> of_slot_;  ///< empty where blocks are a power of two of slots
};

/// How many agents a block best holds: few enough blocks that their chains stay in the cache,
/// several for each thread, so that one can help out another.
std::size_t block_size(std::size_t n_agents, std::size_t n_threads, bool is_shuffled);

}  // namespace worldline
