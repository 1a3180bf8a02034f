// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/allan.hpp"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/spacetime/twofold.hpp"

namespace worldline {
namespace {

void check_step(double step, std::size_t factor) {
    if (!(step > 0.0 && std::isfinite(step))) {
        throw std::invalid_argument(
            fmt::format("step must be greater than 0 s, and not {} s", step));
    }
    if (factor == 0) throw std::invalid_argument("factor must be at least 1, and not 0");
}

double second_difference(std::span<const double> x, std::size_t i, std::size_t m) {
    return (x[i + 2 * m] - x[i + m]) - (x[i + m] - x[i]);
}

double third_difference(std::span<const double> x, std::size_t i, std::size_t m) {
    return second_difference(x, i + m, m) - second_difference(x, i, m);
}

/// Mean square of `difference(i)` for i = 0, stride, 2 stride, ... below n.
template <class Difference>
double mean_square(std::size_t n, std::size_t stride, Difference difference) {
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < n; i += stride, ++count) {
        const double one = difference(i);
        sum += one * one;
    }
    return sum / static_cast<double>(count);
}

/// Mean square of the second difference averaged over m neighbours. The window slides in twofold
/// numbers: in doubles, what it gives up would not be quite what it took in.
double mean_square_of_means(std::span<const double> x, std::size_t m) {
    Twofold window;
    for (std::size_t i = 0; i < m; ++i) window = window + Twofold(second_difference(x, i, m));
    const std::size_t n = x.size() - 3 * m + 1;
    return mean_square(n, 1, [&](std::size_t i) {
        if (i > 0) {
            window = window + Twofold(second_difference(x, i + m - 1, m)) -
                     Twofold(second_difference(x, i - 1, m));
        }
        return window.value() / static_cast<double>(m);
    });
}

}  // namespace

std::vector<double> phase_of_frequency(std::span<const double> frequency, double step) {
    check_step(step, 1);
    std::vector<double> phase{0.0};
    phase.reserve(frequency.size() + 1);
    Twofold sum;
    for (const double y : frequency) {
        sum = sum + Twofold(y);
        phase.push_back((sum * Twofold(step)).value());
    }
    return phase;
}

std::size_t least_values(Stability kind, std::size_t factor) {
    switch (kind) {
    case Stability::allan:
    case Stability::overlapping:
        return 2 * factor + 1;
    case Stability::modified:
    case Stability::time:
        return 3 * factor;
    case Stability::hadamard:
        return 3 * factor + 1;
    }
    throw std::logic_error("no such kind of deviation");
}

double deviation(Stability kind, std::span<const double> phase, double step, std::size_t factor) {
    check_step(step, factor);
    const std::size_t m = factor;
    if (m > phase.size() || phase.size() < least_values(kind, m)) {
        throw std::invalid_argument(
            fmt::format("factor {} is too large for {} values of phase", m, phase.size()));
    }
    const double tau = step * static_cast<double>(m);
    const auto second = [&](std::size_t i) { return second_difference(phase, i, m); };
    const auto third = [&](std::size_t i) { return third_difference(phase, i, m); };
    switch (kind) {
    case Stability::allan:
        return std::sqrt(mean_square(phase.size() - 2 * m, m, second) / 2.0) / tau;
    case Stability::overlapping:
        return std::sqrt(mean_square(phase.size() - 2 * m, 1, second) / 2.0) / tau;
    case Stability::modified:
        return std::sqrt(mean_square_of_means(phase, m) / 2.0) / tau;
    case Stability::time:
        return std::sqrt(mean_square_of_means(phase, m) / 6.0);
    case Stability::hadamard:
        return std::sqrt(mean_square(phase.size() - 3 * m, m, third) / 6.0) / tau;
    }
    throw std::logic_error("no such kind of deviation");
}

double expected_deviation(NoiseProcess noise, double level, double step, std::size_t factor) {
    check_step(step, factor);
    if (!(level >= 0.0)) {
        throw std::invalid_argument(fmt::format("level must be at least 0, and not {}", level));
    }
    const auto m = static_cast<double>(factor);
    const double tau = m * step;
    switch (noise) {
    case NoiseProcess::white_phase:
        return level * std::sqrt(3.0) / tau;
    case NoiseProcess::white_frequency:
        return level / std::sqrt(m);
    case NoiseProcess::random_walk_frequency:
        return level * std::sqrt((2.0 * m * m + 1.0) / (6.0 * m));
    case NoiseProcess::drift:
        return level * tau / std::sqrt(2.0);
    }
    throw std::logic_error("no such noise");
}

}  // namespace worldline
