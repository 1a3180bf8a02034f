// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "agents/behaviours/observing.hpp"
#include "sim/spacetime/logical.hpp"

namespace worldline {

/// Which logical clock a correspondent carries.
enum class LogicalKind : std::uint8_t { lamport, vector, hybrid };

/// What a logical clock of any kind shows, flat: it travels, and stands in a state.
struct LogicalStamp {
    static constexpr std::size_t n_counts = 16;  ///< correspondents of one scenario at most

    std::array<std::uint32_t, n_counts>
        counts{};             ///< `vector`: by correspondent; others: the first
    std::int64_t latest = 0;  ///< `hybrid` [ticks]

    static constexpr auto fields(auto& self) {
        return std::tuple_cat(
            std::apply([](auto&... count) { return std::tie(count...); }, self.counts),
            std::tie(self.latest));
    }
};

/// What is said about one thing, with the stamp of its saying.
struct StampedWord {
    std::uint32_t word = 0;  ///< place in the list of words
    LogicalStamp stamp;

    static constexpr auto fields(auto& self) { return std::tie(self.word, self.stamp); }
};

/// What a correspondent remembers.
struct CorrespondentState {
    ObservingState observing;
    std::uint32_t plan = 0;
    LogicalStamp clock;
    StateMap<StampedWord> known;    ///< by word: those that none has replaced
    std::uint32_t n_conflicts = 0;  ///< words that stand against each other, as far as it sees

    static constexpr auto fields(auto& self) {
        return std::tie(self.observing, self.plan, self.clock, self.known, self.n_conflicts);
    }
    static constexpr std::array field_names{"observing", "plan", "clock", "known", "n_conflicts"};
};

/// Says words about one thing to others, such as a date, and carries a logical clock with them.
///
/// Of two words it keeps the one that its clock shows to be later. Where neither is, it sees a
/// conflict, and says so to whoever said the second one. Observes as `observer` does.
///
/// | parameter  | unit | default | meaning                                              |
/// |------------|------|---------|------------------------------------------------------|
/// | clock_kind | -    | vector  | `lamport`, `vector` or `hybrid`                      |
/// | says       | -    | none    | rows {at: reading of its own clock, to: agent, word} |
///
/// Loses: with `lamport` or `hybrid` of two words that know nothing of each other one seems later,
/// and the other is dropped without a word; with `vector` nothing, at the cost of a number for each
/// correspondent in every message.
/// Hears: word, conflict, what an observer hears.   Says: word, conflict, verdict.
/// Promises: nothing.   Source: docs/relativity.md 1.10; [Lamport1978].   Scenarios: four-people.
class Correspondent final : public BehaviourOf<Correspondent, CorrespondentState> {
public:
    explicit Correspondent(std::shared_ptr<const Surroundings> surroundings)
        : observing_(std::move(surroundings)) {}

    CorrespondentState add(const AgentSetup& setup);
    static Conduct conduct(const AgentSetup&) { return {}; }
    void react(CorrespondentState& state, const Percept& percept, Actions& actions) const;

private:
    struct Line {
        Reading at;
        AgentId to;
        std::uint32_t word = 0;
    };
    struct Plan {
        LogicalKind kind = LogicalKind::vector;
        std::uint32_t place = 0;  ///< among correspondents
        std::vector<Line> says;
    };

    void count(CorrespondentState& state, const LogicalStamp* heard, Reading now) const;
    HappenedBefore order(const Plan& plan, const LogicalStamp& a, const LogicalStamp& b) const;
    bool take(CorrespondentState& state, const StampedWord& word) const;
    void say(CorrespondentState& state, const Percept& percept, Actions& actions) const;
    void hear(CorrespondentState& state, const Percept& percept, Actions& actions) const;

    Observing observing_;
    std::vector<Plan> plans_;
    std::vector<std::string> words_;
};

}  // namespace worldline
