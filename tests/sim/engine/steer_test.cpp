// SPDX-License-Identifier: Apache-2.0
//
// Goal: an agent that steers its clock hears its alarms at the first tick whose reading shows
// them, also where the clock is stepped back.
// Method: the clock that the agent should have is built beside it; the tick is looked for one by
// one. The law of clocks is asked of steered clocks over true and drifting instruments.
#include "sim/spacetime/clocks.hpp"

#include <algorithm>
#include <limits>

#include "sim/base/random.hpp"
#include "tests/support/check.hpp"
#include "tests/support/scripted.hpp"

using namespace worldline;
using namespace worldline::scripted;

namespace {

constexpr std::uint16_t planned_act = 5;
constexpr std::uint16_t own_alarm = 6;
const OscillatorClock::Error fast{.offset = 3.4e-9, .drift = 0.31};

std::shared_ptr<const Clock> instrument_of(OscillatorClock::Error error) {
    return relays::clock_of(relays::metric_of({10}), error);
}

/// The first tick from `from` on that shows `reading`, by looking at each.
Time first_by_looking(const Clock& clock, Reading reading, Time from) {
    Time t = from;
    while (clock.read(t) < reading) t = t + Duration{1};
    return t;
}

struct Steering {
    std::int64_t at;  ///< t
    double rate;
    std::int64_t step;
};

/// One agent that sets an alarm at the start and steers at some instants; when it rings.
std::vector<std::pair<std::int64_t, Reading>> rings(OscillatorClock::Error error,
                                                    std::vector<Steering> steerings,
                                                    std::vector<Reading> alarms) {
    std::vector<Reading> shown;
    std::size_t n_steered = 0;
    World world = scripted::world_of(
        [&](Notes&, const Percept& percept, Actions& actions) {
            if (percept.kind == event_kind::start) {
                for (const Reading at : alarms) actions.wake(at, own_alarm, {});
            } else if (percept.kind == planned_act) {
                const Steering& steering = steerings[n_steered++];
                actions.steer(steering.rate, Duration{steering.step});
            } else {
                shown.push_back(percept.now);
            }
        },
        1, Duration{10}, error);
    world.until = Time{5'000};
    for (const Steering& steering : steerings) {
        world.plans.push_back({Time{steering.at}, AgentId{0}, planned_act, {}});
    }
    const MemorySink facts = relays::facts_of(world);
    std::vector<std::pair<std::int64_t, Reading>> rung;
    for (const Transition& transition : facts.facts.transitions) {
        const bool is_plan = transition.time == Time{0} ||
                             std::any_of(steerings.begin(), steerings.end(), [&](const auto& s) {
                                 return s.at == transition.time.ticks && transition.round == 0;
                             });
        if (!is_plan) rung.emplace_back(transition.time.ticks, Reading{});
    }
    REQUIRE(rung.size() == shown.size());
    for (std::size_t i = 0; i < rung.size(); ++i) rung[i].second = shown[i];
    return rung;
}

}  // namespace

TEST_CASE("A clock that is slowed down lets its alarms ring later", "[steer]") {
    // At t = 100 the clock shows 100; from then on half a tick a tick: 150 is shown at 200.
    const auto rung = rings({}, {{100, -0.5, 0}}, {{150, 0.0}});
    REQUIRE(rung.size() == 1);
    CHECK(rung[0].first == 200);
    CHECK(rung[0].second == Reading{150, 0.0});
}

TEST_CASE("A clock that is sped up lets its alarms ring sooner", "[steer]") {
    const auto rung = rings({}, {{100, 1.0, 0}}, {{151, 0.0}});
    REQUIRE(rung.size() == 1);
    CHECK(rung[0].first == 126);  // shows 152: 151 falls between two ticks
    CHECK(rung[0].second == Reading{152, 0.0});
}

TEST_CASE("A step ahead makes the alarms that it passes ring at once", "[steer]") {
    const auto rung = rings({}, {{100, 0.0, 50}}, {{120, 0.0}, {150, 0.0}, {151, 0.0}});
    REQUIRE(rung.size() == 3);
    CHECK(rung[0].first == 100);
    CHECK(rung[0].second == Reading{150, 0.0});
    CHECK(rung[1].first == 100);
    CHECK(rung[2].first == 101);
}

TEST_CASE("After a step back what has rung rings no more, and what waits waits longer", "[steer]") {
    // The clock shows t until t = 50, then t - 30: 40 has rung, 60 is shown at 90, 100 at 130.
    const auto rung = rings({}, {{50, 0.0, -30}}, {Reading{40, 0.0}, {60, 0.0}, {100, 0.0}});
    REQUIRE(rung.size() == 3);
    CHECK(rung[0] == std::pair{std::int64_t{40}, Reading{40, 0.0}});
    CHECK(rung[1] == std::pair{std::int64_t{90}, Reading{60, 0.0}});
    CHECK(rung[2] == std::pair{std::int64_t{130}, Reading{100, 0.0}});
}

TEST_CASE("After steering alarms ring at the first tick that shows them", "[steer]") {
    Random random(1, Purpose::scenario, AgentId{0}, 0);
    for (int round = 0; round < 100; ++round) {
        const OscillatorClock::Error error{.offset = random.uniform() * 40e-9,
                                           .drift = (random.uniform() - 0.5) * 0.8};
        const Steering first{100 + static_cast<std::int64_t>(random.below(100)),
                             (random.uniform() - 0.5) * 1.5,
                             static_cast<std::int64_t>(random.below(20))};
        const Steering second{first.at + 1 + static_cast<std::int64_t>(random.below(300)),
                              (random.uniform() - 0.5) * 1.5, 0};
        // What the agent's clock should be, from each steering on.
        const auto instrument = instrument_of(error);
        const Reading shown = instrument->read(Time{first.at}) + Duration{first.step};
        const SteeredClock once(*instrument, instrument->read(Time{first.at}), shown, first.rate);
        const SteeredClock twice(*instrument, instrument->read(Time{second.at}),
                                 once.read(Time{second.at}), second.rate);
        const Reading alarm = shifted(twice.read(Time{second.at}), 40.0 + random.uniform() * 500);
        const auto rung = rings(error, {first, second}, {alarm});
        CAPTURE(round, error.drift, first.at, first.rate, first.step, second.at, second.rate);
        REQUIRE(rung.size() == 1);
        const Time expected = first_by_looking(twice, alarm, Time{second.at});
        CHECK(rung[0].first == expected.ticks);
        CHECK(rung[0].second == twice.read(expected));
    }
}

TEST_CASE("A steered clock never runs backwards, nor stands still", "[steer][law]") {
    for (const double drift : {0.0, 20e-6, 0.31, -0.4}) {
        for (const double rate : {0.0, 1e-9, -1e-6, 0.5, -0.9, 3.0, -1.0 + 1e-6}) {
            CAPTURE(drift, rate);
            const auto instrument = instrument_of({.offset = 1.5e-9, .drift = drift});
            const Reading then = instrument->read(Time{1'000'007});
            const SteeredClock clock(*instrument, then, then + Duration{7}, rate);
            CHECK(clock.read(Time{1'000'007}) == then + Duration{7});
            for (const std::int64_t from :
                 {std::int64_t{1'000'007}, std::int64_t{1'000'000'007}, std::int64_t{1} << 50}) {
                Reading last = clock.read(Time{from});
                bool rises = true;
                for (std::int64_t t = from + 1; t < from + 2'000; ++t) {
                    const Reading now = clock.read(Time{t});
                    rises = rises && now > last && now.fraction >= 0.0 && now.fraction < 1.0;
                    last = now;
                }
                CHECK(rises);
            }
        }
    }
}

TEST_CASE("A steered clock shows a reading first at the tick that it names", "[steer][law]") {
    Random random(2, Purpose::scenario, AgentId{0}, 0);
    for (const double drift : {0.0, 20e-6, 0.31, -0.4}) {
        for (const double rate : {0.0, 1e-9, -1e-6, 0.5, -0.9, 3.0}) {
            CAPTURE(drift, rate);
            const auto instrument = instrument_of({.offset = 1.5e-9, .drift = drift});
            const Time from{1'000'000};
            const Reading then = instrument->read(from);
            const SteeredClock clock(*instrument, then, then, rate);
            bool holds = true;
            for (int i = 0; i < 500; ++i) {
                const double ahead = 1.0 + random.uniform() * (i % 2 == 0 ? 1e2 : 1e9);
                const Reading reading = shifted(then, ahead);
                const Time when = clock.when(reading);
                holds = holds && clock.read(when) >= reading &&
                        clock.read(when - Duration{1}) < reading;
            }
            CHECK(holds);
        }
    }
}

TEST_CASE("A steered clock that has shown the largest reading stays there", "[steer]") {
    const auto instrument = instrument_of({.offset = -1e9, .drift = 0.0});
    const Reading then = instrument->read(Time{0});
    const SteeredClock clock(*instrument, then, Reading{1'000, 0.0}, 1.0);
    CHECK(clock.read(Time{5}) == Reading{1'010, 0.0});
    CHECK(clock.read(Time{never_ticks - 1}).ticks == never_ticks);
    CHECK(clock.when(Reading{2'000, 0.0}) == Time{500});
}

TEST_CASE("A clock cannot be steered to stop at once", "[steer]") {
    const auto instrument = instrument_of({});
    for (const double rate : {std::numeric_limits<double>::infinity(), 1e300, 1e10, -1.0 + 1e-12}) {
        CAPTURE(rate);
        CHECK_THROWS_AS(SteeredClock(*instrument, Reading{}, Reading{}, rate),
                        std::invalid_argument);
    }
}

TEST_CASE("A clock cannot be steered to stand still or to run backwards", "[steer]") {
    const auto instrument = instrument_of({});
    for (const double rate : {-1.0, -1.5, -std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::quiet_NaN()}) {
        CHECK_THROWS_AS(SteeredClock(*instrument, Reading{}, Reading{}, rate),
                        std::invalid_argument);
        const auto react = [rate](Notes&, const Percept& percept, Actions& actions) {
            if (percept.kind == event_kind::start) actions.steer(rate);
        };
        const std::string error = failed_run(scripted::world_of(react, 1)).error;
        CHECK_THAT(error, Catch::Contains("number 0") && Catch::Contains("t = 0 s") &&
                              Catch::Contains("may not stand still or run backwards"));
    }
}

TEST_CASE("A run in which agents steer is the same in every way", "[steer]") {
    const auto make = [] {
        return scripted::world_of(
            [](Notes& notes, const Percept& percept, Actions& actions) {
                if (percept.kind == own_alarm) return;
                actions.steer((actions.random().uniform() - 0.5) * 0.6,
                              Duration{static_cast<std::int64_t>(actions.random().below(3))});
                notes.alarm = actions.wake(percept.now + Duration{7}, own_alarm, {});
                actions.tell(AgentId{(percept.self.number + 1) % 9}, {.kind = word});
            },
            9, Duration{10}, fast);
    };
    const auto digest = [&](const RunOptions& options) {
        World world = make();
        world.until = Time{1'000};
        return relays::facts_of(world, options).ending.run_digest;
    };
    const Digest alone = digest({});
    for (const RunOptions& way : every_way()) CHECK(digest(way) == alone);
}
