// SPDX-License-Identifier: Apache-2.0
//
// Is the noise of an oscillator as strong as it says, at every span, whoever looks?
//
// Goal: the Allan deviation of each kind alone against its exact formula, and slopes that stay
// within their bounds. Readers change nothing.
// Method: the mean of many agents' noise, fixed seeds; Allan variances of independent paths are
// averaged, and their own scatter gives the sampling error: within four of it.
#include "sim/spacetime/noise.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <vector>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr double step = 0.5;      // of the grid [s]
constexpr std::size_t n = 4'096;  // points of a path
constexpr int n_paths = 120;
// Paths start late, among many octaves, and at an odd place.
constexpr std::uint64_t first = 1'234'567;

std::vector<double> path_of(const OscillatorNoise& noise) {
    std::vector<double> x;
    x.push_back(noise.cell(first).left);
    for (std::size_t i = 0; i < n; ++i) x.push_back(noise.cell(first + i).right);
    return x;
}

/// Mean of ((x[i + 2m] − 2 x[i + m] + x[i]) / (m step))² / 2 over all i.
double allan_variance(const std::vector<double>& x, std::size_t m) {
    double sum = 0.0;
    const std::size_t count = x.size() - 2 * m;
    for (std::size_t i = 0; i < count; ++i) {
        const double second = x[i + 2 * m] - 2.0 * x[i + m] + x[i];
        sum += second * second;
    }
    const double tau = static_cast<double>(m) * step;
    return sum / (2.0 * tau * tau * static_cast<double>(count));
}

struct Estimate {
    double mean = 0.0;
    double error = 0.0;  ///< standard deviation of the mean
};

const std::vector<std::size_t> spans{1, 2, 4, 8, 16, 32, 64, 128, 256};

std::vector<Estimate> estimates(const NoiseLevels& levels) {
    std::vector<double> sums(spans.size(), 0.0);
    std::vector<double> squares(spans.size(), 0.0);
    for (std::uint32_t agent = 0; agent < n_paths; ++agent) {
        const auto x = path_of(OscillatorNoise(levels, step, 7, AgentId{agent}));
        for (std::size_t k = 0; k < spans.size(); ++k) {
            const double variance = allan_variance(x, spans[k]);
            sums[k] += variance;
            squares[k] += variance * variance;
        }
    }
    std::vector<Estimate> result;
    for (std::size_t k = 0; k < spans.size(); ++k) {
        const double mean = sums[k] / n_paths;
        const double scatter = squares[k] / n_paths - mean * mean;
        result.push_back({mean, std::sqrt(scatter / (n_paths - 1))});
    }
    return result;
}

/// @param expected  Allan variance at span τ = m step
void check_against(const NoiseLevels& levels,
                   const std::function<double(double m, double tau)>& expected) {
    const auto found = estimates(levels);
    for (std::size_t k = 0; k < spans.size(); ++k) {
        const auto m = static_cast<double>(spans[k]);
        const double exact = expected(m, m * step);
        CAPTURE(m, found[k].mean / exact, found[k].error / exact);
        CHECK(found[k].error < 0.12 * exact);
        CHECK(std::fabs(found[k].mean - exact) <= 4.0 * found[k].error);
    }
}

/// Mean square of x[i + 2m] − 2 x[i + m] + x[i] for straight lines between independent draws of
/// variance 1 that are 2ʲ apart, over all places of i among them.
double second_difference(double m, int j) {
    const double length = std::ldexp(1.0, j);
    // At most one draw in between: a bend by 6 / length² in the mean, m − |d| beside it.
    if (2.0 * m <= length) return (4.0 * m * m * m + 2.0 * m) / (length * length * length);
    double sum = 0.0;
    const int n_places = 1 << j;
    for (int place = 0; place < n_places; ++place) {
        std::map<double, double> weights;  // by draw
        for (int k = 0; k < 3; ++k) {
            const double at = (place + k * m) / length;
            const double part = at - std::floor(at);
            const double weight = k == 1 ? -2.0 : 1.0;
            weights[std::floor(at)] += weight * (1.0 - part);
            weights[std::floor(at) + 1.0] += weight * part;
        }
        for (const auto& [draw, weight] : weights) sum += weight * weight / n_places;
    }
    return sum;
}

}  // namespace

TEST_CASE("White phase falls as 1 over span", "[noise]") {
    // 3 σ² / (m τ0)²  [relativity_cases A21]
    check_against({.white_phase = 1e-9}, [](double, double tau) { return 3e-18 / (tau * tau); });
}

TEST_CASE("White frequency falls as 1 over the root of span", "[noise]") {
    check_against({.white_frequency = 1e-11}, [](double, double tau) { return 1e-22 / tau; });
}

