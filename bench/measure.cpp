// SPDX-License-Identifier: Apache-2.0
#include "bench/measure.hpp"

#include <chrono>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "bench/phold.hpp"
#include "bench/ring.hpp"
#include "sim/base/expects.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/recorder.hpp"

namespace worldline {
namespace {

World world_of(const BenchOptions& options) {
    World world = options.name == "phold" ? Phold::world(options.load) : Ring::world(options.load);
    world.preamble.bin_width = Duration{std::int64_t{1} << bin_width_log2(world)};
    if (options.record.empty()) return world;
    for (std::uint32_t agent = 0; agent < options.load.agents; ++agent) {
        world.preamble.agents.push_back(
            {fmt::format("agent{}", agent), options.name, agent, "ideal", "none"});
    }
    world.preamble.message_kinds.assign(first_message_kind, "");
    world.preamble.message_kinds.push_back(options.name);
    return world;
}

}  // namespace

Measured measure(const BenchOptions& options) {
    expects(options.name == "phold" || options.name == "ring", "a benchmark has a known name");
    std::vector<std::unique_ptr<Sink>> owned;
    if (!options.record.empty()) owned.push_back(std::make_unique<Recorder>(options.record));
    std::vector<Sink*> sinks;
    for (const auto& sink : owned) sinks.push_back(sink.get());
    RunOptions run;
    run.schedule.threads = options.threads;
    Engine engine(world_of(options), run, sinks);
    const auto begin = std::chrono::steady_clock::now();
    while (engine.step()) continue;
    const Ending ending = engine.finish();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    return {options.threads, ending.events, taken.count(), ending.run_digest};
}

std::string json_of(const BenchOptions& options, const Measured& measured) {
    const Load& load = options.load;
    return fmt::format(
        R"({{"name": "{}", "parameters": {{"agents": {}, "events": {}, "remote": {}, )"
        R"("lookahead": {}, "until": {}, "seed": {}, "is_recorded": {}}}, "threads": {}, )"
        R"("events": {}, "seconds": {:.4f}, "events_per_second": {:.0f}, "digest": "{}"}})",
        options.name, load.agents, load.events, load.remote, load.lookahead, load.until, load.seed,
        !options.record.empty(), measured.threads, measured.events, measured.seconds,
        static_cast<double>(measured.events) / measured.seconds, hex(measured.digest));
}

}  // namespace worldline
