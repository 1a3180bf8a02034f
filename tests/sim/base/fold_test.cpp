// SPDX-License-Identifier: Apache-2.0
// Can two different histories have one fingerprint?
//
// Goal: a fold tells apart what differs in one bit, in order, or in length of its chain.
// Method: each bit of each word that goes in is turned, one at a time; about half of the 128 bits
// that come out must turn, for words of many shapes. Structured chains, all different, must all
// have different folds.

#include <bit>
#include <set>

#include "sim/base/fold.hpp"
#include "sim/base/random.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

int bits_turned(Digest a, Digest b) {
    return std::popcount(a.high ^ b.high) + std::popcount(a.low ^ b.low);
}

/// Words like those of events: small numbers, times, identities; and some of chance.
std::vector<std::uint64_t> words_of(Random& random, int shape) {
    std::vector<std::uint64_t> words;
    for (int i = 0; i < 6; ++i) {
        words.push_back(shape == 0   ? random()
                        : shape == 1 ? random.below(16)
                        : shape == 2 ? 1'000'000'000 * random.below(1'000)
                                     : random.below(1'000) << 32 | random.below(100));
    }
    return words;
}

Digest fold_of(const std::vector<std::uint64_t>& words) {
    Fold fold;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) fold.add(words[i], words[i + 1]);
    return fold.value();
}

TEST_CASE("Each bit that is folded turns half of the bits that come out", "[base][digest]") {
    Random random(1, Purpose::scenario, AgentId{0}, 0);
    for (int shape = 0; shape < 4; ++shape) {
        std::vector<double> turned(6 * 64);
        constexpr int n_trials = 200;
        for (int trial = 0; trial < n_trials; ++trial) {
            auto words = words_of(random, shape);
            const Digest before = fold_of(words);
            for (std::size_t bit = 0; bit < turned.size(); ++bit) {
                words[bit / 64] ^= std::uint64_t{1} << (bit % 64);
                turned[bit] += bits_turned(before, fold_of(words));
                words[bit / 64] ^= std::uint64_t{1} << (bit % 64);
            }
        }
        for (std::size_t bit = 0; bit < turned.size(); ++bit) {
            CAPTURE(shape, bit);
            // 64 bits of 128, give or take 5 standard deviations of the mean.
            CHECK(turned[bit] / n_trials == Approx(64.0).margin(2.5));
        }
    }
}

TEST_CASE("Different chains have different folds", "[base][digest]") {
    std::set<Digest> folds;
    std::size_t n_chains = 0;
    for (std::uint64_t a = 0; a < 300; ++a) {
        for (std::uint64_t b = 0; b < 300; ++b) {
            folds.insert(fold_of({a, b}));
            folds.insert(fold_of({a << 32, b << 32}));
            folds.insert(fold_of({a, b, 0, 0}));
            n_chains += a == 0 && b == 0 ? 2 : 3;  // zero shifted is zero
        }
    }
    CHECK(folds.size() == n_chains);
}

TEST_CASE("A factor of zero forgets nothing", "[base][digest]") {
    // The first words that make a factor zero are the fold's own beginning.
    const std::uint64_t a = 0x243F'6A88'85A3'08D3;
    CHECK(fold_of({a, 1, 5, 6}) != fold_of({a, 2, 5, 6}));
    CHECK(fold_of({a, 1, 5, 6}) != fold_of({a, 1, 6, 5}));
}

TEST_CASE("Bytes are folded sixteen at a time, the last ones filled up", "[base][digest]") {
    const std::array<std::byte, 5> bytes{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4},
                                         std::byte{5}};
    Fold fold;
    fold.add_bytes(bytes);
    Fold words;
    words.add(0x05'0403'0201, 0);
    CHECK(fold.value() == words.value());
}

}  // namespace
}  // namespace worldline
