// SPDX-License-Identifier: Apache-2.0
//
// Do the deviations come out as in the handbook?
//
// Goal: the published digits, also for a long series; definitions that a fast sum keeps.
// Method: the nine values and the thousand values of NIST SP 1065; the definitions, written as
// plain double loops.
#include "sim/spacetime/allan.hpp"

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {
const std::vector<double> nine{892, 809, 823, 798, 671, 644, 883, 903, 677};

double of_nine(Stability kind, std::size_t m) {
    return deviation(kind, phase_of_frequency(nine, 1.0), 1.0, m);
}

/// n_{i+1} = 16807 n_i mod 2³¹ − 1, from 1234567890, as the handbook makes its thousand values.
std::vector<double> thousand() {
    std::uint64_t n = 1'234'567'890;
    std::vector<double> values;
    for (int i = 0; i < 1000; ++i) {
        values.push_back(static_cast<double>(n) / 2'147'483'647.0);
        n = 16'807 * n % 2'147'483'647;
    }
    return values;
}
}  // namespace

TEST_CASE("The nine values of the handbook have its deviations", "[spacetime][allan]") {
    // [Riley2008, p. 107]
    CHECK(of_nine(Stability::allan, 1) == Approx(91.22945).epsilon(1e-7));
    CHECK(of_nine(Stability::allan, 2) == Approx(115.8082).epsilon(1e-6));
    CHECK(of_nine(Stability::overlapping, 2) == Approx(85.95287).epsilon(1e-7));
    CHECK(of_nine(Stability::modified, 1) == Approx(91.22945).epsilon(1e-7));
    CHECK(of_nine(Stability::modified, 2) == Approx(74.78849).epsilon(1e-7));
    CHECK(of_nine(Stability::hadamard, 1) == Approx(70.80608).epsilon(1e-7));
    CHECK(of_nine(Stability::hadamard, 2) == Approx(116.7980).epsilon(1e-6));
    CHECK(of_nine(Stability::time, 1) == Approx(52.67135).epsilon(1e-7));
    CHECK(of_nine(Stability::time, 2) == Approx(86.35831).epsilon(1e-7));
}

TEST_CASE("So have the thousand values", "[spacetime][allan]") {
    const std::vector<double> phase = phase_of_frequency(thousand(), 1.0);
    // [Riley2008, p. 109]
    CHECK(deviation(Stability::allan, phase, 1.0, 1) == Approx(2.922319e-1).epsilon(1e-6));
    CHECK(deviation(Stability::allan, phase, 1.0, 10) == Approx(9.965736e-2).epsilon(1e-6));
    CHECK(deviation(Stability::allan, phase, 1.0, 100) == Approx(3.897804e-2).epsilon(1e-6));
    CHECK(deviation(Stability::overlapping, phase, 1.0, 10) == Approx(9.159953e-2).epsilon(1e-6));
    CHECK(deviation(Stability::overlapping, phase, 1.0, 100) == Approx(3.241343e-2).epsilon(1e-6));
    CHECK(deviation(Stability::modified, phase, 1.0, 10) == Approx(6.172376e-2).epsilon(1e-6));
    CHECK(deviation(Stability::modified, phase, 1.0, 100) == Approx(2.170921e-2).epsilon(1e-6));
    CHECK(deviation(Stability::time, phase, 1.0, 10) == Approx(3.563623e-1).epsilon(1e-6));
    CHECK(deviation(Stability::hadamard, phase, 1.0, 10) == Approx(1.052754e-1).epsilon(1e-6));
}

TEST_CASE("A window that slides gives what the definition gives", "[spacetime][allan]") {
    // Large and steady phase under small noise: a sum of doubles that slides would drift.
    std::vector<double> phase;
    const std::vector<double> noise = thousand();
    for (std::size_t i = 0; i < noise.size(); ++i) {
        phase.push_back(1e6 * static_cast<double>(i * i) + noise[i]);
    }
    const std::size_t m = 37;
    double sum = 0.0;
    const std::size_t n = phase.size() - 3 * m + 1;
    for (std::size_t j = 0; j < n; ++j) {
        double inner = 0.0;
        for (std::size_t i = j; i < j + m; ++i) {
            inner += phase[i + 2 * m] - 2.0 * phase[i + m] + phase[i];
        }
        sum += inner * inner / static_cast<double>(m * m);
    }
    const double tau = static_cast<double>(m);
    const double plain = std::sqrt(sum / static_cast<double>(n) / (2.0 * tau * tau));
    CHECK(deviation(Stability::modified, phase, 1.0, m) == Approx(plain).epsilon(1e-12));
}

TEST_CASE("A steady drift is D tau/sqrt(2), and nothing to Hadamard", "[spacetime][allan]") {
    std::vector<double> phase;
    for (int i = 0; i < 400; ++i) phase.push_back(0.5 * 1e-10 * i * i);
    const double expected = expected_deviation(NoiseProcess::drift, 1e-10, 1.0, 8);
    CHECK(deviation(Stability::allan, phase, 1.0, 8) == Approx(expected).epsilon(1e-9));
    CHECK(deviation(Stability::overlapping, phase, 1.0, 8) == Approx(expected).epsilon(1e-9));
    CHECK(deviation(Stability::hadamard, phase, 1.0, 8) < 1e-6 * expected);
}

TEST_CASE("Slopes of noise are those of the textbook", "[spacetime][allan]") {
    const auto ratio = [](NoiseProcess noise) {
        return expected_deviation(noise, 1e-10, 1.0, 100) /
               expected_deviation(noise, 1e-10, 1.0, 1);
    };
    CHECK(ratio(NoiseProcess::white_phase) == Approx(1e-2));
    CHECK(ratio(NoiseProcess::white_frequency) == Approx(1e-1));
    CHECK(ratio(NoiseProcess::random_walk_frequency) == Approx(std::sqrt(20'001.0 / 300.0)));
    CHECK(ratio(NoiseProcess::drift) == Approx(1e2));
}

TEST_CASE("Too few values, and steps of nothing, are refused", "[spacetime][allan]") {
    const std::vector<double> phase{0.0, 1.0, 0.0, 2.0};
    CHECK(deviation(Stability::allan, phase, 1.0, 1) > 0.0);
    CHECK_THROWS_WITH(deviation(Stability::allan, phase, 1.0, 2), Catch::StartsWith("factor"));
    CHECK_THROWS_WITH(deviation(Stability::hadamard, phase, 1.0, 2), Catch::StartsWith("factor"));
    CHECK_THROWS_WITH(deviation(Stability::allan, phase, 1.0, 0), Catch::StartsWith("factor"));
    CHECK_THROWS_WITH(deviation(Stability::allan, phase, 0.0, 1), Catch::StartsWith("step"));
    CHECK_THROWS_AS(deviation(Stability::allan, phase, 1.0, SIZE_MAX / 2), std::invalid_argument);
    CHECK_THROWS_WITH(expected_deviation(NoiseProcess::drift, -1.0, 1.0, 1),
                      Catch::StartsWith("level"));
}
