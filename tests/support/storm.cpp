// SPDX-License-Identifier: Apache-2.0
#include "tests/support/storm.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "sim/base/expects.hpp"
#include "sim/engine/agent.hpp"
#include "sim/engine/state_map.hpp"
#include "sim/spacetime/clocks.hpp"
#include "sim/spacetime/graph.hpp"
#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/piloted.hpp"

namespace worldline::storm {
namespace {

/// What travels: how many further hops it may cause, and some bytes.
struct Wave {
    std::uint32_t hops = 0;
    std::uint64_t weight = 0;
    std::uint64_t ballast_a = 0;
    double ballast_b = 0.0;

    static constexpr auto fields(auto& self) {
        return std::tie(self.hops, self.weight, self.ballast_a, self.ballast_b);
    }
};

/// The short form: fits into the event.
struct Drop {
    std::uint32_t hops = 0;
    std::uint64_t weight = 0;

    static constexpr auto fields(auto& self) { return std::tie(self.hops, self.weight); }
};

constexpr std::uint16_t wave_kind = first_message_kind + 1;
constexpr std::uint16_t drop_kind = first_message_kind + 2;
constexpr std::uint16_t own_alarm = 5;

struct WeatherState {
    std::uint64_t heard = 0;
    std::uint64_t weight = 0;
    double spread = 0.0;
    Reading last;
    AlarmId alarm;
    Reading alarm_at{};  ///< the earliest reading that any of its alarms was set for
    std::uint32_t n_born = 0;
    StateMap<std::uint64_t> by_sender;

    static constexpr auto fields(auto& self) {
        return std::tie(self.heard, self.weight, self.spread, self.last, self.alarm, self.alarm_at,
                        self.n_born, self.by_sender);
    }
};

std::mutex threads_mutex;
std::set<std::thread::id> threads;

void note_thread() {
    thread_local bool is_noted = false;
    if (is_noted) return;
    is_noted = true;
    const std::scoped_lock lock(threads_mutex);
    threads.insert(std::this_thread::get_id());
}

/// How lively a kind is.
struct Temper {
    std::uint64_t n_agents = 0;
    std::uint64_t tells_of_8 = 4;  ///< eighths
    std::uint64_t alarms_of_8 = 3;
    std::uint64_t cancels_of_8 = 2;
    std::uint32_t n_children = 0;
    bool broadcasts = false;
    bool steers = false;
    bool is_faulty = false;
    std::vector<bool> pilots = {};  ///< by number; empty: none
};

constexpr double top_speed = 0.2 * constants::light_speed;

Vector3 random_vector(Random& random, double size) {
    const auto part = [&] { return (2.0 * random.uniform() - 1.0) * size; };
    const double x = part(), y = part(), z = part();
    return {x, y, z};
}

class Weather final : public BehaviourOf<Weather, WeatherState> {
public:
    explicit Weather(Temper temper) : temper_(temper) {}

