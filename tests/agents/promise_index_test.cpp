// SPDX-License-Identifier: Apache-2.0
#include "agents/promise_index.hpp"

#include <algorithm>
#include <vector>

#include "sim/base/random.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

/// Promises of a few agents, each with a scope of chance among a few groups.
struct Written {
    explicit Written(std::uint32_t seed) {
        Random chance(seed, Purpose::behaviour, AgentId{}, 0);
        const auto below = [&](std::uint32_t n) {
            return static_cast<std::uint32_t>(chance.below(n));
        };
        for (std::uint32_t group = 0; group < 5; ++group) {
            std::vector<AgentId> members;
            for (std::uint32_t agent = 0; agent < n_agents; ++agent) {
                if (below(3) == 0) members.push_back({agent});
            }
            groups.push_back(members);
        }
        std::vector<std::uint32_t> counts(n_agents);
        for (std::uint32_t i = 0; i < 20; ++i) {
            const AgentId promiser{below(n_agents)};
            Notice notice{};
            notice.promise = PromiseId{promiser, counts[promiser.number]++};
            notices.push_back(notice);
            scopes.push_back({below(5)});
        }
    }

    static constexpr std::uint32_t n_agents = 8;
    std::vector<Notice> notices;
    std::vector<GroupId> scopes;
    std::vector<std::vector<AgentId>> groups;
};

}  // namespace

TEST_CASE("An index finds what looking at every promise finds", "[promise_index]") {
    const std::uint32_t seed = GENERATE(range(0u, 20u));
    const Written written(seed);
    const PromiseIndex index(written.notices, written.scopes, written.groups);
    REQUIRE(index.n_promises() == written.notices.size());
    for (std::uint32_t agent = 0; agent < Written::n_agents + 2; ++agent) {
        std::vector<std::uint32_t> made, known;
        for (std::uint32_t place = 0; place < written.notices.size(); ++place) {
            const auto& scope = written.groups[written.scopes[place].number];
            if (written.notices[place].promise.maker() == AgentId{agent}) made.push_back(place);
            if (std::binary_search(scope.begin(), scope.end(), AgentId{agent})) {
                known.push_back(place);
            }
        }
        const auto found = index.made_by({agent});
        CHECK(std::vector<std::uint32_t>(found.begin(), found.end()) == made);
        CHECK(index.within_scope_of({agent}) == known);
    }
    for (std::size_t place = 0; place < written.notices.size(); ++place) {
        CHECK(index.place_of(written.notices[place].promise, written.notices) == place);
    }
    CHECK_FALSE(index.place_of(PromiseId{{0}, 99}, written.notices));
    CHECK_FALSE(index.place_of(PromiseId{{99}, 0}, written.notices));
}

TEST_CASE("An index of no promises finds none", "[promise_index]") {
    const PromiseIndex index({}, {}, {});
    CHECK(index.n_promises() == 0);
    CHECK(index.made_by({0}).empty());
    CHECK(index.within_scope_of({0}).empty());
}

}  // namespace worldline
