// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace worldline {

/// A fingerprint of 128 bits. Equal contents have equal digests.
struct Digest {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend constexpr auto operator<=>(const Digest&, const Digest&) = default;

    /// Sum and difference, so that a set of digests has a digest that can follow its changes:
    /// add what comes, take away what goes, in any order.
    friend constexpr Digest operator+(Digest a, Digest b) {
        return {a.high + b.high, a.low + b.low};
    }
    friend constexpr Digest operator-(Digest a, Digest b) {
        return {a.high - b.high, a.low - b.low};
    }
};

/// XXH3, 128 bits, of some bytes. [Collet, XXH3]
Digest digest_of(std::span<const std::byte> bytes);

/// 32 lower-case hexadecimal digits.
std::string hex(Digest digest);

/// Collects words and fingerprints them together. No heap; words past its size are folded.
///
/// Numbers are made canonical: −0 counts as 0 and every NaN as one NaN, so equal values have
/// equal digests.
class Digester {
public:
    void add(std::uint64_t word) {
        if (used_ == words_.size()) fold();
        words_[used_++] = word;
    }
    void add(std::int64_t word) { add(static_cast<std::uint64_t>(word)); }
    void add(std::uint32_t word) { add(std::uint64_t{word}); }
    void add(std::int32_t word) { add(static_cast<std::int64_t>(word)); }
    void add(std::uint16_t word) { add(std::uint64_t{word}); }
    void add(std::uint8_t word) { add(std::uint64_t{word}); }
    template <std::same_as<bool> Bool>  // a plain bool would also take the pointer in add("text")
    void add(Bool word) {
        add(std::uint64_t{word});
    }
    void add(double number) {
        if (number != number) return add(std::uint64_t{0x7ff8'0000'0000'0000});
        add(std::bit_cast<std::uint64_t>(number == 0.0 ? 0.0 : number));
    }
    void add(Digest digest) {
        add(digest.high);
        add(digest.low);
    }
    void add(std::string_view text);
    template <class E>
        requires std::is_enum_v<E>
    void add(E value) {
        add(static_cast<std::uint64_t>(value));
    }
    /// Anything that lists its fields: `static auto fields(auto& self) { return std::tie(...); }`.
    template <class T>
        requires requires(const T& t) { T::fields(t); }
    void add(const T& value) {
        std::apply([this](const auto&... field) { (add(field), ...); }, T::fields(value));
    }
    /// Anything that keeps its own digest up to date.
    template <class T>
        requires requires(const T& t) { t.digest(); }
    void add(const T& value) {
        add(value.digest());
    }

    /// Bytes of a known number: eight to a word.
    void add_bytes(std::span<const std::byte> bytes);

    /// Begins anew.
    void clear() { used_ = 0; }

    Digest value() const {
        return digest_of(std::as_bytes(std::span(words_.data(), used_)));
    }

private:
    void fold();

    std::array<std::uint64_t, 30> words_;
    std::size_t used_ = 0;
};

}  // namespace worldline
