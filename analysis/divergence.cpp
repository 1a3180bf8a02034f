// SPDX-License-Identifier: Apache-2.0
#include "analysis/divergence.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "sim/base/expects.hpp"
#include "sim/record/block_table.hpp"

namespace worldline {
namespace {

using schema::chunk_rows;

const schema::Table& table_of(const Comparison& what) {
    return schema::tables[schema::number_of(what.table)];
}

bool is_compared(const schema::Column& column, const Comparison& what) {
    return what.has_states || !column.name.starts_with("content_");
}

/// What is known of the blocks of a table; none where the record has no list of them.
std::optional<TableWriter::Blocks> blocks_of_table(const Reader& record, std::string_view table) {
    if (!record.checkpoint() && record.rows("blocks") == 0) return std::nullopt;
    return blocks_of(record)[schema::number_of(table)];
}

/// The first of some rows at which two columns differ; as many as there are if none does.
std::size_t first_difference(std::span<const std::byte> a, std::span<const std::byte> b,
                             std::size_t size) {
    const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
    return static_cast<std::size_t>(at - a.begin()) / size;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// Reads the events of one record, some time after some time.
class EventStream {
public:
    EventStream(const Reader& record, const Comparison& what, std::uint64_t first_row)
        : record_(&record), what_(what), table_(&table_of(what)), next_row_(first_row) {
        fill();
    }

    bool is_over() const { return at_ == events_.size(); }
    Time next_time() const { return events_[at_].time; }

    /// The next ones while their time is before `end`, by identity. Rows of one event are one.
    std::vector<RecordedEvent> take_until(Time end);

private:
    void fill();
    template <class Number>
    std::vector<Number> values(std::string_view name, hdf5::Rows rows) const {
        return record_->column<Number>(table_->name, name, rows);
    }
    std::vector<Digest> digests(hdf5::Rows rows) const;

    const Reader* record_;
    Comparison what_;
    const schema::Table* table_;
    std::uint64_t next_row_;
    std::vector<RecordedEvent> events_;  ///< one a row, of one block
    std::size_t at_ = 0;
};

/// Of each row, all columns.
std::vector<Digest> EventStream::digests(hdf5::Rows rows) const {
    std::vector<std::vector<std::byte>> columns;
    for (const schema::Column& column : table_->columns) {
        const bool is_read = is_compared(column, what_);
        columns.push_back(is_read ? record_->bytes(*table_, column, rows)
                                  : std::vector<std::byte>(rows.count * size_of(column.type)));
    }
    std::vector<Digest> digests;
    std::vector<std::byte> row(row_bytes(*table_));
    for (std::size_t i = 0; i < rows.count; ++i) {
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const std::size_t size = size_of(table_->columns[c].type);
            std::memcpy(row.data() + row_offset(*table_, c), columns[c].data() + i * size, size);
        }
        digests.push_back(digest_of(row));
    }
    return digests;
}

void EventStream::fill() {
    events_.clear();
    at_ = 0;
    const std::uint64_t all = record_->rows(table_->name);
    if (next_row_ >= all) return;
    const hdf5::Rows rows{next_row_,
                          std::min(chunk_rows - next_row_ % chunk_rows, all - next_row_)};
    next_row_ += rows.count;
    const bool has_rounds = number_of(*table_, "round") < table_->columns.size();
    const auto agents = values<std::uint32_t>(table_->columns.front().name, rows);
    const auto counts = values<std::uint32_t>("interior_time", rows);
    const auto times = values<std::int64_t>("time", rows);
    const auto rounds =
        has_rounds ? values<std::uint8_t>("round", rows) : std::vector<std::uint8_t>(rows.count);
    const std::vector<Digest> digests = this->digests(rows);
    for (std::size_t i = 0; i < rows.count; ++i) {
        events_.push_back(
            {TransitionId(AgentId{agents[i]}, counts[i]), Time{times[i]}, rounds[i], digests[i]});
    }
}

std::vector<RecordedEvent> EventStream::take_until(Time end) {
    std::vector<RecordedEvent> taken;
    for (; !is_over() && next_time() < end;) {
        const RecordedEvent& row = events_[at_];
        if (!taken.empty() && taken.back().id == row.id) {
            Digester both;
            both.add(taken.back().digest);
            both.add(row.digest);
            taken.back().digest = both.value();
        } else {
            taken.push_back(row);
        }
        if (++at_ == events_.size()) fill();
    }
    std::stable_sort(
        taken.begin(), taken.end(),
        [](const RecordedEvent& one, const RecordedEvent& other) { return one.id < other.id; });
    return taken;
}

/// The first in apparatus order; for an event that both have, its earlier time.
bool is_before(const Divergence& one, const Divergence& other) {
    const auto first = [](const Divergence& of) {
        if (!of.a) return *of.b;
        if (!of.b) return *of.a;
        return std::min(*of.a, *of.b);
    };
    return first(one) < first(other);
}

/// @param a, b  by identity
std::optional<Divergence> first_of(const std::vector<RecordedEvent>& a,
                                   const std::vector<RecordedEvent>& b) {
    std::optional<Divergence> first;
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() || right != b.end()) {
        Divergence here;
        const bool takes_left = right == b.end() || (left != a.end() && left->id <= right->id);
        const bool takes_right = left == a.end() || (right != b.end() && right->id <= left->id);
        if (takes_left) here.a = *left++;
        if (takes_right) here.b = *right++;
        if (here.a == here.b) continue;
        if (!first || is_before(here, *first)) first = here;
    }
    return first;
}

/// The narrowest bins into which those of both fit. They are powers of two of ticks.
std::int64_t common_bin_width(const Reader& a, const Reader& b) {
    const auto width = [](const Reader& record) {
        return std::max<std::int64_t>(1, record.number<std::int64_t>("bin_width"));
    };
    const std::int64_t step = width(a) / std::gcd(width(a), width(b));
    const bool fits = step <= std::numeric_limits<std::int64_t>::max() / width(b);
    return fits ? step * width(b) : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

std::optional<std::uint64_t> first_different_row(const Reader& a, const Reader& b,
                                                 const Comparison& what) {
    const schema::Table& table = table_of(what);
    const std::string_view name = table.name;
    const std::uint64_t rows = std::min(a.rows(name), b.rows(name));
    const auto ours = blocks_of_table(a, name);
    const auto theirs = blocks_of_table(b, name);
    for (std::uint64_t start = 0; start < rows; start += chunk_rows) {
        const hdf5::Rows block{start, std::min(chunk_rows, rows - start)};
        std::size_t first = block.count;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const auto same_block = [&] {
                const std::uint64_t number = start / chunk_rows;
                if (!ours || !theirs) return false;
                if (number >= (*ours)[c].size() || number >= (*theirs)[c].size()) return false;
                const ColumnBlock& one = (*ours)[c][number];
                const ColumnBlock& other = (*theirs)[c][number];
                return one.rows == other.rows && one.digest == other.digest;
            };
            if (!is_compared(table.columns[c], what) || same_block()) continue;
            first = std::min(first, first_difference(a.bytes(table, table.columns[c], block),
                                                     b.bytes(table, table.columns[c], block),
                                                     size_of(table.columns[c].type)));
        }
        if (first < block.count) return start + first;
    }
    if (a.rows(name) == b.rows(name)) return std::nullopt;
    return rows;
}

std::optional<Divergence> first_divergence(const Reader& a, const Reader& b,
                                           const Comparison& what) {
    const schema::Table& table = table_of(what);
    expects(number_of(table, "time") < table.columns.size(), "the rows of the table have a time");
    const auto row = first_different_row(a, b, what);
    if (!row) return std::nullopt;
    const std::int64_t width = common_bin_width(a, b);
    const bool has_same_bins =
        a.number<std::int64_t>("bin_width") == b.number<std::int64_t>("bin_width");
    EventStream left(a, what, has_same_bins ? *row : 0);
    EventStream right(b, what, has_same_bins ? *row : 0);
    while (!left.is_over() || !right.is_over()) {
        Time next = never;
        if (!left.is_over()) next = std::min(next, left.next_time());
        if (!right.is_over()) next = std::min(next, right.next_time());
        const std::int64_t begin = floor_divide(next.ticks, width) * width;
        const bool is_last = begin > never.ticks - width;
        const Time end = is_last ? never : Time{begin + width};
        const auto first = first_of(left.take_until(end), right.take_until(end));
        if (first) return first;
    }
    return std::nullopt;
}

}  // namespace worldline
