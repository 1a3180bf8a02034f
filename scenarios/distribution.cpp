// SPDX-License-Identifier: Apache-2.0
#include "scenarios/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <stdexcept>

#include "scenarios/desk.hpp"
#include "scenarios/trace.hpp"
#include "sim/base/digest.hpp"
#include "sim/base/math.hpp"

namespace worldline {
namespace {

using Kind = Distribution::Kind;

/// In the order of `Distribution::Kind`.
constexpr std::array<std::string_view, 6> kind_names = {"uniform",   "normal", "exponential",
                                                        "lognormal", "choice", "whole"};

std::string_view form_of(Kind kind) {
    constexpr std::array<std::string_view, 6> forms = {
        "[lowest, highest]", "[mean, deviation]", "mean", "[median, deviation of the logarithm]",
        "[one, other, ...]", "[lowest, highest]"};
    return forms[static_cast<std::size_t>(kind)];
}

/// One number of a distribution, as the parameter itself would be read; in ticks if it is a time.
double read_number(Desk& desk, const Node& node, const Label& label, const Parameter& row) {
    switch (row.kind) {
    case ParameterKind::duration:
        return static_cast<double>(read::span(desk, node, label).ticks);
    case ParameterKind::integer:
        return static_cast<double>(read::integer(desk, node, label));
    default:
        return read::quantity(desk, node, label, row.unit);
    }
}

bool is_whole(double number) { return std::floor(number) == number && std::fabs(number) <= 0x1p53; }

/// What cannot be drawn from; empty if it can.
std::string wrong_with(Kind kind, const std::vector<double>& numbers, const Parameter& row) {
    switch (kind) {
    case Kind::whole:
        if (row.kind == ParameterKind::duration || row.unit != "1") {
            return "whole numbers have no unit; `uniform` or `choice` would do";
        }
        if (!is_whole(numbers[0]) || !is_whole(numbers[1])) return "both ends are whole numbers";
        [[fallthrough]];
    case Kind::uniform:
        if (numbers[0] > numbers[1]) return "the lowest comes first";
        break;
    case Kind::normal:
    case Kind::lognormal:
        if (numbers[1] < 0.0) return "a deviation is not negative";
        if (kind == Kind::lognormal && !(numbers[0] > 0.0)) return "a median is greater than 0";
        break;
    case Kind::exponential:
        if (numbers[0] < 0.0) return "a mean is not negative";
        break;
    case Kind::choice:
        break;
    }
    if (row.kind == ParameterKind::integer && kind != Kind::whole && kind != Kind::choice) {
        return "a whole number is due, so `whole` or `choice`";
    }
    return {};
}

std::vector<double> read_numbers(Desk& desk, const Node& node, const Label& label,
                                 const Parameter& row, Kind kind) {
    const bool is_list = kind != Kind::exponential;
    const bool is_right = is_list ? node.is_list() && !node.items.empty() &&
                                        (kind == Kind::choice || node.items.size() == 2)
                                  : node.is_scalar();
    if (!is_right) {
        desk.fault(node, label.text + ": " + std::string(form_of(kind)) + " is due here");
        return {};
    }
    if (!is_list) return {read_number(desk, node, label, row)};
    std::vector<double> numbers;
    for (const Node& item : node.items) {
        const bool is_plain = kind == Kind::lognormal && !numbers.empty();
        numbers.push_back(is_plain ? read::quantity(desk, item, label, "1")
                                   : read_number(desk, item, label, row));
    }
    return numbers;
}

Part part_of(Kind kind, std::string summary, std::string source) {
    const auto name = std::string(kind_names[static_cast<std::size_t>(kind)]);
    return {.name = name,
            .summary = std::move(summary),
            .source = std::move(source),
            .parameters = {
                {.name = name,
                 .kind = kind == Kind::exponential ? ParameterKind::quantity : ParameterKind::map,
                 .meaning = std::string(form_of(kind))}}};
}

std::string with_unit(double value, const Parameter& row) {
    return fmt::format("{}", value) + (row.unit == "1" ? "" : " " + row.unit);
}

}  // namespace

double Distribution::draw(Random& random) const {
    switch (kind) {
    case Kind::uniform:
        return numbers[0] + (numbers[1] - numbers[0]) * random.uniform();
    case Kind::normal:
        return numbers[0] + numbers[1] * random.normal();
    case Kind::exponential:
        return numbers[0] * random.exponential();
    case Kind::lognormal:
        return numbers[0] * math::exp(numbers[1] * random.normal());
    case Kind::choice:
        return numbers[random.below(numbers.size())];
    case Kind::whole:
        return numbers[0] + static_cast<double>(random.below(
                                static_cast<std::uint64_t>(numbers[1] - numbers[0]) + 1));
    }
    return 0.0;
}

double Draw::value(std::uint64_t seed, std::string_view whose, std::string_view what,
                   Resolution resolution) const {
    Random random = chance_of(seed, whose, what);
    double drawn = distribution.draw(random);
    double shown = drawn;
    if (row.kind == ParameterKind::duration) {
        drawn = std::floor(drawn + 0.5);
        shown = drawn * resolution.seconds();
        if (!(std::fabs(drawn) <= static_cast<double>(ticks_max))) {
            throw std::range_error("drew a time that is out of range at this resolution");
        }
    }
    if (shown >= row.minimum && shown <= row.maximum) return drawn;
    const bool is_low = !(shown >= row.minimum);
    throw std::range_error(fmt::format("drew {}, and it must be {} {}", with_unit(shown, row),
                                       is_low ? "at least" : "at most",
                                       with_unit(is_low ? row.minimum : row.maximum, row)));
}

Random chance_of(std::uint64_t seed, std::string_view whose, std::string_view what) {
    std::string name;
    name.reserve(whose.size() + 1 + what.size());
    name.append(whose);
    name += '\n';
    name.append(what);
    const Digest digest = digest_of(std::as_bytes(std::span(name)));
    return {seed, Purpose::scenario, AgentId{static_cast<std::uint32_t>(digest.high >> 32)},
            digest.low};
}

const std::vector<Part>& distributions() {
    static const std::vector<Part> parts = {
        part_of(Kind::uniform, "Evenly between two values, the highest excluded.", ""),
        part_of(Kind::normal, "Around a mean.", "Marsaglia and Tsang 2000 (ziggurat)"),
        part_of(Kind::exponential, "Waiting times of what comes at a constant rate.",
                "Marsaglia and Tsang 2000 (ziggurat)"),
        part_of(Kind::lognormal,
                "Its logarithm is normal; half of the values are below the median.", ""),
        part_of(Kind::choice, "One of a list, each as likely.", ""),
        part_of(Kind::whole, "A whole number, both ends included.", "Lemire 2019")};
    return parts;
}

bool is_drawn(const Node& node, const Parameter& row) {
    return node.is_map() &&
           (row.kind == ParameterKind::quantity || row.kind == ParameterKind::number ||
            row.kind == ParameterKind::integer || row.kind == ParameterKind::duration);
}

std::optional<Draw> read_draw(Desk& desk, const Node& map, const Label& label,
                              const Parameter& row) {
    const std::vector<std::string> known(kind_names.begin(), kind_names.end());
    if (map.keys.size() != 1) {
        desk.fault(map, label.text +
                            ": one distribution is due here, such as {normal: [mean, "
                            "deviation]}");
        return std::nullopt;
    }
    const std::string& word = map.keys.front().text;
    const auto at = std::find(known.begin(), known.end(), word);
    if (at == known.end()) {
        read::refuse_unknown(desk, map.keys.front(), label, word, known, "distribution");
        return std::nullopt;
    }
    const auto kind = static_cast<Kind>(at - known.begin());
    const Label its_label = label + word;
    const std::size_t n_before = desk.faults.size();
    Draw draw{row,
              {kind, read_numbers(desk, map.items.front(), its_label, row, kind)},
              map.place,
              label.text};
    if (desk.faults.size() > n_before) return std::nullopt;
    const std::string wrong = wrong_with(kind, draw.distribution.numbers, row);
    if (!wrong.empty()) {
        desk.fault(map.items.front(), its_label.text + ": " + wrong);
        return std::nullopt;
    }
    return draw;
}

}  // namespace worldline
