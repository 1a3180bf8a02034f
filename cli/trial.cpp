// SPDX-License-Identifier: Apache-2.0
#include "cli/trial.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "sim/base/memory.hpp"

namespace worldline {
namespace {

using WallClock = std::chrono::steady_clock;

double seconds_since(WallClock::time_point begin) {
    return std::chrono::duration<double>(WallClock::now() - begin).count();
}

}  // namespace

Trial try_out(const World& world) {
    RunOptions options;
    options.schedule = {.threads = 1, .shuffle = {}};
    Engine engine(world, options, {});
    const auto begin = WallClock::now();
    Trial trial;
    trial.is_whole = true;
    while (engine.step()) {
        const bool is_enough = seconds_since(begin) >= trial_seconds_max ||
                               engine.progress().windows >= trial_windows_max;
        if (!is_enough) continue;
        trial.is_whole = false;
        break;
    }
    trial.seconds = seconds_since(begin);
    trial.progress = engine.progress();
    trial.profile = engine.profile();
    trial.held = engine.memory().total();
    trial.resident = resident_bytes();
    return trial;
}

int machine_threads() { return Workers({.threads = 0, .shuffle = {}}).threads(); }

double barrier_seconds(int threads) {
    Workers workers({.threads = threads, .shuffle = {}});
    const auto count = static_cast<std::size_t>(workers.threads());
    // Empty pieces would all be done by the caller before another thread awakes.
    constexpr double piece = 100e-6;
    constexpr double seconds_max = 0.2;
    std::vector<double> costs;
    const auto first = WallClock::now();
    while (costs.size() < 301 && (costs.empty() || seconds_since(first) < seconds_max)) {
        const auto begin = WallClock::now();
        workers.parallel_for(count, [](std::size_t) {
            const auto start = WallClock::now();
            while (seconds_since(start) < piece) continue;
        });
        costs.push_back(seconds_since(begin) - piece);
    }
    const auto good = costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 10);
    std::nth_element(costs.begin(), good, costs.end());
    return *good;
}

Forecast forecast(const Trial& trial, int threads, double barrier) {
    const Stretch total = trial.profile.total();
    Forecast result;
    if (total.windows == 0) return result;
    const int cores = machine_threads();
    double on_one = 0.0, on_all = 0.0, shared = 0.0;
    for (const Stretch& one : trial.profile.stretches()) {
        const auto windows = static_cast<double>(one.windows);
        const double events = static_cast<double>(one.events) / windows;
        const double work = one.work / windows;
        on_one += one.work + one.commit;
        const bool is_shared = threads > 1 && events > 1.0 && work >= parallel_work_min;
        const double ways = std::min(static_cast<double>(std::min(threads, cores)), events);
        on_all += one.commit + (is_shared ? windows * (work / ways + barrier) : one.work);
        if (is_shared) shared += windows;
    }
    const auto windows = static_cast<double>(total.windows);
    // The run goes on to `until`; of one that has not begun yet nothing is known.
    const auto passed = static_cast<double>(trial.progress.time.ticks);
    const auto until = static_cast<double>(trial.progress.until.ticks);
    const double times = trial.is_whole || passed <= 0.0 ? 1.0 : until / passed;
    result.events = static_cast<double>(total.events) * times;
    result.seconds = trial.seconds * times;
    result.events_a_window = static_cast<double>(total.events) / windows;
    result.work_a_window = total.work / windows;
    result.coupling = barrier > 0.0 ? result.work_a_window / barrier : 0.0;
    result.gain = on_all > 0.0 ? on_one / on_all : 1.0;
    result.shared_windows = shared / windows;
    return result;
}

}  // namespace worldline
