// SPDX-License-Identifier: Apache-2.0
#include "cli/report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace worldline {

std::string size_text(std::uint64_t bytes) {
    constexpr std::array units{"bytes", "kB", "MB", "GB", "TB"};
    double size = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; size >= 999.5 && unit + 1 < units.size(); ++unit) size /= 1000.0;
    return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.3g} {}", size, units[unit]);
}

std::string grouped(std::uint64_t number) {
    const std::string digits = std::to_string(number);
    std::string text;
    for (std::size_t at = 0; at < digits.size(); ++at) {
        if (at > 0 && (digits.size() - at) % 3 == 0) text += ',';
        text += digits[at];
    }
    return text;
}

std::string span_text(double seconds) {
    constexpr double longest = 1e9 * 86'400.0;
    if (seconds < 0.9995e-3) return fmt::format("{:.3g} us", 1e6 * seconds);
    if (seconds < 0.9995) return fmt::format("{:.3g} ms", 1e3 * seconds);
    if (seconds < 10.0) return fmt::format("{:.2g} s", seconds);
    const auto whole = static_cast<std::uint64_t>(std::min(seconds, longest));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3'600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    if (whole < 86'400) return fmt::format("{} h {} min", whole / 3'600, whole % 3'600 / 60);
    return fmt::format("{} d {} h", whole / 86'400, whole % 86'400 / 3'600);
}

std::string first_sentence(const std::string& text) {
    const std::size_t end = text.find(". ");
    return end == std::string::npos ? text : text.substr(0, end + 1);
}

void print_figure(const std::string& word, const std::string& value) {
    fmt::print("{:<10} {}\n", word, value);
}

bool print_expectations(const std::vector<Expectation>& expectations) {
    for (const Expectation& one : expectations) {
        const std::string source = one.source.empty() ? "" : fmt::format(" ({})", one.source);
        fmt::print("{}  {}: expected {}, found {}{}\n", one.holds ? "holds" : "FAILS", one.text,
                   one.expected, one.found, source);
    }
    return std::all_of(expectations.begin(), expectations.end(),
                       [](const Expectation& one) { return one.holds; });
}

}  // namespace worldline
