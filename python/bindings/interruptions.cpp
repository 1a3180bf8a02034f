// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/interruptions.hpp"

#include <utility>

namespace py = pybind11;

namespace worldline::bindings {
namespace {

constexpr auto between_calls = std::chrono::milliseconds(50);

}  // namespace

bool Interruptions::go_on(const Progress& progress) {
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

void Interruptions::raise() {
    if (raised_) throw py::error_already_set(std::move(*raised_));
}

}  // namespace worldline::bindings
