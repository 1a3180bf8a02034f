// SPDX-License-Identifier: Apache-2.0
//
// Goal: work is spread over as many threads as asked for, and its result cannot tell.
// Method: tasks that wait until they have met each other prove the threads; a task list per call
// proves the shuffle; exceptions are thrown where several tasks throw.
#include "sim/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

const std::vector<Schedule> schedules = {
    {.threads = 0, .shuffle = {}}, {.threads = 1, .shuffle = {}}, {.threads = 2, .shuffle = {}},
    {.threads = 4, .shuffle = {}}, {.threads = 4, .shuffle = 9},
};

/// How many threads are at work at once, at most: no task ends before `n_expected` have met, or
/// 10 s. Different threads may take a place one after the other, so places are counted, not ids.
std::size_t n_threads_at_once(Workers& workers, std::size_t n_expected) {
    std::atomic<std::size_t> n_now = 0;
    std::atomic<std::size_t> n_most = 0;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    workers.parallel_for(64, [&](std::size_t) {
        const std::size_t now = ++n_now;
        std::size_t most = n_most;
        while (most < now && !n_most.compare_exchange_weak(most, now)) {
        }
        while (n_most < n_expected && std::chrono::steady_clock::now() < give_up) {
            std::this_thread::yield();
        }
        --n_now;
    });
    return n_most;
}

/// The order in which the tasks of a shuffled schedule run.
std::vector<std::size_t> order_of(Workers& workers, std::size_t count) {
    std::vector<std::size_t> order;  // no lock: one task at a time
    workers.parallel_for(count, [&](std::size_t i) { order.push_back(i); });
    return order;
}

}  // namespace

TEST_CASE("Every task runs exactly once, under every schedule", "[base]") {
    for (const Schedule& schedule : schedules) {
        Workers workers(schedule);
        for (const std::size_t count : {0, 1, 2, 3, 1000}) {
            std::vector<std::atomic<int>> n_runs(count);
            workers.parallel_for(count, [&](std::size_t i) { ++n_runs[i]; });
            CHECK(std::all_of(n_runs.begin(), n_runs.end(), [](const auto& n) { return n == 1; }));
        }
    }
}

TEST_CASE("Many short windows in a row all end", "[base]") {
    for (const Schedule& schedule : schedules) {
        Workers workers(schedule);
        std::vector<std::uint64_t> sums(7);
        for (std::uint64_t window = 0; window < 2000; ++window) {
            workers.parallel_for(sums.size(), [&](std::size_t i) { sums[i] += window; });
        }
        CHECK(sums == std::vector<std::uint64_t>(7, 1999 * 2000 / 2));
    }
}

TEST_CASE("As many threads work as were asked for, also more than there are cores", "[base]") {
    for (const int n : {1, 2, 4}) {
        Workers workers({.threads = n, .shuffle = {}});
        CHECK(workers.threads() == n);
        for (int window = 0; window < 3; ++window) {
            CHECK(n_threads_at_once(workers, static_cast<std::size_t>(n)) ==
                  static_cast<std::size_t>(n));
        }
    }
}

TEST_CASE("Two runs in one process do not take threads from each other", "[base]") {
    Workers two({.threads = 2, .shuffle = {}});
    Workers four({.threads = 4, .shuffle = {}});
    CHECK(n_threads_at_once(four, 4) == 4);
    CHECK(n_threads_at_once(two, 2) == 2);
}

TEST_CASE("Without a number there are as many threads as the machine has", "[base]") {
    Workers workers({});
    CHECK(workers.threads() == static_cast<int>(std::thread::hardware_concurrency()));
}

TEST_CASE("One thread means the caller's own, in order", "[base]") {
    Workers workers({.threads = 1, .shuffle = {}});
    const std::thread::id caller = std::this_thread::get_id();
    std::vector<std::size_t> order;
    workers.parallel_for(10, [&](std::size_t i) {
        CHECK(std::this_thread::get_id() == caller);
        order.push_back(i);
    });
    CHECK(std::is_sorted(order.begin(), order.end()));
    CHECK(order.size() == 10);
}

