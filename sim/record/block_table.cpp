// SPDX-License-Identifier: Apache-2.0
#include "sim/record/block_table.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace worldline {
namespace {

/// A column by its table and its own number.
struct Place {
    std::size_t table = std::size(schema::tables);  ///< that many: none of ours
    std::size_t column = 0;
};

Place place_of_path(std::string_view path) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::size_t t = schema::number_of(path.substr(0, slash));
    if (t == std::size(schema::tables) || slash == path.size()) return {};
    const std::size_t c = number_of(schema::tables[t], path.substr(slash + 1));
    return c == schema::tables[t].columns.size() ? Place{} : Place{t, c};
}

/// By the file's number of a column: another minor version may count otherwise.
std::vector<Place> columns_in(const hdf5::File& file) {
    const std::string paths = file.attribute("/blocks", "paths").text();
    std::vector<Place> places;
    for (std::size_t start = 0; start <= paths.size();) {
        const std::size_t end = std::min(paths.find(',', start), paths.size());
        places.push_back(place_of_path(std::string_view(paths).substr(start, end - start)));
        start = end + 1;
    }
    return places;
}

}  // namespace

std::vector<TableWriter::Blocks> blocks_of(const Reader& record) {
    std::vector<TableWriter::Blocks> blocks;
    for (std::size_t t = 0; t < std::size(schema::tables); ++t) {
        if (record.checkpoint()) {
            blocks.push_back(record.checkpoint()->tables[t].blocks);
        } else {
            blocks.emplace_back(schema::tables[t].columns.size());
        }
    }
    if (record.checkpoint()) return blocks;
    if (record.rows("blocks") == 0) {
        throw RecordError(record.path() + " has no table of blocks, which tells what is in it");
    }
    const std::vector<Place> places = columns_in(record.file());
    const auto column = record.column<std::uint16_t>("blocks", "column");
    const auto number = record.column<std::uint32_t>("blocks", "block");
    const auto rows = record.column<std::uint32_t>("blocks", "rows");
    const auto least = record.column<std::uint64_t>("blocks", "least");
    const auto most = record.column<std::uint64_t>("blocks", "most");
    const auto high = record.column<std::uint64_t>("blocks", "digest_high");
    const auto low = record.column<std::uint64_t>("blocks", "digest_low");
    for (std::size_t i = 0; i < column.size(); ++i) {
        const Place place = column[i] < places.size() ? places[column[i]] : Place{};
        if (place.table == blocks.size()) continue;  // a later version's
        std::vector<ColumnBlock>& of_column = blocks[place.table][place.column];
        if (number[i] != of_column.size()) {
            throw RecordError(record.path() + " is damaged: row " + std::to_string(i) +
                              " of /blocks is not the next block of its column");
        }
        of_column.push_back({rows[i], least[i], most[i], Digest{high[i], low[i]}});
    }
    return blocks;
}

}  // namespace worldline
