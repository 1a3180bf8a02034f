// SPDX-License-Identifier: Apache-2.0
//
// What a scenario says about its network.
//
// Goal: every link has the delay and the channel that its author meant, both ways.
// Method: by hand on the cup of coffee: Alice, Bob, and the network of the world that is made.
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr AgentId alice{0}, bob{1};
const std::string link = "    - {between: [alice, bob], delay: 40 ms}";

/// The coffee with another `network:`.
std::string over(const std::string& network) {
    return coffee::with("network:\n  links:\n" + link + "\n", network);
}

std::shared_ptr<const Network> network_of(const std::string& yaml) {
    return coffee::scenario(yaml).world().network;
}

/// Alice and Bob in space, 3.5 light milliseconds apart: 4 ticks, and at least 3.
std::string in_space(const std::string& network) {
    std::string yaml = over(network + "space: {metric: flat}\n");
    yaml = coffee::with("bob: {", "bob: {motion: {kind: fixed, x: 1049273.6 m}, ", yaml);
    return coffee::with("alice: {", "alice: {motion: {kind: fixed}, ", yaml);
}

}  // namespace

TEST_CASE("A link may scatter and lose messages, both ways", "[scenario]") {
    const auto network =
        network_of(coffee::with("delay: 40 ms", "delay: 40 ms, jitter: 5 ms, loss: 1 %"));
    for (const auto& [from, to] : {std::pair{alice, bob}, std::pair{bob, alice}}) {
        CHECK(network->channel(from, to).latency == Duration{0});
        CHECK(network->channel(from, to).jitter == 5.0);
        CHECK(network->channel(from, to).loss == 0.01);
    }
    CHECK(network->least_delay() == Duration{40});
    CHECK(!network->uniform_delay());
}

TEST_CASE("A channel of the network is that of every link that does not say otherwise",
          "[scenario]") {
    const auto network =
        network_of(over("network:\n"
                        "  delay: 7 ms\n"
                        "  jitter: 5 ms\n"
                        "  loss: 0.25\n"
                        "  links:\n"
                        "    - {between: [alice, bob], delay: 9 ms, loss: 0}\n"));
    CHECK(network->channel(alice, bob).jitter == 5.0);
    CHECK(network->channel(alice, bob).loss == 0.0);
    CHECK(network->channel(alice, alice).jitter == 5.0);
    CHECK(network->channel(alice, alice).loss == 0.25);
    CHECK(network->least_delay() == Duration{7});
}

TEST_CASE("A network without chance draws nothing", "[scenario]") {
    const auto plain = network_of(over("network: {delay: 7 ms}\n"));
    CHECK(plain->uniform_delay() == Duration{7});
    const auto zero = network_of(over("network: {delay: 7 ms, jitter: 0 s, loss: 0}\n"));
    CHECK(zero->uniform_delay() == Duration{7});
    const std::string yaml = coffee::with("delay: 40 ms", "delay: 40 ms, jitter: 0 s, loss: 0 %");
    CHECK(coffee::run(coffee::scenario(yaml)).ending.run_digest ==
          coffee::run(coffee::scenario()).ending.run_digest);
}

TEST_CASE("A parameter may stand for a loss", "[scenario]") {
    const std::string yaml = coffee::with("types:", "parameters: {lost: 5 %}\ntypes:",
                                          coffee::with("delay: 40 ms", "delay: 40 ms, loss: lost"));
    CHECK(network_of(yaml)->channel(alice, bob).loss == 0.05);
    const Overrides overrides{.set = {{"lost", "0.5"}}};
    CHECK(coffee::scenario(yaml, overrides).world().network->channel(alice, bob).loss == 0.5);
}

TEST_CASE("In space a channel adds to light time", "[scenario]") {
    const auto arrival = [](const std::string& network) {
        return network_of(in_space(network))->arrival(alice, bob, Time{0}, 1, 0);
    };
    CHECK(arrival("") == Time{4});
    CHECK(arrival("network: {latency: 20 ms}\n") == Time{24});
    const std::string linked =
        "network: {latency: 20 ms, links: [{between: [alice, bob], latency: 4 ms}]}\n";
    CHECK(arrival(linked) == Time{8});
    CHECK(network_of(in_space("network: {latency: 20 ms}\n"))->least_delay() == Duration{23});
    CHECK(arrival("network: {loss: 100 %}\n") == never);
    CHECK(arrival("network: {jitter: 10 s}\n") > Time{4});
}

TEST_CASE("A loss is a fact of the way, found as silence", "[scenario]") {
    const std::string yaml = coffee::with(
        "agents:", "expect:\n  - {measure: verdict, promise: cup, by: bob, is: not_kept}\nagents:",
        coffee::with("delay: 40 ms", "delay: 40 ms, loss: 1"));
    CHECK(coffee::run(coffee::scenario(yaml)).all_hold());
}
