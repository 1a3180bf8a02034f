// SPDX-License-Identifier: Apache-2.0
// Whom does a community trust?
//
// Goal: the principal eigenvector, found also where plain iteration swings; EigenTrust's fixed
// point. Method: a star, whose eigenvector is known; matrices of chance against the definition.

#include "analysis/community_trust.hpp"

#include <cmath>

#include "tests/support/check.hpp"

namespace worldline {
namespace {

/// A hub, 0, and n leaves that vouch for each other, hub and leaf.
std::vector<TrustOf> star(std::uint32_t n_leaves) {
    std::vector<TrustOf> pairs;
    for (std::uint32_t leaf = 1; leaf <= n_leaves; ++leaf) {
        pairs.push_back({leaf, 0, 1.0});
        pairs.push_back({0, leaf, 1.0});
    }
    return pairs;
}

TEST_CASE("The hub of a star stands above its leaves as the root of their number",
          "[community][trust]") {
    // C27: for the symmetric star of n leaves hub/leaf = sqrt(n).
    for (const std::uint32_t n : {1u, 4u, 9u, 100u, 2'500u}) {
        const Standing standing = community_trust(star(n), n + 1);
        CHECK(standing.has_settled);
        CHECK(standing.of[0] / standing.of[1] == Approx(std::sqrt(double(n))).epsilon(1e-9));
        CHECK(standing.of[1] == Approx(standing.of[n]).epsilon(1e-12));
    }
}

TEST_CASE("Plain iteration swings on a star for ever", "[community][trust]") {
    const Iteration even{.shift = 0.0, .rounds_max = 1'000};
    const Iteration odd{.shift = 0.0, .rounds_max = 1'001};
    const Standing one = community_trust(star(9), 10, even);
    const Standing other = community_trust(star(9), 10, odd);
    CHECK_FALSE(one.has_settled);
    CHECK_FALSE(other.has_settled);
    CHECK(one.of[0] / one.of[1] == Approx(1.0));
    CHECK(other.of[0] / other.of[1] == Approx(9.0));  // and never 3
    CHECK(community_trust(star(9), 10).has_settled);
}

std::vector<TrustOf> ring_with_chords(std::uint32_t n) {
    std::vector<TrustOf> pairs;
    for (std::uint32_t i = 0; i < n; ++i) {
        pairs.push_back({i, (i + 1) % n, 0.1 + (i * 7'919) % 89 / 100.0});
        pairs.push_back({i, (i * 31 + 7) % n, (i * 104'729) % 97 / 100.0});
    }
    return pairs;
}

TEST_CASE("Community trust is an eigenvector of what is trusted", "[community][trust][law]") {
    const std::uint32_t n = 60;
    const auto pairs = ring_with_chords(n);
    const Standing standing = community_trust(pairs, n);
    REQUIRE(standing.has_settled);
    std::vector<double> image(n, 0.0);
    double sum = 0.0, sum_image = 0.0;
    for (const TrustOf& pair : pairs) image[pair.in] += pair.trust * standing.of[pair.by];
    for (std::uint32_t i = 0; i < n; ++i) {
        sum += standing.of[i];
        sum_image += image[i];
    }
    CHECK(sum == Approx(1.0).epsilon(1e-12));
    for (std::uint32_t i = 0; i < n; ++i) {
        CHECK(image[i] == Approx(sum_image * standing.of[i]).epsilon(1e-8));
    }
}

TEST_CASE("EigenTrust is the fixed point of its formula", "[community][trust][law]") {
    const std::uint32_t n = 40;
    auto pairs = ring_with_chords(n);
    std::erase_if(pairs, [](const TrustOf& pair) { return pair.by == 5; });  // trusts nobody
    const std::vector<std::uint32_t> beforehand{2, 3};
    const Standing standing = eigen_trust(pairs, n, beforehand, 0.2);
    REQUIRE(standing.has_settled);
    for (std::uint32_t j = 0; j < n; ++j) {
        const double p = j == 2 || j == 3 ? 0.5 : 0.0;
        double sum = standing.of[5] * p;
        for (const TrustOf& pair : pairs) {
            double row = 0.0;
            for (const TrustOf& of : pairs) row += of.by == pair.by ? of.trust : 0.0;
            sum += pair.in == j ? standing.of[pair.by] * pair.trust / row : 0.0;
        }
        CHECK(standing.of[j] == Approx(0.8 * sum + 0.2 * p).margin(1e-10));
    }
    // Nobody known beforehand, nobody trusted: equal parts.
    for (const double share : eigen_trust({}, 4, {}, 0.5).of) CHECK(share == Approx(0.25));
}

TEST_CASE("Where nobody trusts anybody nobody stands above another", "[community][trust]") {
    const Standing standing = community_trust({}, 3);
    CHECK(standing.has_settled);
    CHECK(standing.of == std::vector<double>{0.0, 0.0, 0.0});
    CHECK(community_trust({}, 0).of.empty());
}

}  // namespace
}  // namespace worldline
