// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "sim/ledger/selected.hpp"
#include "sim/ledger/sink.hpp"

namespace worldline {

/// Stands before a recorder and hands on what is selected, in the same order.
///
/// Each row is judged by itself, so what is recorded does not depend on batches or threads. The
/// run, and with it the run digest, is the same whatever is selected.
///
/// @par Complexity  O(rows); with a time or `failed_only` O(rows log rows) of one batch.
class Selection final : public Sink {
public:
    Selection(Sink& next, Selected selected) : next_(next), selected_(std::move(selected)) {}

    /// Null if nothing is left out: then the recorder is told everything itself.
    static std::unique_ptr<Selection> before(Sink& next, const Selected& selected);

    RecordLevel level() const override { return next_.level(); }
    void begin(const Preamble& preamble) override;
    void commit(const Batch& batch) override;
    void checkpoint(const Checkpoint& checkpoint) override { next_.checkpoint(checkpoint); }
    void end(const Ending& ending) override { next_.end(ending); }

private:
    void find_stretches(const Batch& batch);
    void take_promises(const Batch& batch);
    void take_assessments(const Batch& batch);
    void take_messages(const Batch& batch);
    void take_transitions(const Batch& batch);
    bool is_touched(const Message& message) const;
    bool is_taken(TransitionId transition) const;

    Sink& next_;
    Selected selected_;
    std::vector<bool> is_known_;         ///< by group: is one of its members selected?
    std::vector<TransitionId> in_time_;  ///< of the batch, ascending; only where times are
    std::vector<TransitionId> taken_;    ///< likewise; only where transitions are left out
    Batch taken_rows_;
};

}  // namespace worldline
