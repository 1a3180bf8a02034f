// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "sim/base/expects.hpp"
#include "sim/base/parallel.hpp"

namespace worldline {

/// After a task has failed the tasks behind it are dropped: what is written after a write that
/// failed stands in the wrong place. The error stays, and is thrown at every later call.
struct Background::Queue {
    explicit Queue(std::size_t the_tasks_max) : tasks_max(the_tasks_max) {
        expects(tasks_max > 0, "a queue has room for at least one task");
        thread = std::jthread([this] { work(); });
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

Background::Background(std::size_t tasks_max) : queue_(std::make_unique<Queue>(tasks_max)) {}
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

}  // namespace worldline
