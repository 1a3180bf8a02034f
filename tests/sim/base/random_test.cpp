// SPDX-License-Identifier: Apache-2.0
//
// Goal: chance is a pure function of who asks for what, the same on every machine, and fair.
// Method: NumPy as a peer for Philox; bits written down once for what is built on it; moments.
#include "sim/base/random.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

Random stream(std::uint64_t event = 3) { return {42, Purpose::behaviour, AgentId{7}, event}; }

/// Mean and central moments of `draw()`.
struct Moments {
    double mean = 0.0, variance = 0.0, skewness = 0.0;
};
template <class Draw>
Moments moments_of(Draw draw) {
    constexpr int n = 200'000;
    std::vector<double> values(n);
    Moments moments;
    for (double& value : values) moments.mean += (value = draw()) / n;
    for (const double value : values) {
        moments.variance += std::pow(value - moments.mean, 2) / n;
        moments.skewness += std::pow(value - moments.mean, 3) / n;
    }
    moments.skewness /= std::pow(moments.variance, 1.5);
    return moments;
}

}  // namespace

// Made with NumPy 2.4.6, words lowest first:
//
//   number = lambda words: sum(w << 64 * i for i, w in enumerate(words))
//   before = lambda counter: (number(counter) - 1) % 2**256          # NumPy counts up first
//   numpy.random.Philox(key=number(key), counter=before(counter)).random_raw(4)
TEST_CASE("Philox gives the blocks that NumPy gives", "[base][oracle]") {
    using Block = std::array<std::uint64_t, 4>;
    constexpr std::uint64_t ones = ~std::uint64_t{0};
    struct Row {
        std::array<std::uint64_t, 2> key;
        Block counter, block;
    };
    const Row rows[] = {
        {{0, 0},
         {0, 0, 0, 0},
         {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}},
        {{ones, ones},
         {ones, ones, ones, ones},
         {0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}},
        {{0x452821e638d01377, 0xbe5466cf34e90c6c},
         {0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
         {0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}},
        {{7, 0},
         {0, 1, 2, 0},
         {0x8ed8259d3ed27999, 0x6fbe01c06b6f6839, 0xc68a20751f76db69, 0xc22260db2b749fa0}},
        {{7, 0},
         {1, 1, 2, 0},
         {0xc6164b7aaf6ad8d8, 0xae83871bd1d28fe0, 0x394a2868c45be022, 0x435ced04b97f08b6}},
        {{42, 5},
         {3, 1'000'000, 0xffff'ffff, 0},
         {0xff9885ab98ed7094, 0x40e1e719580d3c92, 0x4e8d2147e5f8e500, 0xa6a2bc83d2007d66}},
    };
    for (const Row& row : rows) CHECK(philox(row.key, row.counter) == row.block);
}

TEST_CASE("A stream is the blocks of its key and counter, one after another", "[base]") {
    Random random(7, Purpose::behaviour, AgentId{2}, 1);
    for (std::uint64_t block = 0; block < 3; ++block) {
        for (const std::uint64_t word : philox({7, 0}, {block, 1, 2, 0})) CHECK(random() == word);
    }
}

TEST_CASE("Draws have these bits on every machine", "[base][law]") {
    Random random = stream();
    for (const double bits :
         {0x1.f7c2a7264ad3p-3, 0x1.6ec6461c321ep-6, 0x1.36ad55b7cc128p-3, 0x1.fc33a22961f4p-7}) {
        CHECK(random.uniform() == bits);
    }
    for (const double bits :
         {0x1.2c2364c66188dp+0, 0x1.abb27fe20e486p-1, 0x1.68304aa96e8cbp-2, 0x1.8022486daf145p-1}) {
        CHECK(random.exponential() == bits);
    }
    for (const double bits : {0x1.9256a9889d6efp-5, -0x1.c62b13cb68ee9p-2, -0x1.2ede78839eb42p+0,
                              0x1.09969b1b404a9p+0}) {
        CHECK(random.normal() == bits);
    }
    for (const std::uint64_t choice : {9, 829, 523, 332}) CHECK(random.below(1000) == choice);
}

// The ziggurats leave their common path, and so need `exp`, in one draw of about a hundred.
TEST_CASE("A hundred thousand draws come to these sums on every machine", "[base][law]") {
    Random random = stream();
    double exponentials = 0.0, normals = 0.0;
    for (int i = 0; i < 100'000; ++i) {
        exponentials += random.exponential();
        normals += random.normal();
    }
    CHECK(exponentials == 0x1.88ea08d869e82p+16);
    CHECK(normals == 0x1.5b3d3bf04176ep+6);
}

TEST_CASE("Draws do not depend on the order in which agents ask", "[base]") {
    const auto draw = [](std::uint32_t agent) {
        return Random(1, Purpose::channel, AgentId{agent}, 5).uniform();
    };
    std::vector<double> forwards, backwards;
    for (std::uint32_t agent = 0; agent < 50; ++agent) forwards.push_back(draw(agent));
    for (std::uint32_t agent = 50; agent > 0; --agent) {
        backwards.insert(backwards.begin(), draw(agent - 1));
    }
    CHECK(forwards == backwards);
}

TEST_CASE("Seed, purpose, agent and event each make another stream", "[base]") {
    const std::uint64_t first = Random(1, Purpose::behaviour, AgentId{1}, 1)();
    CHECK(Random(1, Purpose::behaviour, AgentId{1}, 1)() == first);
    CHECK(Random(2, Purpose::behaviour, AgentId{1}, 1)() != first);
    CHECK(Random(1, Purpose::tie, AgentId{1}, 1)() != first);
    CHECK(Random(1, Purpose::behaviour, AgentId{2}, 1)() != first);
    CHECK(Random(1, Purpose::behaviour, AgentId{1}, 2)() != first);
}

// Standard errors of 200,000 draws: mean 0.0022 σ, variance about 0.003 to 0.006; bounds are four.
TEST_CASE("Draws have the moments of their distributions", "[base]") {
    Random random = stream();
    const Moments uniform = moments_of([&] { return random.uniform(); });
    CHECK(uniform.mean == Approx(0.5).margin(0.003));
    CHECK(uniform.variance == Approx(1.0 / 12.0).margin(0.001));

    const Moments exponential = moments_of([&] { return random.exponential(); });
    CHECK(exponential.mean == Approx(1.0).margin(0.01));
    CHECK(exponential.variance == Approx(1.0).margin(0.03));
    CHECK(exponential.skewness == Approx(2.0).margin(0.15));

    const Moments normal = moments_of([&] { return random.normal(); });
    CHECK(normal.mean == Approx(0.0).margin(0.01));
    CHECK(normal.variance == Approx(1.0).margin(0.015));
    CHECK(normal.skewness == Approx(0.0).margin(0.025));
}

TEST_CASE("A uniform draw lies in [0, 1) and an exponential one is not negative", "[base]") {
    Random random = stream();
    for (int i = 0; i < 10'000; ++i) {
        const double u = random.uniform();
        CHECK((u >= 0.0 && u < 1.0));
        CHECK(random.exponential() >= 0.0);
    }
}

TEST_CASE("A choice is even, also where 2^64 is no multiple of the count", "[base]") {
    Random random = stream();
    std::array<int, 6> n_times{};
    for (int i = 0; i < 60'000; ++i) ++n_times[random.below(6)];
    for (const int n : n_times) CHECK(n == Approx(10'000).margin(400));  // σ = 91

    // Of three quarters of 2^64, one draw in four must be thrown away; without that, the choices
    // that are multiples of three would be twice as likely as the others.
    const std::uint64_t count = 3 * (std::uint64_t{1} << 62);
    int n_multiples = 0;
    for (int i = 0; i < 60'000; ++i) {
        const std::uint64_t choice = random.below(count);
        CHECK(choice < count);
        if (choice % 3 == 0) ++n_multiples;
    }
    CHECK(n_multiples == Approx(20'000).margin(500));  // σ = 115

    for (int i = 0; i < 10; ++i) CHECK(random.below(1) == 0);
}

TEST_CASE("A stream gives the blocks of its counter, one after the other", "[base]") {
    Random random(42, Purpose::noise, AgentId{7}, 3);
    for (int turn = 0; turn < 3; ++turn) {
        const auto event = static_cast<std::uint64_t>(100 * turn + 3);
        for (std::uint64_t block = 0; block < 5; ++block) {
            const auto words = philox({42, static_cast<std::uint64_t>(Purpose::noise)},
                                      {block, event, 7u + static_cast<unsigned>(turn), 0});
            for (const std::uint64_t word : words) CHECK(random() == word);
        }
        random.begin(AgentId{8u + static_cast<unsigned>(turn)},
                     static_cast<std::uint64_t>(100 * (turn + 1) + 3));
    }
}
