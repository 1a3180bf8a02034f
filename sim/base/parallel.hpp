// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace worldline {

/// How the work of one window is spread over threads. The result never depends on it.
struct Schedule {
    int threads = 0;                       ///< 0: as many as the machine has
    std::optional<std::uint64_t> shuffle;  ///< a seed: one task at a time, in that seed's order
};

/// The threads of one run, made once. The one door to threads, and so to TBB, in the project.
///
/// A shuffled schedule finds at once, and repeatably, what threads reveal once in a blue moon.
class Workers {
public:
    explicit Workers(Schedule schedule);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// How many threads to cut the work for. As many as asked for under a shuffled schedule too,
    /// so that it runs the same tasks.
    int threads() const;

    /// Calls `body(i)` once for every i in [0, count) and returns when all have ended.
    ///
    /// The order is unspecified, so `body(i)` may write only what belongs to i. An exception
    /// in a body is thrown again here after all have stopped; of several, the one with the least
    /// i, under every schedule.
    ///
    /// @pre  No body calls it, and no two threads do so at once.
    void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

private:
    struct Pool;
    std::unique_ptr<Pool> pool_;
};

/// Threads that the machine runs at once; at least 1.
unsigned hardware_threads();

/// Processor time that the calling thread has taken [s].
double thread_seconds();

/// One helper thread with a bounded queue of tasks, for work that is not part of the world:
/// compressing and writing. Tasks run in the order in which they came.
class Background {
public:
    /// @param niceness  how far its thread stands back behind others where the machine is busy
    explicit Background(std::size_t tasks_max, int niceness = 0);
    ~Background();  ///< waits for what is queued; errors that nobody asked for are dropped
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Waits while the queue is full. Throws what an earlier task threw: after an error nothing
    /// more is run, and every later call throws it.
    void submit(std::function<void()> task);

    /// Waits until the queue is empty. Throws what a task threw.
    void finish();

    std::size_t n_waiting() const;  ///< tasks that have not begun

private:
    struct Queue;
    std::unique_ptr<Queue> queue_;
};

}  // namespace worldline
