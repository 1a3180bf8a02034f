// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the kinds of `Workers` have in common. For the sources of this folder only.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>

#include "sim/base/expects.hpp"
#include "sim/base/parallel.hpp"

namespace worldline::detail {

using Body = std::function<void(std::size_t)>;

/// How many threads a schedule asks for, with 0 made into the machine's number.
int thread_count(const Schedule& schedule);

/// Calls `body(i)` for every i in [0, count) on this thread, in order.
void run_in_order(std::size_t count, const Body& body);

/// Calls `body(i)` for every i in [0, count) on this thread, in a random order that is another
/// for every `call` of a run.
void run_shuffled(std::uint64_t seed, std::uint64_t call, std::size_t count, const Body& body);

/// Keeps the exception of the least i, so that the error that a user sees is the same for any
/// number of threads and any order. Bodies after the least failed one need not be called.
class FirstFailure {
public:
    void call(const Body& body, std::size_t i) {
        if (i > at_.load(std::memory_order_relaxed)) return;
        try {
            body(i);
        } catch (...) {
            keep(i, std::current_exception());
        }
    }

    /// Throws what was kept, if anything. To be called when all have stopped.
    void rethrow() const {
        if (error_) std::rethrow_exception(error_);
    }

private:
    void keep(std::size_t i, std::exception_ptr error) {
        const std::lock_guard lock(mutex_);
        if (i >= at_.load(std::memory_order_relaxed)) return;
        at_.store(i, std::memory_order_relaxed);
        error_ = std::move(error);
    }

    std::atomic<std::size_t> at_ = std::numeric_limits<std::size_t>::max();
    std::mutex mutex_;
    std::exception_ptr error_;
};

/// Stops the program when the work of one `Workers` is begun before its last has ended: a body
/// that calls `parallel_for` would wait for itself.
class OneAtATime {
public:
    explicit OneAtATime(std::atomic<bool>& is_busy) : is_busy_(is_busy) {
        expects(!is_busy_.exchange(true), "parallel_for is not called from inside a parallel_for");
    }
    ~OneAtATime() { is_busy_.store(false); }
    OneAtATime(const OneAtATime&) = delete;
    OneAtATime& operator=(const OneAtATime&) = delete;

private:
    std::atomic<bool>& is_busy_;
};

}  // namespace worldline::detail
