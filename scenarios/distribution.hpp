// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/document.hpp"
#include "sim/base/random.hpp"
#include "sim/base/registry.hpp"
#include "sim/base/time.hpp"

/// Values that agents and links draw for themselves, instead of sharing one.
///
/// A draw is a function of (seed, whose it is, what it is for), both by name: who else there is, in
/// which order, and how many, changes nothing.
namespace worldline {

struct Desk;
struct Label;

/// What a value is drawn from. Numbers are in the unit of the parameter; of a time, in ticks.
struct Distribution {
    enum class Kind : unsigned char {
        uniform,      ///< [lowest, highest)
        normal,       ///< mean, deviation
        exponential,  ///< mean
        lognormal,    ///< median, deviation of the logarithm
        choice,       ///< one of these, each as likely
        whole,        ///< a whole number, both ends included
    };
    Kind kind = Kind::uniform;
    std::vector<double> numbers = {};

    double draw(Random& random) const;
};

/// A parameter whose value is drawn, by each agent for itself.
struct Draw {
    Parameter row;  ///< its range
    Distribution distribution;
    Place place = {};
    std::string label = {};

    /// The value of one agent; of a time, a whole number of ticks.
    /// @param what  the parameter, such as `clock.drift`
    /// @throws std::range_error  it is out of range; says the value and the range
    double value(std::uint64_t seed, std::string_view whose, std::string_view what,
                 Resolution resolution) const;
};

/// Chance for one thing by its name.
Random chance_of(std::uint64_t seed, std::string_view whose, std::string_view what);

/// The distributions, as parts with their one key: what the reference page shows.
const std::vector<Part>& distributions();

/// May this parameter be drawn, and does `node` say from what?
bool is_drawn(const Node& node, const Parameter& row);

/// `{normal: [mean, deviation]}` and its kind. Nothing after a fault.
std::optional<Draw> read_draw(Desk& desk, const Node& map, const Label& label,
                              const Parameter& row);

}  // namespace worldline
