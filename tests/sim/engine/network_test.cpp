// SPDX-License-Identifier: Apache-2.0
//
// What becomes of a message on its way?
//
// Goal: latency adds, jitter scatters and loss takes as declared; the fate of a message is its own
// and nobody else's; nothing arrives before the horizon.
// Method: delays by hand; shares and means of 100,000 messages within four standard deviations, of
// fixed seeds, so they hold always or never.
#include "sim/engine/network.hpp"

#include <cmath>
#include <utility>

#include "sim/base/random.hpp"
#include "sim/spacetime/metrics.hpp"
#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"
#include "tests/support/relay.hpp"

using namespace worldline;
using namespace worldline::relays;

namespace {

constexpr AgentId alice{0}, bob{1}, carol{2};
constexpr std::uint32_t n_messages = 100'000;
constexpr double n = n_messages;

/// Three agents, 40 ticks from each other.
Network network_of(Channels channels) { return {metric_of({40}), {}, 3, std::move(channels)}; }

Network all_alike(Channel channel) { return network_of({.ways = {}, .otherwise = channel}); }

struct Fates {
    double n_lost = 0.0;
    double delay = 0.0;    ///< mean of those that arrive [ticks]
    double n_later = 0.0;  ///< than 140 ticks
};

Fates fates_of(const Network& network, std::uint64_t seed) {
    Fates fates;
    for (std::uint32_t i = 0; i < n_messages; ++i) {
        const Time arrival = network.arrival(alice, bob, Time{1000}, seed, i);
        if (arrival == never) {
            fates.n_lost += 1.0;
            continue;
        }
        const auto delay = static_cast<double>(arrival.ticks - 1000);
        fates.delay += delay;
        if (delay > 140.0) fates.n_later += 1.0;
    }
    fates.delay /= n - fates.n_lost;
    return fates;
}

World lossy_ring() {
    World world = ring(9, 9, Duration{16}, Time{3000});
    world.network = std::make_shared<const Network>(
        metric_of({16}), std::vector<std::shared_ptr<const Motion>>{}, 9,
        Channels{.ways = {}, .otherwise = {.latency = {}, .jitter = 30.0, .loss = 0.01}});
    world.seed = 7;
    return world;
}

}  // namespace

TEST_CASE("Without a channel a message takes what the metric says", "[network]") {
    const Network network = network_of({});
    CHECK(network.arrival(alice, bob, Time{5}, 1, 0) == Time{45});
    CHECK(network.arrival(alice, bob, Time{5}, 2, 9) == Time{45});
    CHECK(network.arrival(alice, bob, Time{never_ticks - 40}, 1, 0) == never);
    const Network at_one_place(metric_of({0}), {}, 3);
    CHECK(at_one_place.arrival(alice, bob, Time{5}, 1, 0) == Time{6});
    const Network apart(metric_of(no_arrival), {}, 3, {.ways = {}, .otherwise = {.jitter = 1.0}});
    CHECK(apart.arrival(alice, bob, Time{0}, 1, 0) == never);
}

TEST_CASE("Latency is added to every message", "[network]") {
    const Network network = all_alike({.latency = {7}});
    CHECK(network.arrival(alice, bob, Time{5}, 1, 0) == Time{52});
    CHECK(network.least_delay() == Duration{47});
    const Network from_nothing(metric_of({0}), {}, 3, {.ways = {}, .otherwise = {.latency = {7}}});
    CHECK(from_nothing.arrival(alice, bob, Time{5}, 1, 0) == Time{12});
    CHECK(from_nothing.least_delay() == Duration{7});
}

TEST_CASE("A way has a direction, and the first of two counts", "[network]") {
    const Network network = network_of({.ways = {{bob, alice, {.latency = {1}}},
                                                 {alice, bob, {.latency = {2}}},
                                                 {alice, bob, {.latency = {3}}}},
                                        .otherwise = {.latency = {4}}});
    CHECK(network.channel(alice, bob).latency == Duration{2});
    CHECK(network.channel(bob, alice).latency == Duration{1});
    CHECK(network.channel(alice, carol).latency == Duration{4});
    CHECK(network.channel(carol, alice).latency == Duration{4});
    CHECK(network.least_delay() == Duration{41});
}

