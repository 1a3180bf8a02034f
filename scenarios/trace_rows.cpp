// SPDX-License-Identifier: Apache-2.0
#include "scenarios/trace_rows.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "scenarios/faults.hpp"

namespace worldline {
namespace {

constexpr std::size_t index(TraceColumn column) { return static_cast<std::size_t>(column); }

/// As it would be shown in one line of a message.
std::string shown(std::string_view text) {
    constexpr std::size_t shown_max = 40;
    return "`" + std::string(text.substr(0, shown_max)) + (text.size() > shown_max ? "...`" : "`");
}

}  // namespace

TraceRows::TraceRows(const TraceFormat& format, OnFault on_fault)
    : format_(format), on_fault_(std::move(on_fault)), reader_(format.path) {
    if (!reader_.next()) throw TableError("the file is empty; a table begins with its columns", 0);
    check_header();
    find_columns();
}

/// Names are looked up as texts, and stand in messages and in the record.
void TraceRows::check_header() {
    for (std::size_t i = 0; i < reader_.n_fields(); ++i) {
        const std::string_view name = reader_.field(i);
        if (first_strange_byte(name) == name.size()) continue;
        has_columns_ = false;
        fault(reader_.column(i), "the name of this column is not a text in UTF-8");
    }
}

void TraceRows::find_columns() {
    n_columns_ = reader_.n_fields();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < n_columns_; ++i) names.emplace_back(reader_.field(i));
    for (std::size_t i = 0; i < n_trace_columns; ++i) {
        if (!has(static_cast<TraceColumn>(i))) continue;
        const auto at = std::find(names.begin(), names.end(), format_.columns[i]);
        places_[i] = static_cast<std::size_t>(at - names.begin());
        const auto again = at == names.end() ? at : std::find(at + 1, names.end(), *at);
        if (again != names.end()) {
            has_columns_ = false;
            fault(reader_.column(static_cast<std::size_t>(again - names.begin())),
                  "there is a column `" + *at + "` already; which one is meant?");
        }
        if (at != names.end()) continue;
        has_columns_ = false;
        fault(1, "there is no column `" + format_.columns[i] + "`" +
                     suggestion(format_.columns[i], names));
    }
}

void TraceRows::fault(TraceColumn column, const std::string& message) {
    fault(reader_.column(places_[index(column)]), format_.columns[index(column)] + ": " + message);
}

void TraceRows::fault(int column, const std::string& message) {
    is_good_ = false;
    on_fault_({format_.file, reader_.line(), column, readable(message), readable(reader_.row())});
}

std::string_view TraceRows::name(TraceColumn column) {
    const std::string_view name = text(column);
    if (name.empty()) fault(column, "a name is missing");
    if (first_strange_byte(name) != name.size()) {
        fault(column, shown(name) + " is not a text in UTF-8");
    }
    return name;
}

std::int64_t TraceRows::time(TraceColumn column) {
    try {
        return format_.time.ticks(text(column));
    } catch (const std::invalid_argument& error) {
        fault(column, text(column).empty() ? "a time is missing" : error.what());
    }
    return 0;
}

double TraceRows::number(TraceColumn column) {
    const std::string_view written = text(column);
    double number = 0.0;
    const auto [end, error] =
        std::from_chars(written.data(), written.data() + written.size(), number);
    if (error != std::errc{} || end != written.data() + written.size() || !std::isfinite(number)) {
        fault(column, shown(written) + " is not a number");
    }
    return number;
}

/// How a promise ended, or what was found of it.
void TraceRows::read_end(ParsedRow& row) {
    if (format_.kind == TraceKind::assessments) {
        const double rating = number(TraceColumn::outcome);
        row.outcome =
            rating >= format_.kept_from ? OutcomeKind::happened : OutcomeKind::contrary_act;
        row.ends = row.made;
        return;
    }
    row.has_due = !text(TraceColumn::due).empty();
    row.due = row.has_due ? time(TraceColumn::due) : 0;
    row.ends = time(TraceColumn::ends);
    const auto outcome = format_.outcomes.find(text(TraceColumn::outcome));
    if (outcome == format_.outcomes.end()) {
        fault(TraceColumn::outcome,
              shown(text(TraceColumn::outcome)) + " is not a word of `outcomes` in the scenario");
    } else {
        row.outcome = outcome->second;
    }
    if (!has(TraceColumn::probability)) return;
    row.probability = number(TraceColumn::probability);
    if (row.probability >= 0.0 && row.probability <= 1.0) return;
    fault(TraceColumn::probability,
          shown(text(TraceColumn::probability)) + " is not a probability, from 0 to 1");
}

void TraceRows::check_order(const ParsedRow& row) {
    if (row.made < last_made_) {
        fault(TraceColumn::made, shown(text(TraceColumn::made)) +
                                     " is earlier than the row before; rows go by `made`");
    }
    if (row.ends < row.made) {
        fault(TraceColumn::ends,
              shown(text(TraceColumn::ends)) + " is earlier than the promise was made");
    }
    last_made_ = std::max(last_made_, row.made);
}

bool TraceRows::next(ParsedRow& row) {
    if (!has_columns_ || !reader_.next()) return false;
    is_good_ = true;
    if (reader_.n_fields() != n_columns_) {
        fault(1, "this row has " + std::to_string(reader_.n_fields()) +
                     " fields, and the first line " + std::to_string(n_columns_));
        return true;
    }
    row.promiser = name(TraceColumn::promiser);
    row.promisee = name(TraceColumn::promisee);
    if (!row.promiser.empty() && row.promiser == row.promisee) {
        const bool is_rating = format_.kind == TraceKind::assessments;
        fault(TraceColumn::promisee,
              shown(row.promisee) + (is_rating ? " rates itself; only others' promises are rated"
                                               : " promises to itself; a promise is made to "
                                                 "another"));
    }
    row.made = time(TraceColumn::made);
    read_end(row);
    if (is_good_) check_order(row);
    return true;
}

}  // namespace worldline
