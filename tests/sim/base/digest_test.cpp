// SPDX-License-Identifier: Apache-2.0
//
// Goal: digests are those of XXH3 everywhere, equal for equal contents and for nothing else.
// Method: an independent peer, Python's xxhash 4.1.0:
//
//   from struct import pack; from xxhash import *
//   words = lambda *w: pack(f"<{len(w)}Q", *w)
//   xxh3_128_hexdigest(b"")                              xxh3_128_hexdigest(bytes(range(240)))
//   xxh3_128_hexdigest(words(1, 2, 3))
//   xxh3_128_hexdigest(words(9) + b"worldline".ljust(16, b"\0"))
//   h = xxh3_128_intdigest(words(*range(30)))            # the 31st word folds the first 30
//   xxh3_128_hexdigest(words(h >> 64, h & 2**64 - 1, 30))
#include "sim/base/digest.hpp"

#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "sim/base/ids.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

template <class... Values>
Digest of(const Values&... values) {
    Digester digester;
    (digester.add(values), ...);
    return digester.value();
}

struct Place {
    double x = 0.0;
    std::int32_t floor = 0;
    static constexpr auto fields(auto& self) { return std::tie(self.x, self.floor); }
};

enum class Colour : unsigned char { red = 3 };

}  // namespace

TEST_CASE("A digest of bytes is XXH3's", "[base]") {
    CHECK(hex(digest_of({})) == "99aa06d3014798d86001c324468d497f");
    std::vector<std::byte> bytes;
    for (int i = 0; i < 240; ++i) bytes.push_back(static_cast<std::byte>(i));
    CHECK(hex(digest_of(bytes)) == "65b5be86da5540e7c92b68e16f83bbb6");
}

// Reference: the library's own scalar code. From 4,096 bytes on it may be done in wide vectors.
TEST_CASE("A digest of long texts is XXH3's too", "[base]") {
    std::vector<std::byte> bytes;
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        bytes.push_back(static_cast<std::byte>((i * i + 7 * i) % 251));
    }
    const auto digest = [&](std::size_t size) {
        return hex(digest_of(std::span(bytes).first(size)));
    };
    CHECK(digest(4'095) == "c194f2be990c4ff6067c05f8c111381f");
    CHECK(digest(4'096) == "d83a9efc3982533d214ac1a911abbe56");
    CHECK(digest(5'000) == "50f9578bb2cdb83e6cce044fb9d3e753");
    CHECK(digest(65'536) == "0739a6b56ebc80ed1e1d94dcf34eaa4b");
    CHECK(digest(100'000) == "19377805fc617c80aa91454435048e46");
}

TEST_CASE("Words are fingerprinted as little-endian bytes, together", "[base]") {
    CHECK(hex(of(std::uint64_t{1}, std::int64_t{2}, std::uint8_t{3})) ==
          "d0d66ae2837a0117026f21f9c50dcf1f");
}

TEST_CASE("A text counts its length first and is filled up with zeros", "[base]") {
    CHECK(hex(of(std::string_view("worldline"))) == "9bc4f702a37d1100d32bfbedeb6c3791");
    CHECK(of("worldline") == of(std::string("worldline")));
    CHECK(of("ab", "c") != of("a", "bc"));
    CHECK(of("a") != of(std::string_view("a\0", 2)));
    CHECK(of("") == of(std::uint64_t{0}));
}

TEST_CASE("Words past the size of a digester are folded", "[base]") {
    Digester digester;
    for (std::uint64_t i = 0; i < 31; ++i) digester.add(i);
    CHECK(hex(digester.value()) == "dd9b31e843400f39c4882fb2b0dfe9fb");
    for (std::uint64_t i = 31; i < 1000; ++i) digester.add(i);
    Digester again;
    for (std::uint64_t i = 0; i < 1000; ++i) again.add(i == 3 ? i + 1 : i);
    CHECK(digester.value() != again.value());
}

TEST_CASE("Equal numbers have equal digests, whatever their bits", "[base]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(of(0.0) == of(-0.0));
    CHECK(of(nan) == of(-nan));
    CHECK(of(nan) == of(std::nan("7")));
    CHECK(of(1.0) != of(-1.0));
    CHECK(of(std::int32_t{-1}) == of(std::int64_t{-1}));
}

TEST_CASE("A struct is fingerprinted by the fields it lists", "[base]") {
    CHECK(of(Place{1.5, 2}) == of(1.5, 2));
    CHECK(of(Place{1.5, 2}) != of(Place{1.5, 3}));
    CHECK(of(PromiseId(AgentId{1}, 2)) == of(std::uint64_t{0x1'0000'0002}));
    CHECK(of(Colour::red) == of(std::uint64_t{3}));
    CHECK(of(true) == of(std::uint64_t{1}));
    const Digest inner{5, 6};
    CHECK(of(inner) == of(std::uint64_t{5}, std::uint64_t{6}));
}

TEST_CASE("The digest of a set follows what comes and goes, in any order", "[base]") {
    const Digest a = of(1), b = of(2), c = of(3);
    CHECK(a + b + c == c + a + b);
    CHECK(a + b + c - b == a + c);
}

TEST_CASE("A digest is written as 32 lower-case digits", "[base]") {
    CHECK(hex({0x0123'4567'89ab'cdef, 0xf}) == "0123456789abcdef000000000000000f");
}