TEST_CASE("A shuffled schedule runs all tasks in another order at every call", "[base]") {
    Workers workers({.threads = 4, .shuffle = 1});
    const std::vector<std::size_t> first = order_of(workers, 100);
    const std::vector<std::size_t> second = order_of(workers, 100);
    CHECK(first != second);
    std::vector<std::size_t> all(100);
    std::iota(all.begin(), all.end(), std::size_t{0});
    CHECK(first != all);
    CHECK(std::is_permutation(first.begin(), first.end(), all.begin(), all.end()));
    CHECK(std::is_permutation(second.begin(), second.end(), all.begin(), all.end()));
}

TEST_CASE("A shuffled schedule repeats itself for the same seed alone", "[base]") {
    Workers workers({.threads = 4, .shuffle = 1});
    Workers same({.threads = 2, .shuffle = 1});
    Workers other({.threads = 4, .shuffle = 2});
    for (int window = 0; window < 3; ++window) {
        const std::vector<std::size_t> order = order_of(workers, 100);
        CHECK(order == order_of(same, 100));
        CHECK(order != order_of(other, 100));
    }
}

TEST_CASE("Every order of three tasks comes up in a shuffled run", "[base]") {
    Workers workers({.threads = 4, .shuffle = 5});
    std::set<std::vector<std::size_t>> orders;
    for (int window = 0; window < 100; ++window) orders.insert(order_of(workers, 3));
    CHECK(orders.size() == 6);
}

TEST_CASE("Of several exceptions the first in order is thrown, after all have stopped", "[base]") {
    for (const Schedule& schedule : schedules) {
        Workers workers(schedule);
        for (int window = 0; window < 20; ++window) {
            std::atomic<int> n_running = 0;
            const auto body = [&](std::size_t i) {
                ++n_running;
                std::this_thread::yield();
                --n_running;
                if (i >= 11) throw std::runtime_error("task " + std::to_string(i));
            };
            CHECK_THROWS_WITH(workers.parallel_for(40, body), "task 11");
            CHECK(n_running == 0);
        }
        int n_runs = 0;  // and it can go on
        workers.parallel_for(1, [&](std::size_t) { ++n_runs; });
        CHECK(n_runs == 1);
    }
}

TEST_CASE("Background tasks run in order, on one other thread", "[base]") {
    std::vector<int> done;
    std::set<std::thread::id> ids;
    Background background(3);
    for (int i = 0; i < 100; ++i) {
        background.submit([&, i] {
            done.push_back(i);
            ids.insert(std::this_thread::get_id());
        });
    }
    background.finish();
    CHECK(done.size() == 100);
    CHECK(std::is_sorted(done.begin(), done.end()));
    CHECK(ids.size() == 1);
    CHECK(ids.count(std::this_thread::get_id()) == 0);
    background.finish();
}

TEST_CASE("A full queue makes the submitter wait", "[base]") {
    std::atomic<bool> may_go = false;
    std::atomic<int> n_submitted = 0;
    Background background(2);
    std::jthread submitter([&] {
        for (int i = 0; i < 5; ++i) {
            background.submit([&] { may_go.wait(false); });
            ++n_submitted;
        }
    });
    // One task runs, two wait: the fourth has no room, however long one waits.
    while (n_submitted < 3) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(n_submitted == 3);
    may_go = true;
    may_go.notify_all();
    submitter.join();
    background.finish();
    CHECK(n_submitted == 5);
}

TEST_CASE("What a background task throws comes out at the next calls", "[base]") {
    Background background(8);
    std::atomic<bool> may_go = false;
    std::atomic<int> n_later = 0;
    background.submit([&] {
        may_go.wait(false);
        throw std::runtime_error("the disk is full");
    });
    background.submit([&] { ++n_later; });
    may_go = true;
    may_go.notify_all();
    CHECK_THROWS_WITH(background.finish(), "the disk is full");
    CHECK_THROWS_WITH(background.submit([] {}), "the disk is full");
    CHECK(n_later == 0);  // nothing is written behind a write that failed
}

TEST_CASE("A background helper that goes away finishes its queue first", "[base]") {
    std::atomic<int> n_done = 0;
    {
        Background background(16);
        for (int i = 0; i < 16; ++i) {
            background.submit([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
                ++n_done;
            });
        }
    }
    CHECK(n_done == 16);
    {
        Background background(1);
        background.submit([] { throw std::runtime_error("nobody asks"); });
    }
}
