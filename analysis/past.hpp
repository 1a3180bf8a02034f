// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/ledger/batch.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/table_writer.hpp"

namespace worldline {

/// One link of a chain of causes.
struct PastStep {
    Transition transition;
    std::optional<Message> heard;  ///< what caused it; none: an alarm or plan of its own
};

/// Looks single facts of a record up, without reading all of it.
///
/// A block is skipped where the record's list of blocks says that it cannot have what is looked
/// for; otherwise two of its columns are read.
class Past {
public:
    explicit Past(const Reader& record);

    std::optional<Transition> transition(TransitionId id) const;
    std::optional<Message> message(MessageId id) const;
    /// Messages that the agent said in this transition.
    std::vector<Message> said_in(TransitionId id) const;
    /// What the agent's clock showed; none where it was not recorded.
    std::optional<Reading> reading(TransitionId id) const;
    /// Verdicts of the agent in this transition.
    std::vector<Assessment> judged_in(TransitionId id) const;

    /// A transition and what led to it, latest first: of each the transition in which the message
    /// was said that it heard, or where it heard none the agent's own one before.
    ///
    /// @param length  At most so many.
    std::vector<PastStep> chain(TransitionId id, std::size_t length) const;

private:
    struct Key {
        std::string_view table, maker, count;
    };
    Message message_at(std::uint64_t row) const;
    hdf5::Rows find(const Key& key, std::uint64_t packed) const;
    hdf5::Rows widened(const Key& key, std::uint64_t packed, hdf5::Rows rows) const;
    hdf5::Rows find_in_block(const Key& key, std::uint64_t packed, std::uint64_t block) const;
    bool may_have(const Key& key, std::uint64_t packed, std::uint64_t block) const;

    const Reader* record_;
    std::vector<TableWriter::Blocks> blocks_;   ///< empty: nothing is known of them
    mutable std::vector<std::uint64_t> hints_;  ///< by table: the block where one was found last
};

}  // namespace worldline
