// SPDX-License-Identifier: Apache-2.0
#include "cli/record_plan.hpp"

#include <array>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

#include "cli/report.hpp"
#include "sim/record/estimate.hpp"

namespace worldline {
namespace {

void warn_of_space(std::uint64_t bytes, const std::string& output) {
    const std::filesystem::path given = std::filesystem::path(output).parent_path();
    const std::filesystem::path folder = given.empty() ? "." : given;
    std::error_code error;
    const auto space = std::filesystem::space(folder, error);
    if (error || bytes <= space.available) return;
    fmt::print(stderr, "warning: {} are free in {}, and the record may take more\n",
               size_text(space.available), folder.string());
}

}  // namespace

RecordPlan record_plan_of(const RunRequest& request, const Scenario& scenario) {
    RecordPlan plan;
    const RowCounts rows = scenario.estimated_rows();
    const auto bytes_at = [&](RecordLevel level) {
        return estimated_bytes(rows, scenario.preamble(), level);
    };
    plan.full_bytes = bytes_at(RecordLevel::full);
    plan.is_selected = scenario.selected() != Selected{};
    if (request.level) {
        plan.level = *request.level;
    } else if (const auto level = scenario.record_level()) {
        plan.level = *level;
    } else if (plan.full_bytes > full_bytes_max) {
        plan.level = RecordLevel::summary;
        plan.is_lowered = true;
    }
    plan.bytes = bytes_at(plan.level);
    return plan;
}

std::string to_text(const RecordPlan& plan) {
    constexpr std::array<std::string_view, 4> names{"off", "summary", "promises", "full"};
    return fmt::format("about {} ({}{})", size_text(plan.bytes),
                       names[static_cast<std::size_t>(plan.level)],
                       plan.is_selected ? ", of what is selected" : "");
}

void tell(const RecordPlan& plan, const std::string& output) {
    if (plan.level == RecordLevel::off) return;
    if (plan.is_lowered) {
        fmt::print(stderr,
                   "record: in full it may take {}, over {}, so only a summary is written; "
                   "--record full asks for all of it\n",
                   size_text(plan.full_bytes), size_text(full_bytes_max));
    }
    fmt::print(stderr, "record: {}, by the promises, schedules and traces of the scenario\n",
               to_text(plan));
    warn_of_space(plan.bytes, output);
}

}  // namespace worldline
