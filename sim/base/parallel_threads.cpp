// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <thread>
#include <vector>

#include "sim/base/parallel_parts.hpp"

namespace worldline {

/// The same as with TBB, in plain threads, every step of which the thread sanitizer can follow.
struct Workers::Pool {
    explicit Pool(Schedule the_schedule)
        : schedule(the_schedule), threads(detail::thread_count(the_schedule)) {
        if (schedule.shuffle) return;
        for (int i = 1; i < threads; ++i) helpers.emplace_back([this] { help(); });
    }

    ~Pool() {
        {
            const std::lock_guard lock(mutex);
            is_over = true;
        }
        work_came.notify_all();
        for (std::thread& helper : helpers) helper.join();
    }

    void spread(std::size_t the_count, const detail::Body& the_body) {
        detail::FirstFailure the_failure;
        {
            const std::lock_guard lock(mutex);
            count = the_count;
            body = &the_body;
            failure = &the_failure;
            next.store(0);
            n_helping = helpers.size();
            ++n_jobs;
        }
        work_came.notify_all();
        take_turns();
        std::unique_lock lock(mutex);
        work_ended.wait(lock, [this] { return n_helping == 0; });
        the_failure.rethrow();
    }

    void help() {
        std::uint64_t n_jobs_seen = 0;
        for (;;) {
            std::unique_lock lock(mutex);
            work_came.wait(lock, [&] { return is_over || n_jobs != n_jobs_seen; });
            if (is_over) return;
            n_jobs_seen = n_jobs;
            lock.unlock();
            take_turns();
            lock.lock();
            if (--n_helping == 0) work_ended.notify_one();
        }
    }

    void take_turns() {
        for (std::size_t i = next++; i < count; i = next++) failure->call(*body, i);
    }

    Schedule schedule;
    int threads;
    std::uint64_t n_calls = 0;
    std::atomic<bool> is_busy = false;

    std::mutex mutex;
    std::condition_variable work_came, work_ended;
    bool is_over = false;
    std::uint64_t n_jobs = 0;
    std::size_t n_helping = 0;
    std::size_t count = 0;
    const detail::Body* body = nullptr;
    detail::FirstFailure* failure = nullptr;
    std::atomic<std::size_t> next = 0;
    std::vector<std::thread> helpers;  // last: they use all of the above
};

Workers::Workers(Schedule schedule) : pool_(std::make_unique<Pool>(schedule)) {}
Workers::~Workers() = default;

int Workers::threads() const { return pool_->threads; }

void Workers::parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
    const detail::OneAtATime one(pool_->is_busy);
    if (pool_->schedule.shuffle) {
        detail::run_shuffled(*pool_->schedule.shuffle, pool_->n_calls++, count, body);
    } else if (count < 2 || pool_->helpers.empty()) {
        detail::run_in_order(count, body);
    } else {
        pool_->spread(count, body);
    }
}

}  // namespace worldline
