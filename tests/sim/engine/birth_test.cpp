// SPDX-License-Identifier: Apache-2.0
//
// Goal: agents that are called into being during a run have names that are known at once and
// depend on nobody else, hear of their birth first, and are gone when they stop.
// Method: one parent, or a crowd of them, in worlds whose every signal takes 10 ticks.
#include "sim/engine/actions.hpp"

#include <algorithm>

#include "tests/support/check.hpp"
#include "tests/support/oracle.hpp"
#include "tests/support/scripted.hpp"

using namespace worldline;
using namespace worldline::scripted;

namespace {

constexpr std::uint16_t own_alarm = 5;

/// `n` agents that may each have `n_children`; numbered from n on, parent by parent.
World world_with_children(Script reaction, std::uint32_t n, std::uint32_t n_children) {
    World world = scripted::world_of(std::move(reaction), n);
    for (std::uint32_t parent = 0; parent < n; ++parent) {
        world.add_offspring<Notes>(AgentId{parent}, 0, n_children);
    }
    return world;
}

std::vector<Transition> of_agent(const MemorySink& sink, std::uint32_t agent) {
    std::vector<Transition> found;
    for (const Transition& row : sink.facts.transitions) {
        if (row.id.maker() == AgentId{agent}) found.push_back(row);
    }
    return found;
}

bool is_start(const Percept& percept) { return percept.kind == event_kind::start; }

/// Each of 20 agents has two children, who tell their parent and the child of another.
World crowd() {
    constexpr std::uint32_t n = 20;
    return world_with_children(
        [](Notes& notes, const Percept& percept, Actions& actions) {
            const std::uint32_t self = percept.self.number;
            if (self < n && notes.n_heard <= 2) {
                const AgentId child = actions.spawn({});
                expects(child.number == n + 2 * self + notes.n_heard - 1, "a child's number");
                actions.tell(child, {.kind = word});
                actions.tell(AgentId{(self + 7) % n}, {.kind = word});
            } else if (self >= n) {
                actions.tell(AgentId{(self - n) / 2}, {.kind = word});
                if (notes.n_heard == 3) actions.stop();
            } else {
                actions.tell(AgentId{n + 2 * self}, {.kind = word});
            }
        },
        n, 2);
}

}  // namespace

TEST_CASE("A child is born after the least delay, and hears of its birth first", "[birth]") {
    std::vector<std::uint16_t> heard;
    const Contents parameters = Contents::of(std::uint64_t{42});
    const MemorySink sink = relays::facts_of(world_with_children(
        [&](Notes&, const Percept& percept, Actions& actions) {
            if (is_start(percept)) {
                const AgentId child = actions.spawn({.contents = parameters.bytes()});
                CHECK(child == AgentId{1});
                actions.tell(child, {.kind = word});
            } else if (percept.self == AgentId{1}) {
                heard.push_back(percept.kind);
                if (percept.kind != event_kind::birth) return;
                CHECK(percept.sender == AgentId{0});
                CHECK(percept.as<std::uint64_t>() == 42);
                CHECK(percept.now == Reading{10, 0.0});
            }
        },
        1, 3));
    CHECK(heard == std::vector<std::uint16_t>{event_kind::birth, word});
    const auto child = of_agent(sink, 1);
    REQUIRE(child.size() == 2);
    CHECK(child[0].time == Time{10});
    CHECK(child[0].cause == MessageId{AgentId{0}, 0});
    CHECK(of_agent(sink, 2).empty());  // the other two are never born
}

TEST_CASE("Long parameters reach a child", "[birth]") {
    std::array<std::byte, Contents::size_max> bytes;
    std::fill(bytes.begin(), bytes.end(), std::byte{9});
    std::size_t n_heard = 0;
    run(world_with_children(
            [&](Notes&, const Percept& percept, Actions& actions) {
                if (is_start(percept)) actions.spawn({.contents = bytes});
                if (percept.kind != event_kind::birth) return;
                CHECK(std::equal(bytes.begin(), bytes.end(), percept.contents.begin(),
                                 percept.contents.end()));
                ++n_heard;
            },
            1, 1),
        {}, {});
    CHECK(n_heard == 1);
}

TEST_CASE("A birth waits for the least delay of all ways, not for that of one", "[birth]") {
    World world = world_with_children(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (is_start(percept)) actions.spawn({});
        },
        1, 1);
    world.network = std::make_shared<const Network>(
        std::make_shared<const GraphMetric>(
            std::vector<GraphMetric::Link>{{AgentId{0}, AgentId{1}, Duration{50}}}, Duration{10},
            Resolution{}),
        std::vector<std::shared_ptr<const Motion>>{}, 2);
    CHECK(of_agent(relays::facts_of(world), 1).at(0).time == Time{10});
}

