// SPDX-License-Identifier: Apache-2.0
#include "cli/fork.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/recorded_run.hpp"
#include "cli/run.hpp"
#include "cli/signals.hpp"
#include "sim/base/units.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/selection.hpp"

namespace worldline {
namespace {

[[noreturn]] void refuse(const std::string& option, std::string message) {
    throw ScenarioError({{.file = option, .message = std::move(message), .text = ""}});
}

Time time_of(const ForkRequest& request, const Reader& parent) {
    if (parent.checkpoint()) {
        throw RecordError(parent.path() +
                          " is unfinished, so it cannot be forked; `worldline resume " +
                          request.record + "` finishes it");
    }
    const Resolution resolution{parent.number<std::int64_t>("resolution")};
    Duration at{};
    try {
        at = duration(request.at, resolution);
    } catch (const UnitError& error) {
        refuse("--at", error.what());
    }
    const Time last{parent.number<std::int64_t>("ended")};
    if (at.ticks > 0 && Time{0} + at < last) return Time{0} + at;
    refuse("--at", "'" + request.at + "' lies outside the run, which went from 0 s to " +
                       to_text(last - Time{0}, resolution));
}

/// Runs the past of a fork: on from the checkpoint of its record, or from the beginning where
/// there is none, until `limit`; there it makes the next checkpoint. From one that is made before
/// the fork's time no run may go on, since the future has other values.
void advance(const Scenario& past, const RecordedRun& fork, Time limit) {
    const Scenario& future = fork.scenario;
    World world = past.world();
    world.preamble = future.world().preamble;
    const auto expectations = future.expectations();
    std::unique_ptr<Recorder> recorder;
    RunOptions options = fork.options;
    if (fork.from) {
        expectations->load(fork.from->kept.at("expectations"));
        options.snapshot =
            std::make_shared<const std::vector<std::byte>>(fork.from->moment.snapshot);
        recorder = std::make_unique<Recorder>(fork.output, fork.recording, *fork.from);
    } else {
        recorder = std::make_unique<Recorder>(fork.output, fork.recording);
    }
    keep_beside(*recorder, *expectations, fork);
    bool is_past = true;
    recorder->keep("past", [&] { return std::vector<std::byte>(is_past ? 1 : 0); });
    const auto selection = Selection::before(*recorder, past.selected());
    Sink* const record = selection ? static_cast<Sink*>(selection.get()) : recorder.get();
    const std::array<Sink*, 2> sinks{record, expectations.get()};
    Engine engine(std::move(world), options, sinks);
    engine.run_until(limit);
    is_past = limit < fork.recording.fork_time;
    engine.checkpoint();
    engine.finish();
}

/// A scenario, and until when a past followed it.
struct Past {
    Scenario scenario;
    Time until;
};

/// What a record followed until `at`: of a fork, first what its parent did.
std::vector<Past> past_of(const Reader& record, const std::string& folder, Time at,
                          const Catalogue& catalogue) {
    std::vector<Past> past;
    if (record.has("parent")) {
        const Time parted{record.number<std::int64_t>("fork_time")};
        past = past_of(record.parent(), folder, std::min(at, parted), catalogue);
        if (at <= parted) return past;
    }
    past.push_back(
        {Scenario::parse(record.scenario_resolved(), record.path(), folder, {}, catalogue), at});
    return past;
}

/// Runs the past, and holds it against the parent's. Rows are in another order in a bin that is cut
/// in two, so what lies in the last bin before `at` is not compared.
void run_past(const std::vector<Past>& past, RecordedRun& fork) {
    const Time at = past.back().until;
    const unsigned width = bin_width_log2(past.back().scenario.world());
    Time reached{0};
    for (const Past& stretch : past) {
        const Time bin{at.ticks >> width << width};
        const Time limit = stretch.until == at ? std::max(reached, bin) : stretch.until;
        if (fork.from && limit == reached) continue;
        advance(stretch.scenario, fork, limit);
        reached = limit;
        fork.recording.overwrite = false;
        fork.from = load_checkpoint(fork.output);
    }
    fork.recording.parent.clear();
    if (reached == at) return;
    advance(past.back().scenario, fork, at);
    fork.from = load_checkpoint(fork.output);
}

std::string output_of(const ForkRequest& request) {
    if (!request.output.empty()) return request.output;
    std::filesystem::path path(request.record);
    path.replace_extension();
    return path.string() + "-fork.h5";
}

}  // namespace

int fork_command(const ForkRequest& request, const Catalogue& catalogue) {
    listen_for_questions();
    RunRequest changes;
    changes.set = request.set;
    const Overrides overrides = overrides_of(changes);
    const Reader parent(request.record);
    const Time at = time_of(request, parent);
    const std::string beside = std::filesystem::absolute(request.record).parent_path().string();
    const std::string folder = request.scenario_folder.empty() ? beside : request.scenario_folder;
    const std::vector<Past> past = past_of(parent, folder, at, catalogue);
    const Scenario future =
        Scenario::forked(parent.scenario_resolved(), request.record, folder, overrides, catalogue);
    const std::string output = output_of(request);
    refuse_same_file(output, request.record);

    RecordedRun fork{.scenario = future,
                     .folder = folder,
                     .options = {},
                     .output = output,
                     .recording = {.level = level_of(parent),
                                   .overwrite = request.overwrite,
                                   .parent = request.record,
                                   .fork_time = at},
                     .from = std::nullopt,
                     .is_as_expected = request.set.empty()};
    fork.options.schedule.threads = request.threads;
    fork.options.memory_limit = future.memory_limit().value_or(0);
    run_past(past, fork);
    fmt::print(stderr, "worldline: the past is that of {} until t = {}\n", request.record,
               to_text(at - Time{0}, future.resolution()));
    return run_recorded(std::move(fork));
}

}  // namespace worldline
