// SPDX-License-Identifier: Apache-2.0
#include "bench/promise_ring_machine.hpp"

#include <fmt/format.h>

#include "scenarios/scenario.hpp"

namespace worldline {
namespace {

/// Once a unit a machine ends the promise before, unless chance withholds it, and makes the next.
constexpr const char* conduct = R"yaml(
types: {value: {domain: number}}
trust: {rule: beta}
machines:
  promiser:
    parameters: {next: agent}
    variables: {n: 0, chance: 0}
    states:
      idle:
        - {after: random(), to: promising}
      promising:
        - {when: n == promises, to: over}
        - do:
            - {promise: offer, give: {type: value, range: [0, 1]}, to: next, due: 1 s}
            - {set: {n: n + 1}}
          to: waiting
      waiting:
        - {after: 1 s, do: [{set: {chance: random()}}], to: ending}
      ending:
        - {when: chance < faults / 2, to: promising}
        - do: [{keep: offer, value: "random() + if(chance < faults, 2, 0)"}]
          to: promising
      over:
)yaml";

}  // namespace

std::string promise_ring_scenario(const Load& load) {
    std::string text = fmt::format(
        "format: worldline/1\nscenario: promise-ring-machine\nseed: {}\n"
        "time: {{resolution: 1 ns, until: {} s}}\n"
        "parameters: {{promises: {}, faults: {}}}\n"
        "network: {{delay: {} s}}\n"
        "judges: {{in_time: {{rule: deadline, tolerance: {} s, patience: {} s}}}}",
        load.seed, 1.0 + load.promises + 4.0 * load.lookahead, load.promises, load.faults,
        load.lookahead, 2.0 * load.lookahead, load.lookahead);
    text += conduct;
    text += fmt::format(
        "groups:\n"
        "  agent: {{count: {}, machine: promiser, next: successor, judges: {{offer: in_time}}}}\n",
        load.agents);
    return text;
}

World promise_ring_machine(const Load& load) {
    if (load.agents < 2) throw BadOption("promise-ring-machine needs two agents at least");
    World world =
        Scenario::parse(promise_ring_scenario(load), "promise-ring-machine.yaml", "").world();
    world.preamble.agents.clear();  // a recorder is told of them by whoever measures
    return world;
}

}  // namespace worldline
