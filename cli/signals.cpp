// SPDX-License-Identifier: Apache-2.0
#include "cli/signals.hpp"

#include <signal.h>

namespace worldline {
namespace {

// A signal handler may touch nothing else.
volatile sig_atomic_t stop_asked = 0;
volatile sig_atomic_t status_asked = 0;

extern "C" void ask_to_stop(int) { stop_asked = 1; }
extern "C" void ask_for_status(int) { status_asked = 1; }

}  // namespace

void listen_for_questions() {
    struct sigaction action = {};
    action.sa_handler = ask_for_status;
    action.sa_flags = SA_RESTART;  // nobody who writes a file is to notice
    sigaction(SIGUSR1, &action, nullptr);
}

bool is_status_asked() {
    if (status_asked == 0) return false;
    status_asked = 0;
    return true;
}

void listen_for_stop() {
    struct sigaction action = {};
    action.sa_handler = ask_to_stop;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool is_stop_asked() { return stop_asked != 0; }

}  // namespace worldline
