// SPDX-License-Identifier: Apache-2.0
#include "bench/measure.hpp"

#include <fmt/format.h>

#include "sim/base/memory.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/recorder.hpp"

namespace worldline {
namespace {

World world_of(const BenchOptions& options) {
    World world = options.benchmark.world(options.load);
    world.preamble.bin_width = Duration{std::int64_t{1} << bin_width_log2(world)};
    if (options.level == RecordLevel::off) return world;
    for (std::uint32_t agent = 0; agent < world.n_agents(); ++agent) {
        world.preamble.agents.push_back({fmt::format("agent{}", agent), options.benchmark.name,
                                         world.kernel[agent], world.clocks[agent]->describe(),
                                         world.network->motion(AgentId{agent}).describe()});
    }
    return world;
}

/// Runs the world once, and tells `sink` of it; null: nobody.
Measured run_once(const BenchOptions& options, Sink* sink) {
    RunOptions run;
    run.schedule.threads = options.threads;
    const std::size_t n_sinks = sink == nullptr ? 0 : 1;
    Engine engine(world_of(options), run, {&sink, n_sinks});
    const CostMeter meter;
    while (engine.step()) continue;
    const double seconds = meter.cost().seconds;
    const Ending ending = engine.finish();
    return {.threads = options.threads,
            .events = ending.events,
            .seconds = seconds,
            .peak_bytes = peak_resident_bytes(),
            .digest = ending.run_digest,
            .mean_window = engine.mean_window() / ticks_per_unit,
            .recorded = {.level = options.level, .cost = meter.cost()}};
}

Measured run_recorded(const BenchOptions& options) {
    Recorder recorder(options.file(), {.level = options.level});
    if (!options.is_apart) return run_once(options, &recorder);
    KeepSink kept(options.level);
    Measured measured = run_once(options, &kept);
    measured.recorded.is_apart = true;
    measured.recorded.cost = kept.tell(recorder);
    return measured;
}

std::string parameters_of(const BenchOptions& options, RecordLevel level) {
    std::string text;
    for (const LoadParameter& parameter : options.benchmark.parameters()) {
        const std::string value = parameter.value(options.load);
        text += fmt::format(R"("{}": {}, )", parameter.key(),
                            parameter.is_text ? '"' + value + '"' : value);
    }
    const std::string_view sink = options.drops               ? "drop"
                                  : level == RecordLevel::off ? "none"
                                                              : name_of(level);
    return text + fmt::format(R"("sink": "{}")", sink);
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
    DropSink drop;
    if (options.level == RecordLevel::off)
        return run_once(options, options.drops ? &drop : nullptr);
    Measured measured = run_recorded(options);
    count_rows(options.file(), measured.recorded);
    return measured;
}

std::vector<Measured> measure_round(const BenchOptions& options) {
    if (!options.all_levels) return {measure(options)};
    std::vector<Measured> round;
    for (const RecordLevel level :
         {RecordLevel::off, RecordLevel::summary, RecordLevel::promises, RecordLevel::full}) {
        BenchOptions one = options;
        one.level = level;
        round.push_back(measure(one));
        round.back().recorded.off = round.front().recorded.cost;
    }
    return round;
}

std::string json_of(const BenchOptions& options, const Measured& measured) {
    const Recorded& recorded = measured.recorded;
    std::string line = fmt::format(
        R"({{"name": "{}", "parameters": {{{}}}, "threads": {}, "events": {}, {})"
        R"("seconds": {:.6f}, "events_per_second": {:.0f}, "peak_bytes": {}, "digest": "{}")",
        options.benchmark.name, parameters_of(options, recorded.level), measured.threads,
        measured.events, counted(options, measured), measured.seconds,
        static_cast<double>(measured.events) / measured.seconds, measured.peak_bytes,
        hex(measured.digest));
    if (measured.mean_window > 0.0) {
        line += fmt::format(R"(, "mean_window": {:.4g})", measured.mean_window);
    }
    if (recorded.level != RecordLevel::off || recorded.off) {
        line += R"(, "record": )" + json_of(recorded, measured.events);
    }
    return line + "}";
}

}  // namespace worldline
