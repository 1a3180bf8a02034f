// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/digest.hpp"
#include "sim/record/fault.hpp"
#include "sim/record/reader.hpp"

namespace worldline {

/// Some rows of one table, all columns of them.
struct TableRows {
    std::size_t table = 0;                            ///< in the list of the schema
    std::uint64_t first = 0;                          ///< row
    std::vector<std::span<const std::byte>> columns;  ///< values as they lie in memory

    const schema::Table& schema() const { return schema::tables[table]; }
    template <class Number>
    std::span<const Number> of(std::size_t column) const {
        return {reinterpret_cast<const Number*>(columns[column].data()),
                columns[column].size() / sizeof(Number)};
    }
    template <class Number>
    std::span<const Number> of(std::string_view column) const {
        return of<Number>(number_of(schema(), column));
    }
};

/// Holds the rows of a record against one another: the order in which they stand, what they count,
/// and that what they name is there.
///
/// Where rows have been left out by choice, counts may have gaps and what is named may be absent.
class OrderCheck {
public:
    explicit OrderCheck(const Reader& record);

    /// Blocks of one table come in order. Each rule tells its first fault.
    /// @pre all columns have as many values
    void add(const TableRows& rows);

    /// What only all rows together tell. @pre all have been added
    void finish();

    const std::vector<Fault>& faults() const { return faults_; }

    /// Folded anew from the last state of every agent. None where the record has not the last
    /// state of each: rows are left out, or an agent did nothing.
    std::optional<Digest> run_digest() const;

private:
    /// What is kept while the rows of one rule go by.
    struct Sequence {
        std::vector<std::uint32_t> next;       ///< the least count that may follow, by agent
        std::array<std::int64_t, 5> moment{};  ///< of the row before: bin, part, agent, time, round
        bool is_told = false;                  ///< its first fault
        bool is_moment_told = false;
    };
    struct State {
        Digest history, content;
    };

    void check_counts(std::size_t rule, const TableRows& rows);
    void check_moments(std::size_t rule, const TableRows& rows);
    void check_starts(const TableRows& rows);
    void note_named(const TableRows& rows);
    void note_states(const TableRows& rows);
    void check_groups();
    void check_named(std::size_t target);
    void find_named(std::size_t target);
    void found(const TableRows& rows, std::string_view column, std::size_t at, std::string what);

    const Reader* record_;
    bool is_whole_;
    std::uint64_t n_agents_;
    std::int64_t bin_width_;
    std::vector<std::int64_t> cuts_;   ///< ascending: when forks began, which cuts a bin in parts
    std::vector<Sequence> sequences_;  ///< by rule
    std::vector<std::uint64_t> last_start_;  ///< by table
    std::vector<std::vector<std::uint32_t>>
        named_;                  ///< behind the last one named, by target, agent
    std::vector<State> states_;  ///< the last ones, by agent
    std::vector<Fault> faults_;
};

}  // namespace worldline
