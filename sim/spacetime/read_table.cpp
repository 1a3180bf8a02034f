// SPDX-License-Identifier: Apache-2.0
//
// Positions from a CSV file.
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "sim/spacetime/table_motion.hpp"

namespace worldline {
namespace {

struct Place {
    const std::string& path;
    std::size_t line;
};

[[noreturn]] void refuse(Place place, const std::string& why) {
    throw std::invalid_argument(fmt::format("file {}, line {}: {}", place.path, place.line, why));
}

std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\r\"");
    if (from == text.npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\r\"") - from + 1);
}

std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    for (;;) {
        const auto comma = line.find(',');
        fields.push_back(trimmed(line.substr(0, comma)));
        if (comma == line.npos) return fields;
        line.remove_prefix(comma + 1);
    }
}

/// Which fields are t, x, y, z.
struct Columns {
    std::size_t index[4];
};

Columns columns_of(Place place, std::string_view header) {
    constexpr std::string_view names[]{"t", "x", "y", "z"};
    const auto fields = fields_of(header);
    Columns columns{};
    for (std::size_t i = 0; i < 4; ++i) {
        std::size_t at = 0;
        while (at < fields.size() && fields[at] != names[i]) ++at;
        if (at == fields.size()) {
            refuse(place,
                   fmt::format("there is no column `{}`; the header names t, x, y, z", names[i]));
        }
        columns.index[i] = at;
    }
    return columns;
}

double number_of(Place place, std::string_view text) {
    double number = 0.0;
    const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool is_number =
        error == std::errc() && end == digits.data() + digits.size() && std::isfinite(number);
    if (!is_number) refuse(place, fmt::format("`{}` is no number", text));
    return number;
}

}  // namespace

std::vector<TableMotion::Row> read_motion_table(const std::string& path) {
    // A folder reads as empty, and a device without end.
    if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path)) {
        throw std::invalid_argument(fmt::format("file {} is a folder or a device", path));
    }
    std::ifstream file(path);
    if (!file) throw std::invalid_argument(fmt::format("file {} cannot be read", path));
    std::vector<TableMotion::Row> rows;
    std::optional<Columns> columns;
    std::string line;
    for (std::size_t n = 1; std::getline(file, line); ++n) {
        const Place place{path, n};
        if (n == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // of spreadsheets
        if (trimmed(line).empty() || line.front() == '#') continue;
        if (!columns) {
            columns = columns_of(place, line);
            continue;
        }
        const auto fields = fields_of(line);
        double value[4];
        for (std::size_t i = 0; i < 4; ++i) {
            if (columns->index[i] >= fields.size()) refuse(place, "a value is missing");
            value[i] = number_of(place, fields[columns->index[i]]);
        }
        if (!rows.empty() && !(value[0] > rows.back().at)) {
            refuse(place, fmt::format("t = {} s does not come after {} s; rows stand in the order "
                                      "of time",
                                      value[0], rows.back().at));
        }
        rows.push_back({value[0], {value[1], value[2], value[3]}});
    }
    if (!columns) throw std::invalid_argument(fmt::format("file {} is empty", path));
    return rows;
}

}  // namespace worldline
