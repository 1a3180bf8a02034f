// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "sim/base/digest.hpp"

namespace worldline {

/// A running fingerprint that is as cheap as the events that it follows: two words at a time go
/// through one multiplication of 64 by 64 bits, fed forward, so that no factor of zero forgets.
///
///     x = a ⊕ w₁, y = b ⊕ w₂;  a' = low(x y) + y,  b' = high(x y) + x
///
/// For chains of many short links, where XXH3 (`Digester`) costs more than the event. Not for
/// defence against people who look for equal fingerprints. tests/sim/base/fold_test.cpp shows
/// that each bit put in turns half of the bits that come out.
///
/// @par Source
/// the folded multiplication of wyhash [Wang Yi 2019], with feed-forward
class Fold {
    __extension__ using Product = unsigned __int128;

public:
    Fold() = default;
    explicit Fold(Digest last) { begin(last); }

    /// Goes on from where another ended.
    void begin(Digest last) {
        a_ = last.high;
        b_ = last.low;
    }

    void add(std::uint64_t first, std::uint64_t second) {
        const std::uint64_t x = a_ ^ first;
        const std::uint64_t y = b_ ^ second;
        const auto product = Product{x} * y;
        a_ = static_cast<std::uint64_t>(product) + y;
        b_ = static_cast<std::uint64_t>(product >> 64) + x;
    }
    /// Bytes of a known number: sixteen at a time.
    void add_bytes(std::span<const std::byte> bytes);

    /// Anything that has fields, by its digest.
    template <class T>
    void add(const T& value) {
        Digester digester;
        digester.add(value);
        const Digest digest = digester.value();
        add(digest.high, digest.low);
    }

    Digest value() const {
        Fold last = *this;
        last.add(0x9E37'79B9'7F4A'7C15, 0xC2B2'AE3D'27D4'EB4F);
        return {last.a_, last.b_};
    }

private:
    std::uint64_t a_ = 0x243F'6A88'85A3'08D3;  // the first digits of pi
    std::uint64_t b_ = 0x1319'8A2E'0370'7344;
};

}  // namespace worldline
