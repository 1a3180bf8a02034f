// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "sim/base/time.hpp"

namespace worldline {

/// What benchmarks are made of; each uses some of it. Times are in units: one unit is a simulated
/// second.
struct Load {
    std::uint32_t agents = 65'536;
    std::uint32_t events = 1;     ///< that each agent starts with
    double remote = 0.9;          ///< share of sends that go to another agent
    double lookahead = 0.1;       ///< shortest delay [units], in (0, 1]
    double spacing = 0.1;         ///< of a lattice: the way of light in so many units, in (0, 1]
    double active = 0.001;        ///< share of agents that ever hear anything
    bool only_active = false;     ///< the others are not even there
    std::uint32_t promises = 10;  ///< that each agent makes, one a unit
    double faults = 0.01;         ///< share of promises that fail
    std::string model = "HO";     ///< of DEVStone: LI, HI or HO
    std::uint32_t depth = 100;
    std::uint32_t width = 100;
    double until = 10.0;  ///< [units]
    std::uint64_t seed = 1;
};

/// A command or a load that nobody can make sense of; says why in one sentence.
class BadOption : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

inline constexpr double ticks_per_unit = 1e9;
inline constexpr Resolution bench_resolution{};  // 1 ns

inline Duration units(double count) { return {static_cast<std::int64_t>(count * ticks_per_unit)}; }

}  // namespace worldline
