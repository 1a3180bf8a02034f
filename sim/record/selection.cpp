// SPDX-License-Identifier: Apache-2.0
#include "sim/record/selection.hpp"

#include <algorithm>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

template <class Row, class Test>
void take(const std::vector<Row>& rows, std::vector<Row>& into, const Test& is_selected) {
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(into), is_selected);
}

bool contains(const std::vector<TransitionId>& ascending, TransitionId id) {
    return std::binary_search(ascending.begin(), ascending.end(), id);
}

}  // namespace

std::unique_ptr<Selection> Selection::before(Sink& next, const Selected& selected) {
    if (selected == Selected{}) return nullptr;
    return std::make_unique<Selection>(next, selected);
}

void Selection::begin(const Preamble& preamble) {
    is_known_.clear();
    for (const auto& group : preamble.groups) {
        is_known_.push_back(std::any_of(group.begin(), group.end(),
                                        [&](AgentId member) { return selected_.has(member); }));
    }
    next_.begin(preamble);
}

void Selection::commit(const Batch& batch) {
    taken_rows_.clear();
    take_promises(batch);
    take_assessments(batch);
    if (level() == RecordLevel::full) {
        find_stretches(batch);
        take_messages(batch);
        take_transitions(batch);
    }
    next_.commit(taken_rows_);
}

/// Which transitions of the batch are selected by their time, and which of those are taken: what
/// hangs on a transition does not know its time.
void Selection::find_stretches(const Batch& batch) {
    in_time_.clear();
    taken_.clear();
    if (selected_.has_all_times() && !selected_.failed_only) return;
    for (const Transition& one : batch.transitions) {
        if (!selected_.has(one.id.maker()) || !selected_.has(one.time)) continue;
        in_time_.push_back(one.id);
        if (!selected_.failed_only || one.return_code != 0) taken_.push_back(one.id);
    }
    std::sort(in_time_.begin(), in_time_.end());
    std::sort(taken_.begin(), taken_.end());
}

bool Selection::is_taken(TransitionId transition) const {
    if (selected_.has_all_times() && !selected_.failed_only) {
        return selected_.has(transition.maker());
    }
    return contains(taken_, transition);
}

void Selection::take_promises(const Batch& batch) {
    if (selected_.has(RowKind::promises)) {
        take(batch.promises, taken_rows_.promises, [&](const Promise& promise) {
            const std::uint32_t scope = promise.scope.number;
            return selected_.has(promise.promiser()) ||
                   (scope < is_known_.size() && is_known_[scope]);
        });
    }
    if (selected_.has(RowKind::builds_on)) {
        take(batch.builds_on, taken_rows_.builds_on, [&](const BuildsOn& one) {
            return selected_.has(one.from.maker()) || selected_.has(one.onto.maker());
        });
    }
}

void Selection::take_assessments(const Batch& batch) {
    if (!selected_.has(RowKind::assessments)) return;
    expects(batch.assessed.size() == batch.assessments.size() &&
                batch.assessed_in.size() == batch.assessments.size(),
            "every assessment has its time and its transition");
    for (std::size_t i = 0; i < batch.assessments.size(); ++i) {
        const Assessment& one = batch.assessments[i];
        const bool is_selected = selected_.has(one.assessor) && selected_.has(batch.assessed[i]) &&
                                 selected_.has(one.verdict);
        if (!is_selected) continue;
        taken_rows_.assessments.push_back(one);
        taken_rows_.assessed.push_back(batch.assessed[i]);
        taken_rows_.assessed_in.push_back(batch.assessed_in[i]);
    }
}

/// A message has two ends: the transition in which it is said, and its arrival. One that is lost
/// has no second end.
bool Selection::is_touched(const Message& message) const {
    const bool is_heard = message.received != never && selected_.has(message.receiver) &&
                          selected_.has(message.received);
    if (is_heard || !selected_.has(message.id.maker())) return is_heard;
    return selected_.has_all_times() || contains(in_time_, message.transition);
}

void Selection::take_messages(const Batch& batch) {
    if (!selected_.has(RowKind::messages)) return;
    for (const Message& message : batch.messages) {
        if (!selected_.has_message_kind(message.kind) || !is_touched(message)) continue;
        expects(message.contents + message.size <= batch.contents.size(),
                "the contents of a message lie in its batch");
        taken_rows_.messages.push_back(message);
        taken_rows_.messages.back().contents = taken_rows_.contents.size();
        const auto start = batch.contents.begin() + static_cast<std::ptrdiff_t>(message.contents);
        taken_rows_.contents.insert(taken_rows_.contents.end(), start, start + message.size);
    }
}

void Selection::take_transitions(const Batch& batch) {
    const auto is_with_taken = [&](const auto& row) { return is_taken(row.transition); };
    if (selected_.has(RowKind::transitions)) {
        take(batch.transitions, taken_rows_.transitions,
             [&](const Transition& one) { return is_taken(one.id); });
    }
    if (selected_.has(RowKind::incidences)) {
        take(batch.incidences, taken_rows_.incidences, is_with_taken);
    }
    if (selected_.has(RowKind::readings)) {
        take(batch.readings, taken_rows_.readings, is_with_taken);
    }
    if (selected_.has(RowKind::positions)) {
        take(batch.positions, taken_rows_.positions, is_with_taken);
    }
}

}  // namespace worldline
