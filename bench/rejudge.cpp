// SPDX-License-Identifier: Apache-2.0
#include "bench/rejudge.hpp"

#include <algorithm>
#include <ctime>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "agents/judging/evidence.hpp"
#include "bench/promise_ring.hpp"
#include "sim/base/random.hpp"
#include "sim/engine/engine.hpp"

namespace worldline {
namespace {

/// Of this program on the processor: what others do beside it costs it nothing.
double seconds_of_work() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

/// The same judge with tolerances that grow from one to the next.
std::vector<Judge> judges_like(const Judge& first, std::uint32_t count) {
    std::vector<Judge> judges(count, first);
    for (std::uint32_t i = 0; i < count; ++i) {
        judges[i].tolerance = Duration{first.tolerance.ticks * (i + 1) / count};
    }
    return judges;
}

AgentSetup setup_of(AgentId id, NameId name, std::uint16_t judge) {
    AgentSetup setup;
    setup.id = id;
    setup.judges = {{name, judge}};
    return setup;
}

template <class Round>
Rejudged timed(std::string load, int rounds, Round judge_all) {
    Rejudged result{.load = std::move(load)};
    std::vector<double> seconds;
    for (int i = 0; i < rounds; ++i) {
        const double start = seconds_of_work();
        result.assessments = judge_all();
        seconds.push_back(seconds_of_work() - start);
    }
    std::sort(seconds.begin(), seconds.end());
    result.seconds = seconds[seconds.size() / 2];
    result.least = seconds.front();
    result.most = seconds.back();
    return result;
}

Rejudged measure_ring(const RejudgeLoad& load) {
    const Load ring{.agents = load.agents, .promises = load.promises};
    World world = PromiseRing::world(ring);
    auto around = PromiseRing::surroundings(ring);
    around->judges = judges_like(around->judges.front(), load.judges);
    around->clocks = world.clocks;
    const Time end = world.until;
    MemorySink run_of;
    Sink* const sinks[]{&run_of};
    run(std::move(world), {}, sinks);
    const EvidenceOf evidence(run_of);
    run_of.facts.clear();

    const double start = seconds_of_work();
    const Hearing hearing =
        hearing_of(evidence.columns(), std::vector<bool>(load.agents, true), *around);
    const double joined = seconds_of_work() - start;

    std::uint64_t n_found = 0;
    const Rehearing::Found found = [&](const Assessment&, Time) { ++n_found; };
    Rejudged result = timed("promise-ring", load.rounds, [&] {
        n_found = 0;
        for (std::uint16_t judge = 0; judge < load.judges; ++judge) {
            Observing observing(around);
            std::vector<std::unique_ptr<Rehearing>> observers;
            std::vector<Rehearing*> by_agent;
            for (std::uint32_t i = 0; i < load.agents; ++i) {
                observers.push_back(std::make_unique<Rehearing>(
                    observing, observing.add(setup_of({i}, NameId{0}, judge)), AgentId{i},
                    RehearingPlan{around, ring.seed}, found));
                by_agent.push_back(observers.back().get());
            }
            rehear(hearing, by_agent, end);
        }
        return n_found;
    });
    result.joined = joined;
    return result;
}

/// What the observer of a schedule hears: nine pulses of ten, each late by chance.
struct Pulses {
    explicit Pulses(std::uint32_t count) {
        Random random(1, Purpose::behaviour, promiser, 0);
        contents.reserve(count);
        for (std::uint32_t n = 1; n <= count; ++n) {
            const bool is_lost = random.uniform() < 0.1;
            const Duration delay = units(0.3 * random.uniform());
            if (is_lost) continue;
            const Reading stated = Reading{} + n * units(1.0);
            contents.push_back(Contents::of(Outcome{.promise = PromiseId{promiser, 0},
                                                    .name = NameId{0},
                                                    .occurrence = n,
                                                    .stated = stated}));
            hearing.heard.push_back({.time = Time{stated.ticks} + delay,
                                     .receiver = observer,
                                     .message = MessageId{promiser, n},
                                     .kind = message_kind::outcome,
                                     .contents = contents.back().bytes()});
        }
    }
    static constexpr AgentId promiser{0}, observer{1};
    std::vector<Contents> contents;
    Hearing hearing;
};

/// A clock of its own for each, up to 100 ppm fast.
std::vector<std::shared_ptr<const Clock>> clocks_of(std::uint32_t count) {
    const auto metric = std::make_shared<const GraphMetric>(std::vector<GraphMetric::Link>{},
                                                            units(0.1), bench_resolution);
    const WorldLine line(std::make_shared<const FixedMotion>(Vector3{}), metric, bench_resolution);
    std::vector<std::shared_ptr<const Clock>> clocks;
    for (std::uint32_t i = 0; i < count; ++i) {
        clocks.push_back(std::make_shared<const OscillatorClock>(
            line, OscillatorClock::Error{.drift = 1e-4 * i / count}));
    }
    return clocks;
}

Rejudged measure_many(const RejudgeLoad& load) {
    const Pulses pulses(load.pulses);
    const Judge first{.name = "beat",
                      .rule = JudgeRule::schedule,
                      .tolerance = units(0.3),
                      .patience = units(0.5)};
    Surroundings base = *PromiseRing::surroundings(Load{});
    base.judges = judges_like(first, load.observers);
    base.bodies = {{.type = TypeId{0}, .constraint = {}}};
    base.groups = {{Pulses::promiser, Pulses::observer}};
    base.known_at_start = {{.promise = PromiseId{Pulses::promiser, 0},
                            .name = NameId{0},
                            .type = TypeId{0},
                            .body = BodyId{0},
                            .made = {},
                            .period = units(1.0),
                            .occurrences = load.pulses}};
    base.known_scopes = {GroupId{0}};
    base.index_promises();
    std::vector<RehearingPlan> plans;
    for (const auto& clock : clocks_of(load.observers)) {
        auto around = std::make_shared<Surroundings>(base);
        around->clocks = {clock, clock};
        plans.push_back({std::move(around), 1});
    }
    std::uint64_t n_found = 0;
    const Rehearing::Found found = [&](const Assessment&, Time) { ++n_found; };
    const Time end = Time{0} + units(load.pulses + 2.0);
    return timed("thousand observers", load.rounds, [&] {
        n_found = 0;
        for (std::uint32_t i = 0; i < load.observers; ++i) {
            Observing observing(plans[i].surroundings);
            const AgentSetup setup =
                setup_of(Pulses::observer, NameId{0}, static_cast<std::uint16_t>(i));
            Rehearing one(observing, observing.add(setup), Pulses::observer, plans[i], found);
            one.begin();
            for (const HeardAgain& heard : pulses.hearing.heard) one.hear(heard);
            one.end(end);
        }
        return n_found;
    });
}

}  // namespace

std::vector<Rejudged> measure_rejudge(const RejudgeLoad& load) {
    return {measure_ring(load), measure_many(load)};
}

std::string json_of(const Rejudged& one) {
    return fmt::format(
        R"({{"benchmark": "rejudge", "load": "{}", "assessments": {}, "seconds": {:.3f}, )"
        R"("seconds_least": {:.3f}, "seconds_most": {:.3f}, "nanoseconds": {:.1f}, )"
        R"("joined_seconds": {:.3f}}})",
        one.load, one.assessments, one.seconds, one.least, one.most,
        1e9 * one.seconds / static_cast<double>(one.assessments), one.joined);
}

}  // namespace worldline
