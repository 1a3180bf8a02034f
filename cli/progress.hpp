// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "sim/engine/engine.hpp"

namespace worldline {

/// From now on Ctrl-C and SIGTERM only ask a run to stop; a second one ends the program at once.
void listen_for_stop();
bool is_stop_asked();

/// How a run gets on: one line on the terminal, renewed ten times a second. Silent elsewhere.
class ProgressLine {
public:
    explicit ProgressLine(Resolution resolution);
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const Progress& progress);
    void clear();
    double seconds() const;  ///< since the beginning

private:
    using WallClock = std::chrono::steady_clock;

    Resolution resolution_;
    bool is_terminal_;
    bool is_shown_ = false;
    WallClock::time_point start_ = WallClock::now();
    WallClock::time_point shown_ = start_;
};

}  // namespace worldline
