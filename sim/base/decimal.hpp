// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Numbers as people write them, kept exactly. For the sources of this folder only.

#include <optional>
#include <string_view>

namespace worldline::detail {

__extension__ using Wide = __int128;

/// digits × 10^exponent, exactly; without zeros at the end of the digits.
struct Decimal {
    Wide digits = 0;
    int exponent = 0;
};

/// The number that `text` writes ("-2.5", "3.986e14"), or nothing if it has too many digits.
std::optional<Decimal> read_decimal(std::string_view text);

/// The decimal of at most 13 digits that a computed `value` stands for, if there is one: 0.001
/// for the double that came out of 1/1000, but nothing for 1/3.
std::optional<Decimal> short_decimal(double value);

/// Exact, or nothing if it has too many digits.
std::optional<Decimal> product(Decimal a, Decimal b);

/// The double that is nearest to the decimal, or nothing if there is none so large or so small.
std::optional<double> nearest_double(Decimal decimal);

}  // namespace worldline::detail
