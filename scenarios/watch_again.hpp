// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "agents/setup.hpp"
#include "scenarios/spec.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

/// What was found of one occurrence, in the run or by judging again.
struct Judged {
    Verdict verdict = Verdict::undecided;
    Reason reason = Reason::pending;
    double margin = 0.0;  ///< [s]

    static constexpr auto fields(auto& self) {
        return std::tie(self.verdict, self.reason, self.margin);
    }
};

/// Judges again: what observers would have found with another rule, from what reached them.
///
/// Keeps the promises that they heard of and the outcomes that they heard, for one question.
/// Equal to a run with that rule, verdict for verdict. [docs/model.md 4]
class JudgingAgain {
public:
    JudgingAgain(const MeasureSpec& measure, const Spec& spec, const Surroundings& surroundings);

    void commit(const Batch& batch);

    /// The last verdict; nothing if there would be none.
    std::optional<Judged> find(AgentId observer, PromiseId promise, std::uint32_t occurrence) const;

    /// How many (observer, promise, occurrence) end as `wanted` says.
    std::uint64_t count(std::optional<Verdict> verdict, std::optional<Reason> reason) const;

    void save(SnapshotWriter& writer) const;
    void load(SnapshotReader& reader);

private:
    struct Heard {
        Outcome outcome;
        Reading arrival;

        static constexpr auto fields(auto& self) { return std::tie(self.outcome, self.arrival); }
    };
    struct Known {
        Notice notice;
        std::vector<Heard> heard;  ///< in order of arrival

        static constexpr auto fields(auto& self) { return std::tie(self.notice, self.heard); }
    };
    void hear(const Message& message, std::span<const std::byte> contents);
    std::optional<Judged> judged(AgentId observer, const Known& known,
                                 std::uint32_t occurrence) const;

    const MeasureSpec& measure_;
    const Spec& spec_;
    const Surroundings& surroundings_;
    std::vector<bool> is_observer_;  ///< by agent
    std::map<std::pair<AgentId, PromiseId>, Known> known_;
};

}  // namespace worldline
