// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>

#include <pybind11/pybind11.h>

#include "sim/engine/engine.hpp"

namespace worldline::bindings {

/// Lets Python have its say now and then, between windows of a run that goes on without the
/// interpreter's lock: Ctrl-C, and a callback that is told how far the run is.
class Interruptions {
public:
    /// @param progress  called with (time [s], until [s], events), or None; outlives this object
    Interruptions(const pybind11::object& progress, Resolution resolution)
        : progress_(progress), resolution_(resolution) {}

    /// At most 20 times a second it asks. False: Python has raised something.
    /// @pre The lock is not held.
    bool go_on(const Progress& progress);

    /// Raises it here. Does nothing if there is nothing.
    /// @pre The lock is held.
    void raise();

private:
    using WallClock = std::chrono::steady_clock;

    const pybind11::object& progress_;
    Resolution resolution_;
    WallClock::time_point last_ = WallClock::now();
    std::unique_ptr<pybind11::error_already_set> raised_;
};

}  // namespace worldline::bindings
