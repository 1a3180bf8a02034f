// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/noise.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr double deviations_max = 8.0;

/// Which part of the noise a draw belongs to.
enum class Layer : std::uint64_t {
    white_phase,
    flicker_phase,
    white_frequency,
    flicker_frequency,
    random_walk_frequency
};
constexpr std::uint64_t root_level = 63;   // values at the ends of blocks
constexpr std::uint64_t start_level = 62;  // where octaves begin

/// Begins the draws of one node: no two nodes share any.
void begin(Random& random, AgentId agent, Layer layer, std::uint64_t level, std::uint64_t index) {
    random.begin(agent, static_cast<std::uint64_t>(layer) << 61 | level << 55 | index);
}

double bounded_normal(Random& random) {
    return std::clamp(random.normal(), -deviations_max, deviations_max);
}

/// Which block an index lies in: 0 for 0, n for 2ⁿ⁻¹ to 2ⁿ − 1.
std::size_t block_of(std::uint64_t index) {
    return static_cast<std::size_t>(std::bit_width(index));
}

/// The first index of a block, and how many there are.
std::uint64_t begin_of(std::size_t block) {
    return block == 0 ? 0 : std::uint64_t{1} << (block - 1);
}
std::uint64_t length_of(std::size_t block) {
    return block == 0 ? 1 : std::uint64_t{1} << (block - 1);
}

}  // namespace

bool NoiseLevels::is_silent() const {
    return white_phase == 0.0 && flicker_phase == 0.0 && white_frequency == 0.0 &&
           flicker_frequency == 0.0 && random_walk_frequency == 0.0;
}

OscillatorNoise::OscillatorNoise(NoiseLevels levels, double step, std::uint64_t seed, AgentId agent)
    : levels_(levels), step_(step), random_(seed, Purpose::noise, agent, 0), agent_(agent) {
    expects(step > 0.0, "a grid has a step");
    lay_roots();
    Random random = random_;
    for (std::size_t j = 0; j < n_octaves; ++j) {
        begin(random, agent_, Layer::flicker_phase, start_level, j);
        starts_[j] = random() & ((std::uint64_t{1} << j) - 1);
        phase_strengths_[j] = levels.flicker_phase;
        strengths_[j] = 0.5 * levels.flicker_frequency * std::ldexp(step, static_cast<int>(j));
    }
    // At one step, longer octaves make up three quarters of the floor's variance, and the first
    // one would make up as much again: a third of it is the rest.
    strengths_[0] *= std::sqrt(1.0 / 3.0);
}

void OscillatorNoise::lay_roots() {
    Random random = random_;
    const double q = 3.0 * levels_.random_walk_frequency * levels_.random_walk_frequency;
    for (std::size_t block = 0; block < n_blocks; ++block) {
        const double span = static_cast<double>(length_of(block)) * step_;
        begin(random, agent_, Layer::white_frequency, root_level, block);
        walks_[block + 1] =
            walks_[block] + levels_.white_frequency * std::sqrt(span) * bounded_normal(random);
        begin(random, agent_, Layer::random_walk_frequency, root_level, block);
        const double gained = std::sqrt(q * span) * bounded_normal(random);
        const double apart = span * std::sqrt(q * span / 12.0) * bounded_normal(random);
        const State& before = wanders_[block];
        wanders_[block + 1] = {before.phase + (before.frequency + 0.5 * gained) * span + apart,
                               before.frequency + gained};
    }
}

OscillatorNoise::Cell OscillatorNoise::white_frequency_cell(Random& random,
                                                            std::uint64_t index) const {
    const std::size_t block = block_of(index);
    Cell cell{walks_[block], walks_[block + 1]};
    std::uint64_t left = begin_of(block);
    for (int level = static_cast<int>(block) - 1; level > 0; --level) {
        begin(random, agent_, Layer::white_frequency, static_cast<std::uint64_t>(level),
              left >> level);
        const double spread = 0.5 * levels_.white_frequency * std::sqrt(std::ldexp(step_, level));
        const double middle = 0.5 * (cell.left + cell.right) + spread * bounded_normal(random);
        const std::uint64_t half = std::uint64_t{1} << (level - 1);
        if (index < left + half) {
            cell.right = middle;
        } else {
            cell.left = middle;
            left += half;
        }
    }
    return cell;
}

