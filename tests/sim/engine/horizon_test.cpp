// SPDX-License-Identifier: Apache-2.0
// How wide may windows be where bodies pass each other?
//
// Goal: no signal is ever faster than the bound of its epoch, the bound is not much worse than what
// the closest pair allows, and windows that come of it change nothing in a run.
// Method: all pairs of small worlds, at many moments; runs against other schedules, the oracle and
// one motion that breaks its own bounds on purpose.

#include "sim/engine/horizon.hpp"
#include <map>

#include "analysis/light_cones.hpp"
#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/piloted.hpp"
#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"
#include "tests/support/rows.hpp"
#include "tests/support/scripted.hpp"

namespace worldline {
namespace {

constexpr double c = constants::light_speed;
using scripted::Notes;

using Motions = std::vector<std::shared_ptr<const Motion>>;

/// Bodies of every kind: in orbit, on straight lines, on the ground, at rest, and pilots.
Motions bodies(std::uint64_t seed, std::size_t count, bool with_pilots) {
    Random random(seed, Purpose::scenario, AgentId{3}, 0);
    const auto part = [&](double size) { return (2.0 * random.uniform() - 1.0) * size; };
    const auto point = [&](double size) { return Vector3{part(size), part(size), part(size)}; };
    Motions motions;
    for (std::size_t i = 0; i < count; ++i) {
        switch (random.below(with_pilots ? 5 : 4)) {
        case 0:
            motions.push_back(std::make_shared<const FixedMotion>(point(9e6)));
            break;
        case 1:
            motions.push_back(
                std::make_shared<const InertialMotion>(MovingPoint{point(9e6), point(3e4)}));
            break;
        case 2:
            motions.push_back(std::make_shared<const StationMotion>(
                Geodetic{.latitude = part(1.5), .longitude = part(3.0), .height = 0.0}));
            break;
        case 3:
            motions.push_back(std::make_shared<const CircularOrbit>(
                CircularOrbit::Elements{.radius = 7e6 + part(2e5),
                                        .inclination = part(1.5),
                                        .ascending_node = part(3.0),
                                        .phase = part(3.0)}));
            break;
        default:
            motions.push_back(
                std::make_shared<const PilotedMotion>(MovingPoint{point(9e6), point(1e4)}, 3e4));
        }
    }
    return motions;
}

/// Each tells another now and then, after a while; pilots turn at will.
World world_of(std::uint64_t seed, const Motions& motions, Time until) {
    const auto n_agents = static_cast<std::uint32_t>(motions.size());
    const auto script = [n_agents, motions](Notes& notes, const Percept& percept,
                                            Actions& actions) {
        if (notes.n_heard > 40) return;
        Random& random = actions.random();
        const AgentId to{static_cast<std::uint32_t>(random.below(n_agents))};
        const auto after = static_cast<std::int64_t>(random.below(3'000'000));
        actions.tell(to, {.kind = scripted::word, .after = Duration{after}});
        if (motions[percept.self.number]->top_speed() && random.below(2) == 0) {
            const auto part = [&] { return (2.0 * random.uniform() - 1.0) * 1.5e4; };
            actions.course({part(), part(), part()});
        }
    };
    World world = scripted::world_of(script, n_agents);
    world.network = std::make_shared<const Network>(
        std::make_shared<const FlatMetric>(Resolution{}), motions, n_agents);
    world.seed = seed;
    world.until = until;
    return world;
}

TEST_CASE("No signal undercuts the bound of the epoch in which it leaves", "[engine]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 6)));
    CAPTURE(seed);
    const World world = world_of(seed, bodies(seed, 100, false), Time{600'000'000'000});
    const auto horizon = Horizon::of(world);
    REQUIRE(horizon);
    Random random(seed, Purpose::scenario, AgentId{4}, 0);
    for (int look = 0; look < 12; ++look) {
        const Time sent{static_cast<std::int64_t>(random.below(600'000'000'000))};
        const Horizon::Epoch epoch = horizon->at(sent, nullptr);
        REQUIRE(epoch.end > sent);
        Duration least = no_arrival;
        for (std::uint32_t i = 0; i < world.n_agents(); ++i) {
            for (std::uint32_t j = 0; j < world.n_agents(); ++j) {
                if (i == j) continue;
                const auto delay = world.network->metric().delay(
                    world.network->endpoint(AgentId{i}), world.network->endpoint(AgentId{j}), sent);
                least = std::min(least, delay);
            }
        }
        CHECK(epoch.least <= least);
        // Two may come closer in the epoch than they are now.
        CHECK(10 * epoch.least.ticks + 10 >= least.ticks);
    }
}

TEST_CASE("Agents at rest have the window of the two that are closest", "[engine]") {
    Motions motions;
    for (int x = 0; x < 5; ++x) {
        for (int y = 0; y < 5; ++y) {
            for (int z = 0; z < 5; ++z) {
                motions.push_back(std::make_shared<const FixedMotion>(
                    Vector3{x * 1e-3 * c, y * 1e-3 * c, z * 1e-3 * c}));
            }
        }
    }
    // Pair by pair they are known already, and nothing is gained.
    const World few = world_of(1, motions, Time{1'000'000'000});
    CHECK_FALSE(Horizon::of(few));
    while (motions.size() < 2'744) {
        const auto i = static_cast<double>(motions.size());
        motions.push_back(std::make_shared<const FixedMotion>(Vector3{i * 1e-3 * c, c, 0.0}));
    }
    const World many = world_of(1, motions, Time{1'000'000'000});
    const auto horizon = Horizon::of(many);
    REQUIRE(horizon);
    CHECK(horizon->usual().ticks >= 999'990);
    CHECK(horizon->usual().ticks <= 1'000'000);
}

TEST_CASE("Windows of light cones change nothing in a run", "[engine]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 4)));
    CAPTURE(seed);
    const Motions motions = bodies(seed, 90, seed % 2 == 1);
    const auto make = [&] { return world_of(seed, motions, Time{1'000'000'000}); };
    REQUIRE(Horizon::of(make()));
    const MemorySink alone = relays::facts_of(make());
    REQUIRE(alone.facts.transitions.size() > 2'000);
    for (const RunOptions& options : scripted::every_way()) {
        const MemorySink other = relays::facts_of(make(), options);
        CHECK(other.ending.run_digest == alone.ending.run_digest);
        CHECK(digest_of_rows(other.facts) == digest_of_rows(alone.facts));
    }
    CHECK(run_oracle(make()).ending.run_digest == alone.ending.run_digest);

    MemorySink sink;
    Sink* const sinks[]{&sink};
    Engine first(make(), {}, sinks);
    for (int i = 0; i < 20; ++i) first.step();
    RunOptions on;
    on.snapshot = std::make_shared<const std::vector<std::byte>>(first.snapshot());
    first.finish();
    Engine rest(make(), on, sinks);
    while (rest.step()) continue;
    CHECK(rest.finish().run_digest == alone.ending.run_digest);
    CHECK(digest_of_rows(sink.facts) == digest_of_rows(alone.facts));
}

TEST_CASE("One who is not involved changes nothing for the others", "[engine]") {
    const Motions motions = bodies(21, 90, true);
    Motions with_another = motions;
    with_another.push_back(
        std::make_shared<const InertialMotion>(MovingPoint{{1e3, 2e3, 3e3}, {2e8, 0.0, 0.0}}));
    const World few = world_of(21, motions, Time{1'000'000'000});
    World more = few;
    auto& states = static_cast<StatesOf<Notes>&>(*more.kinds[0].states);
    states.rows.push_back({});
    more.kind.push_back(0);
    more.index.push_back(90);
    more.kernel.push_back(90);
    more.clocks.push_back(more.clocks.front());
    more.network = std::make_shared<const Network>(std::make_shared<const FlatMetric>(Resolution{}),
                                                   with_another, 91);
    const auto lines = [](World world) {
        std::map<TransitionId, std::pair<Time, Digest>> all;
        for (const Transition& row : relays::facts_of(std::move(world)).facts.transitions) {
            all[row.id] = {row.time, row.history};
        }
        return all;
    };
    CHECK(lines(few) == lines(more));
}

TEST_CASE("Every message of bodies that move is in the light cone of its cause", "[engine]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(10, 13)));
    CAPTURE(seed);
    World world = world_of(seed, bodies(seed, 90, true), Time{1'000'000'000});
    for (std::uint32_t i = 0; i < 90; ++i) world.records_position.push_back(true);
    LightCones cones(world.network, world.resolution, world.kernel);
    Sink* const sinks[]{&cones};
    run(std::move(world), {}, sinks);
    CHECK(cones.n_faults() == 0);
    CHECK(cones.n_unknown() == 0);
    CHECK(cones.n_checked() > 1'000);
}

/// Says that it rests, and comes nearer at a tenth of light speed.
class Liar final : public Motion {
public:
    explicit Liar(double x) : x_(x) {}
    MovingPoint at(Twofold seconds) const override {
        return {{x_ - 0.1 * c * seconds.value(), 0.0, 0.0}, {}};
    }
    Bounds bounds() const override { return {.speed_max = 1.0, .acceleration_max = 1e-9}; }
    std::string describe() const override { return "liar"; }

private:
    double x_;
};

TEST_CASE("A motion that breaks its own bounds ends the run with its name", "[engine]") {
    Motions motions;
    for (int i = 0; i < 80; ++i) {
        motions.push_back(std::make_shared<const Liar>((1 + i) * 0.01 * c));
    }
    motions.push_back(std::make_shared<const FixedMotion>(Vector3{}));
    World world = world_of(1, motions, Time{1'000'000'000});
    world.kinds[0].behaviour =
        std::make_shared<const scripted::Scripted>([](Notes&, const Percept&, Actions& actions) {
            actions.tell(AgentId{0}, {.kind = scripted::word});
        });
    // By then the first has come within a ten-thousandth of a light second of the one at rest.
    world.plans = {{Time{99'000'000}, AgentId{80}, event_kind::plan, {}}};
    CHECK(scripted::failed_run(std::move(world)).error.find("exceeds the bounds that it gives") !=
          std::string::npos);
}

}  // namespace
}  // namespace worldline