TEST_CASE("The share that is lost is the loss", "[network]") {
    for (const double loss : {0.001, 0.1, 0.5}) {
        CAPTURE(loss);
        const Fates fates = fates_of(all_alike({.loss = loss}), 1);
        CHECK(std::fabs(fates.n_lost - n * loss) <= 4.0 * std::sqrt(n * loss * (1.0 - loss)));
        CHECK(fates.delay == 40.0);
    }
    CHECK(fates_of(all_alike({.loss = 1.0}), 1).n_lost == n);
}

TEST_CASE("Jitter is exponential, of the mean that is declared", "[network]") {
    // Rounding up adds half a tick on the average; more than the mean has the share 1/e.
    const Fates fates = fates_of(all_alike({.jitter = 100.0}), 1);
    CHECK(fates.n_lost == 0.0);
    CHECK(std::fabs(fates.delay - 140.5) <= 4.0 * 100.0 / std::sqrt(n));
    const double share = std::exp(-1.0);
    CHECK(std::fabs(fates.n_later - n * share) <= 4.0 * std::sqrt(n * share * (1.0 - share)));
}

TEST_CASE("The fate of a message depends on seed, sender and count alone", "[network]") {
    const Network network = all_alike({.jitter = 1e6, .loss = 0.1});
    const auto fate = [&](AgentId from, AgentId to, std::uint64_t seed, std::uint32_t sequence) {
        return network.arrival(from, to, Time{0}, seed, sequence);
    };
    int n_equal = 0;
    for (std::uint32_t i = 0; i < 100; ++i) {
        const Time once = fate(alice, bob, 1, i);
        CHECK(fate(alice, bob, 1, i) == once);
        CHECK(fate(alice, carol, 1, i) == once);  // the sender counts on between receivers
        n_equal += fate(alice, bob, 1, i + 1) == once ? 1 : 0;
        n_equal += fate(alice, bob, 2, i) == once ? 1 : 0;
        n_equal += fate(carol, bob, 1, i) == once ? 1 : 0;
        Random random(1, Purpose::channel, alice, i);
        CHECK((random.uniform() < 0.1) == (once == never));
        if (once == never) continue;
        CHECK(once.ticks == 40 + static_cast<std::int64_t>(std::ceil(1e6 * random.exponential())));
    }
    CHECK(n_equal < 15);  // both lost, in 1 of 100 each
}

TEST_CASE("What a small loss takes a greater one takes too", "[network]") {
    const Network sure = all_alike({.jitter = 50.0});
    const Network small = all_alike({.jitter = 50.0, .loss = 0.1});
    const Network great = all_alike({.jitter = 50.0, .loss = 0.3});
    for (std::uint32_t i = 0; i < 1000; ++i) {
        const Time by_small = small.arrival(alice, bob, Time{0}, 1, i);
        const Time by_great = great.arrival(alice, bob, Time{0}, 1, i);
        if (by_small != never) CHECK(by_small == sure.arrival(alice, bob, Time{0}, 1, i));
        if (by_great != never) CHECK(by_great == by_small);
    }
}

TEST_CASE("Signals of one sender may overtake each other where there is jitter", "[network]") {
    const Network network = all_alike({.jitter = 50.0});
    int n_overtaken = 0;
    Time last{0};
    for (std::uint32_t i = 0; i < 1000; ++i) {
        const Time arrival = network.arrival(alice, bob, Time{10 * i}, 1, i);
        if (arrival < last) ++n_overtaken;
        last = arrival;
    }
    CHECK(n_overtaken > 300);
}

