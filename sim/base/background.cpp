// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "sim/base/expects.hpp"
#include "sim/base/parallel.hpp"

namespace worldline {

unsigned hardware_threads() { return std::max(1u, std::thread::hardware_concurrency()); }

double thread_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// After a task has failed the tasks behind it are dropped: what is written after a write that
/// failed stands in the wrong place. The error stays, and is thrown at every later call.
struct Background::Queue {
    Queue(std::size_t the_tasks_max, int niceness) : tasks_max(the_tasks_max) {
        expects(tasks_max > 0, "a queue has room for at least one task");
        thread = std::jthread([this, niceness] {
            // Of this thread alone, as Linux has it. Where it is refused, nobody stands back.
            if (niceness > 0) ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
            work();
        });
    }

    ~Queue() {
        {
            const std::lock_guard lock(mutex);
            is_over = true;
        }
        task_came.notify_one();
    }

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            task_came.wait(lock, [this] { return is_over || !tasks.empty(); });
            if (tasks.empty()) return;
            std::function<void()> task = std::move(tasks.front());
            tasks.pop_front();
            is_running = true;
            queue_moved.notify_all();
            lock.unlock();
            std::exception_ptr failed;
            try {
                task();
            } catch (...) {
                failed = std::current_exception();
            }
            task = nullptr;  // what it holds is let go before anybody is told that it has ended
            lock.lock();
            is_running = false;
            if (failed) {
                error = failed;
                tasks.clear();
            }
            queue_moved.notify_all();
        }
    }

    void rethrow() const {
        if (error) std::rethrow_exception(error);
    }

    const std::size_t tasks_max;
    std::mutex mutex;
    std::condition_variable task_came, queue_moved;
    std::deque<std::function<void()>> tasks;
    bool is_running = false;
    bool is_over = false;
    std::exception_ptr error;
    std::jthread thread;  // last: it uses all of the above, and is joined before they go
};

Background::Background(std::size_t tasks_max, int niceness)
    : queue_(std::make_unique<Queue>(tasks_max, niceness)) {}
Background::~Background() = default;

void Background::submit(std::function<void()> task) {
    Queue& queue = *queue_;
    {
        std::unique_lock lock(queue.mutex);
        queue.queue_moved.wait(lock,
                               [&] { return queue.error || queue.tasks.size() < queue.tasks_max; });
        queue.rethrow();
        queue.tasks.push_back(std::move(task));
    }
    queue.task_came.notify_one();
}

void Background::finish() {
    Queue& queue = *queue_;
    std::unique_lock lock(queue.mutex);
    queue.queue_moved.wait(lock, [&] { return queue.tasks.empty() && !queue.is_running; });
    queue.rethrow();
}

std::size_t Background::n_waiting() const {
    const std::lock_guard lock(queue_->mutex);
    return queue_->tasks.size();
}

}  // namespace worldline
