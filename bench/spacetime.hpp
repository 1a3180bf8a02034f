// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace worldline {

/// What one question to a motion, a clock or a metric costs.
struct AskedOf {
    std::string question;  ///< "position", "proper_time", "reading", "when", "light_time", "bound"
    std::string model;     ///< "circular_orbit in weak_field", or two motions, or a clock
    double nanoseconds = 0.0;  ///< median of the rounds, for each question
    double least = 0.0;
    double most = 0.0;
};

/// Asks each model `asked` times at times that jump about, in each of `rounds` rounds.
///
/// One question after another on one thread: what a run pays that finds nothing in the caches of
/// its world lines but the world line itself.
std::vector<AskedOf> measure_spacetime(std::uint32_t asked, int rounds);

/// One JSON object on one line.
std::string json_of(const AskedOf& cost);

}  // namespace worldline
