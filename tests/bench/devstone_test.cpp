// SPDX-License-Identifier: Apache-2.0
//
// Goal: DEVStone counts what others count.
// Method: a small model by hand, larger ones against the published numbers of transitions.
#include "bench/devstone.hpp"

#include <map>
#include <vector>

#include "tests/bench/runs.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

Load model(const std::string& name, std::uint32_t depth, std::uint32_t width) {
    Load load;
    load.model = name;
    load.depth = depth;
    load.width = width;
    return load;
}

/// How often each agent heard a message of a kind.
std::map<std::uint32_t, int> heard(const MemorySink& facts, std::uint16_t kind) {
    std::map<MessageId, std::uint16_t> kinds;
    for (const Message& message : facts.facts.messages) kinds[message.id] = message.kind;
    std::map<std::uint32_t, int> n_heard;
    for (const Transition& row : facts.facts.transitions) {
        if (row.cause.exists() && kinds.at(row.cause) == kind) ++n_heard[row.id.maker().number];
    }
    return n_heard;
}

int n_left(const World& world, const MemorySink& facts) {
    int n_left = 0;
    for (const Message& message : facts.facts.messages) {
        const bool leaves = message.receiver.number == world.n_agents() - 1;
        if (leaves) CHECK(message.received >= world.until);
        n_left += leaves ? 1 : 0;
    }
    return n_left;
}

std::uint64_t n_internal(const Load& load) {
    return DevStone::n_internal(end_of(DevStone::world(load)).events);
}

}  // namespace

TEST_CASE("Three levels of three parts have the transitions of a calculation by hand", "[bench]") {
    // Atomics 1 and 2 of the outermost level, 3 and 4 of the next, 5 innermost. In a chain the
    // second hears the input, then the first's answer to it.
    struct Case {
        std::string name;
        std::map<std::uint32_t, int> transitions;
        int n_left;
    };
    const std::vector<Case> cases = {
        {"LI", {{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}}, 1},
        {"HI", {{1, 1}, {2, 2}, {3, 1}, {4, 2}, {5, 1}}, 1},
        {"HO", {{1, 1}, {2, 2}, {3, 1}, {4, 2}, {5, 1}}, 4},  // those of 1 and 2 leave as well
    };
    for (const Case& expected : cases) {
        const World world = DevStone::world(model(expected.name, 3, 3));
        const MemorySink facts = facts_of(world);
        CHECK(heard(facts, first_message_kind) == expected.transitions);
        CHECK(heard(facts, first_message_kind + 1) == expected.transitions);
        CHECK(n_left(world, facts) == expected.n_left);
    }
}

TEST_CASE("DEVStone has the published numbers of internal transitions", "[bench]") {
    for (const std::uint32_t d : {1u, 2u, 3u, 10u}) {
        for (const std::uint32_t w : {1u, 2u, 3u, 10u, 41u}) {
            CHECK(n_internal(model("LI", d, w)) == 1 + (d - 1) * (w - 1));
            CHECK(n_internal(model("HI", d, w)) == 1 + (d - 1) * (w - 1) * w / 2);
            CHECK(n_internal(model("HO", d, w)) == 1 + (d - 1) * (w - 1) * w / 2);
        }
    }
    CHECK(n_internal(model("HO", 100, 100)) == 490'051);
}

TEST_CASE("A chain that is too long for one instant is refused before it runs", "[bench]") {
    CHECK(n_internal(model("HI", 2, 128)) == 1 + 127 * 128 / 2);
    CHECK(n_internal(model("LI", 2, 1'000)) == 1'000);
    CHECK_THROWS_AS(DevStone::world(model("HI", 2, 129)), BadOption);
    CHECK_THROWS_AS(DevStone::world(model("HO", 2, 129)), BadOption);
}
