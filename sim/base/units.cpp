// SPDX-License-Identifier: Apache-2.0
#include "sim/base/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "sim/base/decimal.hpp"
#include "sim/base/expects.hpp"
#include "sim/base/quantity_text.hpp"
#include "sim/base/registry.hpp"
#include "sim/base/unit_system.hpp"

namespace worldline {
namespace detail {
namespace {

/// How a dimension is called, for messages.
struct Dimension {
    const char* unit;
    const char* article;
    const char* name;
    const char* example;  ///< a unit that people would write
};
constexpr std::array<Dimension, 18> dimensions = {{
    {"s", "a", "time", "ms"},
    {"m", "a", "length", "km"},
    {"m/s", "a", "speed", "km/s"},
    {"m/s2", "an", "acceleration", "m/s2"},
    {"Hz", "a", "frequency", "Hz"},
    {"Hz/s", "a", "change of frequency", "Hz/s"},
    {"kg", "a", "mass", "kg"},
    {"N", "a", "force", "N"},
    {"J", "an", "energy", "J"},
    {"W", "a", "power", "W"},
    {"K", "a", "temperature", "K"},
    {"A", "a", "current", "A"},
    {"V", "a", "voltage", "V"},
    {"m2", "an", "area", "m2"},
    {"m3", "a", "volume", "m3"},
    {"m3/s2", "a", "gravitational parameter", "m3/s2"},
    {"dB", "a", "level", "dB"},
    {"1", "a", "plain number", "%"},
}};
constexpr Dimension angle = {"rad", "an", "angle", "deg"};

/// Angles are told by their spelling: to the system of units they are plain numbers.
bool is_angle(std::string_view unit) {
    for (const std::string_view begin : {"rad", "deg", "mrad", "urad", "arc", "\u00b0"}) {
        if (unit.starts_with(begin)) return unit.find_first_of("/* ") == std::string_view::npos;
    }
    return false;
}

const Dimension* dimension_of(const std::string& unit) {
    if (is_angle(unit)) return &angle;
    for (const Dimension& dimension : dimensions) {
        if (conversion(unit, dimension.unit).fits) return &dimension;
    }
    return nullptr;
}

/// "a time", or the unit itself where its dimension has no name here.
std::string kind_of(const std::string& unit) {
    const Dimension* dimension = dimension_of(unit);
    if (!dimension) return "something in `" + unit + "`";
    return std::string(dimension->article) + " " + dimension->name;
}

std::string example_of(const std::string& number, const std::string& unit) {
    const Dimension* dimension = dimension_of(unit);
    return "`" + number + " " + (dimension ? dimension->example : unit) + "`";
}

std::string suggestion(const std::string& unit) {
    static const std::vector<std::string> common = {
        "s",   "ms",   "us",     "ns",     "ps",   "fs",   "as",  "min", "minute", "h",
        "d",   "hour", "day",    "week",   "yr",   "year", "m",   "km",  "cm",     "mm",
        "um",  "nm",   "au",     "ly",     "pc",   "m/s",  "c",   "kHz", "MHz",    "GHz",
        "kg",  "Hz",   "km/s",   "km/h",   "m/s2", "g",    "N",   "J",   "W",      "K",
        "rad", "degC", "arcsec", "arcmin", "deg",  "us/d", "ppm", "dB",  "second", "meter",
    };
    const std::string best = nearest(unit, common);
    return best.empty() ? "" : "; did you mean `" + best + "`?";
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

/// How many letters at the beginning of a word are a number. "1e3" has 3, "1eV" 1, "km" none.
std::size_t length_of_number(std::string_view word) {
    std::size_t at = 0;
    if (at < word.size() && (word[at] == '-' || word[at] == '+')) ++at;
    const std::size_t whole = at;
    at = skip_digits(word, at);
    std::size_t n_digits = at - whole;
    if (at < word.size() && word[at] == '.') {
        const std::size_t decimals = at + 1;
        at = skip_digits(word, decimals);
        n_digits += at - decimals;
    }
    if (n_digits == 0) return 0;
    if (at < word.size() && (word[at] == 'e' || word[at] == 'E')) {
        std::size_t power = at + 1;
        if (power < word.size() && (word[power] == '-' || word[power] == '+')) ++power;
        const std::size_t end = skip_digits(word, power);
        if (end > power) at = end;
    }
    return at;
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> result;
    constexpr std::string_view spaces = " \t\r\n";
    for (std::size_t at = text.find_first_not_of(spaces); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(spaces, at), text.size());
        result.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(spaces, end);
    }
    return result;
}

}  // namespace

std::vector<Term> terms(std::string_view text) {
    std::vector<Term> result;
    for (const std::string_view word : words(text)) {
        const std::size_t n = length_of_number(word);
        if (n > 0) {
            const std::size_t begin = word[0] == '+' ? 1 : 0;
            result.push_back(
                {std::string(word.substr(begin, n - begin)), std::string(word.substr(n))});
        } else if (result.empty()) {
            throw UnitError("`" + std::string(text) + "` does not begin with a number");
        } else {
            std::string& unit = result.back().unit;
            if (!unit.empty()) unit += ' ';
            unit += word;
        }
    }
    if (result.empty()) throw UnitError("a quantity is missing: a number and a unit are due");
    return result;
}

Conversion conversion_of(const Term& term, const std::string& due) {
    if (term.unit.empty()) {
        const Dimension* dimension = dimension_of(due);
        const std::string of = dimension ? std::string(" of ") + dimension->name : "";
        throw UnitError("`" + term.number + "` needs a unit" + of + ", such as " +
                        example_of(term.number, due));
    }
    const Conversion result = conversion(term.unit, due);
    if (!result.is_known) {
        const std::string help = suggestion(term.unit);
        throw UnitError("`" + term.unit + "` is not a known unit" +
                        (help.empty() ? "; " + kind_of(due) + " is due here, such as " +
                                            example_of(term.number, due)
                                      : help));
    }
    if (!result.fits) {
        throw UnitError("`" + term.unit + "` is " + kind_of(term.unit) + "; " + kind_of(due) +
                        " is due here");
    }
    return result;
}

}  // namespace detail

namespace {

double to_double(const std::string& number) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size()) {
        throw UnitError("`" + number + "` is too large or too small for a number");
    }
    return value;
}

