// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Clocks that count events and read stamps of messages, and need no time: values that an agent
/// may carry, and that tell from messages what may have caused what.
///
/// | clock   | stamp            | tells                        | does not tell           |
/// |---------|------------------|------------------------------|-------------------------|
/// | Lamport | one number       | a → b gives C(a) < C(b)      | the converse            |
/// | vector  | one for each     | a → b if and only if V < V   | cheaply: it grows       |
/// | hybrid  | reading, counter | as Lamport, near to readings | more than clocks agree  |
namespace worldline {

/// [Lamport1978]
class LamportClock {
public:
    std::uint64_t value() const { return value_; }
    std::uint64_t local() { return ++value_; }
    std::uint64_t send() { return ++value_; }
    std::uint64_t receive(std::uint64_t stamp) {
        value_ = (stamp > value_ ? stamp : value_) + 1;
        return value_;
    }

private:
    std::uint64_t value_ = 0;
};

/// [Fidge1988, Mattern1989]
class VectorClock {
public:
    using Stamp = std::vector<std::uint64_t>;

    /// @param n    how many take part
    /// @param own  whose clock this is, from 0
    /// @throws std::invalid_argument  own is not one of n.
    VectorClock(std::size_t n, std::size_t own);

    const Stamp& value() const { return value_; }
    const Stamp& local();
    const Stamp& send() { return local(); }
    /// @throws std::invalid_argument  the stamp is of another number of clocks.
    const Stamp& receive(std::span<const std::uint64_t> stamp);

private:
    Stamp value_;
    std::size_t own_;
};

/// a → b: nowhere larger, somewhere smaller.
/// @throws std::invalid_argument  the stamps are of different numbers of clocks.
bool happened_before(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

/// A reading and a counter; compared in this order. Never behind the own reading, and ahead of it
/// by no more than the clocks differ. [Kulkarni2014]
struct HybridStamp {
    std::int64_t reading = 0;   ///< l [ticks]
    std::uint64_t counter = 0;  ///< c

    friend constexpr auto operator<=>(const HybridStamp&, const HybridStamp&) = default;
};

/// Each step is told what the own clock shows [ticks].
class HybridClock {
public:
    HybridStamp value() const { return value_; }
    HybridStamp local(std::int64_t reading);
    HybridStamp send(std::int64_t reading) { return local(reading); }
    HybridStamp receive(HybridStamp stamp, std::int64_t reading);

private:
    HybridStamp value_;
};

}  // namespace worldline
