// SPDX-License-Identifier: Apache-2.0
#include "cli/run.hpp"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "cli/library.hpp"
#include "cli/progress.hpp"
#include "cli/record_plan.hpp"
#include "cli/recorded_run.hpp"
#include "cli/signals.hpp"
#include "scenarios/size.hpp"
#include "sim/record/recorder.hpp"

namespace worldline {
namespace {

std::size_t memory_limit_of(const RunRequest& request, const Scenario& scenario) {
    if (!request.memory_limit) return scenario.memory_limit().value_or(0);
    if (const auto bytes = bytes_of(*request.memory_limit)) return *bytes;
    throw ScenarioError({{.file = "--memory-limit",
                          .message = "'" + *request.memory_limit +
                                     "' is no size; a number and a unit are due, such as 2 GB",
                          .text = ""}});
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

Scenario loaded(const std::string& file, const Overrides& overrides, const Catalogue& catalogue) {
    ProgressLine line{Resolution{}};
    line.wait("reading " + file);
    return Scenario::load(file, overrides, catalogue);
}

int run_command(const RunRequest& request, const Catalogue& catalogue) {
    listen_for_questions();
    const std::string file = scenario_file(request.scenario);
    const Scenario scenario = loaded(file, overrides_of(request), catalogue);
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
    return run_recorded({.scenario = scenario,
                         .folder = std::filesystem::absolute(file).parent_path().string(),
                         .options = options,
                         .output = output,
                         .recording = {.level = level,
                                       .compress = request.compress,
                                       .checkpoint_every = request.checkpoint_every,
                                       .overwrite = request.overwrite},
                         .from = std::nullopt,
                         .checks_causality = request.checks_causality});
}

}  // namespace worldline
