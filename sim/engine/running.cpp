// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/running.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

bool has_shared_kernels(const World& world) {
    for (std::uint32_t agent = 0; agent < world.n_agents(); ++agent) {
        expects(world.kernel[agent] <= agent, "a kernel is numbered by its first agent");
        if (world.kernel[agent] != agent) return true;
    }
    return false;
}

/// Side by side by kernel, and in a kernel by number.
void lay_out_kernels(const World& world, Running& running) {
    auto& numbers = running.numbers;
    numbers.resize(world.n_agents());
    std::iota(numbers.begin(), numbers.end(), 0u);
    std::stable_sort(numbers.begin(), numbers.end(), [&](std::uint32_t a, std::uint32_t b) {
        return world.kernel[a] < world.kernel[b];
    });
    running.slots.resize(numbers.size());
    running.hosts.resize(numbers.size());
    for (std::uint32_t slot = 0; slot < numbers.size(); ++slot) {
        running.slots[numbers[slot]] = slot;
        running.hosts[slot] = running.slots[world.kernel[numbers[slot]]];
    }
}

/// A walk over slots is then a walk through the states, too.
void order_states(World& world, Running& running) {
    if (!running.numbers.empty()) {
        std::vector<std::uint32_t> index(world.n_agents());
        for (World::Kind& kind : world.kinds) {
            const auto k = static_cast<std::uint32_t>(&kind - world.kinds.data());
            auto ordered = kind.states->empty();
            for (const std::uint32_t number : running.numbers) {
                if (world.kind[number] != k) continue;
                index[number] = static_cast<std::uint32_t>(ordered->size());
                ordered->take(*kind.states, world.index[number]);
            }
            kind.states = Copied<States>(std::move(ordered));
        }
        world.index = std::move(index);
    }
    if (world.kinds.size() < 2) return;
    running.places.resize(world.n_agents());
    for (std::uint32_t slot = 0; slot < running.places.size(); ++slot) {
        running.places[slot] = world.index[running.number_of(slot)];
    }
}

}  // namespace

Running::Running(World& world) : lives(world.n_agents()) {
    if (has_shared_kernels(world)) {
        lay_out_kernels(world, *this);
        for (const std::uint32_t number : numbers) kinds.push_back(world.kind[number]);
    } else {
        kinds = world.kind;
    }
    order_states(world, *this);
    std::unordered_map<const Clock*, std::uint32_t> places_of_clocks;  // looked up, never walked
    for (std::uint32_t slot = 0; slot < lives.size(); ++slot) {
        const auto& clock = world.clocks[number_of(slot)];
        const auto [found, is_new] =
            places_of_clocks.try_emplace(clock.get(), static_cast<std::uint32_t>(clocks.size()));
        if (is_new) clocks.push_back(clock);
        lives[slot].clock = found->second | (clock->shows_frame() ? Life::shows_frame : 0);
    }
    if (world.network != nullptr && world.network->has_pilots()) lay_courses(world);
    // What stands here now is let go there, before more is asked for.
    world.index = {};
    world.clocks = {};
    world.kernel = {};
    alarms.resize(world.n_agents());
    plans.resize(world.n_agents());
    expects(clocks.size() < Life::clock_mask, "the clocks of a world can be numbered");
    for (const Promise& promise : world.promises) {
        Life& life = lives[slot_of(promise.promiser().number)];
        life.promises = std::max(life.promises, promise.id.count() + 1);
    }
    if (!world.offspring.empty()) offspring.resize(world.n_agents());
    for (const World::Offspring& pool : world.offspring) {
        expects(offspring[pool.parent.number].end == 0, "an agent has one kind of offspring");
        offspring[pool.parent.number] = {pool.first.number, pool.first.number + pool.count};
        for (std::uint32_t i = 0; i < pool.count; ++i) {
            lives[slot_of(pool.first.number + i)].clock |= Life::is_absent;
        }
    }
}

/// A pilot's clock goes by its course, so it is its own.
void Running::lay_courses(const World& world) {
    const Network& network = *world.network;
    courses.resize(world.n_agents());
    for (std::uint32_t slot = 0; slot < lives.size(); ++slot) {
        const AgentId agent{number_of(slot)};
        if (!network.motion(agent).top_speed()) continue;
        courses[slot] = std::make_unique<Course>(network.motion(agent), network.metric(),
                                                 world.resolution);
        lives[slot].clock = static_cast<std::uint32_t>(clocks.size());
        clocks.push_back(
            std::make_shared<const CourseClock>(world.clocks[agent.number], *courses[slot]));
    }
}

std::size_t Running::bytes() const {
    std::size_t bytes =
        lives.size() * (sizeof(Life) + sizeof(void*) + 2 * sizeof(std::uint32_t)) +
        (places.size() + hosts.size() + numbers.size() + slots.size()) * sizeof(std::uint32_t) +
        offspring.size() * sizeof(Offspring) + courses.size() * sizeof(void*);
    for (const auto& list : alarms) {
        if (list) bytes += list->bytes();
    }
    return bytes;
}

std::string name_of(const World& world, AgentId agent) {
    const auto& agents = world.preamble.agents;
    if (agent == nobody) return "nobody";
    return agent.number < agents.size() ? agents[agent.number].name
                                        : fmt::format("number {}", agent.number);
}

std::string time_text(const World& world, Time time) {
    const double seconds = static_cast<double>(time.ticks) * world.resolution.seconds();
    return fmt::format("t = {:.12g} s ({} ticks)", seconds, time.ticks);  // ticks are exact
}

}  // namespace worldline
