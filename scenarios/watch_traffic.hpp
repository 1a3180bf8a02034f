// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "sim/engine/snapshot_bytes.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

/// `opposing_messages`: how many pairs of messages were under way between two agents at the same
/// time, one each way. A message is under way from the tick of its transition until it is heard,
/// both ends left out: who answers at once meets nobody. Lost messages are never heard and do not
/// count. For the sources of this folder only.
class TrafficWatch {
public:
    TrafficWatch(AgentId one, AgentId other) : one_(one), other_(other) {}

    void commit(const Batch& batch);
    double n_pairs() const { return n_pairs_; }

    void save(SnapshotWriter& writer) const;
    void load(SnapshotReader& reader);

private:
    struct UnderWay {
        Time said;
        Time heard;

        static constexpr auto fields(auto& self) { return std::tie(self.said, self.heard); }
    };

    AgentId one_;
    AgentId other_;
    std::vector<UnderWay> from_one_;  ///< that may still meet others
    std::vector<UnderWay> from_other_;
    double n_pairs_ = 0.0;
};

}  // namespace worldline
