// SPDX-License-Identifier: Apache-2.0
#include "cli/follow.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>

#include <poll.h>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/report.hpp"
#include "cli/signals.hpp"
#include "sim/base/units.hpp"
#include "sim/record/place.hpp"
#include "sim/record/reader.hpp"

namespace worldline {
namespace {

constexpr std::size_t n_verdicts = std::size(schema::verdict_labels);

std::string verdicts_of(const Tally& tally) {
    std::string text;
    for (std::size_t verdict = 0; verdict < n_verdicts; ++verdict) {
        std::uint64_t count = 0;
        for (std::size_t at = verdict; at < tally.verdicts.size(); at += n_verdicts) {
            count += tally.verdicts[at];
        }
        if (count == 0) continue;
        text += fmt::format(", {} {}", grouped(count), schema::verdict_labels[verdict]);
    }
    return text;
}

/// Of what trust was after each assessment that changed it: middles of the ten steps.
std::string trust_of(const Tally& tally) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t step = 0; step < tally.trust.size(); ++step) {
        const auto here = static_cast<double>(tally.trust[step]);
        sum += here * (static_cast<double>(step) + 0.5) / static_cast<double>(tally.trust.size());
        count += here;
    }
    return count > 0.0 ? fmt::format(", trust about {:.2f}", sum / count) : "";
}

std::string line_of(const Saved& saved) {
    const auto time = static_cast<double>(saved.moment.time.ticks);
    const auto until = static_cast<double>(saved.until.ticks);
    const auto events = static_cast<double>(saved.moment.events);
    std::string text =
        fmt::format("t = {} ({:.1f} %), {} events, {:.3g} M events/s",
                    to_text(saved.moment.time - Time{0}, saved.resolution),
                    until > 0.0 ? 100.0 * time / until : 100.0, grouped(saved.moment.events),
                    saved.seconds > 0.0 ? 1e-6 * events / saved.seconds : 0.0);
    if (saved.status.held_up > 0.01 * saved.seconds) {
        text += fmt::format(", recording holds it up {:.0f} %",
                            100.0 * saved.status.held_up / saved.seconds);
    }
    return text + verdicts_of(saved.tally) + trust_of(saved.tally);
}

/// The checkpoint; none while one takes the place of another.
std::optional<Saved> look(const std::string& record) {
    try {
        return load_checkpoint(record, false);
    } catch (const RecordError&) {
        return std::nullopt;
    }
}

}  // namespace

int follow_command(const std::string& given, double every) {
    constexpr std::string_view suffix = ".partial";
    std::string record = given;
    if (record.ends_with(suffix)) record.resize(record.size() - suffix.size());
    if (!std::filesystem::exists(partial_of(record)) && !std::filesystem::exists(record)) {
        throw RecordError("there is no " + record + ", and no run is writing one");
    }
    listen_for_stop();
    std::optional<std::uint64_t> told;  // windows at the last checkpoint
    while (!is_stop_asked()) {
        const bool is_running =
            std::filesystem::exists(partial_of(record)) && is_being_written(partial_of(record));
        const auto saved = look(record);
        if (saved && std::filesystem::exists(partial_of(record)) &&
            told.value_or(0) <= saved->moment.windows && told != saved->moment.windows) {
            fmt::print("{}\n", line_of(*saved));
            std::fflush(stdout);
            told = saved->moment.windows;
        }
        if (!is_running) {
            const bool is_over = !std::filesystem::exists(partial_of(record));
            fmt::print("{}\n", is_over ? record + " is finished"
                                       : "the run has ended early; `worldline resume " + record +
                                             "` goes on");
            return exit_code::ok;
        }
        ::poll(nullptr, 0, static_cast<int>(every * 1000.0));  // a signal ends it
    }
    return exit_code::ok;
}

}  // namespace worldline
