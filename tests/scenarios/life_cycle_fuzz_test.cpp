// SPDX-License-Identifier: Apache-2.0
//
// Does any verdict, or any promise, come back from its end (C19)?
//
// Goal: kept, broken and invalidated are final for each observer; what is invalidated takes nothing
// from trust, and gives back what silence took; what its promiser took back it does not keep.
// Method: random worlds of promises that rest on one another, are kept rightly, wrongly, late, by
// nobody, or taken back; every sequence of verdicts and of trust in their records.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "agents/protocol.hpp"
#include "tests/scenarios/promises.hpp"
#include "tests/support/check.hpp"

using namespace worldline;
using namespace worldline::promises;

namespace {

constexpr std::uint32_t n_agents = 6;
constexpr std::uint32_t n_promises = 14;

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
    std::string ms(std::uint32_t from, std::uint32_t to) {
        return std::to_string(from + below(to - from)) + " ms";
    }

private:
    std::uint64_t state_;
};

std::string join(const std::vector<std::string>& items) {
    std::string all;
    for (const std::string& item : items) all += (all.empty() ? "" : ", ") + item;
    return all;
}

std::string world(std::uint64_t seed) {
    Dice dice(seed);
    std::vector<std::vector<std::string>> keeps(n_agents), withdraws(n_agents), judges(n_agents);
    std::string promises;
    for (std::uint32_t p = 0; p < n_promises; ++p) {
        const std::uint32_t maker = dice.below(n_agents);
        const std::string name = "p" + std::to_string(p);
        std::vector<std::string> others, links;
        for (std::uint32_t i = 0; i < n_agents; ++i) {
            if (i == maker) continue;
            others.push_back("a" + std::to_string(i));
            judges[i].push_back(name + (dice.below(2) == 0 ? ": hasty" : ": patient"));
        }
        for (const char* link : {"condition", "assumes"}) {
            if (p == 0 || dice.below(3) > 0) continue;
            links.push_back("{promise: p" + std::to_string(dice.below(p)) +
                            ", link: " + std::string(link) + "}");
        }
        promises += "  " + name + ": {promiser: a" + std::to_string(maker) + ", promisees: [" +
                    join(others) + "], give: {type: size, amount: 1}, due: " + dice.ms(100, 2'000) +
                    ", builds_on: [" + join(links) + "]}\n";
        if (dice.below(4) > 0) {
            keeps[maker].push_back(name + ": {at: " + dice.ms(50, 2'600) +
                                   ", value: " + (dice.below(4) > 0 ? "1" : "5") + "}");
        }
        if (dice.below(5) == 0) withdraws[maker].push_back(name + ": " + dice.ms(20, 2'200));
    }
    std::string agents;
    for (std::uint32_t i = 0; i < n_agents; ++i) {
        agents += "  a" + std::to_string(i) + ": {behaviour: steward, keeps: {" + join(keeps[i]) +
                  "}, withdraws: {" + join(withdraws[i]) + "}, judges: {" + join(judges[i]) +
                  "}}\n";
    }
    return "types: {size: {domain: number}}\nnetwork: {delay: 7 ms}\njudges:\n  hasty: {rule: "
           "deadline, patience: 0 s}\n  patient: {rule: deadline, tolerance: 50 ms, patience: 600 "
           "ms}\npromises:\n" +
           promises + "agents:\n" + agents;
}

bool is_end(Verdict verdict) {
    return verdict == Verdict::kept || verdict == Verdict::broken ||
           verdict == Verdict::invalidated;
}

/// How many verdicts of each kind there were, so that the worlds are known to hold them.
std::map<Verdict, int> check_ends(const Batch& facts) {
    std::map<Verdict, int> n;
    std::map<std::tuple<AgentId, PromiseId, std::uint32_t>, Verdict> last;
    std::map<std::pair<AgentId, AgentId>, double> trust;
    for (const Assessment& row : facts.assessments) {
        ++n[row.verdict];
        const auto thing = std::tuple(row.assessor, row.promise, row.occurrence);
        const auto before = last.find(thing);
        if (before != last.end()) CHECK_FALSE(is_end(before->second));
        last[thing] = row.verdict;
        double& held =
            trust.emplace(std::pair(row.assessor, row.promise.maker()), 0.5).first->second;
        if (row.trust != row.trust) continue;
        if (row.verdict == Verdict::invalidated) CHECK(row.trust >= held);
        held = row.trust;
    }
    return n;
}

/// What was taken back is not kept afterwards, and is taken back once.
void check_withdrawn(const Batch& facts) {
    std::set<PromiseId> withdrawn;
    for (const Message& message : facts.messages) {
        if (message.kind == message_kind::withdrawal) withdrawn.insert(message.promise);
        if (message.kind == message_kind::outcome) CHECK_FALSE(withdrawn.contains(message.promise));
    }
}

}  // namespace

TEST_CASE("C19: no verdict and no promise comes back from its end", "[promises][C19][law]") {
    std::map<Verdict, int> n;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const MemorySink run = facts(scenario(world(seed)));
        for (const auto& [verdict, count] : check_ends(run.facts)) n[verdict] += count;
        check_withdrawn(run.facts);
    }
    for (const Verdict verdict : {Verdict::kept, Verdict::broken, Verdict::not_kept,
                                  Verdict::invalidated, Verdict::undecided}) {
        CHECK(n[verdict] > 100);
    }
}
