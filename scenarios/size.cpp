// SPDX-License-Identifier: Apache-2.0
#include "scenarios/size.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace worldline {
namespace {

struct Unit {
    std::string_view name;
    double bytes;
};
constexpr std::array units{Unit{"B", 1.0},        Unit{"kB", 1e3},      Unit{"MB", 1e6},
                           Unit{"GB", 1e9},       Unit{"TB", 1e12},     Unit{"KiB", 0x1p10},
                           Unit{"MiB", 0x1p20},   Unit{"GiB", 0x1p30},  Unit{"TiB", 0x1p40}};

}  // namespace

std::optional<std::uint64_t> bytes_of(std::string_view text) {
    double number = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto unit = std::find_if(units.begin(), units.end(),
                                   [&](const Unit& one) { return one.name == text; });
    if (unit == units.end()) return std::nullopt;
    const double bytes = number * unit->bytes;
    constexpr double bytes_max = 0x1p63;
    if (!(bytes >= 1.0 && bytes < bytes_max)) return std::nullopt;
    return static_cast<std::uint64_t>(bytes);
}

}  // namespace worldline