/// A term in the unit that is due, rounded once: "0.6 c" is the double nearest to 179875474.8,
/// and "1 kyr" is 1000 yr, of which UDUNITS-2 makes 999.9999999999999.
double in_unit(const detail::Term& term, const std::string& due) {
    const detail::Conversion conversion = detail::conversion_of(term, due);
    const double number = to_double(term.number);
    if (conversion.shift != 0.0) return conversion.of(number);

    const auto exact_number = detail::read_decimal(term.number);
    const auto exact_scale = detail::short_decimal(conversion.scale);
    if (exact_number && exact_scale) {
        const auto exact = detail::product(*exact_number, *exact_scale);
        const auto value = exact ? detail::nearest_double(*exact) : std::nullopt;
        if (value) return *value;
    }
    return conversion.of(number);
}

}  // namespace

double quantity(std::string_view text, std::string_view unit) {
    const std::string due(unit);
    const std::vector<detail::Term> terms = detail::terms(text);
    if (due == "1" && terms[0].unit.empty()) {
        if (terms.size() == 1) return to_double(terms[0].number);
        throw UnitError("`" + std::string(text) + "` is more than one number");
    }

    double sum = 0.0;
    for (const detail::Term& term : terms) sum += in_unit(term, due);
    if (!std::isfinite(sum)) throw UnitError("`" + std::string(text) + "` is too large");
    return sum;
}

}  // namespace worldline
