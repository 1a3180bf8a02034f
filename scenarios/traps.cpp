// SPDX-License-Identifier: Apache-2.0
#include "scenarios/traps.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <vector>

namespace worldline {
namespace {

// The letters y and n are in the books of YAML 1.1 too, but no reader that people use takes them.
constexpr std::array<std::string_view, 9> truths = {"yes",  "Yes", "YES", "true", "True",
                                                    "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 9> untruths = {"no",    "No",  "NO",  "false", "False",
                                                      "FALSE", "off", "Off", "OFF"};

bool is_in(std::string_view text, std::span<const std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_sign(std::string_view text) {
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    return text;
}

/// The parts of `1:30`; empty if it is no such number.
std::vector<std::string_view> sixties(std::string_view text) {
    std::vector<std::string_view> parts;
    std::string_view rest = without_sign(text);
    while (true) {
        const std::size_t colon = rest.find(':');
        parts.push_back(rest.substr(0, colon));
        const bool is_short = parts.size() == 1 || parts.back().size() <= 2;
        if (!is_digits(parts.back()) || parts.back().size() > 9 || !is_short) return {};
        if (colon == rest.npos) break;
        rest.remove_prefix(colon + 1);
    }
    return parts.size() > 1 && parts.size() < 5 ? parts : std::vector<std::string_view>();
}

std::int64_t number(std::string_view digits, int base) {
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    return value;
}

/// 1:30 by sixties.
std::string in_sixties(std::string_view text) {
    std::int64_t value = 0;
    for (const std::string_view part : sixties(text)) value = 60 * value + number(part, 10);
    return (text[0] == '-' ? "-" : "") + std::to_string(value);
}

/// "1 min 30 s" for `1:30`.
std::string as_span(std::string_view text) {
    constexpr std::array<std::string_view, 4> units = {"d", "h", "min", "s"};
    const auto parts = sixties(text);
    std::string span;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string part = std::to_string(number(parts[i], 10));
        span +=
            (i == 0 ? "" : " ") + part + " " + std::string(units[units.size() - parts.size() + i]);
    }
    return span;
}

bool is_octal(std::string_view text) {
    const std::string_view digits = without_sign(text);
    return digits.size() > 1 && digits.size() < 20 && digits[0] == '0' && is_digits(digits) &&
           digits.find_first_of("89") == digits.npos;
}

std::string without_zeros(std::string_view text) {
    const std::string_view digits = without_sign(text);
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    return (text[0] == '-' ? "-" : "") + std::string(digits.substr(first));
}

std::string would_be(std::string_view text, std::string_view meaning) {
    return "`" + std::string(text) + "` would be " + std::string(meaning) + " in YAML 1.1; write ";
}

}  // namespace

std::optional<std::string> trap(std::string_view text) {
    if (is_in(text, truths)) return "true";
    if (is_in(text, untruths)) return "false";
    if (!sixties(text).empty()) return in_sixties(text);
    if (is_octal(text)) {
        const std::string value = std::to_string(number(without_sign(text), 8));
        return (text[0] == '-' ? "-" : "") + value;
    }
    return std::nullopt;
}

std::optional<std::string> name_trap(std::string_view text) {
    const auto meaning = trap(text);
    if (!meaning) return std::nullopt;
    return would_be(text, *meaning) + "\"" + std::string(text) + "\" in quotes, or another name";
}

std::optional<std::string> quantity_trap(std::string_view text, bool is_time) {
    if (!sixties(text).empty()) {
        const std::string value = in_sixties(text);
        if (!is_time) return would_be(text, value) + "`" + value + "`";
        const bool is_plain = text[0] != '-';
        return would_be(text, value) + "`" + value + " s`" +
               (is_plain ? " or \"" + as_span(text) + "\"" : "");
    }
    if (is_octal(text)) {
        return would_be(text, *trap(text)) + "`" + without_zeros(text) + "`";
    }
    return std::nullopt;
}

}  // namespace worldline
