// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/outcome.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace py = pybind11;

namespace worldline::bindings {
namespace {

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

RecordLevel level_of(const std::string& name) {
    constexpr std::array<std::string_view, 4> names{"off", "summary", "promises", "full"};
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
        throw py::value_error("level is off, summary, promises or full, not " + name);
    }
    return static_cast<RecordLevel>(at - names.begin());
}

void Stopwatch::start() {
    start_ = WallClock::now();
    is_running_ = true;
}

void Stopwatch::stop() {
    if (is_running_) before_ += WallClock::now() - start_;
    is_running_ = false;
}

double Stopwatch::seconds() const {
    const auto running = is_running_ ? WallClock::now() - start_ : WallClock::duration{};
    return std::chrono::duration<double>(before_ + running).count();
}

void Stopwatch::end(const Ending& ending) {
    recorder_->runtime("seconds", seconds());
    recorder_->runtime("events_per_second", static_cast<double>(ending.events) / seconds());
    recorder_->runtime("threads", ending.threads);
}

py::dict outcome_of(const Scenario& scenario, const Ending& ending,
                    const Expectations& expectations, double seconds) {
    py::dict outcome;
    outcome["scenario"] = scenario.name();
    outcome["agents"] = scenario.n_agents();
    outcome["events"] = ending.events;
    outcome["seconds"] = seconds;
    outcome["complete"] = ending.complete;
    outcome["digest"] = hex(ending.run_digest);
    py::list warnings;
    for (const std::string& warning : scenario.warnings()) warnings.append(warning);
    outcome["warnings"] = warnings;
    outcome["expectations"] = ending.complete ? told(expectations.results()) : py::list();
    return outcome;
}

}  // namespace worldline::bindings
