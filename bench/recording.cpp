// SPDX-License-Identifier: Apache-2.0
#include "bench/recording.hpp"

#include <ctime>
#include <filesystem>

#include <fmt/format.h>

#include "sim/record/reader.hpp"

namespace worldline {
namespace {

constexpr double told_rows_per_second = 2e6;  // a tenth of a gigabyte or so

double seconds_of(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void sleep(double seconds) {
    const auto whole = static_cast<time_t>(seconds);
    const double rest = seconds - static_cast<double>(whole);
    const timespec span{.tv_sec = whole, .tv_nsec = static_cast<long>(1e9 * rest)};
    ::nanosleep(&span, nullptr);
}

double ratio(std::uint64_t count, std::uint64_t of) {
    return of == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(of);
}

}  // namespace

Cost CostMeter::now() {
    return {seconds_of(CLOCK_MONOTONIC), seconds_of(CLOCK_PROCESS_CPUTIME_ID)};
}

Cost CostMeter::cost() const {
    const Cost end = now();
    return {end.seconds - begin_.seconds, end.cpu_seconds - begin_.cpu_seconds};
}

std::optional<double> Recorded::writer_ns_per_byte() const {
    if (raw_bytes == 0 || (!is_apart && !off)) return {};
    const double cpu = cost.cpu_seconds - (is_apart ? 0.0 : off->cpu_seconds);
    return 1e9 * cpu / static_cast<double>(raw_bytes);
}

void count_rows(const std::string& path, Recorded& recorded) {
    const Reader record(path);
    for (const Reader::Table& table : record.tables()) {
        if (table.schema->kind != schema::TableKind::fact) continue;
        recorded.raw_bytes += table.raw_bytes();
        if (table.schema->name != "contents_bytes") recorded.rows += table.rows;
    }
    recorded.file_bytes = std::filesystem::file_size(path);
}

std::string json_of(const Recorded& recorded, std::uint64_t events) {
    std::string text = fmt::format(R"({{"level": "{}", )", name_of(recorded.level));
    if (!recorded.is_apart) text += fmt::format(R"("seconds": {:.6f}, )", recorded.cost.seconds);
    if (recorded.off) {
        text += fmt::format(R"("ratio": {:.4f}, )", recorded.cost.seconds / recorded.off->seconds);
    }
    text += fmt::format(R"("cpu_seconds": {:.6f}, "rows": {}, "raw_bytes": {}, "file_bytes": {}, )"
                        R"("bytes_per_row": {:.2f}, "bytes_per_event": {:.2f})",
                        recorded.cost.cpu_seconds, recorded.rows, recorded.raw_bytes,
                        recorded.file_bytes, ratio(recorded.raw_bytes, recorded.rows),
                        ratio(recorded.raw_bytes, events));
    if (const auto writer = recorded.writer_ns_per_byte()) {
        text += fmt::format(R"(, "writer_ns_per_byte": {:.4f})", *writer);
    }
    return text + "}";
}

Cost KeepSink::tell(Sink& other) const {
    other.begin(preamble_);
    const CostMeter meter;
    for (const Batch& batch : batches_) {
        other.commit(batch);
        sleep(static_cast<double>(batch.rows()) / told_rows_per_second);
    }
    other.end(ending_);
    return meter.cost();
}

}  // namespace worldline
