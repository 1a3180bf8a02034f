// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include <pybind11/pybind11.h>

#include "scenarios/scenario.hpp"
#include "sim/record/recorder.hpp"

namespace worldline::bindings {

/// @throws pybind11::value_error  no level is called so
RecordLevel level_of(const std::string& name);

/// How long the run took, told to the recorder just before it closes the file. Time counts only
/// between `start` and `stop`, so who looks on between windows does not make a run slow.
class Stopwatch final : public Sink {
public:
    explicit Stopwatch(Recorder& recorder) : recorder_(&recorder) {}

    void start();
    void stop();
    double seconds() const;

    RecordLevel level() const override { return RecordLevel::off; }
    void commit(const Batch&) override {}
    void end(const Ending& ending) override;

private:
    using WallClock = std::chrono::steady_clock;

    Recorder* recorder_;
    WallClock::duration before_{};
    WallClock::time_point start_ = WallClock::now();
    bool is_running_ = false;
};

/// What `worldline.run` has to tell of a run that has ended: Record.outcome.
pybind11::dict outcome_of(const Scenario& scenario, const Ending& ending,
                          const Expectations& expectations, double seconds);

}  // namespace worldline::bindings
