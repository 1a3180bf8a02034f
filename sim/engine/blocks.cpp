// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/blocks.hpp"

#include <algorithm>
#include <bit>

#include "sim/base/expects.hpp"
#include "sim/engine/agent.hpp"

namespace worldline {

std::size_t block_size(std::size_t n_agents, std::size_t n_threads, bool is_shuffled) {
    constexpr std::size_t most = 1u << 16;
    const std::size_t n_blocks = is_shuffled ? 64 : n_threads > 1 ? 8 * n_threads : 1;
    return std::clamp(std::bit_ceil(n_agents / n_blocks + 1), std::size_t{1}, most);
}

std::optional<std::size_t> agents_a_block(const World& world, const RunOptions& options,
                                          InnerLoop loop, const Workers& workers) {
    if (loop == InnerLoop::by_time) return std::nullopt;
    if (options.block_agents) return options.block_agents;
    return block_size(world.n_agents(), static_cast<std::size_t>(workers.threads()),
                      options.schedule.shuffle.has_value());
}

RunOptions on_right_threads(RunOptions options, const World& world) {
    const bool stays = std::any_of(
        world.kinds.begin(), world.kinds.end(),
        [](const World::Kind& kind) { return kind.behaviour->stays_on_calling_thread(); });
    if (stays) options.schedule.threads = 1;
    return options;
}

bool rows_interleave(const World& world, const Running& running, InnerLoop loop) {
    return !running.hosts.empty() || loop == InnerLoop::by_time ||
           std::any_of(world.kinds.begin(), world.kinds.end(),
                       [](const World::Kind& kind) { return kind.behaviour->interleaves(); });
}

Blocks::Blocks(const Running& running, std::optional<std::size_t> asked) {
    const auto n_slots = static_cast<std::uint32_t>(running.lives.size());
    const std::size_t size = std::max<std::size_t>(1, asked.value_or(std::bit_ceil(n_slots)));
    if (running.hosts.empty() && std::has_single_bit(size)) {
        shift_ = static_cast<unsigned>(std::countr_zero(size));
        for (std::uint64_t first = 0; first < n_slots; first += size) {
            blocks_.emplace_back();
            blocks_.back().first = static_cast<std::uint32_t>(first);
            blocks_.back().count =
                static_cast<std::uint32_t>(std::min<std::uint64_t>(size, n_slots - first));
        }
    } else {
        of_slot_.resize(n_slots);
        for (std::uint32_t slot = 0; slot < n_slots; ++slot) {
            const bool begins_kernel = running.host_of(slot) == slot;
            if (blocks_.empty() || (begins_kernel && blocks_.back().count >= size)) {
                blocks_.emplace_back();
                blocks_.back().first = slot;
            }
            ++blocks_.back().count;
            of_slot_[slot] = static_cast<std::uint32_t>(blocks_.size() - 1);
        }
    }
    if (blocks_.empty()) blocks_.emplace_back();
}

Arrivals::Block Blocks::arrivals_of(std::size_t block, const Running& running,
                                    bool by_kernel) const {
    return {.number = block,
            .first = blocks_[block].first,
            .count = blocks_[block].count,
            .hosts = running.hosts,
            .by_kernel = by_kernel};
}

}  // namespace worldline
