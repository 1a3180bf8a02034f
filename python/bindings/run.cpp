// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/run.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "python/bindings/interruptions.hpp"
#include "python/bindings/outcome.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/recorder.hpp"
#include "sim/record/selection.hpp"

namespace py = pybind11;

namespace worldline::bindings {

Scenario load(const Request& request) {
    const Overrides overrides{.seed = request.seed, .until = request.until, .set = request.set};
    const Catalogue catalogue = catalogue_with(request.behaviours);
    if (!request.is_text) return Scenario::load(request.scenario, overrides, catalogue);
    return Scenario::parse(request.scenario, "scenario", request.folder, overrides, catalogue);
}

World world_of(const Scenario& scenario, const Request& request) {
    World world = scenario.world();
    for (const auto& python : request.behaviours) python->learn_words(world);
    return world;
}

py::dict run(const Request& request, const py::object& progress) {
    const RecordLevel level = request.output.empty() ? RecordLevel::off : level_of(request.level);
    auto unlocked = std::make_unique<py::gil_scoped_release>();
    const Scenario scenario = load(request);
    World world = world_of(scenario, request);
    if (level != RecordLevel::off && !request.is_text) {
        refuse_same_file(request.output, request.scenario);
    }
    Interruptions interruptions(progress, world.resolution);
    Recorder recorder(request.output, {.level = level, .compress = request.compress});
    const auto expectations = scenario.expectations();
    const std::string folder =
        request.is_text ? request.folder
                        : std::filesystem::absolute(request.scenario).parent_path().string();
    recorder.keep("expectations", [&] { return expectations->save(); });
    const std::string inputs = hex(scenario.inputs_digest());
    const auto bytes_of = [](const std::string& text) {
        const auto bytes = std::as_bytes(std::span(text));
        return std::vector<std::byte>(bytes.begin(), bytes.end());
    };
    recorder.keep("folder", [&] { return bytes_of(folder); });
    recorder.keep("inputs", [&] { return bytes_of(inputs); });
    Stopwatch stopwatch(recorder);
    const auto selection = Selection::before(recorder, scenario.selected());
    Sink* const record = selection ? static_cast<Sink*>(selection.get()) : &recorder;
    const std::array<Sink*, 3> sinks{&stopwatch, record, expectations.get()};
    RunOptions options;
    options.schedule = {.threads = request.threads, .shuffle = request.shuffle};
    options.memory_limit = scenario.memory_limit().value_or(0);
    options.on_progress = [&](const Progress& now) { return interruptions.go_on(now); };
    if (level != RecordLevel::off) {
        options.checkpoint_due = [&](const Progress&) { return recorder.is_checkpoint_due(); };
    }
    stopwatch.start();
    const Ending ending = [&] {
        try {
            return worldline::run(std::move(world), options, sinks);
        } catch (const RunError&) {
            unlocked.reset();
            raise_interruption(request.behaviours);
            throw;
        }
    }();
    stopwatch.stop();
    unlocked.reset();
    interruptions.raise();
    return outcome_of(scenario, ending, *expectations, stopwatch.seconds());
}

}  // namespace worldline::bindings
