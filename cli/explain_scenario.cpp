// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "cli/explain.hpp"
#include "cli/lookahead.hpp"
#include "cli/record_plan.hpp"
#include "cli/report.hpp"
#include "cli/trial.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/horizon.hpp"

namespace worldline {
namespace {

constexpr std::size_t pairs_shown = 8;
constexpr double gain_worth_it = 1.05;
constexpr double seconds_worth_it = 0.01;  // below that a run is over before threads are awake
constexpr double coupling_good = 10.0;     // from here on threads pay [Varga2003]

std::string agent_name(const World& world, AgentId agent) {
    return world.preamble.agents[agent.number].name;
}

std::string pair_text(const World& world, const Reach& one) {
    return agent_name(world, one.from) + (one.is_mutual ? " <-> " : " -> ") +
           agent_name(world, one.to);
}

/// Which pair it is, and whether the way is long or only slow.
std::string origin_of(const World& world, const Reaches& reaches) {
    if (!reaches.is_known) {
        return "the metric's own bound, for there are too many agents to compare each with each";
    }
    if (reaches.tightest.empty()) return "no agent can reach another";
    const Reach& first = reaches.tightest.front();
    std::string text = pair_text(world, first);
    if (first.delay().ticks < 1) return text + ", who may meet: one tick is the least there is";
    text += first.latency.ticks == 0  ? ", all of it by the metric"
            : first.signal.ticks == 0 ? ", all of it latency of the channel"
                                      : ", by the metric and the latency of the channel";
    if (first.delay() > world.network->least_delay()) {
        text +=
            "; the bound is less, for the least delay of the metric and the least latency are "
            "not of one pair";
    }
    return text;
}

void print_reaches(const World& world, const Reaches& reaches) {
    if (reaches.tightest.empty()) return;
    std::size_t width = 0;
    for (const Reach& one : reaches.tightest) width = std::max(width, pair_text(world, one).size());
    print_figure("soonest", fmt::format("{:<{}}  {:>12}  {:>12}  {:>12}", "", width, "delay",
                                        "metric", "latency"));
    const auto time = [&](Duration span) { return to_text(span, world.resolution); };
    for (const Reach& one : reaches.tightest) {
        print_figure("", fmt::format("{:<{}}  {:>12}  {:>12}  {:>12}", pair_text(world, one), width,
                                     time(one.delay()), time(one.signal), time(one.latency)));
    }
    const std::uint64_t n_ways = reaches.n_pairs - reaches.n_unreachable;
    print_figure(
        "",
        fmt::format("of {} ways, {} of them as tight as the first; {} more lead nowhere",
                    grouped(n_ways), grouped(reaches.n_tightest), grouped(reaches.n_unreachable)));
}

void print_windows(const World& world) {
    if (const auto horizon = Horizon::of(world)) {
        print_figure("horizon", to_text(horizon->usual(), world.resolution) +
                                    " in most epochs: the two that are closest then, by light");
    }
    const Duration width{std::int64_t{1} << bin_width_log2(world)};
    const std::string text =
        to_text(width, world.resolution) + fmt::format(" ({} ticks)", grouped(width.ticks));
    if (loop_of(world) == InnerLoop::by_agent) {
        print_figure("window", text + ", the largest power of two within the lookahead");
        print_figure("loop", "A, by agent: in a window nobody can hear of another's deeds");
        return;
    }
    print_figure("window", text + ", a bucket of the queue");
    print_figure("loop",
                 "B, by time: at a lookahead of one tick each instant waits for the one "
                 "before,");
    print_figure("", "so threads have nothing to share and gain nothing");
}

void print_trial(const Trial& trial, const Forecast& expected) {
    const double share = 100.0 * static_cast<double>(trial.progress.time.ticks) /
                         static_cast<double>(std::max<std::int64_t>(trial.progress.until.ticks, 1));
    print_figure("trial",
                 fmt::format("{} windows, {} events in {} on one thread, without a record: {:.3g} "
                             "% of the run",
                             grouped(trial.progress.windows), grouped(trial.progress.events),
                             span_text(trial.seconds), trial.is_whole ? 100.0 : share));
    print_figure("per window", fmt::format("{:.1f} events, {} of work", expected.events_a_window,
                                           span_text(expected.work_a_window)));
}

std::string advice(const World& world, const Forecast& expected, int threads) {
    if (threads < 2) return "1 was asked for";
    if (loop_of(world) == InnerLoop::by_time) return "one serves: there is no lookahead";
    if (expected.seconds < seconds_worth_it) return "one serves best: the run is that short";
    if (expected.gain <= gain_worth_it) {
        return fmt::format("one serves best: a window holds too little work for {}", threads);
    }
    return fmt::format(
        "{} are about {:.2g} times as fast as one; {:.0f} % of the windows are "
        "worth sharing",
        threads, expected.gain, 100.0 * expected.shared_windows);
}

void print_threads(const World& world, const Forecast& expected, int threads, double barrier) {
    if (threads > 1) {
        print_figure("barrier",
                     fmt::format("{} for {} threads; the work of a window is {:.2g} "
                                 "times that (from {:.0f} on threads pay)",
                                 span_text(barrier), std::min(threads, machine_threads()),
                                 expected.coupling, coupling_good));
    }
    print_figure("threads", advice(world, expected, threads));
}

/// What agents do of their own accord is no part of the estimate, but the trial shows it.
std::string record_text(const RunRequest& request, const Scenario& scenario,
                        const Forecast& expected) {
    constexpr double much_more = 2.0;
    const RecordPlan plan = record_plan_of(request, scenario);
    const double foreseen = scenario.estimated_rows()[RowKind::transitions];
    const bool is_more = !plan.is_selected && expected.events > much_more * foreseen;
    const char* more = is_more ? ", and more: agents do more than the scenario lays down" : "";
    return to_text(plan) + more;
}

void print_run(const Trial& trial, const Forecast& expected, bool is_shared) {
    const double seconds = expected.seconds / (is_shared ? expected.gain : 1.0);
    const auto pace = static_cast<std::uint64_t>(seconds > 0.0 ? expected.events / seconds : 0.0);
    print_figure("run", fmt::format("about {} events in {}, {} events/s",
                                    grouped(static_cast<std::uint64_t>(expected.events)),
                                    span_text(seconds), grouped(pace)));
    print_figure("memory", fmt::format("{} held by the engine, {} by the process",
                                       size_text(trial.held), size_text(trial.resident)));
}

}  // namespace

void explain_scenario(const RunRequest& request, const std::string& file,
                      const Catalogue& catalogue) {
    const Scenario scenario = Scenario::load(file, overrides_of(request), catalogue);
    for (const std::string& warning : scenario.warnings()) {
        fmt::print(stderr, "warning: {}\n", warning);
    }
    const World world = scenario.world();
    const int threads = Workers({.threads = request.threads, .shuffle = {}}).threads();
    const bool can_share = threads > 1 && loop_of(world) == InnerLoop::by_agent;
    const Reaches reaches = reaches_of(world, pairs_shown);

    print_figure("scenario", scenario.name());
    print_figure("agents", grouped(scenario.n_agents()));
    print_figure("lookahead", to_text(world.network->least_delay(), world.resolution) + ": " +
                                  origin_of(world, reaches));
    print_reaches(world, reaches);
    print_windows(world);
    const Trial trial = try_out(world);
    const double barrier =
        threads > 1 ? barrier_seconds(std::min(threads, machine_threads())) : 0.0;
    const Forecast expected = forecast(trial, can_share ? threads : 1, barrier);
    print_trial(trial, expected);
    print_threads(world, expected, threads, barrier);
    print_run(trial, expected, can_share && expected.gain > gain_worth_it);
    print_figure("record", record_text(request, scenario, expected));
    fmt::print(
        "An estimate: the run is taken to go on as in the trial, and a record takes time, "
        "too.\n");
}

}  // namespace worldline