TEST_CASE("Random-walk frequency rises as the root of span", "[noise]") {
    check_against({.random_walk_frequency = 1e-13}, [](double, double tau) { return 1e-26 * tau; });
}

TEST_CASE("Flicker frequency has a floor", "[noise]") {
    // An octave's draws are half the floor, times their length; the first one's a third of that in
    // variance. Over the next spans the grid shows: 6 % more at two steps, less and less beyond.
    const auto expected = [](double m, double) {
        double sum = second_difference(m, 0) / 3.0;
        for (int j = 1; j < 30; ++j) sum += std::ldexp(second_difference(m, j), 2 * j);
        return 0.25e-24 * sum / (2.0 * m * m);
    };
    check_against({.flicker_frequency = 1e-12}, expected);
    CHECK(expected(1, 0.0) == Approx(1e-24).epsilon(1e-6));
    CHECK(expected(2, 0.0) == Approx(1.0625e-24).epsilon(1e-6));
    for (const double m : {4.0, 8.0, 16.0, 64.0, 256.0}) {
        CHECK(expected(m, 0.0) == Approx(1e-24).epsilon(0.04));
    }
}

TEST_CASE("Flicker phase falls as 1 over span, with its logarithm", "[noise]") {
    const auto times_square = [](double m) {
        double sum = 0.0;
        for (int j = 0; j < 30; ++j) sum += second_difference(m, j);
        return 0.5e-18 * sum;
    };
    check_against({.flicker_phase = 1e-9},
                  [&](double m, double tau) { return times_square(m) / (tau * tau); });
    // Each octave of span adds 2 b² to variance times span²: the logarithm.
    CHECK(times_square(256) - times_square(128) == Approx(2e-18).epsilon(0.02));
}

TEST_CASE("No slope goes beyond its bound", "[noise][law]") {
    const NoiseLevels all{1e-9, 1e-9, 1e-9, 1e-9, 1e-9};
    for (int kind = 0; kind < 5; ++kind) {
        NoiseLevels levels;
        double NoiseLevels::*const members[]{
            &NoiseLevels::white_phase, &NoiseLevels::flicker_phase, &NoiseLevels::white_frequency,
            &NoiseLevels::flicker_frequency, &NoiseLevels::random_walk_frequency};
        double NoiseLevels::*const member = members[kind];
        levels.*member = all.*member;
        for (std::uint32_t agent = 0; agent < 50; ++agent) {
            const OscillatorNoise noise(levels, step, 3, AgentId{agent});
            for (int block = 0; block < 30; ++block) {
                const double bound = noise.slope_bounds(block).*member;
                const std::uint64_t begin = block == 0 ? 0 : std::uint64_t{1} << (block - 1);
                for (std::uint64_t i = 0; i < std::min<std::uint64_t>(20, begin + 1); ++i) {
                    const std::uint64_t index = begin + i * (begin / 20);
                    const auto cell = noise.cell(index);
                    CAPTURE(kind, block, index);
                    REQUIRE(std::fabs(cell.right - cell.left) / step <= bound);
                }
            }
        }
    }
}

TEST_CASE("Neighbouring steps of the grid meet in the very same number", "[noise][law]") {
    const OscillatorNoise noise({1e-6, 1e-6, 1e-6, 1e-6, 1e-6}, step, 3, AgentId{4});
    for (std::uint64_t index = 0; index < 3'000; ++index) {
        REQUIRE(noise.cell(index).right == noise.cell(index + 1).left);
    }
    for (int power = 12; power < 50; ++power) {
        const std::uint64_t end = std::uint64_t{1} << power;
        REQUIRE(noise.cell(end - 1).right == noise.cell(end).left);
    }
}

TEST_CASE("The order of questions changes no answer", "[noise][law]") {
    const NoiseLevels levels{1e-9, 1e-9, 1e-9, 1e-9, 1e-9};
    const OscillatorNoise one(levels, step, 3, AgentId{4});
    const OscillatorNoise other(levels, step, 3, AgentId{4});
    std::vector<double> forwards;
    for (std::uint64_t i = 0; i < 500; ++i) forwards.push_back(one.cell(i * i).left);
    for (std::uint64_t i = 500; i-- > 0;) REQUIRE(other.cell(i * i).left == forwards[i]);
}

TEST_CASE("Agents, seeds and kinds have noise of their own", "[noise]") {
    const NoiseLevels levels{.white_frequency = 1e-9};
    const double x = OscillatorNoise(levels, step, 3, AgentId{4}).cell(100).left;
    CHECK(x != OscillatorNoise(levels, step, 3, AgentId{5}).cell(100).left);
    CHECK(x != OscillatorNoise(levels, step, 4, AgentId{4}).cell(100).left);
    CHECK(OscillatorNoise({}, step, 3, AgentId{4}).cell(100).left == 0.0);
}
