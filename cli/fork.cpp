// SPDX-License-Identifier: Apache-2.0
#include "cli/fork.hpp"

#include <array>
#include <filesystem>
#include <limits>
#include <memory>
#include <utility>

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
    const Resolution resolution{parent.number<std::int64_t>("resolution")};
    Duration at{};
    try {
        at = duration(request.at, resolution);
    } catch (const UnitError& error) {
        refuse("--at", error.what());
    }
    const Time last{parent.checkpoint() ? parent.checkpoint()->moment.time.ticks
                                        : parent.number<std::int64_t>("ended")};
    if (at.ticks > 0 && Time{0} + at < last) return Time{0} + at;
    refuse("--at", "'" + request.at + "' lies outside the run, which went from 0 s to " +
                       to_text(last - Time{0}, resolution));
}

/// Runs the past of a fork: on from the checkpoint of its record, or from the beginning where
/// there is none, until `limit`; there it makes the next checkpoint.
void advance(const Scenario& past, const Scenario& future, const RecordedRun& fork, Time limit) {
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
    keep_beside(*recorder, *expectations, fork.folder);
    const auto selection = Selection::before(*recorder, past.selected());
    Sink* const record = selection ? static_cast<Sink*>(selection.get()) : recorder.get();
    const std::array<Sink*, 2> sinks{record, expectations.get()};
    Engine engine(std::move(world), options, sinks);
    engine.run_until(limit);
    engine.checkpoint();
    engine.finish();
}

std::string output_of(const ForkRequest& request) {
    if (!request.output.empty()) return request.output;
    std::filesystem::path path(request.record);
    path.replace_extension();
    return path.string() + "-fork.h5";
}

}  // namespace

int fork_command(const ForkRequest& request) {
    listen_for_questions();
    RunRequest changes;
    changes.set = request.set;
    const Overrides overrides = overrides_of(changes);
    const Reader parent(request.record);
    const Time at = time_of(request, parent);
    const std::string beside = std::filesystem::absolute(request.record).parent_path().string();
    const std::string folder = request.scenario_folder.empty() ? beside : request.scenario_folder;
    const std::string text = parent.scenario_resolved();
    const Scenario past = Scenario::parse(text, request.record, folder);
    const Scenario future = Scenario::forked(text, request.record, folder, overrides);
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
    // Rows are in another order in a bin that is cut in two, so the past is compared before it.
    const unsigned width = bin_width_log2(past.world());
    const Time bin{at.ticks >> width << width};
    advance(past, future, fork, bin);
    fork.recording.parent.clear();
    fork.recording.overwrite = false;
    fork.from = load_checkpoint(output);
    if (bin < at) {
        advance(past, future, fork, at);
        fork.from = load_checkpoint(output);
    }
    fmt::print(stderr, "worldline: the past is that of {} until t = {}\n", request.record,
               to_text(at - Time{0}, past.resolution()));
    return run_recorded(std::move(fork));
}

}  // namespace worldline
