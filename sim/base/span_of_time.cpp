// SPDX-License-Identifier: Apache-2.0
//
// Times between text and ticks, in whole numbers all the way.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "sim/base/decimal.hpp"
#include "sim/base/expects.hpp"
#include "sim/base/quantity_text.hpp"
#include "sim/base/unit_system.hpp"
#include "sim/base/units.hpp"

namespace worldline {
namespace {

using detail::Decimal;
using detail::Wide;

struct TimeUnit {
    std::string_view name;
    Decimal attoseconds;
    int decimals_max;  ///< more than these are not short: the next unit is taken
};
constexpr std::array<TimeUnit, 12> time_units = {{
    {"yr", {315'576, 20}, 1},
    {"week", {6'048, 20}, -1},  // read, never written
    {"d", {864, 20}, 1},
    {"h", {36, 20}, 1},
    {"min", {6, 19}, 1},
    {"s", {1, 18}, 9},
    {"ms", {1, 15}, 9},
    {"us", {1, 12}, 9},
    {"ns", {1, 9}, 9},
    {"ps", {1, 6}, 9},
    {"fs", {1, 3}, 3},
    {"as", {1, 0}, 0},
}};
constexpr Resolution finest{1};
constexpr Resolution coarsest{1'000'000'000'000'000'000};

Wide magnitude(Wide value) { return value < 0 ? -value : value; }

Wide power_of_ten(int exponent) {
    Wide power = 1;
    for (; exponent > 0; --exponent) power *= 10;
    return power;
}

/// How long a unit of time is [as]. Units outside the table by the factor of UDUNITS-2, as its
/// authors wrote it: they write decimals, it computes in doubles.
std::optional<Decimal> length_of_unit(const detail::Term& term) {
    for (const TimeUnit& known : time_units) {
        if (known.name == term.unit) return known.attoseconds;
    }
    std::optional<Decimal> length = detail::short_decimal(conversion_of(term, "s").scale);
    if (length) length->exponent += 18;
    return length;
}

/// A number of units of time, in whole attoseconds.
Wide attoseconds(const detail::Term& term) {
    const std::string what = "`" + term.number + " " + term.unit + "`";
    const std::optional<Decimal> number = detail::read_decimal(term.number);
    if (!number) throw UnitError(what + " has more digits than can be kept exactly");
    const std::optional<Decimal> length = length_of_unit(term);
    if (!length) {
        throw UnitError("`" + term.unit + "` has no exact length; use seconds or another unit");
    }
    std::optional<Decimal> product = detail::product(*number, *length);
    if (!product) throw UnitError(what + " has more digits than can be kept exactly");
    if (product->exponent < 0) {
        throw UnitError(what + " is not a whole number of attoseconds, the finest resolution");
    }
    for (; product->exponent > 0; --product->exponent) {
        if (__builtin_mul_overflow(product->digits, 10, &product->digits)) {
            throw UnitError(what + " is out of range at every resolution");
        }
    }
    return product->digits;
}

Wide attoseconds(std::string_view text) {
    Wide sum = 0;
    for (const detail::Term& term : detail::terms(text)) {
        if (__builtin_add_overflow(sum, attoseconds(term), &sum)) {
            throw UnitError("`" + std::string(text) + "` is out of range at every resolution");
        }
    }
    return sum;
}

/// Do so many ticks fit? The last one is taken: it means never.
bool fits(Wide ticks) { return magnitude(ticks) < never_ticks; }

std::string to_text(Resolution resolution) { return to_text(Duration{1}, resolution); }

[[noreturn]] void refuse_part_of_tick(std::string_view text, Wide span, Resolution resolution) {
    Wide common = resolution.attoseconds;
    for (Wide rest = magnitude(span); rest != 0;) {
        common %= rest;
        std::swap(common, rest);
    }
    const std::string fault = "`" + std::string(text) + "` is not a whole number of ticks of " +
                              to_text(resolution) + "; ";
    if (!fits(span / common)) throw UnitError(fault + "it is too long for a finer resolution");
    throw UnitError(fault + "a resolution of " +
                    to_text(Resolution{static_cast<std::int64_t>(common)}) + " would do");
}

[[noreturn]] void refuse_out_of_range(std::string_view text, Wide span, Resolution resolution) {
    std::int64_t coarser = 1;
    while (coarser < coarsest.attoseconds && !fits(span / coarser)) coarser *= 10;
    const std::string fault = "`" + std::string(text) + "` is out of range at a resolution of " +
                              to_text(resolution) + "; ";
    if (!fits(span / coarser) || span % coarser != 0) {
        throw UnitError(fault + "no resolution would do");
    }
    throw UnitError(fault + to_text(Resolution{coarser}) + " or coarser would do");
}

std::string whole_text(Wide number) {
    std::string text;
    do {
        text += static_cast<char>('0' + static_cast<int>(number % 10));
        number /= 10;
    } while (number != 0);
    return {text.rbegin(), text.rend()};
}

/// The digits of span/unit if they end after at most `decimals_max` decimals.
std::optional<std::string> written_in(Wide span, const TimeUnit& unit) {
    const Wide length = unit.attoseconds.digits * power_of_ten(unit.attoseconds.exponent);
    if (unit.decimals_max < 0 || span < length) return std::nullopt;
    std::string text = whole_text(span / length);
    Wide rest = span % length;
    if (rest != 0) text += '.';
    for (int i = 0; rest != 0; ++i) {
        if (i == unit.decimals_max) return std::nullopt;
        rest *= 10;
        text += static_cast<char>('0' + static_cast<int>(rest / length));
        rest %= length;
    }
    return text;
}

}  // namespace

Duration duration(std::string_view text, Resolution resolution) {
    expects(resolution >= finest && resolution <= coarsest, "a tick is from 1 as to 1 s long");
    const Wide span = attoseconds(text);
    const Wide ticks = span / resolution.attoseconds;
    if (ticks * resolution.attoseconds != span) refuse_part_of_tick(text, span, resolution);
    if (!fits(ticks)) refuse_out_of_range(text, span, resolution);
    return {static_cast<std::int64_t>(ticks)};
}

Resolution resolution(std::string_view text) {
    const Wide span = attoseconds(text);
    if (span < finest.attoseconds || span > coarsest.attoseconds) {
        throw UnitError("a resolution is from 1 as to 1 s; `" + std::string(text) + "` is not");
    }
    return {static_cast<std::int64_t>(span)};
}

std::string to_text(Duration duration, Resolution resolution) {
    const Wide span = Wide{duration.ticks} * resolution.attoseconds;
    if (span == 0) return "0 s";
    for (const TimeUnit& unit : time_units) {
        if (const auto digits = written_in(magnitude(span), unit)) {
            return (span < 0 ? "-" : "") + *digits + " " + std::string(unit.name);
        }
    }
    expects(false, "every span is a whole number of attoseconds");
    return {};
}

}  // namespace worldline
