// SPDX-License-Identifier: Apache-2.0
// Where does a signal meet an agent that steers itself?
//
// Goal: it arrives at the first tick at which light can be there, whatever the receiver did while
// it was under way; and it makes no difference how the run is served, stopped or forked.
// Method: the same legs once as decisions of the agent and once as a motion known beforehand; by
// hand; random worlds against the oracle and against themselves under other schedules.

#include <array>
#include <cmath>

#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/piloted.hpp"
#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"
#include "tests/support/rows.hpp"
#include "tests/support/scripted.hpp"

namespace worldline {
namespace {

constexpr double c = constants::light_speed;
constexpr Resolution nanosecond{};
constexpr std::int64_t second = 1'000'000'000;
constexpr double top = 0.6 * c;

using scripted::Notes;
using scripted::word;

struct Legs {
    struct Leg {
        Time since;
        Vector3 velocity;
    };
    Vector3 start;
    std::vector<Leg> legs;

    MovingPoint at(Time t) const {
        MovingPoint here{start, legs.front().velocity};
        for (std::size_t i = 0; i < legs.size() && legs[i].since <= t; ++i) {
            if (i > 0) {
                const auto span = static_cast<double>((legs[i].since - legs[i - 1].since).ticks);
                here.position = here.position + (span * 1e-9) * legs[i - 1].velocity;
            }
            here.velocity = legs[i].velocity;
            if (i + 1 == legs.size() || legs[i + 1].since > t) {
                const auto span = static_cast<double>((t - legs[i].since).ticks);
                here.position = here.position + (span * 1e-9) * legs[i].velocity;
                break;
            }
        }
        return here;
    }
};

/// The same way, known beforehand.
class KnownLegs final : public Motion {
public:
    explicit KnownLegs(Legs legs) : legs_(std::move(legs)) {}
    MovingPoint at(Twofold seconds) const override {
        const double ticks = seconds.value() * 1e9;
        const Time whole{static_cast<std::int64_t>(std::floor(ticks))};
        MovingPoint here = legs_.at(whole);
        here.position =
            here.position + ((ticks - static_cast<double>(whole.ticks)) * 1e-9) * here.velocity;
        return here;
    }
    Bounds bounds() const override {
        return {.speed_max = top, .acceleration_max = std::numeric_limits<double>::infinity()};
    }
    std::string describe() const override { return "legs"; }

private:
    Legs legs_;
};

struct Way {
    bool is_known = false;  ///< a motion beforehand, not decisions
    std::uint64_t seed = 0;
    Channel channel = {};
};

Vector3 random_velocity(Random& random) {
    const auto part = [&] { return (2.0 * random.uniform() - 1.0) * top / 1.75; };
    return {part(), part(), part()};
}

/// Agent 0 sends every 50 ms from where it rests, agent 1 goes on legs and answers each message;
/// its clock is none that slows: turns are laid down in coordinate time.
World chase(const Way& way) {
    Random random(way.seed, Purpose::scenario, AgentId{0}, 0);
    Legs legs{.start = {0.3 * c, 0.1 * c, 0.0}, .legs = {{Time{0}, random_velocity(random)}}};
    for (int i = 1; i < 8; ++i) {
        const auto pause = static_cast<std::int64_t>(random.below(second));
        legs.legs.push_back({legs.legs.back().since + Duration{pause}, random_velocity(random)});
    }
    const auto script = [legs, way](Notes&, const Percept& percept, Actions& actions) {
        if (percept.kind == event_kind::plan && percept.self == AgentId{1}) {
            if (way.is_known) return;
            actions.course(legs.legs[percept.as<std::uint32_t>()].velocity);
        } else if (percept.kind == event_kind::plan) {
            const std::uint64_t long_word[3] = {1, 2, 3};
            actions.tell(AgentId{1},
                         {.kind = word, .contents = std::as_bytes(std::span(long_word))});
        } else if (percept.self == AgentId{1} && percept.kind == word) {
            actions.tell(AgentId{0}, {.kind = word});
        }
    };
    World world;
    const std::uint32_t kind = world.add_kind(std::make_shared<const scripted::Scripted>(script));
    const auto metric = std::make_shared<const FlatMetric>(nanosecond);
    const auto clock = relays::clock_of(relays::metric_of({1}));
    for (int i = 0; i < 2; ++i) world.add_agent(kind, Notes{}, clock);
    std::shared_ptr<const Motion> goer = std::make_shared<const KnownLegs>(legs);
    if (!way.is_known) {
        goer = std::make_shared<const PilotedMotion>(
            MovingPoint{legs.start, legs.legs.front().velocity}, top);
    }
    world.network =
        std::make_shared<const Network>(metric,
                                        std::vector<std::shared_ptr<const Motion>>{
                                            std::make_shared<const FixedMotion>(Vector3{}), goer},
                                        2, Channels{.ways = {}, .otherwise = way.channel});
    for (std::int64_t t = 0; t < 8 * second; t += second / 20) {
        world.plans.push_back({Time{t}, AgentId{0}, event_kind::plan, {}});
    }
    for (std::uint32_t i = 1; i < legs.legs.size(); ++i) {
        world.plans.push_back({legs.legs[i].since, AgentId{1}, event_kind::plan,
                               Contents::copy_of(std::as_bytes(std::span(&i, 1)))});
    }
    std::stable_sort(world.plans.begin(), world.plans.end(),
                     [](const Planned& a, const Planned& b) { return a.time < b.time; });
    world.until = Time{20 * second};
    return world;
}

std::vector<Transition> hearings(const Batch& facts) {
    std::vector<Transition> heard;
    for (const Transition& row : facts.transitions) {
        if (row.cause.exists()) heard.push_back(row);
    }
    std::sort(heard.begin(), heard.end(), [](const Transition& a, const Transition& b) {
        return std::tie(a.cause, a.time) < std::tie(b.cause, b.time);
    });
    return heard;
}

TEST_CASE("A signal meets who steers itself where it meets who was known to go so", "[engine]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 12)));
    const Channel channel =
        seed % 2 == 0 ? Channel{} : Channel{.latency = {second / 3}, .jitter = 1e7, .loss = 0.1};
    CAPTURE(seed);
    const auto decided = hearings(
        relays::facts_of(chase({.is_known = false, .seed = seed, .channel = channel})).facts);
    const auto known = hearings(
        relays::facts_of(chase({.is_known = true, .seed = seed, .channel = channel})).facts);
    REQUIRE(decided.size() > 200);
    REQUIRE(decided.size() == known.size());
    std::int64_t furthest = 0;
    for (std::size_t i = 0; i < known.size(); ++i) {
        REQUIRE(decided[i].cause == known[i].cause);
        furthest = std::max(furthest, std::abs((decided[i].time - known[i].time).ticks));
    }
    // A tick there, and what a tick makes of the way back.
    CHECK(furthest <= 4);
}

TEST_CASE("Who steers itself is served alike in every way", "[engine]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 6)));
    CAPTURE(seed);
    const Way way{.is_known = false, .seed = seed, .channel = {.latency = {}, .jitter = 1e6}};
    const MemorySink alone = relays::facts_of(chase(way));
    for (const RunOptions& options : scripted::every_way()) {
        const MemorySink other = relays::facts_of(chase(way), options);
        CHECK(other.ending.run_digest == alone.ending.run_digest);
        CHECK(digest_of_rows(other.facts) == digest_of_rows(alone.facts));
    }
    CHECK(run_oracle(chase(way)).ending.run_digest == alone.ending.run_digest);

    MemorySink sink;
    Sink* const sinks[]{&sink};
    Engine first(chase(way), {}, sinks);
    first.run_until(Time{second * 2});
    RunOptions on;
    on.snapshot = std::make_shared<const std::vector<std::byte>>(first.snapshot());
    Engine second_half(chase(way), on, sinks);
    while (second_half.step()) continue;
    CHECK(second_half.finish().run_digest == alone.ending.run_digest);
}

/// One agent goes at 0.6 c for 4 s of its own clock and home at 0.6 c.
World twin(std::vector<Reading>& shown) {
    const auto script = [&shown](Notes&, const Percept& percept, Actions& actions) {
        shown.push_back(percept.now);
        if (percept.kind == event_kind::start) {
            actions.wake(Reading{4 * second}, event_kind::alarm, {});
            actions.wake(Reading{8 * second}, event_kind::alarm, {});
        } else if (percept.now.ticks < 5 * second) {
            actions.course({-0.6 * c, 0.0, 0.0});
        } else {
            CHECK(std::fabs(actions.place().position.x) < 2.0);
        }
    };
    World world = scripted::world_of(script, 1);
    world.network = std::make_shared<const Network>(
        std::make_shared<const FlatMetric>(nanosecond),
        std::vector<std::shared_ptr<const Motion>>{
            std::make_shared<const PilotedMotion>(MovingPoint{{}, {0.6 * c, 0.0, 0.0}}, top)},
        1);
    world.until = Time{11 * second};
    return world;
}

TEST_CASE("The clock of who turns back shows proper time, and its alarms ring by it", "[engine]") {
    std::vector<Reading> shown;
    const MemorySink sink = relays::facts_of(twin(shown));
    // γ = 1.25 at 0.6 c: 4 s of its own are 5 s, and all of it 10 s.
    REQUIRE(sink.facts.transitions.size() == 3);
    CHECK(std::abs((sink.facts.transitions[1].time - Time{5 * second}).ticks) <= 1);
    CHECK(std::abs((sink.facts.transitions[2].time - Time{10 * second}).ticks) <= 2);
    CHECK(shown[2] >= Reading{8 * second});
    CHECK(ticks_between(shown[2], Reading{8 * second}) < 1.0);
}

TEST_CASE("Nobody turns to a speed over its top speed, or without a course", "[engine]") {
    const auto world = [](Vector3 velocity, bool is_piloted) {
        World made = scripted::world_of(
            [velocity](Notes&, const Percept&, Actions& actions) { actions.course(velocity); }, 1);
        std::shared_ptr<const Motion> motion = std::make_shared<const FixedMotion>(Vector3{});
        if (is_piloted) {
            motion = std::make_shared<const PilotedMotion>(MovingPoint{{}, {}}, top);
        }
        made.network =
            std::make_shared<const Network>(std::make_shared<const FlatMetric>(nanosecond),
                                            std::vector<std::shared_ptr<const Motion>>{motion}, 1);
        return made;
    };
    CHECK(scripted::failed_run(world({0.1 * c, 0.0, 0.0}, true)).error.empty());
    CHECK(scripted::failed_run(world({0.7 * c, 0.0, 0.0}, true)).error.find("over its top speed") !=
          std::string::npos);
    CHECK(scripted::failed_run(world({0.1 * c, 0.0, 0.0}, false)).error.find("not piloted") !=
          std::string::npos);
    CHECK_THROWS_WITH(PilotedMotion({}, c),
                      "top_speed must be under the speed of light, 299792458 m/s");
}

}  // namespace
}  // namespace worldline
