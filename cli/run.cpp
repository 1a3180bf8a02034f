// SPDX-License-Identifier: Apache-2.0
#include "cli/run.hpp"

#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/library.hpp"
#include "cli/progress.hpp"
#include "cli/record_plan.hpp"
#include "cli/report.hpp"
#include "cli/signals.hpp"
#include "scenarios/size.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/recorder.hpp"
#include "sim/record/selection.hpp"

namespace worldline {
namespace {

/// Tells the recorder how long the run took, just before it closes the file. Keeps how the run
/// ended, which is all that is known of one that fails.
class Stopwatch final : public Sink {
public:
    Stopwatch(Recorder& recorder, const ProgressLine& line) : recorder_(&recorder), line_(&line) {}

    RecordLevel level() const override { return RecordLevel::off; }
    void commit(const Batch&) override {}
    void end(const Ending& ending) override {
        recorder_->runtime("seconds", line_->seconds());
        recorder_->runtime("events_per_second",
                           static_cast<double>(ending.events) / line_->seconds());
        recorder_->runtime("threads", ending.threads);
        ending_ = ending;
    }
    const std::optional<Ending>& ending() const { return ending_; }

private:
    Recorder* recorder_;
    const ProgressLine* line_;
    std::optional<Ending> ending_;
};

std::size_t memory_limit_of(const RunRequest& request, const Scenario& scenario) {
    if (!request.memory_limit) return scenario.memory_limit().value_or(0);
    if (const auto bytes = bytes_of(*request.memory_limit)) return *bytes;
    throw ScenarioError({{.file = "--memory-limit",
                          .message = "'" + *request.memory_limit +
                                     "' is no size; a number and a unit are due, such as 2 GB",
                          .text = ""}});
}

struct Outcome {
    Ending ending;
    double seconds = 0.0;
    std::string failure = {};  ///< empty: none
};

Outcome run_recorded(World world, RunOptions options, Recorder& recorder, const Selected& selected,
                     Expectations& expectations) {
    ProgressLine line(world.resolution);
    Stopwatch stopwatch(recorder, line);
    const auto selection = Selection::before(recorder, selected);
    Sink* const record = selection ? static_cast<Sink*>(selection.get()) : &recorder;
    const std::array<Sink*, 3> sinks{&stopwatch, record, &expectations};  // in this order
    options.on_progress = [&](const Progress& progress) {
        line.show(progress);
        if (is_status_asked()) line.tell(progress);
        return !is_stop_asked();
    };
    listen_for_stop();
    try {
        const Ending ending = run(std::move(world), options, sinks);
        return {ending, line.seconds()};
    } catch (const RunError& error) {
        if (!stopwatch.ending()) throw;
        return {*stopwatch.ending(), line.seconds(), error.what()};
    }
}

void print_figures(const Scenario& scenario, const Outcome& outcome) {
    const double rate = static_cast<double>(outcome.ending.events) / outcome.seconds;
    print_figure("scenario",
                 scenario.name() + (scenario.summary().empty() ? "" : ": ") + scenario.summary());
    print_figure("agents", grouped(scenario.n_agents()));
    print_figure("events", grouped(outcome.ending.events));
    print_figure("seconds", fmt::format("{:.3f}", outcome.seconds));
    print_figure("events/s", grouped(static_cast<std::uint64_t>(rate)));
    if (outcome.ending.unheard == 0) return;
    print_figure("unheard",
                 grouped(outcome.ending.unheard) + " messages came to agents that were gone");
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

int failed(const Outcome& outcome, Resolution resolution, const std::string& record) {
    fmt::print(stderr, "worldline: the run failed: {}\n", outcome.failure);
    const double t = static_cast<double>(outcome.ending.time.ticks) * resolution.seconds();
    if (!record.empty()) {
        fmt::print(stderr,
                   "worldline: {} holds everything until t = {:.6g} s and what was done after "
                   "(complete = 0)\n",
                   record, t);
    }
    return exit_code::failed;
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
    listen_for_questions();
    const std::string file = scenario_file(request.scenario);
    const Scenario scenario = Scenario::load(file, overrides_of(request));
    for (const std::string& warning : scenario.warnings()) {
        fmt::print(stderr, "warning: {}\n", warning);
    }
    RunOptions options;
    options.schedule = {.threads = request.threads, .shuffle = request.shuffle};
    options.memory_limit = memory_limit_of(request, scenario);
    const RecordPlan plan = record_plan_of(request, scenario);
    const RecordLevel level = plan.level;
    const std::string output = request.output.empty() ? scenario.name() + ".h5" : request.output;
    tell(plan, output);
    if (level != RecordLevel::off) refuse_same_file(output, file);
    Recorder recorder(output, {.level = level, .compress = request.compress});
    const std::unique_ptr<Expectations> expectations = scenario.expectations();
    World world = scenario.world();
    const Resolution resolution = world.resolution;
    const Outcome outcome =
        run_recorded(std::move(world), options, recorder, scenario.selected(), *expectations);
    if (!outcome.failure.empty()) {
        return failed(outcome, resolution, level == RecordLevel::off ? "" : output);
    }

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