/// The midpoint of an integrated random walk, given phase and frequency at both ends: normal,
/// about the cubic through them, with the variances q L³/192 of phase and q L/16 of frequency.
OscillatorNoise::Cell OscillatorNoise::random_walk_cell(Random& random, std::uint64_t index) const {
    const std::size_t block = block_of(index);
    State left = wanders_[block];
    State right = wanders_[block + 1];
    std::uint64_t first = begin_of(block);
    const double q = 3.0 * levels_.random_walk_frequency * levels_.random_walk_frequency;
    for (int level = static_cast<int>(block) - 1; level > 0; --level) {
        begin(random, agent_, Layer::random_walk_frequency, static_cast<std::uint64_t>(level),
              first >> level);
        const double span = std::ldexp(step_, level);
        const double spread = std::sqrt(q * span);
        const State middle{
            0.5 * (left.phase + right.phase) + 0.125 * span * (left.frequency - right.frequency) +
                span * spread * std::sqrt(1.0 / 192.0) * bounded_normal(random),
            1.5 * ((right.phase - left.phase) / span) - 0.25 * (left.frequency + right.frequency) +
                0.25 * spread * bounded_normal(random)};
        const std::uint64_t half = std::uint64_t{1} << (level - 1);
        if (index < first + half) {
            right = middle;
        } else {
            left = middle;
            first += half;
        }
    }
    return {left.phase, right.phase};
}

OscillatorNoise::Cell OscillatorNoise::flicker_cell(Random& random, std::uint64_t index) const {
    Cell sum;
    const auto add = [&](Layer layer, const std::array<double, n_octaves>& strengths) {
        if (strengths[0] == 0.0) return;
        for (std::size_t j = 0; j < n_octaves; ++j) {
            const std::uint64_t place = index + starts_[j];
            const auto draw = [&](std::uint64_t knot) {
                begin(random, agent_, layer, j, knot);
                return strengths[j] * bounded_normal(random);
            };
            const double one = draw(place >> j);
            const double next = draw((place >> j) + 1);
            const std::uint64_t length = std::uint64_t{1} << j;
            const std::uint64_t offset = place & (length - 1);
            // At a knot the value is the draw itself, from whichever side one comes.
            const auto at = [&](std::uint64_t steps) {
                if (steps == length) return next;
                return one +
                       (next - one) * std::ldexp(static_cast<double>(steps), -static_cast<int>(j));
            };
            sum.left += at(offset);
            sum.right += at(offset + 1);
        }
    };
    add(Layer::flicker_phase, phase_strengths_);
    add(Layer::flicker_frequency, strengths_);
    return sum;
}

OscillatorNoise::Cell OscillatorNoise::cell(std::uint64_t index) const {
    expects(index < index_end, "noise is asked for within its range");
    Random random = random_;
    Cell sum;
    if (levels_.white_phase > 0.0) {
        const auto draw = [&](std::uint64_t point) {
            begin(random, agent_, Layer::white_phase, 0, point);
            return levels_.white_phase * bounded_normal(random);
        };
        sum = {draw(index), draw(index + 1)};
    }
    const auto add = [&](Cell more) {
        sum.left += more.left;
        sum.right += more.right;
    };
    if (levels_.flicker_phase > 0.0 || levels_.flicker_frequency > 0.0) {
        add(flicker_cell(random, index));
    }
    if (levels_.white_frequency > 0.0) add(white_frequency_cell(random, index));
    if (levels_.random_walk_frequency > 0.0) add(random_walk_cell(random, index));
    return sum;
}

NoiseLevels OscillatorNoise::slope_bounds(int block) const {
    const double twice = 2.0 * deviations_max;
    NoiseLevels bounds;
    bounds.white_phase = twice * levels_.white_phase / step_;
    for (std::size_t j = 0; j < n_octaves; ++j) {
        const double length = std::ldexp(step_, static_cast<int>(j));
        bounds.flicker_phase += twice * phase_strengths_[j] / length;
        bounds.flicker_frequency += twice * strengths_[j] / length;
    }
    const auto n = static_cast<std::size_t>(block);
    double span = static_cast<double>(length_of(n)) * step_;
    // Of the two ways in which a midpoint halves a span, the steeper one, level by level.
    bounds.white_frequency = std::fabs(walks_[n + 1] - walks_[n]) / span;
    const double q = 3.0 * levels_.random_walk_frequency * levels_.random_walk_frequency;
    const State& left = wanders_[n];
    const State& right = wanders_[n + 1];
    double frequency = std::max(std::fabs(left.frequency), std::fabs(right.frequency));
    // How far the mean slope is from the mean of the frequencies at the ends.
    double apart =
        std::fabs((right.phase - left.phase) / span - 0.5 * (left.frequency + right.frequency));
    for (std::size_t level = n; level > 1; --level) {
        bounds.white_frequency += deviations_max * levels_.white_frequency / std::sqrt(span);
        const double spread = deviations_max * std::sqrt(q * span);
        frequency += 1.5 * apart + 0.25 * spread;
        apart = 0.25 * apart + spread * (2.0 * std::sqrt(1.0 / 192.0) + 0.125);
        span *= 0.5;
    }
    bounds.random_walk_frequency = frequency + apart;
    return bounds;
}

}  // namespace worldline
