// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include "sim/base/parallel_parts.hpp"

namespace worldline {
namespace {

/// TBB takes no more threads than the machine has cores, whatever an arena asks for, unless it
/// is told otherwise. Of several orders the smallest holds, so every run gives the same one, far
/// above need, and its arena sets the number.
std::size_t allowance(int threads) {
    return std::max<std::size_t>(256, static_cast<std::size_t>(threads));
}

}  // namespace

struct Workers::Pool {
    explicit Pool(Schedule the_schedule)
        : schedule(the_schedule), threads(detail::thread_count(the_schedule)) {
        if (schedule.shuffle || threads == 1) return;
        allowed.emplace(tbb::global_control::max_allowed_parallelism, allowance(threads));
        arena.emplace(threads);
        arena->initialize();
    }

    void spread(std::size_t count, const detail::Body& body) {
        detail::FirstFailure failure;
        arena->execute([&] {
            // The partitioner is kept: a block goes to the thread that had it in the last window
            // and has it in its cache, and from there only to one that has run out of work.
            tbb::parallel_for(
                tbb::blocked_range<std::size_t>(0, count),
                [&](const tbb::blocked_range<std::size_t>& range) {
                    for (std::size_t i = range.begin(); i != range.end(); ++i) {
                        failure.call(body, i);
                    }
                },
                partitioner);
        });
        failure.rethrow();
    }

    Schedule schedule;
    int threads;
    std::uint64_t n_calls = 0;
    std::atomic<bool> is_busy = false;
    std::optional<tbb::global_control> allowed;
    std::optional<tbb::task_arena> arena;
    tbb::affinity_partitioner partitioner;
};

Workers::Workers(Schedule schedule) : pool_(std::make_unique<Pool>(schedule)) {}
Workers::~Workers() = default;

int Workers::threads() const { return pool_->threads; }

void Workers::parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
    const detail::OneAtATime one(pool_->is_busy);
    if (pool_->schedule.shuffle) {
        detail::run_shuffled(*pool_->schedule.shuffle, pool_->n_calls++, count, body);
    } else if (count < 2 || !pool_->arena) {
        detail::run_in_order(count, body);
    } else {
        pool_->spread(count, body);
    }
}

}  // namespace worldline