    void react(WeatherState& state, const Percept& percept, Actions& actions) const {
        note_thread();
        const Drop drop = read(percept);
        ++state.heard;
        state.weight = state.weight * 3 + drop.weight + percept.contents.size();
        state.spread += ticks_between(percept.now, state.last);
        state.last = percept.now;
        if (temper_.is_faulty) state.weight += served_++;
        if (percept.sender != nobody) note_sender(state, percept);
        if (percept.kind == own_alarm) {
            expects(percept.now >= state.alarm_at, "an alarm rings when its reading is shown");
        }
        if (drop.hops == 0) return;
        const std::uint32_t hops = (drop.hops - 1) / 2;
        Random& random = actions.random();
        if (random.below(8) < temper_.tells_of_8) tell(state, hops, percept, actions);
        if (random.below(8) < temper_.cancels_of_8) actions.cancel(state.alarm);
        if (random.below(8) < temper_.alarms_of_8) wake(state, hops, percept, actions);
        if (random.below(16) == 0) promise(percept, actions);
        if (temper_.steers && random.below(8) == 0) {
            actions.steer((random.uniform() - 0.5) * 0.8,
                          Duration{static_cast<std::int64_t>(random.below(12))});
        }
        if (percept.self.number < temper_.pilots.size() && temper_.pilots[percept.self.number] &&
            random.below(4) == 0) {
            actions.course(random_vector(random, 0.57 * top_speed));
        }
        const bool is_parent =
            percept.self.number % 3 == 0 && percept.self.number < temper_.n_agents;
        if (is_parent && temper_.n_children > state.n_born && random.below(4) == 0) {
            const Contents first = Contents::of(Drop{hops, state.weight});
            const AgentId child = actions.spawn({.contents = first.bytes()});
            ++state.n_born;
            actions.tell(child, {.kind = drop_kind, .contents = first.bytes()});
            state.weight += child.number;
        }
        if (percept.self.number >= temper_.n_agents && random.below(16) == 0) actions.stop();
    }

private:
    static Drop read(const Percept& percept) {
        if (percept.kind == wave_kind) {
            const auto wave = percept.as<Wave>();
            return {wave.hops, wave.weight};
        }
        return percept.as<Drop>();
    }
    static void note_sender(WeatherState& state, const Percept& percept) {
        const std::uint64_t sender = percept.sender.number % 7;
        const std::uint64_t* count = state.by_sender.find(sender);
        state.by_sender.put(sender, count == nullptr ? 1 : *count + 1);
        if (state.heard % 5 == 0) state.by_sender.erase((sender + 1) % 7);
    }
    void tell(WeatherState& state, std::uint32_t hops, const Percept& percept,
              Actions& actions) const {
        Random& random = actions.random();
        if (temper_.broadcasts && random.below(4) == 0) {
            const Contents drop = Contents::of(Drop{hops / 16, state.heard});
            actions.tell(GroupId{0}, {.kind = drop_kind, .contents = drop.bytes()});
            return;
        }
        const auto to = AgentId{static_cast<std::uint32_t>(random.below(temper_.n_agents))};
        if (random.below(2) == 0) {
            const Contents wave = Contents::of(Wave{hops, state.weight, 7, state.spread});
            actions.tell(to, {.kind = wave_kind, .contents = wave.bytes()});
        } else {
            const Contents drop = Contents::of(Drop{hops, percept.contents.size()});
            actions.tell(to, {.kind = drop_kind, .contents = drop.bytes()});
        }
    }
    static void wake(WeatherState& state, std::uint32_t hops, const Percept& percept,
                     Actions& actions) {
        // Past, present and future; now and then several at one reading.
        const auto ahead = static_cast<std::int64_t>(actions.random().below(60)) - 5;
        const Contents drop = Contents::of(Drop{hops, state.weight});
        const Reading at = percept.now + Duration{ahead};
        state.alarm_at = state.alarm.exists() ? std::min(state.alarm_at, at) : at;
        state.alarm = state.alarm.exists() && ahead % 2 == 0
                          ? actions.move(state.alarm, at, own_alarm, drop.bytes())
                          : actions.wake(at, own_alarm, drop.bytes());
        if (ahead % 3 == 0) {
            actions.wake(percept.now + Duration{ahead}, own_alarm, drop.bytes());
        }
    }
    static void promise(const Percept& percept, Actions& actions) {
        const PromiseId made = actions.promise({.body = BodyId{0},
                                                .promisees = GroupId{0},
                                                .scope = GroupId{0},
                                                .made = percept.now,
                                                .due = percept.now + Duration{10}});
        actions.keeps(made, no_occurrence);
        actions.assess({.promise = made, .verdict = Verdict::kept, .reading = percept.now});
    }

