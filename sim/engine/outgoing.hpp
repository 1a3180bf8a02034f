// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/ledger/sink.hpp"

namespace worldline {

class Engine;

/// Rows on their way to the sinks. They are told on a thread of their own while the world runs
/// on, in row order; who is too fast waits.
class Outgoing {
public:
    /// @param interleaves  turns of several agents stand mixed in a window: rows are put in order
    Outgoing(std::span<Sink* const> sinks, bool interleaves);

    void begin(const Preamble& preamble);
    /// Takes the rows of one block, which follow those of the block before.
    /// @param is_part  they wait for `close_window`, to be put in order with others
    void add(Batch& rows, bool is_part = false);
    /// No more rows of this window.
    void close_window();
    /// Tells of a moment from which the run can go on, after all rows so far.
    /// @pre between two windows
    void checkpoint(Checkpoint checkpoint);
    bool is_checkpoint_under_way() const { return is_checkpoint_under_way_; }
    /// Tells what is left, how it ended and, at the very end of a run, what agents are like.
    void end(const Ending& ending, const Engine* engine = nullptr);

    std::size_t bytes() const;  ///< of rows that have been told of, about

private:
    void hand_over(Batch& rows);

    std::vector<Sink*> sinks_;
    bool interleaves_;
    Batch window_;   ///< rows of a window that are not yet in order
    Batch waiting_;  ///< too few to be told
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Batch>> spare_;
    std::size_t n_batches_ = 0;
    std::size_t largest_ = 0;  ///< batch so far [rows]
    std::atomic<bool> is_checkpoint_under_way_ = false;
    Background telling_;
};

}  // namespace worldline
