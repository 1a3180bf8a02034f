// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "cli/explain.hpp"
#include "cli/report.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/reader.hpp"

namespace worldline {
namespace {

constexpr double hardly_two = 1.2;  ///< threads at work
constexpr std::size_t n_parts = 4;  ///< of the run, for which the pace is told

std::vector<Stretch> stretches_of(const Reader& record) {
    const auto whole = [&](const char* name) {
        return record.column<std::uint64_t>("profile", name);
    };
    const auto seconds = [&](const char* name) { return record.column<double>("profile", name); };
    const auto begin = record.column<std::int64_t>("profile", "begin");
    const auto end = record.column<std::int64_t>("profile", "end");
    const auto windows = whole("windows"), parallel = whole("parallel_windows");
    const auto events = whole("events");
    const auto work = seconds("work"), busiest = seconds("busiest");
    const auto wall = seconds("wall"), commit = seconds("commit");
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < begin.size(); ++i) {
        stretches.push_back({.begin = Time{begin[i]},
                             .end = Time{end[i]},
                             .windows = windows[i],
                             .parallel_windows = parallel[i],
                             .events = events[i],
                             .work = work[i],
                             .busiest = busiest[i],
                             .wall = wall[i],
                             .commit = commit[i]});
    }
    return stretches;
}

std::optional<double> noted(const Reader& record, const std::string& name) {
    if (!record.file().has_attribute("/runtime", name)) return std::nullopt;
    const hdf5::Value value = record.file().attribute("/runtime", name);
    double number = 0.0;
    if (value.type != schema::f8 || value.bytes.size() != sizeof number) return std::nullopt;
    std::memcpy(&number, value.bytes.data(), sizeof number);
    return number;
}

/// Where the seconds of a run went. What is no window is reading, compiling, closing the record.
struct Account {
    Stretch total;
    double seconds = 0.0;
    double threads = 1.0;

    double waiting() const { return std::max(0.0, total.wall - total.busiest); }
    double rest() const { return std::max(0.0, seconds - total.wall - total.commit); }
    double a_window(double of_all) const {
        return of_all / static_cast<double>(std::max<std::uint64_t>(total.windows, 1));
    }
    double at_work() const { return total.wall > 0.0 ? total.work / total.wall : 0.0; }
    double share(double part) const { return seconds > 0.0 ? 100.0 * part / seconds : 0.0; }
};

void print_time(const char* word, double seconds, const Account& account, const char* meaning) {
    print_figure(word, fmt::format("{:>9.3f} s {:>6.1f} %  {}", seconds, account.share(seconds),
                                   meaning));
}

/// Events a second in each quarter of simulated time. A stretch counts in each part that it lies
/// in, by its share of that.
std::array<double, n_parts> paces(const std::vector<Stretch>& stretches) {
    std::array<double, n_parts> events{}, seconds{};
    const auto first = static_cast<double>(stretches.front().begin.ticks);
    const double part = (static_cast<double>(stretches.back().end.ticks) - first) / n_parts;
    for (const Stretch& one : stretches) {
        const double begin = (static_cast<double>(one.begin.ticks) - first) / part;
        const double end = (static_cast<double>(one.end.ticks) - first) / part;
        for (std::size_t i = 0; i < n_parts && end > begin; ++i) {
            const auto number = static_cast<double>(i);
            const double common = std::min(end, number + 1.0) - std::max(begin, number);
            if (common <= 0.0) continue;
            events[i] += static_cast<double>(one.events) * common / (end - begin);
            seconds[i] += (one.wall + one.commit) * common / (end - begin);
        }
    }
    std::array<double, n_parts> paces{};
    for (std::size_t i = 0; i < n_parts; ++i) {
        if (seconds[i] > 0.0) paces[i] = events[i] / seconds[i];
    }
    return paces;
}

std::string conclusion(const Account& account) {
    const Stretch& total = account.total;
    const double in_windows = total.wall + total.commit;
    if (account.rest() > in_windows) {
        return "Most of the time was not spent in windows but on what comes before and after them.";
    }
    if (total.commit > total.wall) {
        return "Most of the time went into opening and closing windows and handing rows on: fewer "
               "rows (--record) or more events in a window would help, more threads would not.";
    }
    if (total.parallel_windows == 0 && account.threads > 1.0) {
        return "No window held work enough to share, so one thread served and more threads would "
               "not have helped.";
    }
    if (account.threads <= 1.0) {
        return account.a_window(total.work) < parallel_work_min
                   ? "The windows hold too little work for more than the one thread that served."
                   : "One thread served all; the windows hold work enough to try more.";
    }
    if (account.at_work() < hardly_two) {
        return "Windows were shared out, but hardly more than one thread was at work at a time: "
               "few windows held work enough, or other programs used the machine.";
    }
    if (account.waiting() > 0.3 * total.wall) {
        return "Threads waited for one another for much of the time: the work of a window is small "
               "or unevenly spread.";
    }
    return fmt::format("Most of the time went into what agents do, on {:.1f} of {:.0f} threads.",
                       account.at_work(), account.threads);
}

void print_account(const Account& account) {
    const Stretch& total = account.total;
    print_figure("seconds", fmt::format("{:.3f}, of which", account.seconds));
    print_time("  work", total.busiest, account, "serving events, on the busiest thread");
    print_time("  waiting", account.waiting(), account, "at the barrier, for the busiest thread");
    print_time("  commit", total.commit, account, "opening and closing windows, handing rows on");
    print_time("  rest", account.rest(), account, "before the first window and after the last");
    print_figure("threads", fmt::format("{:.0f}; while windows were served {:.2f} were at work",
                                        account.threads, account.at_work()));
}

}  // namespace

void explain_record(const std::string& path) {
    const Reader record(path);
    const std::vector<Stretch> stretches = stretches_of(record);
    if (stretches.empty()) {
        throw RecordError(path + " says nothing about where the time of its run went: it was "
                                 "written before it ended, or without a window");
    }
    Profile profile;
    for (const Stretch& one : stretches) profile.add(one);
    Account account{.total = profile.total()};
    const Stretch& total = account.total;
    account.seconds = noted(record, "seconds").value_or(total.wall + total.commit);
    account.threads = noted(record, "threads").value_or(1.0);

    print_figure("scenario", record.text("scenario"));
    print_account(account);
    print_figure("windows",
                 fmt::format("{}, {} of them on several threads; on average {:.1f} events and "
                             "{:.2f} us of work in one",
                             grouped(total.windows), grouped(total.parallel_windows),
                             account.a_window(static_cast<double>(total.events)),
                             1e6 * account.a_window(total.work)));
    std::string text;
    for (const double pace : paces(stretches)) {
        text += (text.empty() ? "" : ", ") + grouped(static_cast<std::uint64_t>(pace));
    }
    print_figure("events/s", text + " in the quarters of the run");
    fmt::print("{}\n", conclusion(account));
}

}  // namespace worldline
