// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>
#include <thread>
#include <vector>

#include "sim/base/parallel_parts.hpp"
#include "sim/base/random.hpp"

namespace worldline::detail {

int thread_count(const Schedule& schedule) {
    expects(schedule.threads >= 0, "a number of threads is not negative");
    if (schedule.threads > 0) return schedule.threads;
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void run_in_order(std::size_t count, const Body& body) {
    for (std::size_t i = 0; i < count; ++i) body(i);
}

void run_shuffled(std::uint64_t seed, std::uint64_t call, std::size_t count, const Body& body) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random random(seed, Purpose::shuffle, nobody, call);
    for (std::size_t left = count; left > 1; --left) {
        std::swap(order[left - 1], order[random.below(left)]);
    }
    FirstFailure failure;
    for (const std::size_t i : order) failure.call(body, i);
    failure.rethrow();
}

}  // namespace worldline::detail
