// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "agents/judging/rehearing.hpp"
#include "scenarios/spec.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

/// One measure of `expect:` that is answered by judging again: while the run goes on, its
/// observers hear a second time what they hear in it, and judge by the judge that the measure
/// names. What it keeps is what they remember, and messages that are under way to them.
class JudgingAgain {
public:
    /// @param found  told of what they find; outlives this
    JudgingAgain(const MeasureSpec& measure, const Spec& spec,
                 std::shared_ptr<const Surroundings> surroundings, const Rehearing::Found& found);

    void commit(const Batch& batch);
    /// The run is over: silence is judged until then.
    void end(Time end);

    void save(SnapshotWriter& writer) const;
    void load(SnapshotReader& reader);

private:
    struct UnderWay {
        std::uint16_t kind = 0;
        std::vector<std::uint8_t> contents = {};

        static constexpr auto fields(auto& self) { return std::tie(self.kind, self.contents); }
    };
    Rehearing* observer(AgentId agent) const {
        return agent.number < by_agent_.size() ? by_agent_[agent.number] : nullptr;
    }
    void begin();

    Time until_;
    std::unique_ptr<Observing> observing_;
    std::vector<std::unique_ptr<Rehearing>> observers_;
    std::vector<Rehearing*> by_agent_;             ///< null: does not judge
    std::map<std::uint64_t, UnderWay> under_way_;  ///< by MessageId
    bool has_begun_ = false;
};

}  // namespace worldline
