// SPDX-License-Identifier: Apache-2.0
//
// Times of the real world, in ticks of a run.
#include <array>
#include <charconv>
#include <stdexcept>

#include "scenarios/trace.hpp"

namespace worldline {
namespace {

constexpr Wide attoseconds_per_second = 1'000'000'000'000'000'000;

[[noreturn]] void refuse(std::string_view text, const char* why) {
    throw std::invalid_argument("`" + std::string(text) + "` " + why);
}

/// A whole number of exactly `n` digits; -1 if it is none.
int digits(std::string_view text, std::size_t begin, std::size_t n) {
    if (text.size() < begin + n) return -1;
    int value = 0;
    for (const char c : text.substr(begin, n)) {
        if (c < '0' || c > '9') return -1;
        value = 10 * value + (c - '0');
    }
    return value;
}

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in(int year, int month) {
    constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap(year) ? 1 : 0);
}

/// Days since 1970-01-01 in the Gregorian calendar. [Hinnant, chrono-compatible date algorithms]
std::int64_t days_since_1970(int year, int month, int day) {
    const int y = month <= 2 ? year - 1 : year;
    const int era = y / 400;
    const int year_of_era = y - era * 400;
    const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return std::int64_t{era} * 146'097 + day_of_era - 719'468;
}

/// Attoseconds of a decimal number of units, exactly.
Wide decimal(std::string_view text, Wide unit) {
    const bool is_negative = text.starts_with('-');
    const std::string_view number = is_negative ? text.substr(1) : text;
    Wide sum = 0;
    Wide scale = 0;  // of the next digit after the point; 0 before it
    bool has_digit = false;
    for (const char c : number) {
        if (c == '.' && scale == 0) {
            scale = unit;
            continue;
        }
        if (c < '0' || c > '9') refuse(text, "is not a time: a number or an ISO date is due");
        has_digit = true;
        if (scale == 0) {
            const bool is_over = __builtin_mul_overflow(sum, 10, &sum) ||
                                 __builtin_add_overflow(sum, unit * (c - '0'), &sum);
            if (is_over) refuse(text, "is out of range");
        } else {
            if (scale % 10 != 0 && c != '0') refuse(text, "is finer than an attosecond");
            scale /= 10;
            const bool is_over = __builtin_add_overflow(sum, scale * (c - '0'), &sum);
            if (is_over) refuse(text, "is out of range");
        }
    }
    if (!has_digit) refuse(text, "is not a time: a number or an ISO date is due");
    return is_negative ? -sum : sum;
}

}  // namespace

std::optional<std::int64_t> utc_seconds(std::string_view text) {
    const int year = digits(text, 0, 4);
    const int month = digits(text, 5, 2);
    const int day = digits(text, 8, 2);
    const bool is_date = year >= 1 && month >= 1 && month <= 12 && text[4] == '-' &&
                         text[7] == '-' && day >= 1 && day <= days_in(year, month);
    if (!is_date) return std::nullopt;
    const std::int64_t seconds = 86'400 * days_since_1970(year, month, day);
    if (text.size() == 10) return seconds;
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    const bool is_time = text.size() == 20 && text[10] == 'T' && text[13] == ':' &&
                         text[16] == ':' && text[19] == 'Z' && hour >= 0 && hour < 24 &&
                         minute >= 0 && minute < 60 && second >= 0 && second < 60;
    if (!is_time) return std::nullopt;
    return seconds + 3'600 * hour + 60 * minute + second;
}

std::int64_t TraceTime::ticks(std::string_view text) const {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    Wide span = 0;
    if (error == std::errc() && end == text.data() + text.size()) {
        if (__builtin_mul_overflow(Wide{whole}, unit, &span)) refuse(text, "is out of range");
    } else if (text.size() >= 10 && text[4] == '-') {
        const auto seconds = utc_seconds(text);
        if (!seconds) refuse(text, "is no date such as 2013-01-01 or 2013-01-01T05:00:00Z");
        if (!has_epoch) refuse(text, "is a date, and the scenario has no `time.epoch`");
        span = *seconds * attoseconds_per_second;
    } else {
        span = decimal(text, unit);
    }
    if (__builtin_sub_overflow(span, epoch, &span)) refuse(text, "is out of range");
    const Wide ticks = span / tick;
    if (ticks * tick != span) refuse(text, "is not a whole number of ticks");
    if (ticks < 0) refuse(text, "lies before the start of the run");
    if (ticks > ticks_max) refuse(text, "is out of range at this resolution");
    return static_cast<std::int64_t>(ticks);
}

}  // namespace worldline