TEST_CASE("Nothing arrives before the least delay", "[network]") {
    const auto resolution = Resolution{1'000'000'000};
    const FixedMotion here(Vector3{}), there(Vector3{3000.0, 0.0, 0.0});
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Random random(seed, Purpose::shuffle, alice, 0);
        Channels channels;
        const auto channel = [&] {
            return Channel{.latency = {static_cast<std::int64_t>(random.below(100))},
                           .jitter = 3.0 * random.uniform(),
                           .loss = random.uniform()};
        };
        channels.otherwise = channel();
        channels.ways = {{alice, bob, channel()}, {bob, alice, channel()}};
        const std::vector<std::shared_ptr<const Motion>> motions = {
            std::make_shared<const FixedMotion>(here), std::make_shared<const FixedMotion>(there),
            std::make_shared<const InertialMotion>(
                MovingPoint{{0.0, 600.0, 0.0}, {0.0, 1e6, 0.0}})};
        const Network flat(std::make_shared<const FlatMetric>(resolution), motions, 3, channels);
        const Network graph = network_of(channels);
        for (std::uint32_t i = 0; i < 300; ++i) {
            const AgentId from{i % 3};
            const AgentId to{(i + 1 + i / 3 % 2) % 3};
            const Time sent{static_cast<std::int64_t>(random.below(1'000'000))};
            CHECK(flat.arrival(from, to, sent, seed, i) >= sent + flat.least_delay());
            CHECK(graph.arrival(from, to, sent, seed, i) >= sent + graph.least_delay());
        }
    }
}

TEST_CASE("Jitter and loss do not change the least delay", "[network]") {
    CHECK(all_alike({.jitter = 1e9, .loss = 1.0}).least_delay() == Duration{40});
    const Network apart(metric_of(no_arrival), {}, 3, {.ways = {}, .otherwise = {.latency = {5}}});
    CHECK(apart.least_delay() == no_arrival);
}

TEST_CASE("A wait beyond the range of time is one without end", "[network]") {
    CHECK(all_alike({.jitter = 1e300}).arrival(alice, bob, Time{0}, 1, 0) == never);
    CHECK(all_alike({.latency = {never_ticks}}).arrival(alice, bob, Time{0}, 1, 0) == never);
    const Network late = all_alike({.jitter = 1000.0});
    CHECK(late.arrival(alice, bob, Time{never_ticks - 41}, 1, 0) == never);
}

TEST_CASE("The delay is uniform where it is one for all and nothing is left to chance",
          "[network]") {
    CHECK(network_of({}).uniform_delay() == Duration{40});
    CHECK(all_alike({.latency = {2}}).uniform_delay() == Duration{42});
    CHECK(network_of({.ways = {{alice, bob, {}}}}).uniform_delay() == Duration{40});
    CHECK(!network_of({.ways = {{alice, bob, {.latency = {1}}}}}).uniform_delay());
    CHECK(!all_alike({.jitter = 1.0}).uniform_delay());
    CHECK(!all_alike({.loss = 0.1}).uniform_delay());
    CHECK(Network(metric_of({0}), {}, 3).uniform_delay() == Duration{1});
    CHECK(!Network(metric_of(no_arrival), {}, 3).uniform_delay());
    const auto link = [](std::int64_t delay) {
        return std::make_shared<const GraphMetric>(
            std::vector<GraphMetric::Link>{{alice, bob, Duration{delay}}}, Duration{40},
            Resolution{});
    };
    CHECK(Network(link(40), {}, 3).uniform_delay() == Duration{40});
    CHECK(!Network(link(41), {}, 3).uniform_delay());
}

TEST_CASE("A lost message stands in the record and is heard by nobody", "[network][engine]") {
    const MemorySink facts = facts_of(lossy_ring());
    std::size_t n_lost = 0, n_due = 0;
    for (const Message& message : facts.facts.messages) {
        if (message.received == never) ++n_lost;
        if (message.received < Time{3000}) ++n_due;
    }
    CHECK(n_lost >= 1);
    CHECK(facts.facts.messages.size() > 100);
    CHECK(facts.facts.transitions.size() == n_due + 9);  // and nine starts
}

TEST_CASE("A run with loss and jitter is the same in any order", "[network][engine]") {
    const auto digest_with = [](Schedule schedule) {
        return facts_of(lossy_ring(),
                        {.schedule = schedule, .block_agents = 2, .parallel_events_min = 0})
            .ending.run_digest;
    };
    const Digest alone = facts_of(lossy_ring()).ending.run_digest;
    CHECK(digest_with({.threads = 2, .shuffle = {}}) == alone);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CHECK(digest_with({.threads = 1, .shuffle = seed}) == alone);
    }
    CHECK(run_oracle(lossy_ring()).ending.run_digest == alone);
    World other = lossy_ring();
    other.seed = 8;
    CHECK(facts_of(other).ending.run_digest != alone);
}
