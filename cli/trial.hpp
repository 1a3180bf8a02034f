// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/engine/engine.hpp"

namespace worldline {

/// The first part of a run on one thread, with no record.
struct Trial {
    Progress progress;
    Profile profile;
    double seconds = 0.0;  ///< of wall clock, of windows alone
    std::size_t held = 0;      ///< by the engine at its end [bytes]
    std::size_t resident = 0;  ///< by the process at its end [bytes]
    bool is_whole = false;     ///< it came to the end of the run
};

inline constexpr double trial_seconds_max = 1.0;
inline constexpr std::uint64_t trial_windows_max = 100'000;

/// @throws RunError  the world made a mistake
Trial try_out(const World& world);

/// What sharing out a window costs beyond its work [s]: pieces of known length are shared out, one
/// for each thread, and what they take longer than one is the cost. Of many tries a good one, for
/// others may use the machine, too.
/// @pre no more threads than the machine has
double barrier_seconds(int threads);
int machine_threads();

/// What a run of the scenario will take, by a trial: its pace is taken to stay as it was.
struct Forecast {
    double events = 0.0;
    double seconds = 0.0;  ///< on one thread
    double events_a_window = 0.0;
    double work_a_window = 0.0;  ///< [s]
    double coupling = 0.0;  ///< λ = L·E/(τ·P): work of a window over cost of a barrier
    double gain = 1.0;  ///< of so many threads over one
    double shared_windows = 0.0;  ///< share of windows that would be served by several threads
};

/// Amdahl's law, window by window: its work is divided among the threads, but by no more than it
/// has events and the machine has cores; the barrier and what opens and closes a window are not
/// divided. Windows that hold less than `parallel_work_min` are served by one thread.
///
/// @par Source  [Varga2003] A. Varga, Y. A. Sekercioglu, G. K. Egan, A practical efficiency
/// criterion for the null message algorithm: the coupling factor λ.
Forecast forecast(const Trial& trial, int threads, double barrier);

}  // namespace worldline
