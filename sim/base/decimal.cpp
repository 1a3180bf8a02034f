// SPDX-License-Identifier: Apache-2.0
#include "sim/base/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace worldline::detail {
namespace {

Decimal without_zeros_at_end(Decimal decimal) {
    if (decimal.digits == 0) return {};
    while (decimal.digits % 10 == 0) {
        decimal.digits /= 10;
        ++decimal.exponent;
    }
    return decimal;
}

/// @return  false: the power is absurd.
bool read_power(std::string_view text, int& power) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto read = std::from_chars(text.data(), text.data() + text.size(), power);
    constexpr int power_max = 1'000'000;  // far past every double, far from overflow
    return read.ec == std::errc() && std::abs(power) < power_max;
}

}  // namespace

std::optional<Decimal> read_decimal(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    const std::size_t power_at = std::min(text.find_first_of("eE"), text.size());

    Decimal result;
    bool is_past_point = false;
    for (const char c : text.substr(0, power_at)) {
        if (c == '.') {
            is_past_point = true;
            continue;
        }
        if (__builtin_mul_overflow(result.digits, 10, &result.digits)) return std::nullopt;
        if (__builtin_add_overflow(result.digits, c - '0', &result.digits)) return std::nullopt;
        if (is_past_point) --result.exponent;
    }
    if (is_negative) result.digits = -result.digits;

    int power = 0;
    if (power_at < text.size() && !read_power(text.substr(power_at + 1), power)) {
        return std::nullopt;
    }
    result.exponent += power;
    return without_zeros_at_end(result);
}

std::optional<Decimal> short_decimal(double value) {
    if (!std::isfinite(value)) return std::nullopt;
    constexpr int n_digits = 13;
    std::array<char, 32> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value,
                                       std::chars_format::scientific, n_digits - 1);
    const auto decimal =
        read_decimal({text.data(), static_cast<std::size_t>(written.ptr - text.data())});
    if (!decimal) return std::nullopt;
    const std::optional<double> meant = nearest_double(*decimal);
    const double rounding = 2.0 * std::numeric_limits<double>::epsilon() * std::fabs(value);
    const bool is_meant = meant && std::fabs(*meant - value) <= rounding;
    return is_meant ? decimal : std::nullopt;
}

std::optional<Decimal> product(Decimal a, Decimal b) {
    Decimal result;
    if (__builtin_mul_overflow(a.digits, b.digits, &result.digits)) return std::nullopt;
    result.exponent = a.exponent + b.exponent;
    return without_zeros_at_end(result);
}

std::optional<double> nearest_double(Decimal decimal) {
    std::string text;  // backwards, so the last digit first
    const bool is_negative = decimal.digits < 0;
    for (Wide rest = decimal.digits; rest != 0; rest /= 10) {
        text += static_cast<char>('0' + std::abs(static_cast<int>(rest % 10)));
    }
    if (text.empty()) return 0.0;
    if (is_negative) text += '-';
    std::reverse(text.begin(), text.end());
    text += 'e' + std::to_string(decimal.exponent);

    double value = 0.0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc()) return std::nullopt;
    return value;
}

}  // namespace worldline::detail
