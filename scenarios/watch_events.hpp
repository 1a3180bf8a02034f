// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "agents/setup.hpp"
#include "scenarios/spec.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/ledger/batch.hpp"
#include "sim/spacetime/frame.hpp"

/// Measures of `expect:` that look at single events of a run. For the sources of this folder only.
namespace worldline {

/// Does this measure need one of the watchers below?
bool is_about_events(const MeasureSpec& measure);

/// The frame that a measure names: a declared one, an agent's own, or the scenario's.
/// @throws std::invalid_argument  nobody moves so, or the agent changes its motion
Frame frame_of(const Spec& spec, const Network& network, const MeasureSpec& measure);

/// `elapsed`: when promises were kept, in somebody's frame. `worst_offset`: how far clocks went
/// from the frame's time, at the reactions of their owners.
class EventWatch {
public:
    EventWatch(const MeasureSpec& measure, const Spec& spec, const Surroundings& surroundings);

    void commit(const Batch& batch);
    /// [s]; none if it has not happened.
    std::optional<double> number() const;

    void save(SnapshotWriter& writer) const;
    void load(SnapshotReader& reader);

private:
    using Kept = std::pair<std::uint32_t, std::uint32_t>;  ///< place of the promise, occurrence
    /// When and where a promise was kept.
    struct Happened {
        std::int64_t ticks = 0;
        Vector3 place;           ///< [m]
        bool is_placed = false;  ///< of who steers itself: no motion says it
    };

    void see_kept(const Batch& batch);
    void see_readings(const Batch& batch);
    std::optional<double> seconds(const Kept& kept) const;

    const MeasureSpec& measure_;
    const Spec& spec_;
    std::shared_ptr<const Network> network_;
    std::vector<bool> of_;                         ///< by agent
    std::map<PromiseId, std::uint32_t> promises_;  ///< that are asked about: place in the spec
    std::map<Kept, Happened> first_;               ///< time that each was kept
    std::optional<double> worst_;                  ///< [s], with its sign
};

}  // namespace worldline
