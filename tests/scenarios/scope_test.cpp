// SPDX-License-Identifier: Apache-2.0
//
// Nothing about a promise reaches an agent outside the causal closure of its scope (C8).
//
// Goal: no state and no message of such an agent depends on the promise in any way.
// Method: taint. In random worlds one promise is changed, and nothing else. Whoever knew of it, or
// heard, at whatever remove, from somebody who did, may differ; every transition of all others must
// have the same digests, and what they say the same bytes.
#include <algorithm>
#include <map>

#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

constexpr std::uint32_t n_agents = 14;

/// Numbers below `end`, the same for a seed.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed * 2'862'933'555'777'941'757ULL + 3) {}
    std::uint32_t below(std::uint32_t end) {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return static_cast<std::uint32_t>(state_ % end);
    }
    std::string agent() { return "a" + std::to_string(below(n_agents)); }

private:
    std::uint64_t state_;
};

/// Promises to a few, verdicts told to a few, promises kept after others'; `due` is that of the
/// first promise, the only thing that differs.
std::string world(std::uint64_t seed, const std::string& due) {
    Dice dice(seed);
    std::vector<std::string> keeps(n_agents), judges(n_agents);
    std::string promises;
    for (std::uint32_t p = 0; p < 10; ++p) {
        const std::uint32_t maker = p == 0 ? 0 : dice.below(n_agents);
        const std::uint32_t to = (maker + 1 + dice.below(n_agents - 1)) % n_agents;
        const std::string name = "p" + std::to_string(p);
        const std::string at = std::to_string(100 + dice.below(1'500)) + " ms";
        const std::string other = std::to_string(200 + dice.below(1'500)) + " ms";
        promises += "  " + name + ": {promiser: a" + std::to_string(maker) + ", promisees: [a" +
                    std::to_string(to) + "], give: {type: act}, due: " + (p == 0 ? due : other) +
                    (p > 0 && dice.below(3) == 0 ? ", announce: true" : "") + "}\n";
        keeps[maker] += (keeps[maker].empty() ? "" : ", ") + name + ": {at: " + at + "}";
        judges[to] += (judges[to].empty() ? "" : ", ") + name + ": mine";
    }
    std::string agents;
    for (std::uint32_t i = 0; i < n_agents; ++i) {
        agents += "  a" + std::to_string(i) + ": {behaviour: steward, keeps: {" + keeps[i] +
                  "}, judges: {" + judges[i] + "}, tells: [" +
                  (dice.below(2) == 0 ? dice.agent() : "") + "]}\n";
    }
    return "seed: " + std::to_string(seed) + "\ntypes: {act: {}}\nnetwork: {delay: 30 ms}\n" +
           "judges: {mine: {rule: deadline, patience: 200 ms}}\ntrust: {hearsay: weighted}\n" +
           "promises:\n" + promises + "agents:\n" + agents;
}

/// From when on each agent may know of the promise; those who never may are not there.
std::map<AgentId, Time> tainted(const Batch& facts, const std::vector<AgentId>& scope) {
    std::map<AgentId, Time> since;
    for (const AgentId agent : scope) since[agent] = Time{0};
    std::map<TransitionId, Time> times;
    for (const Transition& row : facts.transitions) times[row.id] = row.time;
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (const Message& row : facts.messages) {
            const auto sender = since.find(row.id.maker());
            if (sender == since.end() || times.at(row.transition) < sender->second) continue;
            const auto [at, is_new] = since.emplace(row.receiver, row.received);
            if (!is_new && at->second <= row.received) continue;
            at->second = row.received;
            has_changed = true;
        }
    }
    return since;
}

/// Digests of what an agent did before a time, one after the other.
std::vector<Digest> history(const Batch& facts, AgentId agent, Time until) {
    std::vector<Digest> digests;
    for (const Transition& row : facts.transitions) {
        if (row.id.maker() == agent && row.time < until) digests.push_back(row.history);
    }
    return digests;
}

}  // namespace

TEST_CASE("C8: nothing about a promise is known outside the causal closure of its scope",
          "[promises][C8]") {
    std::size_t n_clean = 0, n_changed = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        const Scenario scenario = promises::scenario(world(seed, "900 ms"));
        const Batch before = facts(scenario).facts;
        const Batch after = facts(promises::scenario(world(seed, "90 ms"))).facts;
        const World world = scenario.world();
        const auto& scope = world.groups[world.promises.front().scope.number];
        const auto since = tainted(before, scope);
        const auto since_after = tainted(after, scope);
        for (std::uint32_t i = 0; i < n_agents; ++i) {
            const auto time = [&](const auto& from) {
                const auto at = from.find(AgentId{i});
                return at == from.end() ? never : at->second;
            };
            const Time until = std::min(time(since), time(since_after));
            CHECK(history(before, {i}, until) == history(after, {i}, until));
            n_clean += until == never;
            n_changed += history(before, {i}, never) != history(after, {i}, never);
        }
    }
    CHECK(n_clean > 100);   // else there was nothing to keep clean
    CHECK(n_changed > 40);  // else the change made no difference at all
}
