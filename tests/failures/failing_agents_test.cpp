// SPDX-License-Identifier: Apache-2.0
// What is told when agents fail, and does it depend on anything but the world?
//
// Goal: the same failure in the same words for any threads, blocks and inner loop, and nothing of
// a reaction that failed in the record.
// Method: agents that fail on purpose, at births, at alarms, several in one window.

#include <limits>

#include "analysis/causality.hpp"
#include "tests/support/check.hpp"
#include "tests/support/scripted.hpp"

using namespace worldline;
using namespace worldline::scripted;
using Catch::Contains;

namespace {
bool is_start(const Percept& percept) { return percept.kind == event_kind::start; }
}  // namespace

TEST_CASE("Of several messages to the unborn the same one is told in every way",
          "[failure][engine]") {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (is_start(percept)) {
                actions.tell(AgentId{20 + (percept.self.number * 7) % 20}, {.kind = word});
                actions.tell(AgentId{(percept.self.number + 3) % 20}, {.kind = word});
            } else if (percept.self.number == 11) {
                throw std::runtime_error("eleven");
            }
        },
        20);
    world.add_offspring<Notes>(AgentId{0}, 0, 20);
    const std::string alone = failed_run(world).error;
    for (const RunOptions& way : every_way()) {
        CAPTURE(way.schedule.threads, way.schedule.shuffle.value_or(0), *way.block_agents);
        CHECK(failed_run(world, way).error == alone);
    }
}

TEST_CASE("A kernel-mate that is told of a child at once can reach it", "[failure][engine]") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        World world = scripted::world_of(
            [](Notes&, const Percept& percept, Actions& actions) {
                if (is_start(percept) && percept.self == AgentId{0}) {
                    const AgentId child = actions.spawn({});
                    const Contents name = Contents::of(child);
                    actions.tell(AgentId{1}, {.kind = word, .contents = name.bytes()});
                } else if (percept.kind == word && percept.self == AgentId{1}) {
                    actions.tell(percept.as<AgentId>(), {.kind = word});
                }
            },
            2);
        world.kernel[1] = 0;
        world.add_offspring<Notes>(AgentId{0}, 0, 1);
        world.seed = seed;
        CAPTURE(seed);
        CHECK(failed_run(world).error == "");
    }
}

TEST_CASE("A failure at a birth does not say that it was an alarm", "[failure][engine]") {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (is_start(percept))
                actions.spawn({});
            else
                throw std::runtime_error("no");
        },
        1);
    world.add_offspring<Notes>(AgentId{0}, 0, 1);
    CHECK_THAT(failed_run(world).error, !Contains("its alarm"));
}

TEST_CASE("A failure at an alarm whose kind is a word's says alarm", "[failure][engine]") {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (is_start(percept))
                actions.wake(Reading{5, 0.0}, word, {});
            else
                throw std::runtime_error("no");
        },
        1);
    CHECK_THAT(failed_run(world).error, Contains("its alarm"));
}

TEST_CASE("A clock is not steered to infinity", "[failure][engine]") {
    for (const double rate : {std::numeric_limits<double>::infinity(), 1e300, -1.0 + 1e-16, 1e12}) {
        CAPTURE(rate);
        const auto instrument = relays::clock_of(relays::metric_of({10}), {});
        try {
            const SteeredClock clock(*instrument, Reading{}, Reading{}, rate);
            Reading last = clock.read(Time{1'000'000'000'000});
            for (std::int64_t t = 1'000'000'000'001; t < 1'000'000'000'100; ++t) {
                CHECK(clock.read(Time{t}) > last);
                last = clock.read(Time{t});
            }
        } catch (const std::invalid_argument&) {
        }
    }
}

TEST_CASE("A reaction that failed leaves no rows", "[failure][engine]") {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            actions.tell(AgentId{1}, {.kind = word});
            if (percept.self == AgentId{0}) throw std::runtime_error("no");
        },
        2);
    const Failed failed = failed_run(world);
    for (const Message& row : failed.sink.facts.messages) {
        bool is_there = false;
        for (const Transition& t : failed.sink.facts.transitions) {
            is_there = is_there || t.id == row.transition;
        }
        CHECK(is_there);
    }
}

TEST_CASE("Both loops tell the same failure", "[failure][engine]") {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (!is_start(percept)) throw std::runtime_error("no");
            if (percept.self.number == 5) actions.wake(Reading{20, 0.0}, 5, {});
            if (percept.self.number == 3) actions.wake(Reading{19, 0.0}, 6, {});
        },
        6);
    RunOptions by_time;
    by_time.loop = InnerLoop::by_time;
    CHECK(failed_run(world).error == failed_run(world, by_time).error);
}
