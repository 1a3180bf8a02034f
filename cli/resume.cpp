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

struct Told {
    std::string resolved;  ///< scenario
    bool is_fork = false;
};

/// What the record itself says; it is closed again.
Told told_by(const std::string& record) {
    const Reader reader(record);
    return {reader.scenario_resolved(), reader.has("parent")};
}

std::string text_of(const Saved& saved, const std::string& name) {
    const auto found = saved.kept.find(name);
    if (found == saved.kept.end()) return "";
    return {reinterpret_cast<const char*>(found->second.data()), found->second.size()};
}

}  // namespace

int resume_command(const ResumeRequest& request, const Catalogue& catalogue) {
    listen_for_questions();
    constexpr std::string_view suffix = ".partial";
    std::string record = request.record;
    if (record.ends_with(suffix)) record.resize(record.size() - suffix.size());
    check_is_unfinished(record);
    refuse_if_written(record);
    Saved saved = load_checkpoint(record);
    const auto past = saved.kept.find("past");
    if (past != saved.kept.end() && !past->second.empty()) {
        throw RecordError(record +
                          " cannot go on: it is a fork that was interrupted before it had "
                          "parted from its parent; fork again");
    }
    check_what_is_there(record, saved, request);
    const std::string file = request.scenario.empty() ? "" : scenario_file(request.scenario);
    const std::string folder = file.empty()
                                   ? text_of(saved, "folder")
                                   : std::filesystem::absolute(file).parent_path().string();
    const auto [resolved, is_fork] = told_by(record);
    const Scenario scenario =
        file.empty() ? Scenario::parse(resolved, record, folder, {}, catalogue)
                     : Scenario::load(file, {}, catalogue);
    refuse_other_scenario(record, scenario.preamble().resolved_text, resolved);
    if (text_of(saved, "inputs") != hex(scenario.inputs_digest())) {
        throw RecordError(record +
                          " cannot go on: a trace of its scenario is no longer what it was");
    }
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
                         .from = std::move(saved),
                         .is_as_expected = !is_fork});
}

}  // namespace worldline
