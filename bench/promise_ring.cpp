// SPDX-License-Identifier: Apache-2.0
#include "bench/promise_ring.hpp"

#include <utility>

#include <fmt/format.h>

namespace worldline {
namespace {

constexpr NameId name{0};
constexpr TypeId type{0};
constexpr BodyId body{0};
constexpr Duration period{static_cast<std::int64_t>(ticks_per_unit)};

GroupId promisees_of(AgentId promiser) { return {2 * promiser.number}; }
GroupId scope_of(AgentId promiser) { return {2 * promiser.number + 1}; }

/// What leaves in time is under way for the lookahead, so it is held against twice as much.
Judge judge_of(const Load& load) {
    return {.name = "in_time",
            .rule = JudgeRule::deadline,
            .tolerance = units(2.0 * load.lookahead),
            .patience = units(load.lookahead)};
}

std::vector<std::vector<AgentId>> groups_of(std::uint32_t n_agents) {
    std::vector<std::vector<AgentId>> groups;
    groups.reserve(std::size_t{2} * n_agents);
    for (std::uint32_t agent = 0; agent < n_agents; ++agent) {
        const AgentId self{agent}, successor{(agent + 1) % n_agents};
        groups.push_back({successor});
        groups.push_back({std::min(self, successor), std::max(self, successor)});
    }
    return groups;
}

void describe(Preamble& preamble, const Surroundings& around, const Load& load) {
    const Judge& judge = around.judges.front();
    preamble.scenario = "promise-ring";
    preamble.types = {"value"};
    preamble.bodies = around.bodies;
    preamble.groups = groups_of(load.agents);
    preamble.judges = {{judge.name, fmt::format("deadline {{tolerance: {} s, patience: {} s}}",
                                                2.0 * load.lookahead, load.lookahead)}};
    preamble.message_kinds.assign(message_kind_names.begin(), message_kind_names.end());
}

}  // namespace

PromiseRing::PromiseRing(const Load& load, std::shared_ptr<const Surroundings> surroundings)
    : n_agents_(load.agents),
      n_promises_(load.promises),
      faults_(load.faults),
      observing_(std::move(surroundings)) {}

void PromiseRing::react(PromiseRingState& state, const Percept& percept, Actions& actions) const {
    if (percept.kind == event_kind::start) {
        const Duration phase = units(actions.random().uniform());
        actions.wake(percept.now + phase, event_kind::alarm, {});
        return;
    }
    if (percept.kind != event_kind::alarm) {
        observing_.react(state.observing, percept, actions);
        return;
    }
    if (state.n_promises > 0) keep(state, percept, actions);
    if (state.n_promises == n_promises_) return;
    promise(state, percept, actions);
    actions.wake(percept.now + period, event_kind::alarm, {});
}

void PromiseRing::keep(const PromiseRingState& state, const Percept& percept,
                       Actions& actions) const {
    Random& random = actions.random();
    const double chance = random.uniform();
    const bool is_withheld = chance < faults_ / 2.0;
    const bool is_wrong = !is_withheld && chance < faults_;
    if (is_withheld) return;
    const Outcome outcome{.promise = state.promise,
                          .name = name,
                          .value = random.uniform() + (is_wrong ? 2.0 : 0.0),
                          .stated = percept.now};
    actions.keeps(state.promise, no_occurrence);
    actions.tell(successor(percept.self), {.kind = message_kind::outcome,
                                           .promise = state.promise,
                                           .contents = Contents::of(outcome).bytes()});
}

void PromiseRing::promise(PromiseRingState& state, const Percept& percept, Actions& actions) const {
    const Reading due = percept.now + period;
    state.promise = actions.promise({.body = body,
                                     .promisees = promisees_of(percept.self),
                                     .scope = scope_of(percept.self),
                                     .made = percept.now,
                                     .due = due});
    ++state.n_promises;
    const Notice notice{.promise = state.promise,
                        .name = name,
                        .type = type,
                        .body = body,
                        .made = percept.now,
                        .due = due};
    actions.tell(successor(percept.self), {.kind = message_kind::promise,
                                           .promise = state.promise,
                                           .contents = Contents::of(notice).bytes()});
}

std::shared_ptr<Surroundings> PromiseRing::surroundings(const Load& load) {
    auto around = std::make_shared<Surroundings>();
    around->judges = {judge_of(load)};
    around->trust = trust_rules().find("beta")->make({});
    around->bodies = {{.type = type,
                       .polarity = Polarity::give,
                       .constraint = {ConstraintKind::range, 0.0, 1.0, {}}}};
    around->resolution = bench_resolution;
    return around;
}

World PromiseRing::world(const Load& load) {
    if (load.agents < 2) throw BadOption("promise-ring needs two agents at least");
    const auto around = surroundings(load);
    const auto ring = std::make_shared<PromiseRing>(load, around);
    AgentSetup setup;
    setup.judges = {{.name = name, .judge = 0}};
    const ObservingState judges = ring->observing_.add(setup);
    World world = world_of<PromiseRingState>(load, ring, {});
    auto& states = static_cast<StatesOf<PromiseRingState>&>(*world.kinds.front().states).rows;
    for (PromiseRingState& state : states) state.observing = judges;
    describe(world.preamble, *around, load);
    // A phase, P periods, tolerance and patience of who waits in vain.
    world.until = Time{0} + units(1.0 + load.promises + 4.0 * load.lookahead);
    world.preamble.until = world.until;
    return world;
}

std::uint64_t PromiseRing::n_promises(const Load& load) {
    return std::uint64_t{load.agents} * load.promises;
}

}  // namespace worldline
