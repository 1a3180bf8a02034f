// SPDX-License-Identifier: Apache-2.0
#include "sim/record/block_table.hpp"

#include <algorithm>
#include <string>

namespace worldline {
namespace {

constexpr std::size_t n_tables = std::size(schema::tables);
const std::size_t n_columns = schema::column_number(n_tables, 0);

/// Our number of the column "table/column"; `n_columns` if we have none.
std::size_t number_of_path(const std::string& path) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::size_t t = schema::number_of(path.substr(0, slash));
    if (t == n_tables || slash == path.size()) return n_columns;
    const std::size_t c = number_of(schema::tables[t], path.substr(slash + 1));
    return c == schema::tables[t].columns.size() ? n_columns : schema::column_number(t, c);
}

/// By the file's number of a column ours: another minor version may count otherwise.
std::vector<std::size_t> numbers_in(const hdf5::File& file) {
    const std::string paths = file.attribute("/blocks", "paths").text();
    std::vector<std::size_t> numbers;
    for (std::size_t start = 0; start <= paths.size();) {
        const std::size_t end = std::min(paths.find(',', start), paths.size());
        numbers.push_back(number_of_path(paths.substr(start, end - start)));
        start = end + 1;
    }
    return numbers;
}

}  // namespace

BlockTable block_table(const Reader& record) {
    BlockTable table;
    if (const auto& saved = record.checkpoint()) {
        for (const Saved::Table& one : saved->tables) {
            table.insert(table.end(), one.blocks.begin(), one.blocks.end());
        }
        return table;
    }
    if (record.rows("blocks") == 0) return table;
    const std::vector<std::size_t> numbers = numbers_in(record.file());
    const auto column = record.column<std::uint16_t>("blocks", "column");
    const auto block = record.column<std::uint32_t>("blocks", "block");
    const auto rows = record.column<std::uint32_t>("blocks", "rows");
    const auto least = record.column<std::uint64_t>("blocks", "least");
    const auto most = record.column<std::uint64_t>("blocks", "most");
    const auto high = record.column<std::uint64_t>("blocks", "digest_high");
    const auto low = record.column<std::uint64_t>("blocks", "digest_low");
    table.resize(n_columns);
    for (std::size_t i = 0; i < column.size(); ++i) {
        const std::size_t number = column[i] < numbers.size() ? numbers[column[i]] : n_columns;
        if (number == n_columns) continue;
        if (block[i] != table[number].size()) {
            throw RecordError(record.path() + " is damaged: row " + std::to_string(i) +
                              " of /blocks is not the next block of its column");
        }
        table[number].push_back({rows[i], least[i], most[i], {high[i], low[i]}});
    }
    return table;
}

}  // namespace worldline