TEST_CASE("Children are not there before their birth, and are after", "[birth]") {
    Engine engine(world_with_children(
                      [](Notes&, const Percept& percept, Actions& actions) {
                          if (is_start(percept)) actions.spawn({});
                      },
                      1, 2),
                  {}, {});
    CHECK(!engine.look_at(AgentId{1}).is_there);
    engine.run_until(Time{5});
    CHECK(!engine.look_at(AgentId{1}).is_there);
    engine.run_until(Time{50});
    CHECK(engine.look_at(AgentId{1}).is_there);
    CHECK(engine.look_at(AgentId{1}).interior_time == 1);
    CHECK(!engine.look_at(AgentId{2}).is_there);
}

TEST_CASE("A child may have children of its own", "[birth]") {
    World world = world_with_children(
        [](Notes&, const Percept&, Actions& actions) { actions.spawn({}); }, 1, 1);
    world.add_offspring<Notes>(AgentId{1}, 0, 1);
    world.add_offspring<Notes>(AgentId{2}, 0, 1);
    world.until = Time{30};
    const MemorySink sink = relays::facts_of(world);
    CHECK(of_agent(sink, 1).at(0).time == Time{10});
    CHECK(of_agent(sink, 2).at(0).time == Time{20});
}

TEST_CASE("A run with births and stops is the same in every way", "[birth]") {
    const MemorySink alone = relays::facts_of(crowd());
    CHECK(alone.ending.unheard > 0);
    CHECK(run_oracle(crowd()).ending.run_digest == alone.ending.run_digest);
    for (const RunOptions& way : every_way()) {
        const MemorySink other = relays::facts_of(crowd(), way);
        CHECK(other.ending.run_digest == alone.ending.run_digest);
        CHECK(other.ending.unheard == alone.ending.unheard);
        CHECK(other.facts.messages.size() == alone.facts.messages.size());
    }
}

TEST_CASE("Nobody hears what is said to one that is gone, and it is counted", "[stop]") {
    const MemorySink sink =
        relays::facts_of(scripted::world_of(
            [](Notes& notes, const Percept& percept, Actions& actions) {
                if (percept.self == AgentId{1}) {
                    if (notes.n_heard == 2) actions.stop();
                } else if (is_start(percept)) {
                    for (int i = 0; i < 4; ++i) actions.tell(AgentId{1}, {.kind = word});
                    actions.tell(AgentId{1}, {.kind = word, .after = Duration{30}});
                }
            },
            2));
    CHECK(of_agent(sink, 1).size() == 2);  // its start and one of five messages
    CHECK(sink.ending.unheard == 4);
    CHECK(sink.facts.messages.size() == 5);
}

TEST_CASE("The alarms of one that is gone never ring", "[stop]") {
    const MemorySink sink = relays::facts_of(scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            actions.wake(percept.now + Duration{3}, own_alarm, {});  // within the window
            actions.wake(percept.now + Duration{40}, own_alarm, {});
            actions.tell(AgentId{0}, {.kind = word});  // to itself, at once
            actions.stop();
            actions.wake(percept.now, own_alarm, {});  // a last act, and in vain
        },
        1));
    CHECK(sink.facts.transitions.size() == 1);
    CHECK(sink.ending.unheard == 1);
}

TEST_CASE("What one says in its last reaction is heard", "[stop]") {
    const MemorySink sink = relays::facts_of(scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            if (percept.self != AgentId{0}) return;
            actions.stop();
            actions.tell(AgentId{1}, {.kind = word});
        },
        2));
    CHECK(of_agent(sink, 1).size() == 2);
}

TEST_CASE("What is laid down for one that is gone does not happen", "[stop]") {
    World world = scripted::world_of(
        [](Notes&, const Percept&, Actions& actions) { actions.stop(); }, 1);
    world.plans.push_back({Time{50}, AgentId{0}, event_kind::plan, {}});
    const MemorySink sink = relays::facts_of(world);
    CHECK(sink.facts.transitions.size() == 1);
    CHECK(sink.ending.unheard == 0);  // a plan is no message
}

TEST_CASE("Children have names in the record where their parents have", "[birth]") {
    World world = scripted::world_of([](Notes&, const Percept&, Actions&) {}, 2);
    world.preamble.agents.emplace_back().name = "ann";
    world.preamble.agents.emplace_back().name = "bob";
    world.add_offspring<Notes>(AgentId{1}, 0, 2);
    REQUIRE(world.preamble.agents.size() == 4);
    CHECK(world.preamble.agents[2].name == "bob.1");
    CHECK(world.preamble.agents[3].name == "bob.2");
    CHECK(world.preamble.agents[3].kernel == 3);
}
