// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

namespace worldline {
namespace {

volatile sig_atomic_t stop_asked = 0;  // a signal handler may touch nothing else

extern "C" void ask_to_stop(int) { stop_asked = 1; }

}  // namespace

void listen_for_stop() {
    struct sigaction action = {};
    action.sa_handler = ask_to_stop;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool is_stop_asked() { return stop_asked != 0; }

ProgressLine::ProgressLine(Resolution resolution)
    : resolution_(resolution), is_terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(const Progress& progress) {
    if (!is_terminal_) return;
    const auto now = WallClock::now();
    if (now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    is_shown_ = true;
    const double t = static_cast<double>(progress.time.ticks) * resolution_.seconds();
    const double until = static_cast<double>(progress.until.ticks) * resolution_.seconds();
    const double share = until > 0.0 ? 100.0 * t / until : 100.0;
    const double rate = static_cast<double>(progress.events) / seconds();
    fmt::print(stderr, "\r\033[Kt = {:.6g} s of {:.6g} s ({:.1f} %), {:.3g} M events/s", t, until,
               share, rate * 1e-6);
    std::fflush(stderr);
}

void ProgressLine::clear() {
    if (!is_shown_) return;
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
    is_shown_ = false;
}

double ProgressLine::seconds() const {
    return std::chrono::duration<double>(WallClock::now() - start_).count();
}

}  // namespace worldline
