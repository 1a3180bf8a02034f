// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

#include "cli/report.hpp"
#include "sim/base/memory.hpp"

namespace worldline {
namespace {

/// A longer line would wrap, and what wraps cannot be renewed.
std::string fitting(std::string line) {
    struct winsize size = {};
    const bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    if (is_known && line.size() >= size.ws_col) line.resize(size.ws_col - 1u);
    return line;
}

}  // namespace

ProgressLine::ProgressLine(Resolution resolution)
    : resolution_(resolution), is_terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(const Progress& progress) {
    if (!is_terminal_) return;
    const auto now = WallClock::now();
    if (now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    is_shown_ = true;
    fmt::print(stderr, "\r\033[K{}", fitting(text(progress)));
    std::fflush(stderr);
}

void ProgressLine::wait(const std::string& what) {
    if (!is_terminal_) return;
    is_shown_ = true;
    fmt::print(stderr, "\r\033[K{}", fitting(what + " ..."));
    std::fflush(stderr);
}

void ProgressLine::tell(const Progress& progress) {
    clear();
    fmt::print(stderr, "worldline: {}\n", text(progress));
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

std::string ProgressLine::text(const Progress& progress) const {
    const double t = static_cast<double>(progress.time.ticks) * resolution_.seconds();
    const double until = static_cast<double>(progress.until.ticks) * resolution_.seconds();
    const double share = until > 0.0 ? t / until : 1.0;
    const double passed = seconds();
    const double rate = static_cast<double>(progress.events) / passed;
    std::string text =
        fmt::format("t = {:.6g} s of {:.6g} s ({:.1f} %), {:.3g} M events/s, {:.3g} x real time", t,
                    until, 100.0 * share, rate * 1e-6, t / passed);
    const std::size_t resident = resident_bytes();
    if (resident > 0) text += ", " + size_text(resident);
    text += note_;
    if (share > 0.0) text += ", " + span_text(passed * (1.0 - share) / share) + " left";
    return text;
}

}  // namespace worldline
