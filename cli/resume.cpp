// SPDX-License-Identifier: Apache-2.0
#include "cli/resume.hpp"

#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cli/library.hpp"
#include "cli/recorded_run.hpp"
#include "cli/signals.hpp"
#include "sim/base/units.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/verify.hpp"

namespace worldline {
namespace {

void check_is_unfinished(const std::string& record) {
    if (std::filesystem::exists(partial_of(record))) return;
    if (!std::filesystem::exists(record)) {
        throw RecordError("there is no " + partial_of(record) + ", and no " + record + " either");
    }
    throw RecordError(record + (Reader(record).is_complete()
                                    ? " is complete: its run has nothing left to do"
                                    : " is closed: its run failed, and cannot go on"));
}

/// After a power loss the disk may not have all that it said it had.
void check_what_is_there(const std::string& record, const Saved& saved,
                         const ResumeRequest& request) {
    const bool is_same_boot = saved.boot == boot_id();
    if (is_same_boot && !request.verify) return;
    fmt::print(stderr, "worldline: {}looking at {}\n",
               is_same_boot ? "" : "the machine has been started anew since; ", partial_of(record));
    const Verification found = verify(record, {.threads = request.threads, .shuffle = {}});
    if (found.faults.empty()) return;
    throw RecordError(record + " cannot go on: " + to_text(found.faults.front()) +
                      "; `worldline verify` tells more");
}

std::string text_of(const Saved& saved, const std::string& name) {
    const auto found = saved.kept.find(name);
    if (found == saved.kept.end()) return "";
    return {reinterpret_cast<const char*>(found->second.data()), found->second.size()};
}

}  // namespace

int resume_command(const ResumeRequest& request) {
    listen_for_questions();
    constexpr std::string_view suffix = ".partial";
    std::string record = request.record;
    if (record.ends_with(suffix)) record.resize(record.size() - suffix.size());
    check_is_unfinished(record);
    refuse_if_written(record);
    Saved saved = load_checkpoint(record);
    check_what_is_there(record, saved, request);
    const std::string file = request.scenario.empty() ? "" : scenario_file(request.scenario);
    const std::string folder = file.empty()
                                   ? text_of(saved, "folder")
                                   : std::filesystem::absolute(file).parent_path().string();
    const std::string resolved = Reader(record).scenario_resolved();
    const Scenario scenario =
        file.empty() ? Scenario::parse(resolved, record, folder) : Scenario::load(file);
    refuse_other_scenario(record, scenario.preamble().resolved_text, resolved);
    RunOptions options;
    options.schedule.threads = request.threads;
    options.memory_limit = scenario.memory_limit().value_or(0);
    fmt::print(stderr, "worldline: {} goes on at t = {}\n", record,
               to_text(saved.moment.time - Time{0}, saved.resolution));
    return run_recorded({.scenario = scenario,
                         .folder = folder,
                         .options = options,
                         .output = record,
                         .recording = {.checkpoint_every = request.checkpoint_every},
                         .from = std::move(saved)});
}

}  // namespace worldline
