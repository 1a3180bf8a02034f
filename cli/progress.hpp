// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "sim/engine/engine.hpp"

namespace worldline {

/// How a run gets on: one line on the terminal, renewed ten times a second. Elsewhere silent, but
/// for those who ask by SIGUSR1.
class ProgressLine {
public:
    explicit ProgressLine(Resolution resolution);
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const Progress& progress);
    /// What it waits for before there is progress: "reading crowd.yaml". On a terminal alone.
    void wait(const std::string& what);
    /// What else the line is to say from now on.
    void note(std::string note) { note_ = std::move(note); }
    /// A line that stays, terminal or not.
    void tell(const Progress& progress);
    void clear();
    double seconds() const;  ///< since the beginning

private:
    using WallClock = std::chrono::steady_clock;

    std::string text(const Progress& progress) const;

    Resolution resolution_;
    std::string note_;
    bool is_terminal_;
    bool is_shown_ = false;
    WallClock::time_point start_ = WallClock::now();
    WallClock::time_point shown_ = start_;
};

}  // namespace worldline