    Temper temper_;
    mutable std::atomic<std::uint64_t> served_{0};
};

std::shared_ptr<const Clock> random_clock(Random& random, const WorldLine& world_line) {
    const double offset = static_cast<double>(random.below(40)) * 1e-6;
    const double drift = random.below(2) == 0 ? 0.0 : (random.uniform() - 0.5) * 0.5;
    return std::make_shared<const OscillatorClock>(
        world_line, OscillatorClock::Error{.offset = offset, .drift = drift});
}

std::vector<GraphMetric::Link> random_links(Random& random, std::uint64_t n_agents,
                                            std::int64_t shortest) {
    std::vector<GraphMetric::Link> links;
    for (std::uint64_t i = 0; i < n_agents; ++i) {
        links.push_back({AgentId{static_cast<std::uint32_t>(random.below(n_agents))},
                         AgentId{static_cast<std::uint32_t>(random.below(n_agents))},
                         Duration{shortest + static_cast<std::int64_t>(random.below(50))}});
    }
    return links;
}

/// Agents share a kernel now and then, neighbours and others.
void share_kernels(Random& random, World& world) {
    for (std::uint32_t agent = 1; agent < world.n_agents(); ++agent) {
        if (random.below(4) == 0) {
            world.kernel[agent] = world.kernel[agent - 1 - random.below(std::min(agent, 9u))];
        }
    }
}

Channels random_channels(Random& random) {
    Channels channels;
    if (random.below(3) == 0) {
        channels.otherwise = {.latency = Duration{static_cast<std::int64_t>(random.below(9))},
                              .jitter = 4.0,
                              .loss = 0.05};
    }
    return channels;
}

enum class Sort : std::uint8_t { plain, faulty, moving };

/// Some microseconds of light apart.
std::vector<std::shared_ptr<const Motion>> random_motions(Random& random, std::uint64_t n_agents,
                                                          const std::vector<bool>& pilots) {
    constexpr double size = 4e3;  // m
    std::vector<std::shared_ptr<const Motion>> motions;
    for (std::uint64_t i = 0; i < n_agents; ++i) {
        const MovingPoint start{random_vector(random, size), random_vector(random, 3e7)};
        const double radius = size * (0.2 + random.uniform());
        const double speed = 2e7 * (0.1 + random.uniform());
        const std::uint64_t which = random.below(3);
        if (pilots[i]) {
            motions.push_back(std::make_shared<const PilotedMotion>(start, top_speed));
        } else if (which == 0) {
            motions.push_back(std::make_shared<const FixedMotion>(start.position));
        } else if (which == 1) {
            motions.push_back(std::make_shared<const InertialMotion>(start));
        } else {
            motions.push_back(std::make_shared<const CircularOrbit>(
                CircularOrbit::Elements{.radius = radius,
                                        .inclination = start.position.x / size,
                                        .phase = start.position.y / size,
                                        .gm = radius * speed * speed}));
        }
    }
    return motions;
}

World make_with(std::uint64_t seed, Sort sort) {
    Random random(seed, Purpose::scenario, AgentId{0}, 0);
    World world;
    world.seed = seed;
    world.resolution = Resolution{1'000'000'000'000};  // 1 us
    world.until = Time{2'000 + static_cast<std::int64_t>(random.below(2'000))};
    const std::uint64_t n_agents = 2 + random.below(90);
    // A few worlds without lookahead, in which all kernels go in one order.
    const auto shortest =
        random.below(5) == 0 ? std::int64_t{1} : static_cast<std::int64_t>(2 + random.below(12));
    const Duration default_delay{shortest + static_cast<std::int64_t>(random.below(30))};
    const auto metric = std::make_shared<const GraphMetric>(
        random_links(random, n_agents, shortest), default_delay, world.resolution);
    const WorldLine world_line(std::make_shared<const FixedMotion>(Vector3{}), metric,
                               world.resolution);
    const std::uint64_t n_kinds = 1 + random.below(3);
    const bool is_moving = sort == Sort::moving;
    const std::uint32_t n_children = random.below(3) == 0 && !is_moving ? 3 : 0;
    std::vector<bool> pilots;
    for (std::uint64_t i = 0; is_moving && i < n_agents; ++i) {
        pilots.push_back(seed % 3 != 0 && random.below(5) == 0);
    }
    for (std::uint64_t kind = 0; kind < n_kinds; ++kind) {
        world.add_kind(std::make_shared<const Weather>(Temper{.n_agents = n_agents,
                                                              .tells_of_8 = 3 + random.below(6),
                                                              .alarms_of_8 = random.below(7),
                                                              .cancels_of_8 = random.below(5),
                                                              .n_children = n_children,
                                                              .broadcasts = kind == 1,
                                                              .steers = kind == 2,
                                                              .is_faulty = sort == Sort::faulty,
                                                              .pilots = pilots}));
    }
    for (std::uint64_t agent = 0; agent < n_agents; ++agent) {
        world.add_agent(static_cast<std::uint32_t>(random.below(n_kinds)), WeatherState{},
                        random_clock(random, world_line));
    }
    share_kernels(random, world);
    if (n_children > 0) {
        for (std::uint32_t parent = 0; parent < n_agents; parent += 3) {
            world.add_offspring<WeatherState>(
                AgentId{parent}, static_cast<std::uint32_t>(random.below(n_kinds)), n_children);
        }
    }
    const Channels channels = random_channels(random);
    if (is_moving) {
        world.network = std::make_shared<const Network>(
            std::make_shared<const FlatMetric>(world.resolution),
            random_motions(random, n_agents, pilots), world.n_agents(), channels);
        world.records_position.assign(world.n_agents(), true);
    } else {
        world.network = std::make_shared<const Network>(
            metric, std::vector<std::shared_ptr<const Motion>>{}, world.n_agents(), channels);
    }
    world.groups.resize(1);
    for (std::uint32_t agent = 0; agent < n_agents; agent += 5) {
        world.groups[0].push_back(AgentId{agent});
    }
    for (std::uint32_t agent = 0; agent < n_agents; ++agent) {
        const std::int64_t at = random.below(3) == 0 ? 100  // a burst at one instant
                                                     : static_cast<std::int64_t>(random.below(200));
        world.plans.push_back(
            {Time{at}, AgentId{agent}, event_kind::plan,
             Contents::of(Drop{static_cast<std::uint32_t>(random.below(600)), agent})});
    }
    std::stable_sort(world.plans.begin(), world.plans.end(),
                     [](const Planned& a, const Planned& b) { return a.time < b.time; });
    return world;
}

}  // namespace

std::size_t n_threads_seen() {
    const std::scoped_lock lock(threads_mutex);
    return threads.size();
}

World make(std::uint64_t seed) { return make_with(seed, Sort::plain); }
World make_faulty(std::uint64_t seed) { return make_with(seed, Sort::faulty); }
World make_moving(std::uint64_t seed) { return make_with(seed, Sort::moving); }

}  // namespace worldline::storm
