// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "agents/rules/binding.hpp"
#include "agents/setup.hpp"
#include "scenarios/spec.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/ledger/batch.hpp"

/// Measures of `expect:` that ask what an observer may expect. For the sources of this folder only.
namespace worldline {

/// Does this measure need the watcher below?
bool is_about_bindings(const MeasureSpec& measure);

/// `expectation`, `overlap`, `utilisation`, `queue`: from what one observer has noticed.
///
/// A promise is noticed at the start by its scope, or when the message that makes it known arrives;
/// its withdrawal likewise. So this reads off the record and needs no new run.
class BindingWatch {
public:
    BindingWatch(const MeasureSpec& measure, const Spec& spec, const Surroundings& surroundings);

    void commit(const Batch& batch);
    double number() const;

    void save(SnapshotWriter& writer) const;
    void load(SnapshotReader& reader);

private:
    std::vector<Noticed> noticed() const;
    Noticed written(std::uint32_t place) const;
    double share(const std::optional<Constraint>& constraint, TypeId type) const;

    const MeasureSpec& measure_;
    const Spec& spec_;
    const Surroundings& surroundings_;
    std::map<PromiseId, Reading> heard_;  ///< promises of the scenario; when this observer did
    std::set<PromiseId> withdrawn_;       ///< as far as it has heard
};

}  // namespace worldline
