// SPDX-License-Identifier: Apache-2.0
#include "sim/base/random.hpp"

#include <limits>
#include <type_traits>

#include <Random123/philox.h>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

#include "sim/base/math.hpp"

namespace worldline {
namespace {

/// A double whose `exp` has the same bits on every machine.
///
/// Boost's ziggurats need `exp` in about one draw of a hundred, to decide whether a point at the
/// rim of a layer lies under the curve. They look it up by the type of its argument, so this
/// type makes them use ours where `double` would make them use the C library's.
struct Real {
    Real() = default;
    template <class Number>
    requires std::is_arithmetic_v<Number>
    constexpr Real(Number number) : value(static_cast<double>(number)) {}

    double value = 0.0;

    Real& operator+=(Real b) { return *this = *this + b; }
    Real& operator*=(Real b) { return *this = *this * b; }
    friend Real operator+(Real a, Real b) { return a.value + b.value; }
    friend Real operator-(Real a, Real b) { return a.value - b.value; }
    friend Real operator*(Real a, Real b) { return a.value * b.value; }
    friend Real operator/(Real a, Real b) { return a.value / b.value; }
    friend Real operator-(Real a) { return -a.value; }
    friend bool operator<(Real a, Real b) { return a.value < b.value; }
    friend bool operator>(Real a, Real b) { return a.value > b.value; }
    friend bool operator>=(Real a, Real b) { return a.value >= b.value; }
    friend Real exp(Real a) { return math::exp(a.value); }
};

// The rounds of Philox4x64 written out, for streams whose key is made once: Random123 derives the
// keys anew for each block, and a block is a quarter of what an event costs. random_test.cpp holds
// both together.
constexpr std::uint64_t multiplier_0 = 0xD2E7'470E'E14C'6C93;
constexpr std::uint64_t multiplier_1 = 0xCA5A'8263'9512'1157;
constexpr std::uint64_t bump_0 = 0x9E37'79B9'7F4A'7C15;
constexpr std::uint64_t bump_1 = 0xBB67'AE85'84CA'A73B;

constexpr unsigned n_rounds = 10;

struct Words {
    std::uint64_t c0, c1, c2, c3;
};

inline Words round_of(Words c, std::uint64_t k0, std::uint64_t k1) {
    __extension__ using Wide = unsigned __int128;
    const Wide p0 = Wide{multiplier_0} * c.c0;
    const Wide p1 = Wide{multiplier_1} * c.c2;
    return {static_cast<std::uint64_t>(p1 >> 64) ^ c.c1 ^ k0, static_cast<std::uint64_t>(p1),
            static_cast<std::uint64_t>(p0 >> 64) ^ c.c3 ^ k1, static_cast<std::uint64_t>(p0)};
}

}  // namespace
}  // namespace worldline

template <>
struct std::numeric_limits<worldline::Real> : std::numeric_limits<double> {};

namespace worldline {

std::array<std::uint64_t, 4> philox(std::array<std::uint64_t, 2> key,
                                    std::array<std::uint64_t, 4> counter) {
    using Philox = r123::Philox4x64_R<10>;
    const Philox::ctr_type block =
        Philox()({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
    return {block[0], block[1], block[2], block[3]};
}

Random::Random(std::uint64_t seed, Purpose purpose, AgentId agent, std::uint64_t event)
    : agent_(agent.number), event_(event) {
    for (unsigned round = 0; round < n_rounds; ++round) {
        keys_[2 * round] = seed + round * bump_0;
        keys_[2 * round + 1] = static_cast<std::uint64_t>(purpose) + round * bump_1;
    }
}

/// philox(key, {block, event, agent, 0}), with the keys of the rounds at hand.
void Random::refill() {
    Words c{block_number_++, event_, agent_, 0};
#pragma GCC unroll 10
    for (unsigned round = 0; round < n_rounds; ++round) {
        c = round_of(c, keys_[2 * round], keys_[2 * round + 1]);
    }
    block_[0] = c.c0;
    block_[1] = c.c1;
    block_[2] = c.c2;
    block_[3] = c.c3;
    next_ = 0;
}

double Random::exponential() {
    return boost::random::exponential_distribution<Real>()(*this).value;
}

double Random::normal() { return boost::random::normal_distribution<Real>()(*this).value; }

std::uint64_t Random::below_again(Product product, std::uint64_t count) {
    const std::uint64_t uneven = (0 - count) % count;
    while (static_cast<std::uint64_t>(product) < uneven) product = Product{(*this)()} * count;
    return static_cast<std::uint64_t>(product >> 64);
}

}  // namespace worldline
