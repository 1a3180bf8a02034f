// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/record/fault.hpp"
#include "sim/record/packer.hpp"
#include "sim/record/reader.hpp"

namespace worldline {

/// Holds each value of a record against what the schema says of its column: references lead to
/// rows that there are, labels have a name, fractions are in [0, 1).
class ValueCheck {
public:
    explicit ValueCheck(const Reader& record);

    /// The first value of a block that cannot be right. Any thread may ask.
    ///
    /// @param first   Row of the first value.
    /// @param values  As they lie in memory.
    /// @param range   Of these values.
    std::optional<Fault> first_fault(std::size_t table, std::size_t column, std::uint64_t first,
                                     std::span<const std::byte> values,
                                     const ColumnBlock& range) const;

private:
    enum class Rule : std::uint8_t { anything, below, maker_below, fraction };
    struct Column {
        Rule rule = Rule::anything;
        std::uint64_t limit = 0;
        bool may_lack = false;  ///< the largest value stands for "none"
        std::string where = {};
    };
    Column rule_of(const Reader& record, const schema::Table& table,
                   const schema::Column& column) const;

    std::uint64_t n_agents_;
    std::vector<Column> columns_;  ///< by number
};

/// The table through whose rows a column counts, each value being the first of some; "" for
/// columns that do not.
std::string_view table_of_starts(const schema::Table& table, const schema::Column& column);

}  // namespace worldline
