// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/simulation.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <utility>

#include "python/bindings/interruptions.hpp"
#include "sim/base/expects.hpp"

namespace py = pybind11;

namespace worldline::bindings {
namespace {

using WallClock = std::chrono::steady_clock;

/// How far `run_until` goes before it asks whether anybody wants to stop it: a number of whole
/// bins, so that no window is cut by the asking. As many as take some milliseconds; but where a
/// long empty time has made that many, few enough that what comes after is no long wait.
class Stride {
public:
    explicit Stride(const World& world)
        : width_(bin_width_log2(world)),
          most_(std::max(std::int64_t{1'024}, (world.until.ticks >> width_) >> 16)) {}

    /// End of the next part of the way from `from` to `limit`.
    Time next(Time from, Time limit) {
        begin_ = WallClock::now();
        const std::int64_t bin = from.ticks >> width_;
        const std::int64_t last = limit.ticks >> width_;
        if (last - bin <= bins_) return limit;
        return Time{(bin + bins_) << width_};
    }

    void learn() {
        const auto taken = WallClock::now() - begin_;
        if (taken < std::chrono::milliseconds(5)) bins_ = std::min(2 * bins_, most_);
        if (taken > std::chrono::milliseconds(20)) bins_ = std::max(bins_ / 2, std::int64_t{1});
    }

private:
    unsigned width_;
    std::int64_t most_;
    std::int64_t bins_ = 1;
    WallClock::time_point begin_;
};

RecordLevel level_asked(const Request& request) {
    const RecordLevel level = level_of(request.level);
    return request.output.empty() ? RecordLevel::off : level;
}

Scenario loaded(const Request& request, RecordLevel level) {
    const py::gil_scoped_release unlocked;
    Scenario scenario = load(request);
    if (level != RecordLevel::off && !request.is_text) {
        refuse_same_file(request.output, request.scenario);
    }
    return scenario;
}

}  // namespace

Simulation::Simulation(const Request& request) : Simulation(request, level_asked(request)) {}

Simulation::Simulation(const Request& request, RecordLevel level)
    : behaviours_(request.behaviours),
      scenario_(loaded(request, level)),
      recorder_(request.output, {.level = level, .compress = request.compress}),
      selection_(Selection::before(recorder_, scenario_.selected())),
      expectations_(scenario_.expectations()),
      stopwatch_(recorder_) {
    const py::gil_scoped_release unlocked;
    begin(request);
}

void Simulation::begin(const Request& request) {
    RunOptions options;
    options.schedule = {.threads = request.threads, .shuffle = request.shuffle};
    Sink* const record = selection_ ? static_cast<Sink*>(selection_.get()) : &recorder_;
    const std::array<Sink*, 3> sinks{&stopwatch_, record, expectations_.get()};
    stopwatch_.start();
    engine_ = std::make_unique<Engine>(world_of(scenario_, request), std::move(options), sinks);
    stopwatch_.stop();
}

void Simulation::refuse_if_over() const {
    if (is_driven_) throw std::runtime_error("another thread is running this simulation");
    if (outcome_) throw std::runtime_error("the run is finished; it does not go on");
    if (!failure_.empty()) throw std::runtime_error("the run has failed before: " + failure_);
}

/// Does `work` without the interpreter's lock. What it throws is the end of the run; what Python
/// raises in between is not.
template <class Work>
bool Simulation::drive(const Work& work) {
    refuse_if_over();
    expects(engine_ != nullptr, "a run that is not over has an engine");
    const py::object nobody_listens = py::none();
    Interruptions interruptions(nobody_listens, engine_->world().resolution);
    bool result = false;
    std::exception_ptr thrown;
    is_driven_ = true;
    {
        const py::gil_scoped_release unlocked;
        stopwatch_.start();
        try {
            result = work(interruptions);
        } catch (const std::exception& error) {
            failure_ = error.what();
            thrown = std::current_exception();
        } catch (...) {
            failure_ = "for a reason that does not tell its name";
            thrown = std::current_exception();
        }
        stopwatch_.stop();
    }
    is_driven_ = false;
    if (thrown) raise_interruption(behaviours_);
    if (thrown) std::rethrow_exception(thrown);
    interruptions.raise();
    return result;
}

bool Simulation::step(std::uint64_t n_windows) {
    return drive([this, n_windows](Interruptions& interruptions) {
        for (std::uint64_t i = 0; i < n_windows; ++i) {
            if (!engine_->step()) return false;
            if (!interruptions.go_on(engine_->progress())) break;
        }
        return true;
    });
}

bool Simulation::run_until(Time limit) {
    return drive([this, limit](Interruptions& interruptions) {
        const Time end = std::min(limit, engine_->progress().until);
        Stride stride(engine_->world());
        for (Progress now = engine_->progress(); now.time < end; now = engine_->progress()) {
            engine_->run_until(stride.next(now.time, end));
            stride.learn();
            if (!interruptions.go_on(engine_->progress())) break;
        }
        return engine_->progress().time < engine_->progress().until;
    });
}

void Simulation::run() {
    drive([this](Interruptions& interruptions) {
        while (engine_->step()) {
            if (!interruptions.go_on(engine_->progress())) break;
        }
        return true;
    });
}

py::dict Simulation::finish() {
    if (outcome_) return *outcome_;
    if (!failure_.empty()) {
        drop();
        throw RunError("the run has failed, so it has no end and leaves no record: " + failure_);
    }
    Ending ending;
    drive([this, &ending](Interruptions&) {
        ending = engine_->finish();
        return true;
    });
    outcome_ = outcome_of(scenario_, ending, *expectations_, stopwatch_.seconds());
    return *outcome_;
}

void Simulation::close() {
    if (failure_.empty()) {
        finish();
    } else {
        drop();
    }
}

/// The engine is the one who writes, so it ends before its record does. Without a record it stays.
void Simulation::drop() {
    if (is_driven_) throw std::runtime_error("another thread is running this simulation");
    if (!is_recorded()) return;
    const py::gil_scoped_release unlocked;
    engine_.reset();
    recorder_.abandon();
}

const Engine& Simulation::engine() const {
    if (is_driven_) throw std::runtime_error("another thread is running this simulation");
    if (!engine_) throw std::runtime_error("the run has failed and was closed: " + failure_);
    return *engine_;
}

}  // namespace worldline::bindings
