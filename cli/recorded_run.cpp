// SPDX-License-Identifier: Apache-2.0
#include "cli/recorded_run.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analysis/light_cones.hpp"
#include "cli/exit_code.hpp"
#include "cli/progress.hpp"
#include "cli/report.hpp"
#include "cli/signals.hpp"
#include "sim/record/selection.hpp"

namespace worldline {
namespace {

/// Tells the recorder how long the run took, just before it closes the file. Keeps how the run
/// ended, which is all that is known of one that fails.
class Stopwatch final : public Sink {
public:
    /// @param events_before  handled before the run went on from a checkpoint
    Stopwatch(Recorder& recorder, const ProgressLine& line, std::uint64_t events_before)
        : recorder_(&recorder), line_(&line), events_before_(events_before) {}

    RecordLevel level() const override { return RecordLevel::off; }
    void commit(const Batch&) override {}
    void end(const Ending& ending) override {
        recorder_->runtime("seconds", line_->seconds());
        recorder_->runtime("events_per_second",
                           static_cast<double>(ending.events - events_before_) / line_->seconds());
        recorder_->runtime("threads", ending.threads);
        ending_ = ending;
    }
    const std::optional<Ending>& ending() const { return ending_; }

private:
    Recorder* recorder_;
    const ProgressLine* line_;
    std::uint64_t events_before_;
    std::optional<Ending> ending_;
};

struct Outcome {
    Ending ending;
    double seconds = 0.0;
    std::string failure = {};  ///< empty: none
};

/// What is told of the record while a run goes on: only what slows it down.
std::string note_of(const RecordingStatus& status, double seconds) {
    constexpr double share_min = 0.01;
    std::string note;
    if (status.held_up > share_min * seconds) {
        note += fmt::format(", recording holds it up {:.0f} %", 100.0 * status.held_up / seconds);
    }
    if (status.unpacked > 0) {
        note += fmt::format(", {} of {} chunks not packed", status.unpacked, status.chunks);
    }
    return note;
}

/// Who is told of the run, in this order.
std::vector<Sink*> told(std::initializer_list<Sink*> sinks) {
    std::vector<Sink*> all;
    for (Sink* sink : sinks) {
        if (sink != nullptr) all.push_back(sink);
    }
    return all;
}

/// That of a million agents takes a while.
World world_of(const Scenario& scenario) {
    ProgressLine line(scenario.resolution());
    line.wait("making the world");
    return scenario.world();
}

/// @param cones  null: nobody asks for light cones
Outcome run_told(const RecordedRun& what, Recorder& recorder, Expectations& expectations,
                 LightCones* cones) {
    World world = world_of(what.scenario);
    ProgressLine line(world.resolution);
    Stopwatch stopwatch(recorder, line, what.from ? what.from->moment.events : 0);
    const auto selection = Selection::before(recorder, what.scenario.selected());
    Sink* const record = selection ? static_cast<Sink*>(selection.get()) : &recorder;
    const std::vector<Sink*> sinks = told({&stopwatch, record, &expectations, cones});
    RunOptions options = what.options;
    if (options.schedule.threads == 0 && recorder.level() == RecordLevel::full) {
        // Recording takes about as much time as running: it is to have a thread of the machine.
        options.schedule.threads = std::max(1, static_cast<int>(hardware_threads()) - 1);
    }
    options.on_progress = [&](const Progress& progress) {
        line.note(note_of(recorder.status(), line.seconds()));
        line.show(progress);
        if (is_status_asked()) line.tell(progress);
        return !is_stop_asked();
    };
    if (recorder.level() != RecordLevel::off) {
        options.checkpoint_due = [&](const Progress&) { return recorder.is_checkpoint_due(); };
    }
    listen_for_stop();
    try {
        const Ending ending = run(std::move(world), options, sinks);
        return {ending, line.seconds()};
    } catch (const RunError& error) {
        if (!stopwatch.ending()) throw;
        return {*stopwatch.ending(), line.seconds(), error.what()};
    }
}

void print_figures(const RecordedRun& what, const Outcome& outcome) {
    const Scenario& scenario = what.scenario;
    const std::uint64_t before = what.from ? what.from->moment.events : 0;
    const double rate = static_cast<double>(outcome.ending.events - before) / outcome.seconds;
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

int stopped(Time time, Resolution resolution, const std::string& record) {
    const double t = static_cast<double>(time.ticks) * resolution.seconds();
    fmt::print(stderr, "worldline: stopped at t = {:.6g} s; {}\n", t,
               record.empty() ? "nothing was recorded, so it cannot go on"
                              : "`worldline resume " + record + "` goes on from there");
    return exit_code::stopped;
}

/// What is left when the record could no longer be written.
int cut_off(const RecordError& error, Time time, Resolution resolution, const std::string& record) {
    const double t = static_cast<double>(time.ticks) * resolution.seconds();
    fmt::print(stderr,
               "worldline: {}\nworldline: the record is whole until t = {:.6g} s; when it can be "
               "written again, `worldline resume {}` goes on from there\n",
               error.what(), t, record);
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

std::unique_ptr<LightCones> light_cones_of(const RecordedRun& what) {
    if (!what.checks_causality) return nullptr;
    const World world = what.scenario.world();
    return std::make_unique<LightCones>(world.network, world.resolution, world.kernel);
}

/// @return whether all is well
bool print_light_cones(const LightCones& cones, const Scenario& scenario) {
    constexpr std::size_t lines_max = 20;
    print_figure("causality", fmt::format("{} messages heard, {} outside the light cone of their "
                                          "cause",
                                          grouped(cones.n_checked()), grouped(cones.n_faults())));
    if (cones.n_unknown() > 0) {
        print_figure("", grouped(cones.n_unknown()) + " more: an end of theirs is not known");
    }
    std::vector<std::string> names;
    for (const Preamble::Agent& agent : scenario.preamble().agents) names.push_back(agent.name);
    for (std::size_t i = 0; i < std::min(lines_max, cones.faults().size()); ++i) {
        fmt::print("FAULT  {}\n", to_text(cones.faults()[i], names, scenario.resolution()));
    }
    return cones.n_faults() == 0;
}

std::vector<std::byte> bytes_of(const std::string& text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

std::unique_ptr<Recorder> recorder_of(const RecordedRun& what) {
    if (!what.from) return std::make_unique<Recorder>(what.output, what.recording);
    return std::make_unique<Recorder>(what.output, what.recording, *what.from);
}

}  // namespace

void keep_beside(Recorder& recorder, const Expectations& expectations, const RecordedRun& what) {
    recorder.keep("expectations", [&expectations] { return expectations.save(); });
    recorder.keep("folder", [folder = bytes_of(what.folder)] { return folder; });
    recorder.keep("inputs",
                  [inputs = bytes_of(hex(what.scenario.inputs_digest()))] { return inputs; });
}

RecordLevel level_of(const Reader& record) {
    const std::string name = record.text("record_level");
    if (name == "summary") return RecordLevel::summary;
    if (name == "promises") return RecordLevel::promises;
    return RecordLevel::full;
}

int run_recorded(RecordedRun what) {
    const std::unique_ptr<Expectations> expectations = what.scenario.expectations();
    const std::unique_ptr<Recorder> recorder = recorder_of(what);
    keep_beside(*recorder, *expectations, what);
    if (what.from && !what.from->moment.snapshot.empty()) {
        expectations->load(what.from->kept.at("expectations"));
        what.options.snapshot =
            std::make_shared<const std::vector<std::byte>>(std::move(what.from->moment.snapshot));
    }
    const std::unique_ptr<LightCones> cones = light_cones_of(what);
    const RecordLevel level = recorder->level();
    const Resolution resolution = what.scenario.resolution();
    const std::string record = level == RecordLevel::off ? "" : what.output;
    Outcome outcome;
    try {
        outcome = run_told(what, *recorder, *expectations, cones.get());
    } catch (const RecordError& error) {
        if (!recorder->last_checkpoint()) throw;
        return cut_off(error, *recorder->last_checkpoint(), resolution, record);
    }
    if (!outcome.failure.empty()) return failed(outcome, resolution, record);

    print_figures(what, outcome);
    const bool is_over = outcome.ending.complete;
    if (is_over) print_record(what.output, level);
    // What was expected is about the whole run, so a part of one says nothing about it.
    const bool is_judged = is_over && what.is_as_expected;
    const bool holds = !is_judged || print_expectations(expectations->results());
    const bool is_causal = !cones || print_light_cones(*cones, what.scenario);
    fmt::print("digest: {}\n", hex(outcome.ending.run_digest));
    std::fflush(stdout);
    if (!is_over) return stopped(outcome.ending.time, resolution, record);
    return holds && is_causal ? exit_code::ok : exit_code::differs;
}

}  // namespace worldline
