// SPDX-License-Identifier: Apache-2.0
#include "bench/measure.hpp"

#include <chrono>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "sim/base/memory.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/recorder.hpp"

namespace worldline {
namespace {

/// Takes everything and keeps nothing: what it costs to have it all laid out.
class DropSink final : public Sink {
public:
    void commit(const Batch&) override {}
};

std::vector<std::unique_ptr<Sink>> sinks_of(const BenchOptions& options) {
    std::vector<std::unique_ptr<Sink>> sinks;
    if (options.drops) sinks.push_back(std::make_unique<DropSink>());
    if (!options.record.empty()) sinks.push_back(std::make_unique<Recorder>(options.record));
    return sinks;
}

World world_of(const BenchOptions& options) {
    World world = options.benchmark.world(options.load);
    world.preamble.bin_width = Duration{std::int64_t{1} << bin_width_log2(world)};
    if (options.record.empty()) return world;
    for (std::uint32_t agent = 0; agent < world.n_agents(); ++agent) {
        world.preamble.agents.push_back({fmt::format("agent{}", agent), options.benchmark.name,
                                         world.kernel[agent], world.clocks[agent]->describe(),
                                         world.network->motion(AgentId{agent}).describe()});
    }
    return world;
}

std::string parameters_of(const BenchOptions& options) {
    std::string text;
    for (const LoadParameter& parameter : options.benchmark.parameters()) {
        const std::string value = parameter.value(options.load);
        text += fmt::format(R"("{}": {}, )", parameter.key(),
                            parameter.is_text ? '"' + value + '"' : value);
    }
    return text + fmt::format(R"("sink": "{}")", options.sink());
}

/// What others count who measure it, besides events.
std::string counted(const BenchOptions& options, const Measured& measured) {
    if (const auto transitions = options.benchmark.transitions) {
        return fmt::format(R"("transitions": {}, )", transitions(measured.events));
    }
    if (const auto promises = options.benchmark.promises) {
        const std::uint64_t count = promises(options.load);
        return fmt::format(R"("promises": {}, "promises_per_second": {:.0f}, )", count,
                           static_cast<double>(count) / measured.seconds);
    }
    return "";
}

}  // namespace

Measured measure(const BenchOptions& options) {
    const auto owned = sinks_of(options);
    std::vector<Sink*> sinks;
    for (const auto& sink : owned) sinks.push_back(sink.get());
    RunOptions run;
    run.schedule.threads = options.threads;
    Engine engine(world_of(options), run, sinks);
    const auto begin = std::chrono::steady_clock::now();
    while (engine.step()) continue;
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    const Ending ending = engine.finish();
    return {options.threads, ending.events, taken.count(), peak_resident_bytes(),
            ending.run_digest};
}

std::string json_of(const BenchOptions& options, const Measured& measured) {
    return fmt::format(
        R"({{"name": "{}", "parameters": {{{}}}, "threads": {}, "events": {}, {})"
        R"("seconds": {:.6f}, "events_per_second": {:.0f}, "peak_bytes": {}, "digest": "{}"}})",
        options.benchmark.name, parameters_of(options), measured.threads, measured.events,
        counted(options, measured), measured.seconds,
        static_cast<double>(measured.events) / measured.seconds, measured.peak_bytes,
        hex(measured.digest));
}

}  // namespace worldline
