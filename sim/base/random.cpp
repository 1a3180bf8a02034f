// SPDX-License-Identifier: Apache-2.0
#include "sim/base/random.hpp"

#include <limits>
#include <type_traits>

#include <Random123/philox.h>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

#include "sim/base/expects.hpp"
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

/// Ten rounds of Philox. The words go in one by one: what was written as words just before and is
/// read back as a vector, as the compiler has it with whole arrays, costs more than the rounds.
inline void write_block(const std::uint64_t* key, const std::uint64_t* counter,
                        std::uint64_t* block) {
    using Philox = r123::Philox4x64_R<10>;
    const Philox::key_type k{{key[0], key[1]}};
    const Philox::ctr_type c{{counter[0], counter[1], counter[2], counter[3]}};
    const Philox::ctr_type result = Philox()(c, k);
    for (std::size_t i = 0; i < 4; ++i) block[i] = result[i];
}

}  // namespace
}  // namespace worldline

template <>
struct std::numeric_limits<worldline::Real> : std::numeric_limits<double> {};

namespace worldline {

std::array<std::uint64_t, 4> philox(std::array<std::uint64_t, 2> key,
                                    std::array<std::uint64_t, 4> counter) {
    std::array<std::uint64_t, 4> block;
    write_block(key.data(), counter.data(), block.data());
    return block;
}

void Random::refill() {
    write_block(key_.data(), counter_.data(), block_.data());
    ++counter_[0];
    left_ = 4;
}

double Random::uniform() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }

double Random::exponential() {
    return boost::random::exponential_distribution<Real>()(*this).value;
}

double Random::normal() { return boost::random::normal_distribution<Real>()(*this).value; }

// [Lemire2019]: the upper half of draw × count is nearly even; the few draws that make it uneven
// are those with a lower half under 2^64 mod count, and they are thrown away.
std::uint64_t Random::below(std::uint64_t count) {
    expects(count > 0, "a choice needs at least one thing to choose from");
    __extension__ using Wide = unsigned __int128;
    auto product = Wide{(*this)()} * count;
    if (static_cast<std::uint64_t>(product) < count) {
        const std::uint64_t uneven = (0 - count) % count;
        while (static_cast<std::uint64_t>(product) < uneven) product = Wide{(*this)()} * count;
    }
    return static_cast<std::uint64_t>(product >> 64);
}

}  // namespace worldline
