// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

#include "scenarios/diagnostic.hpp"
#include "scenarios/table_reader.hpp"
#include "scenarios/trace.hpp"

namespace worldline {

/// One row of a trace, understood. Texts are views into the reader.
struct ParsedRow {
    std::string_view promiser;
    std::string_view promisee;
    std::int64_t made = 0;  ///< [ticks]
    std::int64_t ends = 0;
    bool has_due = false;
    std::int64_t due = 0;
    OutcomeKind outcome = OutcomeKind::happened;
    double probability = std::numeric_limits<double>::quiet_NaN();  ///< as stated; NaN: none
};

/// The rows of a trace, one after the other, each checked.
class TraceRows {
public:
    using OnFault = std::function<void(const Diagnostic&)>;

    /// Opens the file and reads its first line.
    /// @throws TableError
    TraceRows(const TraceFormat& format, OnFault on_fault);

    /// The next row, good or not; false at the end.
    /// @throws TableError
    bool next(ParsedRow& row);

    /// Was the last row good?
    bool is_good() const { return is_good_; }
    const TableReader& reader() const { return reader_; }

private:
    std::string_view text(TraceColumn column) const {
        return reader_.field(places_[static_cast<std::size_t>(column)]);
    }
    void fault(TraceColumn column, const std::string& message);
    void fault(int column, const std::string& message);
    std::string_view name(TraceColumn column);
    std::int64_t time(TraceColumn column);
    double number(TraceColumn column);
    bool has(TraceColumn column) const {
        return !format_.columns[static_cast<std::size_t>(column)].empty();
    }
    void read_end(ParsedRow& row);
    void check_order(const ParsedRow& row);
    void check_header();
    void find_columns();

    const TraceFormat& format_;
    OnFault on_fault_;
    TableReader reader_;
    std::array<std::size_t, n_trace_columns> places_{};
    std::size_t n_columns_ = 0;
    bool has_columns_ = true;
    bool is_good_ = true;
    std::int64_t last_made_ = 0;
};

}  // namespace worldline
