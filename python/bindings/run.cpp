// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/run.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string_view>

#include "sim/engine/engine.hpp"
#include "sim/record/recorder.hpp"

namespace py = pybind11;

namespace worldline::bindings {
namespace {

using WallClock = std::chrono::steady_clock;
constexpr auto between_calls = std::chrono::milliseconds(50);

double seconds_since(WallClock::time_point start) {
    return std::chrono::duration<double>(WallClock::now() - start).count();
}

RecordLevel level_of(const std::string& name) {
    constexpr std::array<std::string_view, 4> names{"off", "summary", "promises", "full"};
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
        throw py::value_error("level is off, summary, promises or full, not " + name);
    }
    return static_cast<RecordLevel>(at - names.begin());
}

/// Tells the recorder how long the run took, just before it closes the file.
class Stopwatch final : public Sink {
public:
    explicit Stopwatch(Recorder& recorder) : recorder_(&recorder) {}
    RecordLevel level() const override { return RecordLevel::off; }
    void commit(const Batch&) override {}
    void end(const Ending& ending) override {
        const double seconds = seconds_since(start_);
        recorder_->runtime("seconds", seconds);
        recorder_->runtime("events_per_second", static_cast<double>(ending.events) / seconds);
    }

private:
    Recorder* recorder_;
    WallClock::time_point start_ = WallClock::now();
};

/// Lets Python have its say now and then. False: it has raised something.
class Interruptions {
public:
    Interruptions(const py::object& progress, Resolution resolution)
        : progress_(progress), resolution_(resolution) {}

    bool go_on(const Progress& progress) {
        const auto now = WallClock::now();
        if (now - last_ < between_calls) return true;
        last_ = now;
        const py::gil_scoped_acquire with_lock;
        try {
            if (PyErr_CheckSignals() != 0) throw py::error_already_set();
            if (!progress_.is_none()) {
                const double tick = resolution_.seconds();
                progress_(static_cast<double>(progress.time.ticks) * tick,
                          static_cast<double>(progress.until.ticks) * tick, progress.events);
            }
        } catch (py::error_already_set& error) {
            raised_ = std::make_unique<py::error_already_set>(std::move(error));
        }
        return raised_ == nullptr;
    }

    /// @pre The lock is held.
    void raise() {
        if (raised_) throw py::error_already_set(std::move(*raised_));
    }

private:
    const py::object& progress_;
    Resolution resolution_;
    WallClock::time_point last_ = WallClock::now();
    std::unique_ptr<py::error_already_set> raised_;
};

py::list told(const std::vector<Expectation>& expectations) {
    py::list list;
    for (const Expectation& one : expectations) {
        py::dict entry;
        entry["text"] = one.text;
        entry["expected"] = one.expected;
        entry["found"] = one.found;
        entry["source"] = one.source;
        entry["holds"] = one.holds;
        entry["line"] = one.line;
        list.append(entry);
    }
    return list;
}

}  // namespace

Scenario load(const Request& request) {
    const Overrides overrides{.seed = request.seed, .until = request.until, .set = request.set};
    if (!request.is_text) return Scenario::load(request.scenario, overrides);
    return Scenario::parse(request.scenario, "scenario", request.folder, overrides);
}

py::dict run(const Request& request, const py::object& progress) {
    const RecordLevel level = request.output.empty() ? RecordLevel::off : level_of(request.level);
    auto unlocked = std::make_unique<py::gil_scoped_release>();
    const Scenario scenario = load(request);
    World world = scenario.world();
    if (level != RecordLevel::off && !request.is_text) {
        refuse_same_file(request.output, request.scenario);
    }
    Interruptions interruptions(progress, world.resolution);
    Recorder recorder(request.output, {.level = level, .compress = request.compress});
    const auto expectations = scenario.expectations();
    Stopwatch stopwatch(recorder);
    const std::array<Sink*, 3> sinks{&stopwatch, &recorder, expectations.get()};
    RunOptions options;
    options.schedule = {.threads = request.threads, .shuffle = request.shuffle};
    options.on_progress = [&](const Progress& now) { return interruptions.go_on(now); };
    const auto start = WallClock::now();
    const Ending ending = worldline::run(std::move(world), options, sinks);
    const double seconds = seconds_since(start);
    unlocked.reset();
    interruptions.raise();

    py::dict outcome;
    outcome["scenario"] = scenario.name();
    outcome["agents"] = scenario.n_agents();
    outcome["events"] = ending.events;
    outcome["seconds"] = seconds;
    outcome["complete"] = ending.complete;
    outcome["digest"] = hex(ending.run_digest);
    outcome["warnings"] = py::list();
    for (const std::string& warning : scenario.warnings()) {
        outcome["warnings"].cast<py::list>().append(warning);
    }
    outcome["expectations"] = ending.complete ? told(expectations->results()) : py::list();
    return outcome;
}

}  // namespace worldline::bindings
