// SPDX-License-Identifier: Apache-2.0
#include "sim/record/check_values.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

/// Place of the first value that `is_bad`; their number if none is.
template <class Number, class Test>
std::size_t find_bad(std::span<const std::byte> bytes, const Test& is_bad) {
    const std::span values(reinterpret_cast<const Number*>(bytes.data()),
                           bytes.size() / sizeof(Number));
    const auto at = std::find_if(values.begin(), values.end(), is_bad);
    return static_cast<std::size_t>(at - values.begin());
}

struct Limit {
    std::uint64_t value;
    bool may_lack;
};

template <class Number>
std::size_t find_not_below(std::span<const std::byte> values, Limit limit) {
    return find_bad<Number>(values, [limit](Number value) {
        const bool is_none = limit.may_lack && value == std::numeric_limits<Number>::max();
        return value >= limit.value && !is_none;
    });
}

std::size_t find_not_below(std::span<const std::byte> values, schema::Type type, Limit limit) {
    switch (type) {
    case schema::u1:
        return find_not_below<std::uint8_t>(values, limit);
    case schema::u2:
        return find_not_below<std::uint16_t>(values, limit);
    case schema::u4:
        return find_not_below<std::uint32_t>(values, limit);
    case schema::u8:
        return find_not_below<std::uint64_t>(values, limit);
    case schema::i1:
    case schema::i8:
    case schema::f8:
        break;
    }
    stop_because("references and labels are unsigned", std::source_location::current());
}

std::uint64_t unsigned_at(std::span<const std::byte> values, std::size_t size, std::size_t at) {
    std::uint64_t value = 0;
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(at * size), size,
                std::as_writable_bytes(std::span(&value, 1)).begin());
    return value;
}

}  // namespace

std::string_view table_of_starts(const schema::Table& table, const schema::Column& column) {
    if (column.name != "start") return {};
    return table.name == "strings" ? "string_bytes" : column.unit.substr(4);  // behind "row:"
}

ValueCheck::ValueCheck(const Reader& record) : n_agents_(record.rows("agents")) {
    for (const schema::Table& table : schema::tables) {
        for (const schema::Column& column : table.columns) {
            columns_.push_back(rule_of(record, table, column));
        }
    }
}

ValueCheck::Column ValueCheck::rule_of(const Reader& record, const schema::Table& table,
                                       const schema::Column& column) const {
    const std::string_view list = table_of_starts(table, column);
    if (!list.empty()) {  // what is empty may start at the end
        return {Rule::below, record.rows(list) + 1, false, fmt::format("rows of {}", list)};
    }
    if (column.unit.starts_with("row:")) {
        const std::string_view rows = column.unit.substr(4);
        return {Rule::below, record.rows(rows), true, fmt::format("rows of {}", rows)};
    }
    if (column.unit.starts_with("id:")) return {Rule::maker_below, n_agents_, true, "agents"};
    const std::string_view labels = enumeration_of(column);
    if (!labels.empty()) {
        return {Rule::below, record.labels(labels).size(), false,
                fmt::format("labels of {}", labels)};
    }
    return column.name.ends_with("_fraction") ? Column{Rule::fraction} : Column{};
}

std::optional<Fault> ValueCheck::first_fault(std::size_t t, std::size_t c, std::uint64_t first,
                                             std::span<const std::byte> values,
                                             const ColumnBlock& range) const {
    const schema::Table& table = schema::tables[t];
    const schema::Type type = table.columns[c].type;
    const Column& column = columns_[schema::column_number(t, c)];
    std::size_t at = range.rows;
    std::string what;
    if (column.rule == Rule::fraction) {
        at = find_bad<double>(values, [](double x) { return !(x >= 0.0 && x < 1.0); });
        what = "is not in [0, 1), as a fraction is";
    } else if (column.rule == Rule::below && range.most >= column.limit) {
        at = find_not_below(values, type, {column.limit, column.may_lack});
    } else if (column.rule == Rule::maker_below && range.most >> 32 >= column.limit) {
        at = find_bad<std::uint64_t>(values, [&](std::uint64_t id) {
            return id >> 32 >= column.limit && id != std::numeric_limits<std::uint64_t>::max();
        });
    }
    if (at >= range.rows) return std::nullopt;
    if (what.empty()) {
        const std::uint64_t value = unsigned_at(values, size_of(type), at);
        const bool is_identity = column.rule == Rule::maker_below;
        what = fmt::format("is {}, and there are only {} {}", is_identity ? value >> 32 : value,
                           column.limit, column.where);
    }
    return Fault{Fault::Kind::wrong,
                 std::string(table.name),
                 std::string(table.columns[c].name),
                 first / schema::chunk_rows,
                 first + at,
                 what};
}

}  // namespace worldline
