// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/random.hpp"

namespace worldline {

/// How strong each of the five kinds of power-law noise is. [NIST SP 1065; IEEE 1139]
struct NoiseLevels {
    double white_phase = 0.0;            ///< rms of the phase at each point of the grid [s]
    double flicker_phase = 0.0;          ///< rms of the phase in each octave [s]
    double white_frequency = 0.0;        ///< Allan deviation at 1 s
    double flicker_frequency = 0.0;      ///< Allan deviation, the same at any span: the floor
    double random_walk_frequency = 0.0;  ///< Allan deviation at 1 s

    /// Is there none at all?
    bool is_silent() const;
};

/// The phase noise x(τ) of one oscillator: a pure function of (seed, agent, τ).
///
/// Values are fixed at the points of a grid in proper time, and between them x is a straight line.
/// No point depends on which others were asked for, so a reading never changes the noise.
///
/// - White phase is a draw for each point.
/// - White and random-walk frequency are random walks. Their values at 0, 1, 2, 4, 8, ... steps
///   are drawn once; between two of them each midpoint is drawn as it must lie given both ends
///   (Brownian bridge), down to one step: one draw for each doubling of the span.
/// - Flicker is a sum over octaves, each a straight line between independent draws 2ʲ steps
///   apart, from a random start. For frequency an octave is as strong as it is long, which gives
///   one Allan variance at all spans of 2ᵐ steps: four times (draw / length)². For phase all are
///   equally strong. There are 30 octaves; beyond 2³⁰ steps flicker falls off as white phase.
///
/// A draw beyond eight deviations (one in 8·10¹⁴) counts as eight, so slopes are bounded for sure.
class OscillatorNoise {
public:
    /// x at both ends of one step of the grid [s]. Neighbours share the very same number.
    struct Cell {
        double left = 0.0;
        double right = 0.0;
    };

    /// There is no noise from this index of the grid on: x stays.
    static constexpr int n_blocks = 51;
    static constexpr std::uint64_t index_end = std::uint64_t{1} << (n_blocks - 1);

    /// @param step  of the grid [s], over 0
    OscillatorNoise(NoiseLevels levels, double step, std::uint64_t seed, AgentId agent);

    /// The step from `index` to the next. @pre index < index_end
    /// @par Complexity  O(log index)
    Cell cell(std::uint64_t index) const;

    double step() const { return step_; }
    const NoiseLevels& levels() const { return levels_; }

    /// |dx/dτ| is nowhere larger within block n, by kind. Block 0 is the step from 0 to 1;
    /// block n goes from 2ⁿ⁻¹ to 2ⁿ steps.
    NoiseLevels slope_bounds(int block) const;

private:
    static constexpr int n_octaves = 30;
    /// Phase and frequency of the random-walk kinds at one point.
    struct State {
        double phase = 0.0;      ///< [s]
        double frequency = 0.0;  ///< [1]
    };

    Cell white_frequency_cell(Random& random, std::uint64_t index) const;
    Cell random_walk_cell(Random& random, std::uint64_t index) const;
    Cell flicker_cell(Random& random, std::uint64_t index) const;
    void lay_roots();

    NoiseLevels levels_;
    double step_;
    Random random_;  ///< copied for each question: it holds the key of seed and purpose
    AgentId agent_;
    std::array<double, n_blocks + 1> walks_{};         ///< white frequency at 0, 1, 2, 4, ...
    std::array<State, n_blocks + 1> wanders_{};        ///< random-walk frequency, likewise
    std::array<std::uint64_t, n_octaves> starts_{};    ///< where octaves begin [steps]
    std::array<double, n_octaves> phase_strengths_{};  ///< of flicker phase [s]
    std::array<double, n_octaves> strengths_{};        ///< of flicker frequency [s]
};

}  // namespace worldline
