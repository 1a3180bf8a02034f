// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/ledger/sink.hpp"

namespace worldline {

/// Names of the levels of a record, by value.
inline constexpr std::string_view level_names[]{"off", "summary", "promises", "full"};
constexpr std::string_view name_of(RecordLevel level) {
    return level_names[static_cast<std::size_t>(level)];
}

/// Time that something took.
struct Cost {
    double seconds = 0.0;      ///< wall clock
    double cpu_seconds = 0.0;  ///< of all threads of the process
};

/// Measures from its making on.
class CostMeter {
public:
    CostMeter() : begin_(now()) {}
    Cost cost() const;

private:
    static Cost now();

    Cost begin_;
};

/// What it cost to record a run, and what came of it.
struct Recorded {
    RecordLevel level = RecordLevel::off;
    bool is_apart = false;         ///< the cost is that of writing alone
    Cost cost = {};                ///< until the file was closed
    std::optional<Cost> off = {};  ///< of the same run without a record
    std::uint64_t rows = 0;        ///< of fact tables, bytes of contents aside
    std::uint64_t raw_bytes = 0;   ///< of fact tables
    std::uint64_t file_bytes = 0;

    /// CPU time for each raw byte [ns]: of writing alone, or over that of the run without.
    std::optional<double> writer_ns_per_byte() const;
};

/// Counts what stands in a record.
void count_rows(const std::string& path, Recorded& recorded);

/// One JSON object. @param events  of the run
std::string json_of(const Recorded& recorded, std::uint64_t events);

/// Takes everything and keeps nothing: what it costs to have it all laid out.
class DropSink final : public Sink {
public:
    void commit(const Batch&) override {}
};

/// Keeps all that it is told, to tell it once more to another.
class KeepSink final : public Sink {
public:
    explicit KeepSink(RecordLevel level) : level_(level) {}

    RecordLevel level() const override { return level_; }
    void begin(const Preamble& preamble) override { preamble_ = preamble; }
    void commit(const Batch& batch) override { batches_.push_back(batch); }
    void end(const Ending& ending) override { ending_ = ending; }

    /// Tells it all, no faster than a recorder can follow: one that is pressed may write otherwise.
    /// Returns the cost, the beginning aside.
    Cost tell(Sink& other) const;

private:
    RecordLevel level_;
    Preamble preamble_;
    std::vector<Batch> batches_;
    Ending ending_;
};

}  // namespace worldline
