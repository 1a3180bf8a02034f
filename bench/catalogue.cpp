// SPDX-License-Identifier: Apache-2.0
#include "bench/catalogue.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/devstone.hpp"
#include "bench/idle.hpp"
#include "bench/phold.hpp"
#include "bench/phold_cone.hpp"
#include "bench/phold_self.hpp"
#include "bench/promise_ring.hpp"
#include "bench/promise_ring_machine.hpp"
#include "bench/ring.hpp"
#include "bench/satellites.hpp"
#include "sim/base/registry.hpp"

namespace worldline {

std::vector<Benchmark> benchmarks() {
    return {
        {.name = "phold",
         .summary =
             "messages jump after L + Exp(1 - L): to any agent with probability R, else home",
         .uses = {"agents", "events", "remote", "lookahead", "until", "seed"},
         .world = [](const Load& load) { return Phold::world(load); }},
        {.name = "phold-self",
         .summary = "PHOLD that mostly stays at home, and there after Exp(1), without L",
         .uses = {"agents", "events", "remote", "lookahead", "until", "seed"},
         .defaults = {.remote = 0.1},
         .world = phold_self},
        {.name = "phold-cone",
         .summary = "PHOLD on a lattice in flat space-time: delays are those of light",
         .uses = {"agents", "events", "remote", "spacing", "until", "seed"},
         .world = PholdCone::world},
        {.name = "satellites",
         .summary = "PHOLD in a Walker constellation of 72 planes: delays are those of light",
         .uses = {"agents", "signals", "remote", "until", "seed"},
         .defaults = {.agents = 10'000, .events = 100, .remote = 0.9, .until = 1.0},
         .world = Satellites::world},
        {.name = "ring",
         .summary = "each agent passes on to the next whatever it hears, after L",
         .uses = {"agents", "events", "lookahead", "until", "seed"},
         .world = Ring::world},
        {.name = "promise-ring",
         .summary = "each agent promises the next a value once a unit, which judges it and trusts",
         .uses = {"agents", "promises", "faults", "lookahead", "seed"},
         .world = PromiseRing::world,
         .promises = PromiseRing::n_promises},
        {.name = "promise-ring-machine",
         .summary = "promise-ring whose agents are machines of a scenario in YAML",
         .uses = {"agents", "promises", "faults", "lookahead", "seed"},
         .world = promise_ring_machine,
         .promises = PromiseRing::n_promises},
        {.name = "devstone",
         .summary = "DEVStone: atomic models in nested couplings, all of it at one instant",
         .uses = {"model", "depth", "width"},
         .world = DevStone::world,
         .transitions = DevStone::n_internal},
        {.name = "idle",
         .summary = "a share of the agents plays PHOLD (R = 1), the others never hear anything",
         .uses = {"agents", "active", "only-active", "events", "lookahead", "until", "seed"},
         .defaults = {.agents = 10'000'000},
         .world = idle},
    };
}

std::vector<LoadParameter> Benchmark::parameters() const {
    const std::vector<LoadParameter> all = load_parameters();
    std::vector<LoadParameter> used;
    for (const std::string& wanted : uses) {
        used.push_back(*std::find_if(all.begin(), all.end(), [&](const LoadParameter& parameter) {
            return parameter.name == wanted;
        }));
    }
    return used;
}

Benchmark benchmark_of(std::string_view name) {
    std::vector<std::string> names;
    for (const Benchmark& benchmark : benchmarks()) {
        if (benchmark.name == name) return benchmark;
        names.push_back(benchmark.name);
    }
    throw BadOption(
        fmt::format("there is no benchmark '{}'; {}", name, what_was_meant(name, names)));
}

std::string what_was_meant(std::string_view word, const std::vector<std::string>& known) {
    const std::string meant = nearest(word, known);
    if (!meant.empty()) return fmt::format("did you mean '{}'?", meant);
    return fmt::format("there are {}", fmt::join(known, ", "));
}

}  // namespace worldline
