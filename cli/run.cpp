// SPDX-License-Identifier: Apache-2.0
#include "cli/run.hpp"

#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/library.hpp"
#include "cli/progress.hpp"
#include "cli/report.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/recorder.hpp"

namespace worldline {
namespace {

/// Above this a full record is written only when it is asked for.
constexpr std::uint64_t full_bytes_max = 16'000'000'000;

/// Tells the recorder how long the run took, just before it closes the file.
class Stopwatch final : public Sink {
public:
    Stopwatch(Recorder& recorder, const ProgressLine& line, int threads)
        : recorder_(&recorder), line_(&line), threads_(threads) {}

    RecordLevel level() const override { return RecordLevel::off; }
    void commit(const Batch&) override {}
    void end(const Ending& ending) override {
        recorder_->runtime("seconds", line_->seconds());
        recorder_->runtime("events_per_second",
                           static_cast<double>(ending.events) / line_->seconds());
        recorder_->runtime("threads", threads_);
    }

private:
    Recorder* recorder_;
    const ProgressLine* line_;
    int threads_;
};

RecordLevel level_of(const RunRequest& request, const Scenario& scenario) {
    if (request.level) return *request.level;
    const std::uint64_t bytes = scenario.estimated_bytes();
    if (bytes <= full_bytes_max) return RecordLevel::full;
    fmt::print(stderr,
               "worldline: a full record may take {}, so only a summary is written; "
               "--record full asks for all of it\n",
               size_text(bytes));
    return RecordLevel::summary;
}

struct Outcome {
    Ending ending;
    double seconds = 0.0;
};

Outcome run_recorded(World world, const RunRequest& request, Recorder& recorder,
                     Expectations& expectations) {
    ProgressLine line(world.resolution);
    Stopwatch stopwatch(recorder, line, request.threads);
    const std::array<Sink*, 3> sinks{&stopwatch, &recorder, &expectations};  // in this order
    RunOptions options;
    options.schedule = {.threads = request.threads, .shuffle = request.shuffle};
    options.on_progress = [&](const Progress& progress) {
        line.show(progress);
        return !is_stop_asked();
    };
    listen_for_stop();
    const Ending ending = run(std::move(world), options, sinks);
    return {ending, line.seconds()};
}

void print_figures(const Scenario& scenario, const Outcome& outcome) {
    const double rate = static_cast<double>(outcome.ending.events) / outcome.seconds;
    print_figure("scenario",
                 scenario.name() + (scenario.summary().empty() ? "" : ": ") + scenario.summary());
    print_figure("agents", grouped(scenario.n_agents()));
    print_figure("events", grouped(outcome.ending.events));
    print_figure("seconds", fmt::format("{:.3f}", outcome.seconds));
    print_figure("events/s", grouped(static_cast<std::uint64_t>(rate)));
}

void print_record(const std::string& output, RecordLevel level) {
    if (level == RecordLevel::off) return print_figure("record", "none, as asked");
    const std::uint64_t bytes = std::filesystem::file_size(output);
    print_figure("record", output);
    print_figure("size", fmt::format("{} ({} bytes)", size_text(bytes), grouped(bytes)));
}

int stopped(const Ending& ending, Resolution resolution, bool is_recorded) {
    const double t = static_cast<double>(ending.time.ticks) * resolution.seconds();
    fmt::print(stderr, "worldline: stopped at t = {:.6g} s.{} It cannot be resumed yet.\n", t,
               is_recorded ? " The record holds everything until then (complete = 0)." : "");
    return exit_code::stopped;
}

}  // namespace

Overrides overrides_of(const RunRequest& request) {
    Overrides overrides{.seed = request.seed, .until = request.until, .set = {}};
    std::vector<Diagnostic> faults;
    for (const std::string& text : request.set) {
        const std::size_t equals = text.find('=');
        if (equals == 0 || equals == std::string::npos) {
            faults.push_back({.file = "--set",
                              .message = "'" + text + "' is not of the form key=value",
                              .text = ""});
            continue;
        }
        overrides.set.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    if (!faults.empty()) throw ScenarioError(faults);
    return overrides;
}

int run_command(const RunRequest& request) {
    const std::string file = scenario_file(request.scenario);
    const Scenario scenario = Scenario::load(file, overrides_of(request));
    for (const std::string& warning : scenario.warnings()) {
        fmt::print(stderr, "warning: {}\n", warning);
    }
    const RecordLevel level = level_of(request, scenario);
    const std::string output = request.output.empty() ? scenario.name() + ".h5" : request.output;
    if (level != RecordLevel::off) refuse_same_file(output, file);
    Recorder recorder(output, {.level = level, .compress = request.compress});
    const std::unique_ptr<Expectations> expectations = scenario.expectations();
    World world = scenario.world();
    const Resolution resolution = world.resolution;
    const Outcome outcome = run_recorded(std::move(world), request, recorder, *expectations);

    print_figures(scenario, outcome);
    print_record(output, level);
    // What was expected is about the whole run, so a part of one says nothing about it.
    const bool holds = !outcome.ending.complete || print_expectations(expectations->results());
    fmt::print("digest: {}\n", hex(outcome.ending.run_digest));
    std::fflush(stdout);
    if (!outcome.ending.complete) {
        return stopped(outcome.ending, resolution, level != RecordLevel::off);
    }
    return holds ? exit_code::ok : exit_code::differs;
}

}  // namespace worldline
