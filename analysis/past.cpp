// SPDX-License-Identifier: Apache-2.0
#include "analysis/past.hpp"

#include <algorithm>

#include "sim/record/block_table.hpp"

namespace worldline {
namespace {

using schema::chunk_rows;

/// One value of a column.
template <class Number>
Number at(const Reader& record, std::string_view table, std::string_view column,
          std::uint64_t row) {
    return record.column<Number>(table, column, {row, 1}).front();
}

}  // namespace

Past::Past(const Reader& record) : record_(&record), hints_(std::size(schema::tables)) {
    if (record.checkpoint() || record.rows("blocks") > 0) blocks_ = blocks_of(record);
}

bool Past::may_have(const Key& key, std::uint64_t packed, std::uint64_t block) const {
    if (blocks_.empty()) return true;
    const std::size_t t = schema::number_of(key.table);
    const auto is_within = [&](std::string_view column, std::uint64_t value) {
        const auto& blocks = blocks_[t][number_of(schema::tables[t], column)];
        if (block >= blocks.size()) return true;  // it stands in the checkpoint
        return blocks[block].least <= value && value <= blocks[block].most;
    };
    return is_within(key.maker, packed >> 32) &&
           is_within(key.count, static_cast<std::uint32_t>(packed));
}

/// The rows of it that stand one after the other; none: count 0.
hdf5::Rows Past::find_in_block(const Key& key, std::uint64_t packed, std::uint64_t block) const {
    const std::uint64_t first = block * chunk_rows;
    const hdf5::Rows rows{first, std::min(chunk_rows, record_->rows(key.table) - first)};
    const auto makers = record_->column<std::uint32_t>(key.table, key.maker, rows);
    const auto counts = record_->column<std::uint32_t>(key.table, key.count, rows);
    const auto is_it = [&](std::size_t i) {
        return makers[i] == packed >> 32 && counts[i] == static_cast<std::uint32_t>(packed);
    };
    std::size_t begin = 0;
    while (begin < rows.count && !is_it(begin)) ++begin;
    std::size_t end = begin;
    while (end < rows.count && is_it(end)) ++end;
    return {first + begin, end - begin};
}

/// Block after block, away from where something was found last: what is asked for mostly is near.
hdf5::Rows Past::find(const Key& key, std::uint64_t packed) const {
    const std::uint64_t n_blocks = (record_->rows(key.table) + chunk_rows - 1) / chunk_rows;
    std::uint64_t& hint = hints_[schema::number_of(key.table)];
    const auto look = [&](std::uint64_t block) {
        if (block >= n_blocks || !may_have(key, packed, block)) return hdf5::Rows{};
        const hdf5::Rows rows = find_in_block(key, packed, block);
        if (rows.count > 0) hint = block;
        return rows;
    };
    const std::uint64_t start = hint;
    for (std::uint64_t step = 0; step < n_blocks; ++step) {
        hdf5::Rows rows = step <= start ? look(start - step) : hdf5::Rows{};
        if (rows.count == 0 && step > 0) rows = look(start + step);
        if (rows.count > 0) return widened(key, packed, rows);
    }
    return {};
}

/// With those rows that stand in the blocks beside.
hdf5::Rows Past::widened(const Key& key, std::uint64_t packed, hdf5::Rows rows) const {
    while (rows.first % chunk_rows == 0 && rows.first > 0) {
        const hdf5::Rows more = find_in_block(key, packed, rows.first / chunk_rows - 1);
        if (more.count == 0 || more.first + more.count != rows.first) break;
        rows = {more.first, more.count + rows.count};
    }
    for (std::uint64_t end = rows.first + rows.count;
         end % chunk_rows == 0 && end < record_->rows(key.table); end = rows.first + rows.count) {
        const hdf5::Rows more = find_in_block(key, packed, end / chunk_rows);
        if (more.count == 0 || more.first != end) break;
        rows.count += more.count;
    }
    return rows;
}

std::optional<Transition> Past::transition(TransitionId id) const {
    constexpr std::string_view table = "transitions";
    const hdf5::Rows rows = find({table, "agent", "interior_time"}, id.packed);
    if (rows.count == 0) return std::nullopt;
    const std::uint64_t row = rows.first;
    Transition found;
    found.id = id;
    found.time = Time{at<std::int64_t>(*record_, table, "time", row)};
    found.round = at<std::uint8_t>(*record_, table, "round", row);
    found.return_code = at<std::int8_t>(*record_, table, "return_code", row);
    found.cause = MessageId(at<std::uint64_t>(*record_, table, "cause", row));
    found.content = {at<std::uint64_t>(*record_, table, "content_high", row),
                     at<std::uint64_t>(*record_, table, "content_low", row)};
    found.history = {at<std::uint64_t>(*record_, table, "history_high", row),
                     at<std::uint64_t>(*record_, table, "history_low", row)};
    found.timeline = {at<std::uint16_t>(*record_, table, "timeline", row)};
    return found;
}

Message Past::message_at(std::uint64_t row) const {
    constexpr std::string_view table = "messages";
    const AgentId sender{at<std::uint32_t>(*record_, table, "sender", row)};
    Message found;
    found.id = MessageId(sender, at<std::uint32_t>(*record_, table, "sequence", row));
    found.receiver = {at<std::uint32_t>(*record_, table, "receiver", row)};
    found.kind = at<std::uint16_t>(*record_, table, "kind", row);
    found.transition =
        TransitionId(sender, at<std::uint32_t>(*record_, table, "interior_time", row));
    found.received = Time{at<std::int64_t>(*record_, table, "received", row)};
    found.promise = PromiseId(at<std::uint64_t>(*record_, table, "promise", row));
    return found;
}

std::optional<Message> Past::message(MessageId id) const {
    const hdf5::Rows rows = find({"messages", "sender", "sequence"}, id.packed);
    if (rows.count == 0) return std::nullopt;
    return message_at(rows.first);
}

std::vector<Message> Past::said_in(TransitionId id) const {
    const hdf5::Rows rows = find({"messages", "sender", "interior_time"}, id.packed);
    std::vector<Message> said;
    for (std::uint64_t i = 0; i < rows.count; ++i) said.push_back(message_at(rows.first + i));
    return said;
}

std::optional<Reading> Past::reading(TransitionId id) const {
    const hdf5::Rows rows = find({"readings", "agent", "interior_time"}, id.packed);
    if (rows.count == 0) return std::nullopt;
    return Reading{at<std::int64_t>(*record_, "readings", "reading", rows.first),
                   at<double>(*record_, "readings", "reading_fraction", rows.first)};
}

std::vector<Assessment> Past::judged_in(TransitionId id) const {
    constexpr std::string_view table = "assessments";
    const hdf5::Rows rows = find({table, "assessor", "interior_time"}, id.packed);
    std::vector<Assessment> found;
    for (std::uint64_t row = rows.first; row < rows.first + rows.count; ++row) {
        Assessment& one = found.emplace_back();
        one.assessor = id.maker();
        one.promise = PromiseId(at<std::uint64_t>(*record_, table, "promise", row));
        one.occurrence = at<std::uint32_t>(*record_, table, "occurrence", row);
        one.verdict = Verdict{at<std::uint8_t>(*record_, table, "verdict", row)};
        one.reason = Reason{at<std::uint8_t>(*record_, table, "reason", row)};
        one.degree = at<double>(*record_, table, "degree", row);
        one.margin = at<double>(*record_, table, "margin", row);
        one.reading = {at<std::int64_t>(*record_, table, "reading", row),
                       at<double>(*record_, table, "reading_fraction", row)};
        one.learnt_from = {at<std::uint32_t>(*record_, table, "learnt_from", row)};
        one.evidence = MessageId(at<std::uint64_t>(*record_, table, "evidence", row));
        one.trust = at<double>(*record_, table, "trust", row);
        one.judge = at<std::uint16_t>(*record_, table, "judge", row);
    }
    return found;
}

std::vector<PastStep> Past::chain(TransitionId id, std::size_t length) const {
    std::vector<PastStep> steps;
    while (steps.size() < length) {
        const auto transition = this->transition(id);
        if (!transition) break;  // left out, or before the first
        PastStep& step = steps.emplace_back(PastStep{*transition, std::nullopt});
        if (transition->cause.exists()) step.heard = message(transition->cause);
        if (step.heard) {
            id = step.heard->transition;
        } else if (id.count() > 1) {
            id = TransitionId(id.maker(), id.count() - 1);
        } else {
            break;
        }
    }
    return steps;
}

}  // namespace worldline
