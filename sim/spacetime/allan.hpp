// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// How stable clocks are: Allan's deviation and its relatives, from phase at equal steps τ0.
/// [IEEE1139; Riley2008]
namespace worldline {

/// | kind        | differences of x, over m steps             | variance at τ = m τ0           |
/// |-------------|--------------------------------------------|--------------------------------|
/// | allan       | second, every m-th                         | mean square/(2τ²)              |
/// | overlapping | second, all                                | mean square/(2τ²)              |
/// | modified    | second, averaged over m                    | mean square/(2τ²)              |
/// | time        | as modified                                | modified · τ²/3                |
/// | hadamard    | third, every m-th; blind to a steady drift | mean square/(6τ²)              |
enum class Stability : unsigned char { allan, overlapping, modified, time, hadamard };

/// x [s], one value more than `frequency`, from fractional frequencies y at steps τ0 [s].
std::vector<double> phase_of_frequency(std::span<const double> frequency, double step);

/// The deviation at τ = m τ0: without unit, or [s] for `Stability::time`.
///
/// @param phase   x at equal steps. [s]
/// @param step    τ0 [s]
/// @param factor  m ≥ 1
/// @throws std::invalid_argument  step ≤ 0, m = 0, or too few values for one difference.
/// @par Complexity  O(n)
double deviation(Stability kind, std::span<const double> phase, double step, std::size_t factor);

/// How many values of phase `deviation` needs at least.
std::size_t least_values(Stability kind, std::size_t factor);

/// NoiseProcess that is one random number a step, and drift, which is none.
enum class NoiseProcess : unsigned char {
    white_phase,            ///< level: σ of x [s]
    white_frequency,        ///< level: σ of y
    random_walk_frequency,  ///< level: σ of a step of y
    drift,                  ///< level: D [1/s]
};

/// Expected Allan deviation at τ = m τ0: √3 σ/τ, σ/√m, σ√((2m² + 1)/(6m)), Dτ/√2.
///
/// @throws std::invalid_argument  step ≤ 0, m = 0, level < 0.
double expected_deviation(NoiseProcess noise, double level, double step, std::size_t factor);

}  // namespace worldline
