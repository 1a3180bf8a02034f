// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "sim/base/units.hpp"
#include "sim/record/reader.hpp"

namespace worldline {
namespace {

constexpr std::uint64_t assessments_max = 5'000'000;  // a second of reading
constexpr std::size_t observers_max = 20;             // lines
constexpr std::size_t n_verdicts = std::size(schema::verdict_labels);

using Counts = std::array<std::uint64_t, n_verdicts>;

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::array<const char*, 4> units{"B", "kB", "MB", "GB"};
    std::size_t unit = 0;
    double number = static_cast<double>(bytes);
    while (number >= 1000.0 && unit + 1 < units.size()) {
        number /= 1000.0;
        ++unit;
    }
    return fmt::format("{:.{}f} {}", number, unit == 0 ? 0 : 1, units[unit]);
}

std::string head(const Reader& record) {
    const Resolution resolution{record.number<std::int64_t>("resolution")};
    const auto until = record.number<std::int64_t>("until");
    std::string text = record.path() + "\n";
    const auto line = [&](const char* name, const std::string& value) {
        if (!value.empty()) text += fmt::format("  {:<15} {}\n", name, value);
    };
    line("scenario", record.text("scenario"));
    line("seed", std::to_string(record.number<std::uint64_t>("seed")));
    line("resolution", to_text(Duration{1}, resolution));
    line("until", to_text(Duration{until}, resolution));
    line("epoch", record.text("epoch"));
    line("record_level", record.text("record_level"));
    line("complete", record.is_complete() ? "yes" : "no");
    if (record.has("parent")) {
        line("parent", record.text("parent"));
        line("fork_time", to_text(Duration{record.number<std::int64_t>("fork_time")}, resolution));
    }
    if (const auto& saved = record.checkpoint()) {
        line("checkpoint", to_text(saved->moment.time - Time{0}, resolution));
        line("events", std::to_string(saved->moment.events));
        line("run_digest", hex(saved->moment.run_digest));
        line("goes on", "worldline resume " + record.path());
    }
    if (!record.has("run_digest")) return text;
    line("ended", to_text(Duration{record.number<std::int64_t>("ended")}, resolution));
    line("events", std::to_string(record.number<std::uint64_t>("events")));
    line("run_digest", record.text("run_digest"));
    line("content_digest", record.text("content_digest"));
    return text;
}

std::string table_lines(const Reader& record) {
    constexpr const char* form = "  {:<15} {:>12} {:>10} {:>10} {:>10}\n";
    std::string text =
        fmt::format(fmt::runtime(form), "table", "rows", "raw", "stored", "bytes/row");
    for (const Reader::Table& table : record.tables()) {
        if (table.rows == 0) continue;
        const double bytes_per_row =
            static_cast<double>(table.stored_bytes) / static_cast<double>(table.rows);
        text += fmt::format(fmt::runtime(form), table.schema->name, table.rows,
                            bytes_text(table.raw_bytes()), bytes_text(table.stored_bytes),
                            fmt::format("{:.1f}", bytes_per_row));
    }
    return text;
}

/// Assessments by observer and verdict, read block by block.
std::map<std::uint32_t, Counts> count_verdicts(const Reader& record) {
    std::map<std::uint32_t, Counts> counts;
    const std::uint64_t rows = record.rows("assessments");
    for (std::uint64_t first = 0; first < rows; first += schema::chunk_rows) {
        const hdf5::Rows block{first, std::min(schema::chunk_rows, rows - first)};
        const auto assessor = record.column<std::uint32_t>("assessments", "assessor", block);
        const auto verdict = record.column<std::uint8_t>("assessments", "verdict", block);
        for (std::size_t i = 0; i < assessor.size(); ++i) {
            if (verdict[i] < n_verdicts) ++counts[assessor[i]][verdict[i]];
        }
    }
    return counts;
}

std::string verdict_lines(const Reader& record) {
    const std::uint64_t rows = record.rows("assessments");
    if (rows == 0 || rows >= assessments_max) return {};
    const auto counts = count_verdicts(record);
    const std::vector<std::string> names = record.texts("agents", "name");
    std::string text = fmt::format("  {:<15}", "assessor");
    for (const std::string_view label : schema::verdict_labels) {
        text += fmt::format(" {:>11}", label);
    }
    text += '\n';
    std::size_t n_lines = 0;
    for (const auto& [agent, by_verdict] : counts) {
        if (n_lines++ == observers_max) break;
        text += fmt::format("  {:<15}",
                            agent < names.size() ? names[agent] : fmt::format("agent {}", agent));
        for (const std::uint64_t count : by_verdict) text += fmt::format(" {:>11}", count);
        text += '\n';
    }
    if (counts.size() > observers_max) {
        text += fmt::format("  and {} more assessors\n", counts.size() - observers_max);
    }
    return text;
}

}  // namespace

std::string info(const std::string& path) {
    const Reader record(path);
    std::string text = head(record) + "\n" + table_lines(record);
    const std::string verdicts = verdict_lines(record);
    return verdicts.empty() ? text : text + "\n" + verdicts;
}

}  // namespace worldline
