// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "scenarios/spec.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

/// `response`: how long agents wait for the answers to what they say, on the average and by the
/// frame's time. Answers belong to what was said first; what is not yet answered does not count.
/// For the sources of this folder only.
class ResponseWatch {
public:
    ResponseWatch(const MeasureSpec& measure, const Spec& spec);

    void commit(const Batch& batch);
    /// [s]; none if nothing was answered.
    std::optional<double> number() const;

    void save(SnapshotWriter& writer) const;
    void load(SnapshotReader& reader);

private:
    const MeasureSpec& measure_;
    const Spec& spec_;
    std::vector<bool> of_;                                           ///< by agent
    std::map<std::uint32_t, std::vector<std::int64_t>> unanswered_;  ///< when said, by agent
    double sum_ = 0.0;                                               ///< of the answered [ticks]
    std::uint64_t n_ = 0;
};

}  // namespace worldline
