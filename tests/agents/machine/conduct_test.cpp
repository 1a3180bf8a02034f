// SPDX-License-Identifier: Apache-2.0
//
// What does judging again have to know of a machine?
//
// Goal: each act and trigger that would make a second run go otherwise shows in its conduct, and
// that of a machine without any is empty.
// Method: machines of one transition, read from scenarios.
#include "agents/machine/conduct.hpp"

#include "agents/machine/machine.hpp"
#include "scenarios/scenario.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

Conduct of(const std::string& transition) {
    const Scenario scenario = Scenario::parse(
        "format: worldline/1\nscenario: conduct\nseed: 1\n"
        "time: {resolution: 1 ms, until: 1 s}\ntypes: {news: {}}\n"
        "network: {delay: 1 ms}\n"
        "promises: {own: {promiser: bob, promisees: [ann], give: {type: news}, due: 1 s}}\n"
        "machines: {m: {variables: {n: 0}, states: {s: [" +
            transition +
            "]}}}\n"
            "agents: {ann: {machine: m}, bob: {}}\n",
        "conduct.yaml", "");
    const World world = scenario.world();
    const auto& behaviour = dynamic_cast<const Machine&>(*world.kinds.at(0).behaviour);
    return conduct_of(behaviour.machines().all.at(0));
}

}  // namespace

TEST_CASE("A machine that only answers may be judged again exactly", "[machine]") {
    const Conduct conduct = of("{hears: outcome, do: [{tell: sender, say: thanks}]}");
    CHECK_FALSE(conduct.heeds_verdicts);
    CHECK_FALSE(conduct.tells_verdicts);
    CHECK_FALSE(conduct.acts_by_clock);
    CHECK_FALSE(conduct.draws);
    CHECK(of("{hears: [outcome, verdict]}").heeds_verdicts);
}

TEST_CASE("Verdicts, clocks, chance and ends of machines show in their conduct", "[machine]") {
    CHECK(of("{hears: verdict, do: [{set: {n: 1}}]}").heeds_verdicts);
    CHECK(of("{hears: outcome, do: [{judge: own, as: kept}]}").heeds_verdicts);
    CHECK(of("{after: 1 s}").acts_by_clock);
    CHECK(of("{every: 1 s}").acts_by_clock);
    const Conduct rate = of("{rate: 1 Hz}");
    CHECK(rate.acts_by_clock);
    CHECK(rate.draws);
    CHECK(of("{hears: outcome, when: random() < 0.5}").draws);
    CHECK(of("{hears: outcome, do: [{tell: neighbour, say: gossip}]}").draws);
    CHECK(of("{hears: outcome, do: [stop]}").heeds_verdicts);
    CHECK(of("{hears: outcome, do: [{spawn: s}]}").heeds_verdicts);
}

}  // namespace worldline
