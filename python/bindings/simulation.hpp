// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <pybind11/pybind11.h>

#include "python/bindings/outcome.hpp"
#include "python/bindings/run.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/selection.hpp"

namespace worldline::bindings {

/// A run that Python leads, window by window, and looks at in between.
///
/// The interpreter's lock is released while windows are run. Between two of them Ctrl-C comes
/// through; the run stands where it is then, and may go on. One call at a time: whoever asks while
/// another thread runs windows is refused, and does not wait.
///
/// A run that has failed can still be looked at. Its record is dropped, since it has no end.
class Simulation {
public:
    /// @throws ScenarioError, RecordError, pybind11::value_error  as `run`
    explicit Simulation(const Request& request);

    /// Runs up to so many windows. False: there were not so many left.
    bool step(std::uint64_t n_windows);
    /// Runs every event before `limit`, and none at or after it. False: the end is reached.
    bool run_until(Time limit);
    void run();

    /// Closes the record and says how the run ended; asked again, says the same.
    /// @throws RunError  the run has failed, now or before
    pybind11::dict finish();
    /// Closes the record without a word: for a way out that is taken because of an error.
    void close();

    const Engine& engine() const;  ///< to look at @pre no window is running
    const Scenario& scenario() const { return scenario_; }
    bool is_recorded() const { return recorder_.level() != RecordLevel::off; }
    bool is_finished() const { return outcome_.has_value(); }

private:
    Simulation(const Request& request, RecordLevel level);
    template <class Work>
    bool drive(const Work& work);
    void begin(const Request& request);
    void refuse_if_over() const;
    void drop();

    PythonClasses behaviours_;
    Scenario scenario_;
    Recorder recorder_;
    std::unique_ptr<Selection> selection_;  ///< before the recorder; none: all is recorded
    std::unique_ptr<Expectations> expectations_;
    Stopwatch stopwatch_;
    std::unique_ptr<Engine> engine_;  ///< goes first: it writes to those above on its own thread
    std::optional<pybind11::dict> outcome_;
    std::string failure_;     ///< what went wrong; empty: nothing
    bool is_driven_ = false;  ///< read and written under the interpreter's lock
};

/// Puts the class into the module.
void register_simulation(pybind11::module_& m, Request (*request_of)(const pybind11::kwargs&));

}  // namespace worldline::bindings
