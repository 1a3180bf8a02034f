// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "agents/setup.hpp"
#include "scenarios/spec.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/ledger/batch.hpp"

/// Measures of `expect:` that need what an observer has learned, and not only its last word. For
/// the sources of this folder only.
namespace worldline {

/// Does this measure need the watcher below?
bool is_about_learning(const MeasureSpec& measure);

/// What one observer has learned, learned again from its assessments as they are written down.
///
/// The same rule, the same samples and the same order as in the run, so the trust of every row
/// comes out again. It differs from the column in that it can be asked at another reading.
class TrustReplay {
public:
    /// @param is_of_role  as if all who promise one type were one agent
    TrustReplay(AgentId observer, const Surroundings& surroundings, bool is_of_role)
        : observer_(observer), surroundings_(surroundings), is_of_role_(is_of_role) {}

    void know(const Promise& promise);
    /// @return  did the row count for trust, for the first time on its (promise, occurrence)?
    bool learn(const Assessment& row);
    double value(AgentId promiser, TypeId type, Reading now) const;
    const Body* body_of(PromiseId promise) const;

    void save(SnapshotWriter& writer) const;
    void load(SnapshotReader& reader);

private:
    using Key = std::pair<std::uint32_t, std::uint32_t>;  ///< promiser, type

    double seconds(Reading reading) const;
    TrustSample sample(const Assessment& row, const Promise& promise) const;
    Key key_of(AgentId promiser, TypeId type) const {
        return {is_of_role_ ? AgentId{}.number : promiser.number, type.number};
    }
    const TrustRecord* find(AgentId promiser, TypeId type) const;

    AgentId observer_;
    const Surroundings& surroundings_;
    bool is_of_role_ = false;
    std::map<std::uint64_t, Promise> promises_;
    std::map<Key, TrustRecord> trust_;
    std::map<std::pair<std::uint64_t, std::uint32_t>, double> silent_;  ///< degree of a silence
};

/// `trust` at a reading; `brier` and `brier_skill` of forecasts against outcomes.
class TrustWatch {
public:
    TrustWatch(const MeasureSpec& measure, const Spec& spec, const Surroundings& surroundings);

    /// @param is_about  is a promise one of those that the measure is about?
    template <class IsAbout>
    void commit(const Batch& batch, const IsAbout& is_about) {
        for (const Promise& promise : batch.promises) replay_.know(promise);
        for (const Assessment& row : batch.assessments) {
            if (row.assessor == measure_.by.front()) see(row, is_about(row.promise));
        }
    }
    /// None where nothing counted.
    std::optional<double> number() const;

    void save(SnapshotWriter& writer) const;
    void load(SnapshotReader& reader);

private:
    void see(const Assessment& row, bool is_about);

    const MeasureSpec& measure_;
    const Surroundings& surroundings_;
    TrustReplay replay_;
    std::vector<bool> promisers_;  ///< by agent; empty: everybody
    TypeId last_type_;             ///< judged last, of the promiser that is asked about
    Reading last_ = {};            ///< reading of its last finding
    double n_ = 0.0;               ///< forecasts
    double loss_ = 0.0;            ///< Σ(a − p)²
    double sum_ = 0.0;             ///< Σa
    double squares_ = 0.0;         ///< Σa²
};

}  // namespace worldline
