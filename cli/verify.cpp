// SPDX-License-Identifier: Apache-2.0
#include "cli/verify.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/report.hpp"
#include "cli/verify_causality.hpp"
#include "sim/base/units.hpp"
#include "sim/record/check_schema.hpp"
#include "sim/record/verify.hpp"

namespace worldline {
namespace {

constexpr std::size_t faults_max = 20;  ///< lines

int tell(const std::vector<Fault>& faults, const std::string& all_is_well) {
    if (faults.empty()) {
        fmt::print("ok: {}\n", all_is_well);
        return exit_code::ok;
    }
    for (std::size_t i = 0; i < std::min(faults.size(), faults_max); ++i) {
        fmt::print("FAULT  {}\n", to_text(faults[i]));
    }
    if (faults.size() > faults_max) fmt::print("and {} more\n", faults.size() - faults_max);
    return exit_code::differs;
}

int verify_schema(const std::string& path) {
    const OpenRecord record = open_record(path);
    const SchemaReport report = check_schema(record.file, record.is_finished());
    for (const std::string& difference : report.differences) print_figure("note", difference);
    return tell(report.faults, fmt::format("it agrees with the schema of format {}.{}",
                                           schema::version[0], schema::version[1]));
}

void print_figures(const Verification& found, double seconds) {
    const double rate = static_cast<double>(found.bytes) / seconds / 1e6;
    print_figure("rows", grouped(found.rows));
    print_figure("values",
                 fmt::format("{} in {} blocks", size_text(found.bytes), grouped(found.blocks)));
    print_figure("seconds", fmt::format("{:.3f} ({:.0f} MB/s)", seconds, rate));
    if (!found.content_digest.empty()) print_figure("content", found.content_digest);
    if (!found.run_digest.empty()) print_figure("run", found.run_digest);
    for (const std::string& note : found.notes) print_figure("note", note);
}

std::string all_is_well(const Verification& found) {
    if (found.is_finished) return "it is what was written";
    if (!found.until_checkpoint) {
        return "it is unfinished, and no checkpoint says what it should be; nothing speaks against "
               "its rows";
    }
    return fmt::format("it is unfinished, and what was written up to its checkpoint at t = {}",
                       to_text(*found.until_checkpoint - Time{0}, found.resolution));
}

}  // namespace

int verify_command(const VerifyRequest& request, const Catalogue& catalogue) {
    print_figure("record", request.record);
    if (request.schema_only) return verify_schema(request.record);
    if (request.causality_only) return verify_causality(request, catalogue);
    const auto begin = std::chrono::steady_clock::now();
    const Verification found = verify(request.record, {.threads = request.threads, .shuffle = {}});
    const auto taken = std::chrono::steady_clock::now() - begin;
    print_figures(found, std::chrono::duration<double>(taken).count());
    return tell(found.faults, all_is_well(found));
}

}  // namespace worldline
